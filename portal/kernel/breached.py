"""Passwords that are known from breaches: looked up in a file that the operators keep, never asked of anybody.

The file has the form in which such lists are published: a line for each password, its SHA-1 in 40 capital hexadecimal
digits, perhaps a colon and how often it was seen, in the order of the digests. It may have a thousand million lines; a
lookup reads some thirty places of it and keeps nothing.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import BinaryIO

LINE = re.compile(rb"[0-9A-F]{40}(:\d+)?\r?\n?")
LONGEST_LINE = 80

_list: Path | None = None


def install(path: str) -> None:
    """At the start of the application; empty: there is no list."""
    global _list
    _list = Path(path) if path else None


def holds(password: str) -> bool:
    """Whether the password stands in the list. The lists are of SHA-1; nothing that is kept or signed here is."""
    if _list is None:
        return False
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with _list.open("rb") as lines:
        return _line_from(lines, wanted)[:40] == wanted


def fault(path: str) -> str:
    """What is wrong with the file, in words; nothing when it is such a list, as far as its first line tells."""
    try:
        with open(path, "rb") as lines:
            first = lines.readline(LONGEST_LINE)
    except OSError as failure:
        return f"cannot be read: {failure.strerror}"
    return "" if LINE.fullmatch(first) else "is no list of SHA-1 digests in capital letters"


def _line_from(lines: BinaryIO, wanted: bytes) -> bytes:
    """The first line that is not before ``wanted``: halves the file until one place is left."""
    low, high = 0, lines.seek(0, 2)
    while low < high:
        middle = (low + high) // 2
        line = _line_after(lines, middle)
        if line and line[:40] < wanted:
            low = middle + 1
        else:
            high = middle
    return _line_after(lines, low)


def _line_after(lines: BinaryIO, place: int) -> bytes:
    """The line that begins at this byte, or at the next that begins one."""
    lines.seek(max(place - 1, 0))
    if place:
        lines.readline(LONGEST_LINE)
    return lines.readline(LONGEST_LINE)
