"""Short messages to a phone, by SMS and WeChat. The local gateway writes them as files; a real one is asked over HTTP.

Providers differ; a deployment puts its own small adapter (or an operator's gateway) behind one address. What it is asked:

    POST <address>
    Content-Type: application/json
    Idempotency-Key: <key>                 the same message twice carries the same key and must ring once
    X-Portal-Time: <seconds since 1970>
    X-Portal-Signature: <hex HMAC-SHA256 of "<time>.<body>" with the secret>

    {"channel": "sms", "key": "…", "to": "13800000000", "text": "…"}

Any 2xx means taken over. Everything else is a failure; the outbox tries again and gives up visibly.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from portal.gateways.written import written_once
from portal.kernel import clock

TIMEOUT = 20
LENGTH = 70  # characters of one SMS in Chinese; a longer one is sent, and paid, in pieces


@dataclass(frozen=True)
class Text:
    """What goes to one phone. ``key`` is the outbox message's."""

    channel: str
    key: str
    to: str
    text: str


class Texter(Protocol):
    def send(self, text: Text) -> None: ...


class NotTaken(ConnectionError):
    """The gateway answered, and did not take the message over."""


def short(sign: str, sentence: str, rest: str = "") -> str:
    """``【sign】sentence rest`` on one line within ``LENGTH``: what is too long loses its end, never its sign and its rest."""
    sign, sentence, rest = (re.sub(r"[\s\x00-\x1f\x7f]+", " ", part).strip() for part in (sign, sentence, rest))
    head = f"【{sign[:12]}】"
    room = LENGTH - len(head) - len(rest)
    return head + (sentence if len(sentence) <= room else sentence[: room - 1] + "…") + rest


class FileTexter:
    """Writes ``<key>.json``; a message that is there already is not written again."""

    def __init__(self, folder: Path):
        self.folder = folder

    def send(self, text: Text) -> None:
        body = json.dumps(asdict(text), ensure_ascii=False, indent=1) + "\n"
        written_once(self.folder, text.key, "json", body.encode())


class HttpTexter:
    """Asks a gateway by HTTP, signed with a shared secret; follows no redirect."""

    def __init__(self, address: str, secret: str):
        self.address, self.secret = urlsplit(address), secret
        if self.address.scheme not in ("http", "https") or not self.address.hostname:
            raise ValueError("the address of a message gateway must look like https://host/path")
        if not secret:
            raise ValueError("a message gateway needs its secret")

    def send(self, text: Text) -> None:
        body = json.dumps(asdict(text), ensure_ascii=False).encode()
        moment = str(int(clock.now().timestamp()))
        headers = {
            "Content-Type": "application/json; charset=utf-8", "Idempotency-Key": text.key, "X-Portal-Time": moment,
            "X-Portal-Signature": signature(self.secret, moment, body),
        }  # fmt: skip
        kind = HTTPSConnection if self.address.scheme == "https" else HTTPConnection
        connection = kind(self.address.hostname or "", self.address.port, timeout=TIMEOUT)
        try:
            path = self.address.path or "/"
            connection.request("POST", f"{path}?{self.address.query}" if self.address.query else path, body, headers)
            status = connection.getresponse().status
        finally:
            connection.close()
        if not 200 <= status < 300:
            raise NotTaken(f"the {text.channel} gateway answered {status}")


def signature(secret: str, moment: str, body: bytes) -> str:
    return hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()


def texter_of(config: Mapping[str, Any], channel: str) -> Texter:
    """The deployment's gateway of a channel, ``sms`` or ``wechat``."""
    address = config[f"PORTAL_{channel.upper()}_URL"]
    if address:
        return HttpTexter(address, config[f"PORTAL_{channel.upper()}_SECRET"])
    return FileTexter(Path(config["PORTAL_DATA_DIR"]) / channel)
