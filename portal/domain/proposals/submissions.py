"""Handing in: the immutable package, its receipt, taking it back, opening it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from portal.domain.calls.models import Call, CallState
from portal.domain.organizations.models import Organization
from portal.domain.proposals import contents
from portal.domain.proposals.conditions import note_closing_day
from portal.domain.proposals.models import Proposal, ProposalState, Submission
from portal.kernel import clock, engine, lifecycle, papers
from portal.kernel.base import random_text
from portal.kernel.lifecycle import Ctx
from portal.kernel.people import SYSTEM, Actor
from portal.kernel.words import N_, Refused, Stale, say

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def submit(
    session: Session, proposal: Proposal, *, by: Actor, arrived_at: datetime, expect: int | None = None,
    draft_version: int | None = None, reason: str = "",
) -> Submission:  # fmt: skip
    """Hand in the draft as it stands and return the submission with its receipt number.

    ``arrived_at``: when the complete request arrived. ``expect``, ``draft_version``: what the person saw; the same
    request sent twice returns the same submission, another one raises ``Stale``. Raises ``Refused``.
    """
    _queue(session, proposal)
    engine.lock(session, proposal)
    if proposal.state is ProposalState.SUBMITTED and expect in (None, proposal.version - 1):
        return standing(session, proposal)
    if draft_version is not None and draft_version != proposal.draft_version:
        raise Stale(say("草稿刚刚被同事改过，还没有提交。请先看最新内容，再提交。"))
    lifecycle.move(session, proposal, "submit", by=by, expect=expect, arrived_at=arrived_at)
    return standing(session, proposal)


def _queue(session: Session, proposal: Proposal) -> None:
    """The call first (its opening waits for us, or we see that it is open), then the parties: what one organization or
    group hands in at once is counted one by one."""
    session.get(Call, proposal.call_id, with_for_update={"read": True, "of": Call}, populate_existing=True)
    parties = sorted(key for key in (proposal.organization_id, proposal.implementer_id) if key)
    for key in parties:
        session.get(Organization, key, with_for_update={"key_share": True, "of": Organization}, populate_existing=True)


def standing(session: Session, proposal: Proposal) -> Submission:
    """The last submission that was not withdrawn."""
    stmt = select(Submission).where(Submission.proposal_id == proposal.id, Submission.withdrawn_at.is_(None))
    return session.scalars(stmt.order_by(Submission.round.desc()).limit(1)).one()


def rounds(session: Session, proposal: Proposal) -> list[Submission]:
    """Every submission of the proposal, newest first."""
    stmt = select(Submission).where(Submission.proposal_id == proposal.id)
    return list(session.scalars(stmt.order_by(Submission.round.desc())))


def hand_in(ctx: Ctx) -> None:
    """Effect of ``submit``: the package, its digest, the receipt."""
    session, proposal = ctx.session, ctx.record
    data = contents.package(session, proposal)
    last = session.scalar(select(func.max(Submission.round)).where(Submission.proposal_id == proposal.id))
    submission = Submission(
        proposal_id=proposal.id, round=(last or 0) + 1, number=_receipt_number(), package=data,
        sha256=contents.digest_of(data), arrived_at=ctx.fact("arrived_at"), submitted_by_id=ctx.by.user_id,
    )  # fmt: skip
    session.add(submission)
    session.flush()
    if proposal.call.state is CallState.CLOSED:  # it arrived in time, and its turn came after the close
        note_closing_day(session, proposal)
    _issue_receipt(ctx, submission, len(data))


def _receipt_number() -> str:
    """Random, not counted: a serial number would tell the world how many bids there are."""
    letters = random_text(8, _LETTERS)
    return f"雨回{clock.today().year}-{letters[:4]}-{letters[4:]}"  # official


def _issue_receipt(ctx: Ctx, submission: Submission, size: int) -> None:
    proposal, call = ctx.record, ctx.record.call
    facts = {
        "proposal_number": proposal.public_id.upper(), "version": submission.round, "proposal_title": proposal.title,
        "bidder": proposal.organization.name, "submitted_by": ctx.by.signed,
        "received_at": clock.local(submission.arrived_at).isoformat(timespec="seconds"),
        "deadline_at": clock.local(call.deadline_at).isoformat(timespec="seconds"), "sha256": submission.sha256,
        "size_bytes": size, "files": len(papers.attachments_of(ctx.session, proposal)), "call_number": call.number or "",
        "call_title": call.title, "lot": proposal.lot.title, "requested_fen": proposal.draft["amount_fen"],
        "own_fen": proposal.draft["own_funds_fen"], "total_fen": contents.budget_total(proposal.draft),
    }  # fmt: skip
    if proposal.organization.uscc:
        facts["bidder_code"] = proposal.organization.uscc
    if proposal.implementer:
        facts["implementer"] = proposal.implementer.name
    papers.issue(ctx.session, proposal, "receipt", N_("申报回执"), facts, series="回", issuer=call.department.name, by=ctx.by,
                 number=submission.number, public=False)  # fmt: skip


def take_back(ctx: Ctx) -> None:
    """Effect of ``withdraw``."""
    standing(ctx.session, ctx.record).withdrawn_at = ctx.now


def open_call(session: Session, call: Call, by: Actor) -> None:
    """Reaction to the opening of a call: unpack each standing submission in memory; drafts stay drafts.

    Raises ``Refused`` (and the whole opening with it) when a package is not the one that was receipted. What was never
    handed in lapses now and not at the deadline: a request that arrived in time may still have waited for its turn.
    """
    stmt = (
        select(Submission)
        .join(Proposal, Proposal.id == Submission.proposal_id)
        .where(Proposal.call_id == call.id, Proposal.state == ProposalState.SUBMITTED)
        .where(Submission.withdrawn_at.is_(None))
        .options(undefer(Submission.package))
        .order_by(Submission.number)
    )
    for submission in session.scalars(stmt).all():
        try:
            package = contents.unpacked(submission.package, submission.sha256)
        except ValueError:
            raise Refused(
                say("回执 %(number)s 的封存内容和回执上的摘要不符，开启中止。请先保全数据库，再查明原因。", number=submission.number)
            ) from None
        lifecycle.move(session, submission.proposal, "open", by=SYSTEM, package=package)
    _end(session, call, (ProposalState.DRAFT, ProposalState.WITHDRAWN), "lapse")


def close_call(session: Session, call: Call, by: Actor) -> None:
    """Reaction to the deadline: who was eligible on the closing day is written down now."""
    stmt = select(Proposal).where(Proposal.call_id == call.id, Proposal.state == ProposalState.SUBMITTED)
    for proposal in session.scalars(stmt).all():
        note_closing_day(session, proposal)
    session.flush()


def void_call(session: Session, call: Call, by: Actor) -> None:
    """Reaction to a call that was ended: every bid ends with it, and its organization hears so."""
    _end(session, call, (ProposalState.DRAFT, ProposalState.SUBMITTED, ProposalState.WITHDRAWN), "void")


def _end(session: Session, call: Call, states: tuple[ProposalState, ...], action: str) -> None:
    stmt = select(Proposal).where(Proposal.call_id == call.id, Proposal.state.in_(states)).order_by(Proposal.id)
    for proposal in session.scalars(stmt).all():
        lifecycle.move(session, proposal, action, by=SYSTEM)
