"""How a day is said in the reader's language: below the words of pages, because sentences name days too."""

from __future__ import annotations

import re
from datetime import date, datetime

from flask import g

from portal.kernel import clock

DAY = "{0.year}年{0.month}月{0.day}日"  # official: how a date is written
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ISO = re.compile(r"(\d{4}-\d\d-\d\d)( \d\d:\d\d(?::\d\d)?)?")


def day(value: date | datetime | str | None) -> str:
    """2026年11月22日, 22 Nov 2026: official, how a date is written. A paper's facts hold days as ISO text."""
    if value is None:
        return "—"
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if isinstance(value, datetime):
        value = clock.local(value).date()
    if g.get("locale", "zh") == "en":
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    return DAY.format(value)
