"""Sending letters. The local gateway writes them as files; a real one speaks SMTP. Both are idempotent by key."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from portal.gateways.written import safe, written_once
from portal.kernel import clock

TIMEOUT = 20


@dataclass(frozen=True)
class Letter:
    """What goes to one person. ``key`` is the outbox message's: the same letter sent twice carries the same id.

    ``unsubscribe``: the address that stops such letters, by GET for people and by one POST for mail programs (RFC 8058).
    """

    key: str
    to: str
    subject: str
    text: str
    html: str
    language: str = "zh"
    unsubscribe: str = ""


class Mailer(Protocol):
    def send(self, letter: Letter) -> None: ...


def composed(letter: Letter, sender: str) -> EmailMessage:
    """The message as it travels: text first, the same words as HTML beside it."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = re.sub(r"\s+", " ", letter.subject).strip()[:200]
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{safe(letter.key)}@{sender.rpartition('@')[2].strip('> ') or 'localhost'}>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe:
        message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    message["Content-Language"] = "en" if letter.language == "en" else "zh-CN"
    return message


class FileMailer:
    """Writes ``<key>.eml``; a letter that is there already is not written again."""

    def __init__(self, folder: Path, sender: str):
        self.folder, self.sender = folder, sender

    def send(self, letter: Letter) -> None:
        written_once(self.folder, letter.key, "eml", bytes(composed(letter, self.sender)))


class SmtpMailer:
    """``smtp://user:password@host:port`` (STARTTLS where the server offers it) or ``smtps://`` (TLS from the start)."""

    def __init__(self, address: str, sender: str):
        self.address, self.sender = urlsplit(address), sender
        if self.address.scheme not in ("smtp", "smtps") or not self.address.hostname:
            raise ValueError("PORTAL_MAIL_URL must look like smtp://user:password@host:port")

    def send(self, letter: Letter) -> None:
        with self._connected() as server:
            if self.address.username:
                server.login(unquote(self.address.username), unquote(self.address.password or ""))
            server.send_message(composed(letter, self.sender))

    def _connected(self) -> smtplib.SMTP:
        host = self.address.hostname or ""
        context = ssl.create_default_context()
        if self.address.scheme == "smtps":
            return smtplib.SMTP_SSL(host, self.address.port or 465, timeout=TIMEOUT, context=context)
        server = smtplib.SMTP(host, self.address.port or 25, timeout=TIMEOUT)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        elif self.address.username:  # a password never travels in the clear
            server.close()
            raise smtplib.SMTPNotSupportedError("the mail server offers no STARTTLS; use smtps://")
        return server


def mailer_of(config: Mapping[str, Any]) -> Mailer:
    """The deployment's gateway."""
    sender = config["PORTAL_MAIL_FROM"]
    if config["PORTAL_MAIL_URL"]:
        return SmtpMailer(config["PORTAL_MAIL_URL"], sender)
    return FileMailer(Path(config["PORTAL_DATA_DIR"]) / "mail", sender)
