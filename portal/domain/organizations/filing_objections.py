"""Objections against a filing in its public days: raised by anyone with an account, settled before the group is filed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.organizations.models import Filing, FilingObjection, FilingObjectionState, FilingState
from portal.kernel import access, clock, engine, hands, lifecycle, outbox
from portal.kernel.lifecycle import Ctx
from portal.kernel.people import Actor
from portal.kernel.words import Invalid, Refused, Sentence, say


def in_public(filing: Filing) -> bool:
    """Its public days are running now."""
    ends = filing.publicity_ends_at
    return filing.state is FilingState.PUBLICITY and ends is not None and clock.now() <= ends


def publicised(session: Session, limit: int = 100) -> list[Filing]:
    """The filings in public now, those that end first on top."""
    stmt = select(Filing).where(Filing.state == FilingState.PUBLICITY, Filing.publicity_ends_at >= clock.now())
    return list(session.scalars(stmt.order_by(Filing.publicity_ends_at, Filing.id).limit(limit)))


def why_not(session: Session, filing: Filing, by: Actor) -> Sentence | None:
    """Why this person cannot object to this filing now, or ``None``."""
    if not in_public(filing):
        return say("只有公示期内可以提出异议，这份申请已经不在公示期。")
    if by.user_id == filing.applicant_id:
        return say("这是您自己的申请，不能对自己提出异议。")
    mine = of_this_round(filing).where(FilingObjection.raised_by_id == by.user_id)
    if session.scalar(mine.limit(1)):
        return say("您已经对这份申请提出过异议，请等街道答复。")
    return None


def raise_objection(session: Session, filing: Filing, *, by: Actor, body: str) -> FilingObjection:
    """Object to a filing. Raises ``Refused`` outside its public days, ``Invalid("body")`` without reasons."""
    engine.lock(session, filing)
    if not by.is_authenticated:
        raise Refused(say("登录以后才能提出异议。"))
    if not body.strip():
        raise Invalid("body", say("请写明异议的事实和理由。"))
    if sentence := why_not(session, filing, by):
        raise Refused(sentence)
    objection = FilingObjection(
        filing=filing, filing_id=filing.id, region_path=filing.region_path, raised_by_id=by.user_id, body=body.strip()
    )
    lifecycle.begin(session, objection, by=by, sentence=say("对“%(name)s”的备案提出异议", name=filing.name))
    told = say("有人在公示期内对“%(name)s”的备案提出异议，街道查清以前不办理备案", name=filing.name)
    outbox.tell(session, [filing.applicant_id], told, filing)
    return objection


def settle(action: str):
    """The verb of the steps ``dismiss`` and ``uphold``: an answer goes with them."""

    def verb(session: Session, objection: FilingObjection, *, by: Actor, answer: str, **how: Any) -> lifecycle.Step:
        engine.lock(session, objection.filing)
        if not answer.strip():
            raise Invalid("answer", say("请写明内容：对方会看到这段话。"))
        return lifecycle.move(session, objection, action, by=by, answer=answer.strip(), **how)

    return verb


def of_this_round(filing: Filing):
    """A SELECT of the objections since the filing was last handed in: a corrected filing begins anew."""
    stmt = select(FilingObjection).where(FilingObjection.filing_id == filing.id)
    return stmt.where(FilingObjection.created_at >= filing.submitted_at) if filing.submitted_at else stmt


def readable(session: Session, filing: Filing, actor: Actor) -> list[FilingObjection]:
    """The objections against a filing that this person may read, oldest first."""
    stmt = select(FilingObjection).where(FilingObjection.filing_id == filing.id)
    stmt = stmt.where(access.predicate(actor, access.declaration(FilingObjection).read, FilingObjection))
    return list(session.scalars(stmt.order_by(FilingObjection.id)))


# --- guards and effects -------------------------------------------------------------------------------------------


def none_is_open(ctx: Ctx) -> Sentence | None:
    """Also one of an earlier round: whoever objected gets an answer."""
    stmt = select(FilingObjection.id).where(
        FilingObjection.filing_id == ctx.record.id, FilingObjection.state == FilingObjectionState.RAISED
    )
    waiting = len(ctx.session.scalars(stmt).all())
    return say("还有 %(n)s 项异议没有答复，请先查清、答复，再作决定。", n=waiting) if waiting else None


def objections_are_settled(ctx: Ctx) -> Sentence | None:
    if sentence := none_is_open(ctx):
        return sentence
    upheld = of_this_round(ctx.record).where(FilingObjection.state == FilingObjectionState.UPHELD)
    if ctx.session.scalar(upheld.limit(1)):
        return say("公示期内有异议成立，不能准予备案。请退回修改，或者不予备案。")
    return None


def not_the_objector(ctx: Ctx) -> Sentence | None:
    return say("不能答复自己提出的异议。") if hands.same(ctx, ctx.record.raised_by_id) else None


def not_the_applicant(ctx: Ctx) -> Sentence | None:
    return say("不能答复对自己申请的异议。") if hands.same(ctx, ctx.record.filing.applicant_id) else None


def write_answer(ctx: Ctx) -> None:
    ctx.record.answer, ctx.record.answered_by_id = ctx.fact("answer"), ctx.by.user_id
