"""The published rules by which a project turns blue, yellow, orange or red.

``lag``: percentage points by which progress stays behind the time that has passed. ``overspend``: percentage points
by which the spent share of the contract runs ahead of time. Each has three thresholds in the policy settings
(``project.lag-2`` ... ``project.overspend-4``); the worse of the two counts. A project under rectification is at least
orange; one that is past its last day and not closed is red.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from portal.domain.projects.models import ProjectState
from portal.kernel import policy
from portal.kernel.words import N_, Sentence, say

LABELS = {1: N_("蓝色：按计划"), 2: N_("黄色：偏慢"), 3: N_("橙色：明显偏离"), 4: N_("红色：严重偏离")}
ENDED = (ProjectState.CLOSED, ProjectState.TERMINATED)


@dataclass(frozen=True)
class Risk:
    """``level`` 1-4; shares in percent; ``why`` says what to do about it (``None`` when all is well)."""

    level: int
    elapsed: int
    progress: int
    spent: int
    why: Sentence | None

    @property
    def label(self) -> str:
        return LABELS[self.level]


def thresholds(session: Session, region_path: str) -> dict[str, tuple[int, int, int]]:
    """(yellow, orange, red) in percentage points for ``lag`` and ``overspend``."""


    def levels(kind: str) -> tuple[int, int, int]:
        yellow, orange, red = (policy.amount(session, f"project.{kind}-{level}", region_path) for level in (2, 3, 4))
        return yellow, orange, red

    return {kind: levels(kind) for kind in ("lag", "overspend")}


def percent(part: int, whole: int) -> int:
    return 0 if whole <= 0 else max(0, min(100, part * 100 // whole))


def elapsed_percent(starts_on: date, ends_on: date, today: date) -> int:
    return percent((today - starts_on).days, (ends_on - starts_on).days)


def progress_percent(outputs: list[dict[str, Any]], done: dict[str, int]) -> int:
    """The mean share of the planned outputs that is done, each at most 100 %."""
    if not outputs:
        return 0
    return sum(percent(done.get(row["name"], 0), row["quantity"]) for row in outputs) // len(outputs)


def assess(
    limits: dict[str, tuple[int, int, int]], *, state: ProjectState, starts_on: date, ends_on: date, today: date,
    outputs: list[dict[str, Any]], done: dict[str, int], spent_fen: int, amount_fen: int,
) -> Risk | None:  # fmt: skip
    """``None`` for a project that has ended: nothing can be late any more."""
    if state in ENDED:
        return None
    elapsed = elapsed_percent(starts_on, ends_on, today)
    progress = progress_percent(outputs, done) if outputs else elapsed
    spent = 0 if amount_fen <= 0 else max(0, spent_fen * 100 // amount_fen)
    return Risk(*_worst(limits, state, elapsed, progress, spent, today > ends_on))


def _worst(limits, state, elapsed, progress, spent, overdue) -> tuple[int, int, int, int, Sentence | None]:
    lag, ahead = _level(elapsed - progress, limits["lag"]), _level(spent - elapsed, limits["overspend"])
    level, why = max(lag, ahead), None
    if overdue:
        level, why = 4, say("合同期已过，还没有结项。请尽快交总结自评，安排末期评估。")
    elif state is ProjectState.RECTIFYING and level < 4:
        level, why = max(3, level), say("中期评估不合格，正在整改，款项暂停。整改复核通过后解除。")
    elif level > 1 and lag >= ahead:
        why = say(
            "时间过了 %(elapsed)s%%，计划产出完成 %(progress)s%%。补上活动并经居委会确认后自动解除。",
            elapsed=elapsed,
            progress=progress,
        )
    elif level > 1:
        why = say(
            "时间过了 %(elapsed)s%%，经费已用 %(spent)s%%。请说明支出安排，放缓支出后自动解除。",
            elapsed=elapsed,
            spent=spent,
        )
    return level, elapsed, progress, spent, why


def _level(points: int, limits: tuple[int, int, int]) -> int:
    return 1 + sum(points >= limit for limit in limits)
