"""Objections: raised in public time by a bidder or by anyone with an account, answered, appealed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.awards.guards import tell_organization
from portal.domain.awards.models import Award, AwardState, Objection, ObjectionState, PublicityState
from portal.domain.proposals.models import Proposal
from portal.kernel import access, clock, engine, holds, lifecycle
from portal.kernel.paging import Page, paginate
from portal.kernel.papers import next_number
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.words import Invalid, Refused, Sentence, say

OPEN = (ObjectionState.RAISED, ObjectionState.APPEALED)


def why_not(session: Session, award: Award, by: Actor) -> Sentence | None:
    """Why this person cannot object to this award now, or ``None``."""
    if award.state is not AwardState.PROPOSED or award.publicity.state is not PublicityState.RUNNING:
        return say("只有公示期内可以提出异议，这一项已经不在公示期。")
    if clock.now() > award.publicity.ends_at:
        return say("公示期已经结束，不能再提出异议。")
    if by.organization_id is not None and by.organization_id == award.organization_id:
        return say("这是本单位的拟立项，不能对自己提出异议。")
    mine = select(Objection.id).where(Objection.award_id == award.id, Objection.raised_by_id == by.user_id)
    if session.scalar(mine.limit(1)):
        return say("您已经对这一项提出过异议，可以在“异议”里看办理情况。")
    return None


def raise_objection(session: Session, award: Award, *, by: Actor, body: str) -> Objection:
    """An objection in the publicity period. Holds this award and no other."""
    engine.lock(session, award)
    if not by.is_authenticated:
        raise Refused(say("登录以后才能提出异议。"))
    if not body.strip():
        raise Invalid("body", say("请写明异议的事实和理由。"))
    if sentence := why_not(session, award, by):
        raise Refused(sentence)
    objection = Objection(
        number=next_number(session, "异"), award=award, award_id=award.id, region_path=award.region_path,
        raised_by_id=by.user_id, organization_id=_bidder(session, award, by), body=body.strip(),
    )  # fmt: skip
    told = say("“%(title)s”的拟立项收到异议，答复之前暂停", title=award.caption)
    lifecycle.begin(session, objection, by=by, sentence=say("对“%(title)s”的拟立项提出异议", title=award.caption))
    hold = say("异议 %(number)s 还没有了结，这一项暂停立项；其他项目不受影响。", number=objection.number)
    holds.place(session, award, "award", objection, hold, by=by)
    tell_organization(session, award, told)
    return objection


def _bidder(session: Session, award: Award, by: Actor) -> int | None:
    """The organization that the person acts for, when it bid in the same call: then the objection is its own."""
    if by.organization_id is None:
        return None
    stmt = select(Proposal.id).where(
        Proposal.call_id == award.call_id, Proposal.organization_id == by.organization_id,
        Proposal.opened_at.is_not(None),
    )  # fmt: skip
    return by.organization_id if session.scalar(stmt.limit(1)) else None


def step(action: str, field: str):
    """The verb of a step that carries one text."""

    def verb(session: Session, objection: Objection, *, by: Actor, expect: int | None = None, reason: str = "",
             **fields: Any):  # fmt: skip
        if not fields[field].strip():
            raise Invalid(field, say("请写明内容：对方会看到这段话。"))
        return lifecycle.move(session, objection, action, by=by, expect=expect, reason=reason,
                              **{field: fields[field].strip()})  # fmt: skip

    return verb


def listed(
    session: Session, actor: Actor, *, state: ObjectionState | None = None, cursor: str | None = None
) -> Page:
    """The objections that the actor may read, newest first."""
    columns = (
        Objection.id, Objection.public_id, Objection.number, Objection.state, Objection.created_at,
        Proposal.title.label("title"),
    )  # fmt: skip
    stmt = (
        select(*columns)
        .join(Award, Award.id == Objection.award_id)
        .join(Proposal, Proposal.id == Award.proposal_id)
        .where(access.predicate(actor, P.OBJECTION_READ, Objection))
    )
    if state:
        stmt = stmt.where(Objection.state == state)
    return paginate(session, stmt, keys=(Objection.id,), cursor=cursor, scalars=False)


def states_of(session: Session, award: Award) -> list[ObjectionState]:
    """For everyone: how many objections there are and where they stand; what they say is not public."""
    return list(session.scalars(select(Objection.state).where(Objection.award_id == award.id).order_by(Objection.id)))

