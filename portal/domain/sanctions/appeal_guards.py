"""Conditions and effects of an appeal against a sanction."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.sanctions.models import DECIDED, Appeal, AppealState, AppealWay, Repair, Sanction
from portal.kernel import clock, hands, lifecycle, policy
from portal.kernel.lifecycle import Ctx
from portal.kernel.people import SYSTEM
from portal.kernel.words import Invalid, Sentence, say

#: How long an appeal can be lodged after the decision: 行政复议法第二十条, 行政诉讼法第四十六条.
WITHIN = {
    AppealWay.REVIEW: "sanction.appeal-within", AppealWay.RECONSIDERATION: "sanction.appeal-within",
    AppealWay.LITIGATION: "sanction.sue-within",
}  # fmt: skip


def why_not_appeal(session: Session, sanction: Sanction, way: AppealWay = AppealWay.LITIGATION, *, on_paper: bool = False) -> Sentence | None:
    """What stands in the way of an appeal. ``on_paper``: recorded by an officer from a decision or a letter that came in; whether
    that was in time, whoever decided it has judged."""
    if sanction.state not in DECIDED:
        return say("还没有作出决定，或者决定已经撤销，不用申诉。")
    waiting = select(Appeal.id).where(Appeal.sanction_id == sanction.id, Appeal.state == AppealState.LODGED)
    if session.scalar(waiting.limit(1)):
        return say("这项决定已经有申诉在办。")
    assert sanction.decided_at, "it was decided"
    last = policy.due(session, WITHIN[way], sanction.region_path, sanction.decided_at)
    if clock.now() <= last or on_paper:
        return None
    return say("“%(way)s”的期限在 %(last)s 已经结束。", way=way.label, last=clock.local(last).date().isoformat())


def had_no_part(ctx: Ctx) -> Sentence | None:
    """Whoever proposed, served, examined or decided the sanction, or anything of its removal, does not judge it."""
    s: Sanction = ctx.record.sanction
    of_repairs = select(Repair.checked_by_id, Repair.decided_by_id, Repair.begun_by_id).where(Repair.sanction_id == s.id)
    before = [key for row in ctx.session.execute(of_repairs) for key in row]
    part = (s.proposed_by_id, s.notified_by_id, s.examined_by_id, s.decided_by_id, ctx.record.lodged_by_id, *before)
    on_the_sanction = Ctx(ctx.session, s, ctx.by, ctx.reason, ctx.facts, ctx.now)  # who stood in there counts as well
    if hands.same(ctx, *part) or hands.same(on_the_sanction, *part):
        return say("经手过这项决定的人不能处理对它的申诉，请另一位批准人办理。")
    return None


def write_answer(ctx: Ctx) -> None:
    answer = (ctx.fact("answer") or "").strip()
    if not answer:
        raise Invalid("answer", say("请写明决定和理由：对方会看到这段话。"))
    ctx.record.answer, ctx.record.decided_by_id, ctx.record.decided_at = answer, ctx.by.user_id, ctx.now


def overturn(ctx: Ctx) -> None:
    """The decision falls, whatever became of it meanwhile."""
    write_answer(ctx)
    lifecycle.move(ctx.session, ctx.record.sanction, "annul", by=SYSTEM)
