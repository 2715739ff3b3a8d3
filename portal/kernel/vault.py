"""Columns that nobody reads in the database file: AES-256-GCM under keys that stay outside it.

``Encrypted("table.column")`` is a column type; the name is bound into each value, so that one column's value opens in no
other. Every engine has its own keys (``install``, at the start of the application): the first encrypts, all of them read,
so a new key can be put before the old one at any time. What is lost with the keys is lost for good.

Where such a value must be found or be there once, a second column keeps its mark (``Mark("table.column")``): an HMAC under
a key that is derived for this alone. Equal values have equal marks; who has the database file without the key can neither
read one nor try all numbers. ``marked`` finds a value by the mark of every key that is kept.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import ColumnElement, Dialect, Engine, String, Text, TypeDecorator, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

NONCE = 12
_vaults: WeakKeyDictionary[Dialect, Vault] = WeakKeyDictionary()


class Unreadable(Exception):
    """A value was made with another key, for another column, or was changed."""


class Vault:
    """``keys``: strings of at least 32 characters of chance, the newest first."""

    def __init__(self, keys: Sequence[str]) -> None:
        derived = [hashlib.sha256(b"portal encrypted columns " + key.encode()).digest() for key in keys]
        self._keys = {hashlib.sha256(key).hexdigest()[:8]: AESGCM(key) for key in derived}
        self._marking = [hashlib.sha256(b"portal marks of encrypted columns " + key.encode()).digest() for key in keys]

    def seal(self, plain: str, purpose: str) -> str:
        name, key = next(iter(self._keys.items()))
        nonce = secrets.token_bytes(NONCE)
        sealed = nonce + key.encrypt(nonce, plain.encode(), purpose.encode())
        return f"{name}.{base64.urlsafe_b64encode(sealed).decode()}"

    def open(self, stored: str, purpose: str) -> str:
        name, _, body = stored.partition(".")
        if name not in self._keys:
            raise Unreadable(f"{purpose}: sealed with the key {name}, which is not among PORTAL_DATA_KEY")
        try:
            sealed = base64.urlsafe_b64decode(body)
            return self._keys[name].decrypt(sealed[:NONCE], sealed[NONCE:], purpose.encode()).decode()
        except (InvalidTag, ValueError) as failure:
            raise Unreadable(f"{purpose}: the value was changed, or belongs to another column") from failure

    def marks(self, plain: str, purpose: str) -> list[str]:
        """64 hex digits for each key, the newest first. The purpose is part of it: no column's mark is known in another."""
        said = f"{purpose}\0{plain}".encode()
        return [hmac.new(key, said, hashlib.sha256).hexdigest() for key in self._marking]


def install(engine: Engine, keys: Sequence[str]) -> None:
    _vaults[engine.dialect] = Vault(keys)


class Encrypted(TypeDecorator[str]):
    """Text, sealed on its way into the database. It can be neither searched nor compared there."""

    impl = Text
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _vaults[dialect].seal(value, self.purpose)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _vaults[dialect].open(value, self.purpose)

    def __repr__(self) -> str:
        return "Text()"


class Mark(TypeDecorator[str]):
    """Takes the plain value and keeps its mark under the newest key. Read back, it is the mark, which tells nothing."""

    impl = String(64)
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _vaults[dialect].marks(value, self.purpose)[0]

    def __repr__(self) -> str:
        return "String(length=64)"


def mark_of(session: Session, column: InstrumentedAttribute[Any], plain: str) -> str:
    """The mark itself, for what counts under a value without keeping it."""
    return _vaults[session.get_bind().dialect].marks(plain, column.type.purpose)[0]


def marked(session: Session, column: InstrumentedAttribute[Any], plain: str) -> ColumnElement[bool]:
    """SQL: the row whose encrypted value is this one, whichever key it was marked with."""
    known = _vaults[session.get_bind().dialect].marks(plain, column.type.purpose)
    return type_coerce(column, String(64)).in_(known)
