"""Conditions and effects of coming off a list, or of a penalty's early end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from portal.domain.sanctions import deciding
from portal.domain.sanctions.kinds import SanctionKind
from portal.domain.sanctions.models import Sanction
from portal.kernel import clock, hands, lifecycle, papers, personal, policy
from portal.kernel.lifecycle import Ctx
from portal.kernel.people import SYSTEM
from portal.kernel.words import Invalid, Sentence, say

K = SanctionKind
#: What ends by its term or by an appeal alone.
NOT_REPAIRED = (K.SUSPENSION, K.REVOCATION)


def open_from(session: Session, sanction: Sanction) -> datetime | None:
    """From when an application is possible; none: at once. The abnormal list can be left as soon as things are put right, the
    serious one after its period, a penalty after its shortest time in public."""
    assert sanction.decided_at, "only what was decided is repaired"
    if sanction.kind is K.ABNORMAL:
        return None
    key = "sanction.serious-review" if sanction.kind is K.SERIOUS else "sanction.penalty-shortest"
    return policy.due(session, key, sanction.region_path, sanction.decided_at)


def why_not_apply(session: Session, sanction: Sanction) -> Sentence | None:
    if not sanction.stands:
        return say("这项决定已经不在生效，不用申请移出。")
    if sanction.kind in NOT_REPAIRED:
        return say("“%(kind)s”不能申请移出：不服的可以申诉、复议或者诉讼。", kind=sanction.kind.label)
    opens = open_from(session, sanction)
    if opens is not None and clock.now() <= opens:
        first = clock.local(opens).date().isoformat()
        return say("“%(kind)s”要到 %(first)s 以后才能申请移出。", kind=sanction.kind.label, first=first)
    return None


def why_not_end_term(sanction: Sanction) -> Sentence | None:
    """An officer proposes the removal of a listing whose period is over; the clock has only reminded."""
    if not sanction.kind.is_list or not sanction.stands:
        return say("只有还在名单上的才能提出期满移出。")
    if sanction.state.value != "look_again":
        day = clock.local(sanction.review_at).date().isoformat() if sanction.review_at else "—"
        return say("还没有满期：%(day)s 以后才能提出期满移出。", day=day)
    return None


def statement_is_written(ctx: Ctx) -> Sentence | None:
    return None if ctx.record.statement.strip() else say("还没有写改正的情况。请写好再提交。")


def proof_is_there(ctx: Ctx) -> Sentence | None:
    held = {a.material for a in papers.attachments_of(ctx.session, ctx.record)}
    return None if "rectified" in held else say("还没有证明已经改正的材料。请在“材料”里上传后再提交。")


def time_has_come(ctx: Ctx) -> Sentence | None:
    return why_not_apply(ctx.session, ctx.record.sanction)


def term_is_over(ctx: Ctx) -> Sentence | None:
    return why_not_end_term(ctx.record.sanction)


def sanction_stands(ctx: Ctx) -> Sentence | None:
    return None if ctx.record.sanction.stands else say("这项决定已经不在生效，不用再办移出。")


def not_the_one_who_began(ctx: Ctx) -> Sentence | None:
    return say("提出的人不能自己核查。") if hands.same(ctx, ctx.record.begun_by_id) else None


def not_the_one_who_checked(ctx: Ctx) -> Sentence | None:
    before = (ctx.record.begun_by_id, ctx.record.checked_by_id)
    return say("提出、核查和决定不能是同一个人。") if hands.same(ctx, *before) else None


def take_in(ctx: Ctx) -> None:
    ctx.record.number = ctx.record.number or papers.next_number(ctx.session, "修")
    ctx.record.submitted_at = ctx.now


def note_finding(ctx: Ctx) -> None:
    finding = (ctx.fact("finding") or "").strip()
    if not finding:
        raise Invalid("finding", say("请写明核查到的情况：组织会看到这段话，准予移出的写进决定书。"))
    personal.refuse_numbers(finding=finding)
    ctx.record.finding, ctx.record.checked_by_id = finding, ctx.by.user_id


def note_decision(ctx: Ctx) -> None:
    ctx.record.decided_by_id, ctx.record.decided_at = ctx.by.user_id, ctx.now


def grant(ctx: Ctx) -> None:
    """The officer decides on the application; that the organization comes off the list follows from it."""
    note_decision(ctx)
    repair = ctx.record
    lifecycle.move(ctx.session, repair.sanction, "remove", by=SYSTEM)
    deciding.issue_removal(ctx.session, repair.sanction, reason=repair.finding or "", by=ctx.by)
