"""Numbers that name a person, in texts that will be public: refused before anything is saved."""

from __future__ import annotations

import re

from portal.kernel.words import Invalid, say

#: A mainland mobile number, also with spaces or dashes between its groups; an identity number of 18 places.
PHONE = re.compile(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")
IDENTITY = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{9}[\dXx](?![0-9A-Za-z])")


def found_in(text: str) -> str | None:
    """The first such number, or ``None``."""
    met = PHONE.search(text) or IDENTITY.search(text)
    return met.group() if met else None


def refuse_numbers(**texts: str | None) -> None:
    """``refuse_numbers(body=text)`` raises ``Invalid`` on the field whose text holds such a number."""
    for field, text in texts.items():
        if number := found_in(text or ""):
            raise Invalid(field, say("这段话会公开，里面的“%(number)s”像是手机号或身份证号。请去掉再保存。", number=number))
