"""Numbers that name a person, in texts that will be public: refused before anything is saved, or blanked."""

from __future__ import annotations

import re

from portal.kernel.words import Invalid, say

#: A mainland mobile number, also with spaces or dashes between its groups; an identity number of 18 places.
PHONE = re.compile(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")
IDENTITY = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{9}[\dXx](?![0-9A-Za-z])")
#: What stands in its place in a document that is published; its language is that of the document.
BLANK = "（号码不公开）"  # official


def bare_phone(typed: str) -> str:
    """One number is one text, whether typed with blanks, hyphens or China's country code: ``+86 138-0000-0001`` is
    ``13800000001``."""
    digits = "".join(sign for sign in typed if sign in "0123456789")
    return re.sub(r"^(?:00)?86(?=1[3-9]\d{9}$)", "", digits)


def is_mobile(typed: str) -> bool:
    """Somebody typed a mainland mobile number."""
    return PHONE.fullmatch(bare_phone(typed)) is not None and re.fullmatch(r"[0-9 +\-]+", typed.strip()) is not None


def masked(phone: str) -> str:
    """What is shown of a number until somebody asks for it: the first three and the last four digits of a mobile
    (``138****1234``), of a shorter or other number the last two."""
    bare = bare_phone(phone)
    return f"{bare[:3]}****{bare[-4:]}" if PHONE.fullmatch(bare) else f"****{bare[-2:]}" if bare else ""


def found_in(text: str) -> str | None:
    """The first such number, or ``None``."""
    met = PHONE.search(text) or IDENTITY.search(text)
    return met.group() if met else None


def refuse_numbers(**texts: str | None) -> None:
    """``refuse_numbers(body=text)`` raises ``Invalid`` on the field whose text holds such a number."""
    for field, text in texts.items():
        if number := found_in(text or ""):
            raise Invalid(field, say("这段话会公开，里面的“%(number)s”像是手机号或身份证号。请去掉再保存。", number=number))


def blanked(text: str) -> str:
    """A text that was written for few, as everybody may read it."""
    return IDENTITY.sub(BLANK, PHONE.sub(BLANK, text))
