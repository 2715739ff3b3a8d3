"""Sentences below the web: said in Chinese with named parts, translated only at the edge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Sentence(str):
    """A Chinese sentence that remembers its msgid and parts, so that a page can say it in another language."""

    msgid: str
    parts: dict[str, Any]

    def __new__(cls, msgid: str, **parts: Any) -> Sentence:
        self = super().__new__(cls, msgid % parts if parts else msgid)
        self.msgid, self.parts = msgid, parts
        return self


def say(msgid: str, **parts: Any) -> Sentence:
    """Word a refusal, a notice or a journal line: ``say("名册只有 %(n)s 人", n=8)``. Extracted by Babel."""
    return Sentence(msgid, **parts)


def N_(msgid: str) -> str:  # noqa: N802 - gettext's own name for "mark, translate later"
    """Mark a label for translation; the template translates it with ``_(label)``."""
    return msgid


class Refused(Exception):
    """The act is not open: wrong state, wrong person, unmet condition. ``sentence`` is what the user reads."""

    def __init__(self, sentence: Sentence):
        super().__init__(sentence)
        self.sentence = sentence


class Invalid(Refused):
    """One field of the input is wrong: ``field`` names it. ``also``: what is wrong with others, to be mended at once."""

    def __init__(self, field: str, sentence: Sentence, also: Sequence[Invalid] = ()):
        super().__init__(sentence)
        self.field, self.also = field, also


def refuse_all(faults: Sequence[Invalid]) -> None:
    """Refuse with every fault that was found, if there is one."""
    if faults:
        raise Invalid(faults[0].field, faults[0].sentence, faults[1:])


class Stale(Refused):
    """The record moved on since the page was opened."""


class Forbidden(Refused):
    """Visible to this person, but not theirs to do."""


class NotFound(Exception):
    """There is no such record, or none for this person: the answer is the same."""
