"""Conditions and effects of awards and objections."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.awards.models import Award, AwardState, Objection, PublicityState
from portal.domain.organizations.standing import barrier
from portal.domain.proposals.models import Proposal, Submission
from portal.kernel import access, clock, engine, hands, holds, lifecycle, outbox, papers, policy
from portal.kernel.lifecycle import Ctx
from portal.kernel.people import SYSTEM, holders
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, Sentence, say

ANNULLABLE = (AwardState.PROPOSED, AwardState.CONFIRMED, AwardState.CONTRACTING)


# --- award ------------------------------------------------------------------------------------------------------


def publicity_is_over(ctx: Ctx) -> Sentence | None:
    publicity = ctx.record.publicity
    if publicity.state is PublicityState.OVER:
        return None
    last = clock.local(publicity.ends_at).date().isoformat()
    return say("公示到 %(last)s 才期满。公示期满、没有未了结的异议，才能确认立项。", last=last)


def parties_stand(ctx: Ctx) -> Sentence | None:
    proposal = ctx.record.proposal
    return barrier(ctx.session, (proposal.organization, proposal.implementer), "award", "bid")


def award_it(ctx: Ctx) -> None:
    """Number, decision, the proposal's step, the notice."""
    award, session = ctx.record, ctx.session
    award.number = papers.next_number(session, "立")
    award.decided_by_id, award.decided_at = ctx.by.user_id, ctx.now
    lifecycle.move(session, award.proposal, "award", by=SYSTEM)
    papers.issue(session, award, "award_notice", N_("立项通知书"), _notice_facts(ctx), series="立",
                 issuer=award.call.department.name, by=ctx.by, number=award.number)  # fmt: skip


def _notice_facts(ctx: Ctx) -> dict:
    award, session = ctx.record, ctx.session
    call, publicity, proposal = award.call, award.publicity, award.proposal
    facts = {
        "organization": award.organization.name, "call_number": call.number or "", "call_title": call.title,
        "lot": proposal.lot.title, "proposal_number": submission_number(session, proposal), "project": proposal.title,
        "amount_fen": award.amount_fen, "publicity_from_on": _on(publicity.starts_at),
        "publicity_to_on": _on(publicity.ends_at),
        "sign_by_on": _on(policy.due(session, "contract.draft", award.region_path, ctx.now)),
    }  # fmt: skip
    if award.organization.uscc:
        facts["organization_code"] = award.organization.uscc
    if proposal.score is not None and proposal.rank is not None:
        facts |= {"score": f"{proposal.score // 100}.{proposal.score % 100:02d}", "rank": proposal.rank}
    return facts


def _on(moment) -> str:
    return clock.local(moment).date().isoformat()


def submission_number(session: Session, proposal: Proposal) -> str:
    """The number of the package that was opened: the last one that was not withdrawn."""
    stmt = select(Submission.number).where(Submission.proposal_id == proposal.id, Submission.withdrawn_at.is_(None))
    return session.scalar(stmt.order_by(Submission.round.desc()).limit(1)) or ""


def take_back(ctx: Ctx) -> None:
    """The proposal loses what the award gave it."""
    lifecycle.move(ctx.session, ctx.record.proposal, "annul", by=SYSTEM)


# --- objection --------------------------------------------------------------------------------------------------


def not_the_objector(ctx: Ctx) -> Sentence | None:
    return say("提出异议的人不能自己答复。") if hands.same(ctx, ctx.record.raised_by_id) else None


def appeal_is_in_time(ctx: Ctx) -> Sentence | None:
    objection = ctx.record
    last = policy.due(ctx.session, "objection.appeal", objection.region_path, objection.answered_at)
    if ctx.now <= last:
        return None
    return say("投诉期已在 %(last)s 结束，这份答复已经生效。", last=_on(last))


def lift(ctx: Ctx) -> None:
    holds.lift(ctx.session, ctx.record, by=ctx.by)


def _answer(ctx: Ctx) -> None:
    ctx.record.answer = ctx.fact("answer")
    ctx.record.answered_by_id, ctx.record.answered_at = ctx.by.user_id, ctx.now


def answer_and_lift(ctx: Ctx) -> None:
    _answer(ctx)
    lift(ctx)


def answer_and_annul(ctx: Ctx) -> None:
    _answer(ctx)
    annul(ctx)


def annul(ctx: Ctx) -> None:
    """The award falls; where the contract is in force already, the hold on the money stays."""
    award = ctx.record.award
    engine.lock(ctx.session, award)
    if award.state in ANNULLABLE:
        lift(ctx)
        lifecycle.move(ctx.session, award, "annul", by=SYSTEM)
    elif award.state is AwardState.CANCELLED:
        lift(ctx)


def hear_appeal(ctx: Ctx) -> None:
    """The finance officer hears it; meanwhile the award stands still, and the money of a contract in force too."""
    objection: Objection = ctx.record
    objection.appeal = ctx.fact("appeal")
    number = objection.number
    hold_award(ctx, say("异议 %(number)s 正在投诉处理中，处理完之前不能立项或签约。", number=number))
    holds.place(ctx.session, objection.award, "payment", objection,
                say("异议 %(number)s 正在投诉处理中，处理完之前不能拨款。", number=number), by=ctx.by)  # fmt: skip
    supervisors = holders(ctx.session, P.JOURNAL_READ, access.scope_of(objection))
    outbox.tell(ctx.session, supervisors, say("“%(caption)s”的异议答复被投诉", caption=objection.caption), objection)


def hold_award(ctx: Ctx, sentence: Sentence) -> None:
    holds.place(ctx.session, ctx.record.award, "award", ctx.record, sentence, by=ctx.by)


def _decide(ctx: Ctx) -> None:
    ctx.record.appeal_answer = ctx.fact("answer")
    ctx.record.appeal_decided_by_id, ctx.record.appeal_decided_at = ctx.by.user_id, ctx.now


def decide_and_lift(ctx: Ctx) -> None:
    _decide(ctx)
    lift(ctx)


def decide_and_annul(ctx: Ctx) -> None:
    _decide(ctx)
    annul(ctx)


def tell_organization(session: Session, award: Award, sentence: Sentence) -> None:
    """Tell those who act for the organization behind an award."""
    scope = access.Scope(organization_id=award.organization_id)
    outbox.tell(session, holders(session, P.ORGANIZATION_READ_FULL, scope), sentence, award)
