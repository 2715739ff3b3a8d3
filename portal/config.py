"""Every setting, its default, its environment variable. The README's table is checked against this list by a test."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from portal.kernel import breached, passkeys


class Knob(NamedTuple):
    variable: str
    default: str
    meaning: str


KNOBS = (
    Knob("PORTAL_ENV", "demo", "demo, production or test: production refuses the demo and insecure settings"),
    Knob("PORTAL_PORT", "8000", "port of `make run` on 127.0.0.1"),
    Knob("PORTAL_DATA_DIR", "./var", "folder of the embedded database, files, keys, built assets"),
    Knob("PORTAL_DATABASE_URL", "", "SQLAlchemy address; empty: a SQLite file in the data folder"),
    Knob("PORTAL_BASE_URL", "", "public address of the portal, printed in QR codes; empty: http://127.0.0.1:<port>"),
    Knob("PORTAL_NAME", "雨花公益", "name of this deployment"),
    Knob("PORTAL_SECRET_KEY", "", "session secret; empty: made on first use in the data folder"),
    Knob("PORTAL_DATA_KEY", "", "keys of encrypted columns, the newest first, spaces between; empty: made in the data folder"),
    Knob("PORTAL_BREACHED_PASSWORDS", "", "file of passwords known from breaches, sorted SHA-1 lines; empty: none"),
    Knob("PORTAL_DEMO_TOTP", "0", "1: the demo asks for second factors as a real installation does"),
    Knob("PORTAL_MAIL_URL", "", "smtp://user:password@host:port; empty: mails are written to <data folder>/mail"),
    Knob("PORTAL_MAIL_FROM", "portal@example.invalid", "sender of mails"),
    Knob("PORTAL_FILES_URL", "", "where files are kept: a folder or s3://bucket/prefix; empty: <data folder>/files"),
    Knob("PORTAL_SCANNER_URL", "", "virus scanner: tcp://host:3310 or unix:///run/clamav/clamd.ctl; empty: none"),
    Knob("PORTAL_SMS_URL", "", "https address that SMS are posted to; empty: they are written to <data folder>/sms"),
    Knob("PORTAL_SMS_SECRET", "", "secret that signs what is posted there"),
    Knob("PORTAL_WECHAT_URL", "", "the same for messages by WeChat; empty: <data folder>/wechat"),
    Knob("PORTAL_WECHAT_SECRET", "", "secret that signs what is posted there"),
    Knob("PORTAL_LIMIT_SEARCH", "60/minute;2000/day", "how often one person may search; a visitor counts by address"),
    Knob("PORTAL_LIMIT_EXPORTS", "20/minute;300/day", "the same for lists as files"),
    Knob("PORTAL_LIMIT_UPLOADS", "60/minute;500/day", "the same for files handed in"),
    Knob("PORTAL_PROXIES", "0", "number of trusted reverse proxies in front"),
)

MAX_UPLOAD = 20 * 1024 * 1024


def load(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """The Flask configuration made from the environment. Any setting may stand in a file that ``<NAME>_FILE`` names, as
    service managers and container platforms hand out secrets.
    """
    value = {knob.variable: _given(environ, knob.variable) or knob.default for knob in KNOBS}
    folder = Path(value["PORTAL_DATA_DIR"]).resolve()
    return {
        **value,
        "PORTAL_DATA_DIR": str(folder),
        "PORTAL_BASE_URL": value["PORTAL_BASE_URL"] or f"http://127.0.0.1:{value['PORTAL_PORT']}",
        "PORTAL_PROXIES": int(value["PORTAL_PROXIES"]),
        "SESSION_COOKIE_SECURE": value["PORTAL_ENV"] == "production",
        "DEMAND_PROOF": _demands_proof(value),
        # Browsers take a cookie of such a name over TLS only, for this host only (a neighbour cannot plant one).
        "SESSION_COOKIE_NAME": "__Host-session" if value["PORTAL_ENV"] == "production" else "session",
        "SQLALCHEMY_DATABASE_URI": database_address(value["PORTAL_DATABASE_URL"], folder),
        **FIXED,
    }


def _demands_proof(value: Mapping[str, str]) -> bool:
    """Whether offices must have a second factor and grave acts ask again who acts; who has a factor is always asked."""
    return value["PORTAL_ENV"] == "production" or (value["PORTAL_ENV"], value["PORTAL_DEMO_TOTP"]) == ("demo", "1")


def _given(environ: Mapping[str, str], variable: str) -> str | None:
    named = environ.get(f"{variable}_FILE")
    if not named or environ.get(variable):
        return environ.get(variable)
    try:
        return Path(named).read_text(encoding="utf-8").strip()
    except OSError as failure:
        raise SystemExit(f"{variable}_FILE names {named}, which cannot be read: {failure.strerror}") from None


def unsafe(config: Mapping[str, Any]) -> list[str]:
    """Every setting that would harm people in production, in words; the portal does not start with one of them."""
    if config["PORTAL_ENV"] not in ("demo", "production", "test"):
        return [f"PORTAL_ENV is {config['PORTAL_ENV']!r}; it must be demo, production or test"]
    if config["PORTAL_ENV"] != "production":
        return []
    out = []
    if not str(config["PORTAL_BASE_URL"]).startswith("https://"):
        out.append("PORTAL_BASE_URL must be the public https:// address: papers, mails and cookies rely on it")
    if config["PORTAL_SECRET_KEY"] and len(str(config["PORTAL_SECRET_KEY"])) < 32:
        out.append("PORTAL_SECRET_KEY must have at least 32 characters, or be empty")
    for name in ("PORTAL_SMS", "PORTAL_WECHAT"):
        address, secret = str(config[f"{name}_URL"]), str(config[f"{name}_SECRET"])
        if address and not (address.startswith("https://") and len(secret) >= 16):
            out.append(f"{name}_URL must be an https:// address and {name}_SECRET have at least 16 characters")
    if (path := str(config["PORTAL_BREACHED_PASSWORDS"])) and (fault := breached.fault(path)):
        out.append(f"PORTAL_BREACHED_PASSWORDS names {path}, which {fault}")
    if any(len(key) < 32 for key in str(config["PORTAL_DATA_KEY"]).split()):
        out.append("PORTAL_DATA_KEY: each key must have at least 32 characters, or there is none")
    return out


def doubtful(config: Mapping[str, Any]) -> list[str]:
    """What a production installation may do without, and should know that it does."""
    if config["PORTAL_ENV"] != "production":
        return []
    said = {
        "PORTAL_MAIL_URL is empty: mails are written to files and reach nobody": not config["PORTAL_MAIL_URL"],
        "PORTAL_MAIL_FROM is the example: answers go nowhere": config["PORTAL_MAIL_FROM"].endswith(".invalid"),
        "PORTAL_SMS_URL is empty: SMS are written to files and no phone rings": not config["PORTAL_SMS_URL"],
        "PORTAL_BREACHED_PASSWORDS is empty: passwords known from breaches are not refused": not config["PORTAL_BREACHED_PASSWORDS"],
        "PORTAL_SCANNER_URL is empty: files are not looked at for viruses": not config["PORTAL_SCANNER_URL"],
        "PORTAL_BASE_URL names a number instead of a host: browsers know no passkeys there": _is_number(config["PORTAL_BASE_URL"]),
        "PORTAL_PROXIES is 0: behind a proxy every visitor has the proxy's address": config["PORTAL_PROXIES"] == 0,
        "PORTAL_DATABASE_URL has no sslmode=verify-full: who sits between may read and answer": _travels_open(config),
        "the database is embedded SQLite: one machine, one web process": config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"),
    }
    return [sentence for sentence, applies in said.items() if applies]


def _is_number(address: str) -> bool:
    return not passkeys.is_possible(passkeys.party_of(address, ""))


def _travels_open(config: Mapping[str, Any]) -> bool:
    """The database is on another machine, and its address does not insist on being sure which one."""
    address = urlsplit(str(config["PORTAL_DATABASE_URL"]))
    elsewhere = address.hostname not in (None, "localhost", "127.0.0.1", "::1")
    return elsewhere and "sslmode=verify-full" not in address.query


def refuse_unsafe(config: Mapping[str, Any]) -> None:
    """An installation with a setting that would harm people does not start; it says which."""
    if found := unsafe(config):
        raise SystemExit("\n".join(found))


def database_address(address: str, folder: Path) -> str:
    """``postgresql://`` means psycopg 3 here; empty means the embedded database."""
    if not address:
        return f"sqlite:///{folder / 'portal.db'}"
    return address.replace("postgresql://", "postgresql+psycopg://", 1)


FIXED: dict[str, Any] = {
    "MAX_CONTENT_LENGTH": MAX_UPLOAD + 1024 * 1024,
    "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
    "MAX_FORM_PARTS": 2000,
    "BABEL_DEFAULT_LOCALE": "zh_Hans_CN",
    "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SESSION_COOKIE_HTTPONLY": True,
    "PERMANENT_SESSION_LIFETIME": 12 * 3600,
    "WTF_CSRF_TIME_LIMIT": None,  # a form may stay open all night; the token lives as long as the session
    "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},  # what people typed does not go into the log with a failure
    "RATELIMIT_STORAGE_URI": "memory://",
    "RATELIMIT_HEADERS_ENABLED": False,
    "KEEP_PAGES": True,  # portal/kept_pages.py; the tests that share a connection turn it off
}


def secret_key(config: Mapping[str, Any]) -> str:
    """The configured key of sessions and signed links, or the one kept in the data folder."""
    return str(config["PORTAL_SECRET_KEY"]) or _kept(config, "session.key")


def data_keys(config: Mapping[str, Any]) -> list[str]:
    """The keys of encrypted columns: the first encrypts, all of them read."""
    return str(config["PORTAL_DATA_KEY"]).split() or [_kept(config, "data.key")]


def _kept(config: Mapping[str, Any], name: str) -> str:
    """A key of the data folder: made once, readable by its owner only."""
    path = Path(config["PORTAL_DATA_DIR"]) / "keys" / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return path.read_text().strip()
