"""Finding organizations by name, pinyin initials or code."""

from __future__ import annotations

from pypinyin import Style, lazy_pinyin
from sqlalchemy import and_


def pinyin_of(name: str) -> str:
    """``雨花社区服务中心`` → ``yhsqfwzx``: the initials people type."""
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER, errors="ignore")).lower()[:120]


def starts_with(column, beginning: str):
    """SQL: the bytewise column begins with this text; a half-open range, so an index serves it."""
    return and_(column >= beginning, column < beginning + "\U0010ffff")
