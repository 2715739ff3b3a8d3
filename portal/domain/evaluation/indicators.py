"""The indicator sheets: what an evaluator scores, at most how much, and what to look at. Each adds up to 100 points."""

from __future__ import annotations

from dataclasses import dataclass

from portal.domain.evaluation.models import Stage
from portal.kernel.words import N_


@dataclass(frozen=True)
class Indicator:
    """``maximum`` in whole points."""

    code: str
    title: str
    maximum: int
    description: str


SHEETS: dict[Stage, tuple[Indicator, ...]] = {
    Stage.MID: (
        Indicator("progress", N_("实施进度"), 30, N_("对照合同的产出和时间表，看做了多少、差多少。")),
        Indicator("quality", N_("服务质量"), 25, N_("现场看服务是否规范、专业，服务对象是否找得准。")),
        Indicator("money", N_("资金使用"), 20, N_("专款专用，凭证齐全，支出和进度相称。")),
        Indicator("records", N_("活动台账"), 15, N_("活动记录真实、及时，居委会已确认，签到和照片对得上。")),
        Indicator("team", N_("团队和制度"), 10, N_("人员到位，分工清楚，安全和隐私有制度。")),
    ),
    Stage.FINAL: (
        Indicator("outputs", N_("产出完成"), 30, N_("合同约定的每一项产出完成了多少。")),
        Indicator("effect", N_("服务成效"), 30, N_("服务对象的变化、需求解决的程度，有没有可以核实的例子。")),
        Indicator("money", N_("资金使用"), 20, N_("决算和预算一致，凭证齐全，没有挪用和结余不退。")),
        Indicator("records", N_("档案资料"), 10, N_("活动台账、签到、影像、总结齐全，可以归档。")),
        Indicator("lasting", N_("持续和推广"), 10, N_("项目结束后谁来接着做，经验能不能在别的社区用。")),
    ),
}

#: At or below this share of the maximum, and at the full maximum, a score needs a reason.
LOW_PERCENT = 50


def sheet_for(stage: Stage) -> tuple[Indicator, ...]:
    return SHEETS[stage]


def needs_reason(indicator: Indicator, points: int) -> bool:
    """``points`` in hundredths: a score at the extremes is refused without a reason (domain.md, Review)."""
    return points >= indicator.maximum * 100 or points <= indicator.maximum * LOW_PERCENT
