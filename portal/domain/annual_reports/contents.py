"""Answers as they are kept, what is still missing, and the sums. Pure functions of a report's content."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from portal.domain.annual_reports import questions
from portal.domain.annual_reports.questions import EXPENDITURE, INCOME, Kind, Question, Section
from portal.domain.organizations.models import OrgType
from portal.kernel import personal
from portal.kernel.money import LIMIT
from portal.kernel.words import Invalid, refuse_all, say

Content = Mapping[str, Mapping[str, Any]]
MOST = 10_000_000  # people, meetings, square metres
#: Answers that everybody will read: numbers that name a person are refused in them.
PUBLIC_TEXTS = ("website", "remarks", "elsewhere")


def clean(section: Section, org_type: OrgType, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of one section as JSON keeps them; what was left open is left out. Raises ``Invalid`` beside the field
    for an answer that the question does not take."""
    asked = questions.of(section, org_type)
    if unknown := set(typed) - {question.name for question in asked}:
        raise TypeError(f"{section} has no {sorted(unknown)}")
    faults, kept = list[Invalid](), dict[str, Any]()
    for question in asked:
        value = typed.get(question.name)
        if value is None or value == "" or (isinstance(value, str) and not value.strip()):
            continue
        try:
            kept[question.name] = _kept(question, value)
        except Invalid as fault:
            faults.append(fault)
    refuse_all(faults)
    personal.refuse_numbers(**{name: kept.get(name) for name in PUBLIC_TEXTS})
    return kept


def _kept(question: Question, value: Any) -> Any:
    if question.kind in (Kind.COUNT, Kind.FEN, Kind.BALANCE):
        least, most = (-LIMIT if question.kind is Kind.BALANCE else 0), (MOST if question.kind is Kind.COUNT else LIMIT)
        if not least <= int(value) <= most:
            raise Invalid(question.name, say("这个数不在允许的范围内，请核对。"))
        return int(value)
    if question.kind is Kind.DAY:
        return value.isoformat() if isinstance(value, date) else date.fromisoformat(value).isoformat()
    if question.choice:
        return question.choice(value).value
    if len(value) > question.most:
        raise Invalid(question.name, say("最多 %(most)s 个字，现在有 %(found)s 个。", most=question.most, found=len(value)))
    return value.strip()


class Missing(NamedTuple):
    section: Section
    labels: list[str]


class Meter(NamedTuple):
    """``filled`` of ``needed`` answers are there; ``missing``: the others, by section."""

    filled: int
    needed: int
    missing: list[Missing]

    @property
    def percent(self) -> int:
        return self.filled * 100 // self.needed if self.needed else 100


def is_needed(question: Question, answers: Mapping[str, Any]) -> bool:
    """Some answers ask for another one: what is not as registered, where it was published."""
    if question.name == "differences":
        return answers.get("as_registered") == questions.YesNo.NO
    if question.name == "disclosed_where":
        return answers.get("disclosed") == questions.YesNo.YES
    if question.name == "income_before_fen":
        return answers.get("public_raising") == questions.YesNo.YES
    return question.needed


def meter(content: Content, org_type: OrgType) -> Meter:
    filled = needed = 0
    gaps = list[Missing]()
    for section in Section:
        answers = content.get(section, {})
        asked = [question for question in questions.of(section, org_type) if is_needed(question, answers)]
        missing = [question.label for question in asked if question.name not in answers]
        needed, filled = needed + len(asked), filled + len(asked) - len(missing)
        if missing:
            gaps.append(Missing(section, missing))
    return Meter(filled, needed, gaps)


class Sums(NamedTuple):
    """In fen. ``gap``: what the closing balance is above what follows from the rest; 0 where it adds up."""

    income: int
    expenditure: int
    gap: int | None

    @property
    def add_up(self) -> bool:
        return self.gap == 0


def sums(content: Content) -> Sums:
    """``gap`` is ``None`` as long as one of the two balances is open; an amount that is open counts as nothing."""
    finance = content.get(Section.FINANCE, {})
    income = sum(finance.get(question.name, 0) for question in INCOME)
    expenditure = sum(finance.get(question.name, 0) for question in EXPENDITURE)
    opening, closing = finance.get("opening_fen"), finance.get("closing_fen")
    gap = None if opening is None or closing is None else closing - (opening + income - expenditure)
    return Sums(income, expenditure, gap)
