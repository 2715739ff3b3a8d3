"""Which level was held on a day: pure, over the spans of an organization's ratings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

DAY = timedelta(days=1)
NOT_HELD = 0  # stands in a rating's levels from the day on which it was taken away


class Span(NamedTuple):
    """One level, held from a day to a day, both included."""

    level: int
    first: date
    last: date


def spans_of(levels: Sequence[Mapping[str, Any]], last: date) -> list[Span]:
    """A rating's levels in the order of their days → the spans in which it was held. What begins after its end, or ends
    before it began, was never held; the days without a level are no span."""
    began = [(date.fromisoformat(row["from"]), row["level"]) for row in levels]
    ends = [*(following - DAY for (_, _), (following, _) in pairwise(began)), last]
    spans = [Span(level, first, min(end, last)) for (first, level), end in zip(began, ends, strict=True)]
    return [span for span in spans if span.first <= span.last and span.level != NOT_HELD]


def level_on(spans: Iterable[Span], day: date) -> int | None:
    """The level held on a day, or none. Where two ratings meet on it, the later one counts."""
    found = max((span for span in spans if span.first <= day <= span.last), key=lambda span: span.first, default=None)
    return found.level if found else None


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - DAY).day))
