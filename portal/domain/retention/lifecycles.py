"""How an erasure comes about: nobody erases alone, and time carries out what two people decided."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.domain.retention import classes
from portal.domain.retention.models import Erasure, ErasureState
from portal.kernel import lifecycle
from portal.kernel.lifecycle import Ctx, Lifecycle, Step, govern
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, Refused, Sentence, say

E = ErasureState


def another_administrator(ctx: Ctx) -> Sentence | None:
    return say("清理由提议人以外的另一位管理员确认。") if ctx.by.user_id == ctx.record.proposed_by_id else None


def only_the_proposer(ctx: Ctx) -> Sentence | None:
    return None if ctx.by.user_id == ctx.record.proposed_by_id else say("只有提议人能撤回；另一位管理员可以不予清理。")


def _sign(ctx: Ctx) -> None:
    ctx.record.confirmed_by_id = ctx.by.user_id


def _erase(ctx: Ctx) -> None:
    record = ctx.record
    planned = dict(record.plan)
    erased = classes.erase(ctx.session, planned)
    record.erased = erased


# fmt: off
ERASURE = govern(Erasure, Lifecycle("erasure", N_("到期资料清理"), E, (
    Step("confirm", E.PROPOSED, E.CONFIRMED, P.RETENTION_MANAGE, another_administrator,
         label=N_("确认清理"), consequence=N_("几分钟内执行；清理的内容不能恢复。"), duty=N_("确认或否决到期资料清理"),
         done=N_("确认了到期资料清理"), effect=_sign, key=True, final=True),
    Step("refuse", E.PROPOSED, E.REFUSED, P.RETENTION_MANAGE, another_administrator, needs_reason=True,
         label=N_("不予清理"), consequence=N_("什么也不清理；提议人看得到理由。"), done=N_("没有同意到期资料清理"),
         final=True),
    Step("withdraw", E.PROPOSED, E.WITHDRAWN, P.RETENTION_MANAGE, only_the_proposer,
         label=N_("撤回提议"), consequence=N_("什么也不清理；需要时另提一次。"), done=N_("撤回了到期资料清理的提议"),
         final=True),
    Step("carry-out", E.CONFIRMED, E.DONE, P.SYSTEM_TICK, at=lambda record: record.entered_at,
         label=N_("执行清理"), done=N_("清理了到期资料"), effect=_erase, key=True),
), path=(E.PROPOSED, E.CONFIRMED, E.DONE)))
# fmt: on


def propose(session: Session, *, by: Actor) -> Erasure:
    """Freeze what has passed its period by now. One at a time."""
    if session.query(Erasure.id).filter(Erasure.state.in_([E.PROPOSED, E.CONFIRMED])).first():
        raise Refused(say("还有一次清理没有办完，请先办完那一次。"))
    planned = classes.plan(session)
    if not planned:
        raise Refused(say("没有到期的资料，不用清理。"))
    return lifecycle.begin(session, Erasure(plan=planned, proposed_by_id=by.user_id), by=by, sentence=say("提议清理到期资料"))
