"""From sheets to a level: the mean of each indicator, their sum, its band. Points in hundredths throughout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from portal.domain.ratings.models import Part

WHOLE = 1000  # points of the whole table
LEVELS = (1, 2, 3, 4, 5)
#: At or below this share of the maximum, and at the full maximum, a score needs a reason.
LOW_PERCENT = 50

Indicators = Sequence[Mapping[str, Any]]
Scores = Mapping[str, Mapping[str, Any]]


class Result(NamedTuple):
    """``means``: hundredths by indicator code; ``score`` is their sum; ``level``: none below the lowest band."""

    means: dict[str, int]
    score: int
    level: int | None


def needs_reason(maximum: int, points: int) -> bool:
    """Of an indicator of ``maximum`` whole points: the extremes are refused without a reason (domain.md, Review)."""
    return points >= maximum * 100 or points * 100 <= maximum * 100 * LOW_PERCENT


def level_of(score: int, bands: Mapping[str, int]) -> int | None:
    """The highest band that the score reaches. ``bands``: {"1": least whole points, ... "5"}, rising."""
    reached = [level for level in LEVELS if score >= bands[str(level)] * 100]
    return max(reached, default=None)


def result_of(indicators: Indicators, sheets: Sequence[Scores], bands: Mapping[str, int]) -> Result:
    """The result of complete sheets, at least one. Halves go up."""
    means = {row["code"]: _mean([sheet[row["code"]]["points"] for sheet in sheets]) for row in indicators}
    score = sum(means.values())
    return Result(means, score, level_of(score, bands))


def _mean(points: Sequence[int]) -> int:
    return int((Decimal(sum(points)) / len(points)).quantize(Decimal(1), ROUND_HALF_UP))


def by_part(indicators: Indicators, points: Mapping[str, int]) -> list[tuple[Part, int, int]]:
    """(part, points reached, maximum in whole points), in the order of the four parts."""
    rows = []
    for part in Part:
        own = [row for row in indicators if row["part"] == part.value]
        rows.append((part, sum(points.get(row["code"], 0) for row in own), sum(row["maximum"] for row in own)))
    return rows
