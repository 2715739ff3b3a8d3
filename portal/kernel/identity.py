"""The resident identity number (GB 11643): six digits of a place, the day of birth, a serial, one that checks the others.

The place is not looked up: numbers keep the code of the place that issued them, also after it was renamed or dissolved.
"""

from __future__ import annotations

import re
from datetime import date

from portal.kernel.words import Sentence, say

SHAPE = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
OLDEST = 120  # years: nobody who holds an office is older
ADULT = 18


def tidy(typed: str) -> str:
    """As people type it → as it is kept: no blanks or hyphens, a capital X."""
    return re.sub(r"[\s\-]", "", typed).upper()


def check_place(seventeen: str) -> str:
    """The eighteenth place for the first seventeen digits (ISO 7064, MOD 11-2)."""
    return CHECKS[sum(int(digit) * weight for digit, weight in zip(seventeen, WEIGHTS, strict=True)) % 11]


def born(number: str) -> date | None:
    """The day of birth that the number names, if there is such a day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def age(birth: date, on: date) -> int:
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def fault(number: str, on: date) -> Sentence | None:
    """What is wrong with a tidied number, or ``None``. ``on``: the day that is today."""
    if not SHAPE.fullmatch(number):
        return say("居民身份证号是 18 位：17 位数字和末位的数字或 X。现在有 %(n)s 位，请核对。", n=len(number))
    birth = born(number)
    if birth is None or not 0 <= age(birth, on) <= OLDEST or birth > on:
        return say("身份证号第 7 至 14 位是出生日期，现在的“%(found)s”不可能，请核对。", found=number[6:14])
    if check_place(number[:17]) != number[17]:
        return say("身份证号的校验码不对，请核对有没有输错一位。")
    return None


def masked(number: str) -> str:
    """What is shown until somebody asks for it: the first and the last two places of a long one, else the last two."""
    return f"{number[:2]}{'*' * 8}{number[-2:]}" if len(number) >= 8 else f"****{number[-2:]}" if number else ""
