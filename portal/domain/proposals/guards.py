"""Conditions of the steps of a proposal. A guard answers ``None`` or what is wrong and what to do."""

from __future__ import annotations

from datetime import timedelta

from portal.domain.calls.models import CallState
from portal.domain.organizations.naming import neighbourly
from portal.domain.proposals import contents
from portal.domain.proposals.conditions import conditions, standing_beside
from portal.kernel import clock
from portal.kernel.lifecycle import Ctx
from portal.kernel.money import figures
from portal.kernel.words import Sentence, say


def arrived_in_time(ctx: Ctx) -> Sentence | None:
    """The moment at which the complete request arrived decides, not the moment at which its turn came."""
    arrived, deadline = ctx.fact("arrived_at"), ctx.record.call.deadline_at
    if arrived <= deadline:
        return None
    if ctx.facts.get("only_looking"):
        return say("已经在 %(deadline)s 截止，不能再提交。", deadline=f"{clock.local(deadline):%Y-%m-%d %H:%M:%S}")
    return say(
        "已经截止：截止时间是 %(deadline)s，您的申报 %(arrived)s 到达，晚了 %(late)s。草稿仍为您保留，写的内容可以抄到下一次征集。",
        deadline=f"{clock.local(deadline):%Y-%m-%d %H:%M:%S}", arrived=f"{clock.local(arrived):%Y-%m-%d %H:%M:%S}",
        late=lateness(arrived - deadline),
    )  # fmt: skip


def lateness(by: timedelta) -> str:
    """How late, in the two largest units that say something: an hour and a minute, a minute and a second."""
    seconds = int(by.total_seconds())
    if seconds < 1:
        return say("不到 1 秒")
    days, rest = divmod(seconds, 86400)
    hours, minutes, seconds = rest // 3600, rest % 3600 // 60, rest % 60
    if days:
        return say("%(days)s 天 %(hours)s 小时", days=days, hours=hours)
    if hours:
        return say("%(hours)s 小时 %(minutes)s 分", hours=hours, minutes=minutes)
    if minutes:
        return say("%(minutes)s 分 %(seconds)s 秒", minutes=minutes, seconds=seconds)
    return say("%(seconds)s 秒", seconds=seconds)


def call_takes_proposals(ctx: Ctx) -> Sentence | None:
    """Published; or closed by the clock while a request that arrived in time waited for its turn."""
    call = ctx.record.call
    if call.state in (CallState.PUBLISHED, CallState.CLOSED):
        return None
    return say("“%(call)s”现在是“%(state)s”，不接收申报。", call=call.title, state=call.state.label)


def parts_are_complete(ctx: Ctx) -> Sentence | None:
    gaps = contents.missing(ctx.record.title, ctx.record.draft)
    return say("还没有填完：%(parts)s。请补好后再提交。", parts="、".join(gaps)) if gaps else None


def names_nobody(ctx: Ctx) -> Sentence | None:
    """The review is blind: nothing that the experts read may say who bids."""
    proposal = ctx.record
    for party in filter(None, (proposal.organization, proposal.implementer)):
        for name in (party.name, neighbourly(party.name)):
            if part := contents.part_with(name, proposal.title, proposal.draft):
                return say("评审看不到是哪家申报的，可是“%(part)s”里写着“%(name)s”。请改掉再提交。", part=part, name=name)
    return None


def budget_adds_up(ctx: Ctx) -> Sentence | None:
    total, financed = contents.budget_total(ctx.record.draft), contents.financed(ctx.record.draft)
    if total == financed:
        return None
    return say(
        "预算合不上：预算明细合计 %(total)s 元，申请资金加自筹是 %(financed)s 元，相差 %(gap)s 元。请改到相等。",
        total=figures(total), financed=figures(financed), gap=figures(abs(total - financed)),
    )  # fmt: skip


def amount_is_within_cap(ctx: Ctx) -> Sentence | None:
    asked, cap = ctx.record.draft.get("amount_fen", 0), cap_of(ctx.record)
    if asked <= cap:
        return None
    return say(
        "申请资金 %(asked)s 元超过上限：每个项目最多 %(cap)s 元，超出 %(over)s 元。请压减申请资金，或增加自筹。",
        asked=figures(asked), cap=figures(cap), over=figures(asked - cap),
    )  # fmt: skip


def cap_of(proposal) -> int:
    """No project may ask for more than the call's cap, nor for more than its lot holds."""
    return min(proposal.call.cap_fen, proposal.lot.budget_fen)


def bidder_is_eligible(ctx: Ctx) -> Sentence | None:
    for found in conditions(ctx.session, ctx.record):
        if not found.met:
            return say("不符合申报条件“%(condition)s”：%(evidence)s。%(remedy)s", condition=found.condition,
                       evidence=found.evidence, remedy=found.remedy or "")  # fmt: skip
    return None


def not_one_too_many(ctx: Ctx) -> Sentence | None:
    if standing_beside(ctx.session, ctx.record, same_lot=True):
        return say("同一个组织在一个标段只能有一份申报，这个标段里已经有一份了。要换，请先撤回那一份。")
    most = int(ctx.record.call.eligibility.get("max_per_organization") or 1)
    if standing_beside(ctx.session, ctx.record, same_lot=False) >= most:
        return say("每个组织在这次征集最多申报 %(most)s 个项目，已经有 %(most)s 个了。要换，请先撤回一份。", most=most)
    return None


def not_after_deadline(ctx: Ctx) -> Sentence | None:
    """Withdrawing ends with the deadline: from then on what was handed in stands."""
    if ctx.facts.get("arrived_at", ctx.now) <= ctx.record.call.deadline_at:
        return None
    return say("已经过了截止时间，申报不能再撤回。")


def conditions_were_checked(ctx: Ctx) -> Sentence | None:
    """The step is taken with the finding on every condition (``review.eligibility.check``)."""
    ctx.fact("conditions_checked")
    return None


SUBMIT = (
    arrived_in_time, call_takes_proposals, parts_are_complete, names_nobody, budget_adds_up, amount_is_within_cap, bidder_is_eligible,
    not_one_too_many,
)  # fmt: skip
