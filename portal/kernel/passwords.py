"""Passwords: argon2id, with the library's current recommendation; old hashes are renewed at login. What would be guessed
first is told by zxcvbn, which knows what leaked lists are full of: words, names, keyboard walks, dates, their disguises."""

from __future__ import annotations

from collections.abc import Sequence

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from zxcvbn import zxcvbn

_hasher = PasswordHasher()
#: Checked when there is no such account, so that the answer takes as long.
_NOBODY = _hasher.hash("nobody has this password")

#: Fewer guesses than 10 to this power: among those that are tried.
FEW_GUESSES = 9
LOOKED_AT = 72  # characters: more of them do not make a password easier to guess
#: What people in this city put into passwords, beyond the lists of the library.
LOCAL_WORDS = ("nanjing", "yuhua", "yuhuatai", "gongyi", "portal", "demo", "woaini", "aini", "5201314", "520", "1314", "zhongguo")


def hashed(password: str) -> str:
    return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    try:
        return _hasher.verify(stored or _NOBODY, password) and stored is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def is_old(stored: str) -> bool:
    return _hasher.check_needs_rehash(stored)


def is_guessed_first(password: str, words: Sequence[str] = ()) -> bool:
    """Whether a password, however long, is near the front of what is tried. ``words``: what the guesser knows of the person."""
    known = [*LOCAL_WORDS, *(word for word in words if word)]
    found = zxcvbn(password[:LOOKED_AT], user_inputs=known, max_length=LOOKED_AT)
    return bool(found["guesses_log10"] < FEW_GUESSES)
