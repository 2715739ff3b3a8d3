"""Passwords: argon2id, with the library's current recommendation; old hashes are renewed at login."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

_hasher = PasswordHasher()
#: Checked when there is no such account, so that the answer takes as long.
_NOBODY = _hasher.hash("nobody has this password")


def hashed(password: str) -> str:
    return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    try:
        return _hasher.verify(stored or _NOBODY, password) and stored is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def is_old(stored: str) -> bool:
    return _hasher.check_needs_rehash(stored)
