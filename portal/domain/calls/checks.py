"""What a call must satisfy. ``defects`` keep a draft from being stored, ``gaps`` keep it from being submitted.

Both read anything with a call's attributes: the record, or the terms that an editor is about to store.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from portal.domain.calls.models import CallKind
from portal.kernel import money
from portal.kernel.words import Sentence, say

SMALLEST_PANEL = 3
SMALLEST_PROCUREMENT_PANEL = 5
FULL_SCORE = 100
WHOLE_PLAN = 100
OPENING_WAITS = timedelta(minutes=10)
Check = Callable[[Any], Sentence | None]

#: Conditions that may not stand at the gate of a government procurement, and how people call them.
PROCUREMENT_BARS: tuple[tuple[str, Sentence], ...] = (
    ("qualified_list", say("承接目录")),
    ("min_staff", say("从业人数")),
    ("min_rating", say("评估等级")),
    ("local_only", say("所在地区")),
)


# --- what can be stored at all


def procurement_is_open(terms: Any) -> Sentence | None:
    """Article 22 of the procurement law names the general conditions; nothing else may keep a supplier out."""
    if terms.kind is not CallKind.PROCUREMENT:
        return None
    for key, name in PROCUREMENT_BARS:
        if terms.eligibility.get(key):
            return say(
                "政府采购不能以%(name)s设门槛：只适用供应商的一般条件（独立承担民事责任、商业信誉和财务制度、设备和专业能力、"
                "纳税和社保、前三年无重大违法记录），企业和其他合法机构都可以参加。请去掉这一条。",
                name=name,
            )
    return None


def cap_fits(terms: Any) -> Sentence | None:
    if terms.cap_fen <= terms.budget_fen:
        return None
    return say("单个项目上限不能超过资金总额 %(budget)s 元。", budget=money.figures(terms.budget_fen))


def panel_is_odd(terms: Any) -> Sentence | None:
    if terms.panel_size >= SMALLEST_PANEL and terms.panel_size % 2 == 1:
        return None
    return say("评委人数应是单数，至少 3 人。")


def opening_follows_deadline(terms: Any) -> Sentence | None:
    """The opening waits for what arrived in time: a request that came in the last second may still be on its way."""
    if terms.opening_at >= terms.deadline_at + OPENING_WAITS:
        return None
    return say("开启时间至少要比申报截止晚 %(n)s 分钟，等最后一刻到达的申报入库。", n=OPENING_WAITS.seconds // 60)


#: field of the editor → rule
DEFECTS: tuple[tuple[str, Check], ...] = (
    ("kind", procurement_is_open),
    ("cap_fen", cap_fits),
    ("panel_size", panel_is_odd),
    ("opening_at", opening_follows_deadline),
)


def defects(terms: Any) -> list[tuple[str, Sentence]]:
    """(field, sentence) of everything that keeps the terms from being stored."""
    return [(field, sentence) for field, check in DEFECTS if (sentence := check(terms))]


# --- what must be there before it is submitted


def lots_add_up(terms: Any) -> Sentence | None:
    if not terms.lots:
        return say("还没有标段。至少要有一个标段。")
    total = sum(lot.budget_fen for lot in terms.lots)
    if total == terms.budget_fen:
        return None
    return say(
        "各标段预算合计 %(total)s 元，和资金总额 %(budget)s 元不一致。请改到相等。",
        total=money.figures(total), budget=money.figures(terms.budget_fen),
    )  # fmt: skip


def cap_fits_every_lot(terms: Any) -> Sentence | None:
    for lot in terms.lots:
        if lot.budget_fen < terms.cap_fen:
            return say(
                "标段“%(title)s”的预算 %(budget)s 元，不够一个上限 %(cap)s 元的项目。请改标段预算或上限。",
                title=lot.title, budget=money.figures(lot.budget_fen), cap=money.figures(terms.cap_fen),
            )  # fmt: skip
    return None


def rubric_adds_up(terms: Any) -> Sentence | None:
    total = sum(criterion.maximum for criterion in terms.criteria)
    if total == FULL_SCORE:
        return None
    return say("评分细则各项满分合计 %(total)s 分，应当是 100 分。", total=total)


def tranches_add_up(terms: Any) -> Sentence | None:
    total = sum(row["percent"] for row in terms.tranche_plan)
    if total != WHOLE_PLAN:
        return say("拨款计划合计 %(total)s%%，应当是 100%%。", total=total)
    triggers = [row["trigger"] for row in terms.tranche_plan]
    if len(set(triggers)) != len(triggers):
        return say("拨款计划里同一个时点写了两次。")
    return None if all(row["percent"] > 0 for row in terms.tranche_plan) else say("拨款计划每一期都要大于零。")


def panel_is_large_enough(terms: Any) -> Sentence | None:
    if terms.kind is CallKind.PROCUREMENT and terms.panel_size < SMALLEST_PROCUREMENT_PANEL:
        return say("政府采购的评审小组至少 5 人，其中专家不少于三分之二。")
    return panel_is_odd(terms)


def timetable_is_in_order(terms: Any) -> Sentence | None:
    if terms.questions_until >= terms.deadline_at:
        return say("提问截止应早于申报截止，好让大家看到答复以后再递交。")
    return opening_follows_deadline(terms)


def someone_may_bid(terms: Any) -> Sentence | None:
    if not terms.eligibility.get("org_types"):
        return say("还没有选哪些组织可以申报。")
    return None if terms.eligibility.get("max_per_organization", 0) >= 1 else say("每家至少可以申报一个标段。")


GAPS: tuple[Check, ...] = (
    someone_may_bid, procurement_is_open, cap_fits, lots_add_up, cap_fits_every_lot, rubric_adds_up, tranches_add_up,
    panel_is_large_enough, timetable_is_in_order,
)  # fmt: skip


def gaps(terms: Any, now: datetime | None = None) -> list[Sentence]:
    """Everything that keeps the call from being submitted; with ``now``, a deadline gone by as well."""
    found = [sentence for check in GAPS if (sentence := check(terms))]
    if now is not None and terms.deadline_at <= now:
        found.append(deadline_is_past())
    return found


def deadline_is_past() -> Sentence:
    return say("申报截止时间已经过去。请改时间安排。")
