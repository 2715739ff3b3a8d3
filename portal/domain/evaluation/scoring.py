"""From sheets to a score: the panel's mean, and the residents' part of the final evaluation."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from portal.domain.evaluation.models import Stage
from portal.domain.satisfaction.results import Result


def half_up(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def panel_score(totals: list[int]) -> int:
    """The mean of the sheets' totals in hundredths, halves up."""
    return half_up(Decimal(sum(totals)) / len(totals))


def weighed(panel: int, satisfaction: int | None, share: int) -> int:
    """Panel and satisfaction (hundredths of 100) by ``share`` percent for residents; without them the panel alone."""
    if satisfaction is None:
        return panel
    return half_up(Decimal(panel * (100 - share) + satisfaction * share) / 100)


def parts_of(stage: Stage, totals: list[int], result: Result | None, share: int) -> tuple[int, dict[str, Any]]:
    """(score, how it was made). Below the minimum sample the residents' share goes to the panel."""
    panel = panel_score(totals)
    if stage is Stage.MID:
        return panel, {"panel": panel, "satisfaction": None, "weights": {"panel": 100, "satisfaction": 0}}
    points = result.as_points if result and result.is_enough else None
    own_share = 0 if points is None else share
    parts = {
        "panel": panel, "satisfaction": points, "weights": {"panel": 100 - own_share, "satisfaction": own_share},
        "answers": result.answers if result else 0, "minimum": result.minimum if result else 0,
        "mean": result.mean if result else None, "low": result.low if result else None,
        "high": result.high if result else None,
    }  # fmt: skip
    return weighed(panel, points, own_share), parts
