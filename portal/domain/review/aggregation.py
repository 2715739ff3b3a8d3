"""How a panel's scores become one result and one order: pure functions over whole hundredths of a point.

Rounding: a mean is rounded to the nearest hundredth, halves up, in integer arithmetic: ``(2 * sum + n) // (2 * n)``.
Ties are decided, in this order, by the panel's points for each criterion in the call's criterion order, by the smaller
amount asked for, and by lot: SHA-256(draw seed + ":" + proposal id), the smaller first, which anyone can recompute.
Never by time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

#: A score further than this from the panel's median asks for a second look (hundredths of a point).
OUTLIER = 1500
#: From so many scores on, the trimmed mean leaves out the highest and the lowest.
TRIM_FROM = 5


def mean(scores: Sequence[int]) -> int:
    """The mean in hundredths, halves up. Scores are not negative; there is at least one."""
    if not scores:
        raise ValueError("there is nothing to average")
    return (2 * sum(scores) + len(scores)) // (2 * len(scores))


def dropped(scores: Sequence[int]) -> tuple[int, ...]:
    """What the trimmed mean leaves out: one lowest and one highest of five or more, else nothing."""
    return (min(scores), max(scores)) if len(scores) >= TRIM_FROM else ()


def trimmed_mean(scores: Sequence[int]) -> int:
    """The mean without one highest and one lowest score, where there are five or more."""
    if len(scores) < TRIM_FROM:
        return mean(scores)
    return mean(sorted(scores)[1:-1])


RULES = {"trimmed_mean": trimmed_mean, "mean": mean}


def spread(scores: Sequence[int]) -> int:
    """How far the panel's scores lie apart."""
    return max(scores) - min(scores)


def outliers(scores: Sequence[int]) -> list[int]:
    """The positions of scores further than ``OUTLIER`` from the median (doubled, so that it stays whole)."""
    ordered, n = sorted(scores), len(scores)
    doubled_median = ordered[(n - 1) // 2] + ordered[n // 2]
    return [i for i, score in enumerate(scores) if abs(2 * score - doubled_median) > 2 * OUTLIER]


class Entry(NamedTuple):
    """One proposal in the ranking. ``criteria``: the panel's sum of points for each criterion, in the call's order."""

    key: str
    score: int
    criteria: tuple[int, ...]
    amount_fen: int


def lot_number(seed: str, key: str) -> str:
    """What decides a tie that nothing else decides."""
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()


def ranking(entries: Sequence[Entry], seed: str) -> list[Entry]:
    """The entries from the first to the last; their order in the input does not matter."""
    return sorted(
        entries,
        key=lambda e: (-e.score, tuple(-points for points in e.criteria), e.amount_fen, lot_number(seed, e.key), e.key),
    )
