"""The phone behind a record: masked on every page, shown whole to an officer who says why. Whose it is reads who looked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.organizations.membership import Claim
from portal.domain.organizations.models import Filing, Organization, Registration
from portal.kernel import clock, journal
from portal.kernel.journal import JournalEntry
from portal.kernel.people import Actor, User, appointments_of
from portal.kernel.words import Refused, say

AN_HOUR = 20  # numbers that one officer is shown in an hour: enough for a day's calls, too few to copy the city


def is_own(record: Any, actor: Actor) -> bool:
    """Whether the phone is the actor's own, or that of the organization for which they act. A claim is about an
    organization, not of it: its present head is the other side."""
    organization_id = record.id if isinstance(record, Organization) else None if isinstance(record, Claim) else record.organization_id
    applied = getattr(record, "applicant_id", None)
    return actor.user_id is not None and (
        applied == actor.user_id or actor.organization_id is not None and organization_id == actor.organization_id
    )


def reveal(session: Session, record: Any, *, by: Actor, reason: str) -> str:
    """The whole number, once; who asked, whose it is and why stand in the journal before anybody reads it."""
    session.get_one(User, by.user_id, with_for_update=True)  # several windows count together
    since = clock.now() - timedelta(hours=1)
    looked = select(func.count()).where(
        JournalEntry.actor_id == by.user_id, JournalEntry.action == journal.LOOK, JournalEntry.at > since
    )
    if (session.scalar(looked) or 0) >= AN_HOUR:
        raise Refused(say("一小时里最多看 %(n)s 个完整号码，请过一会儿再看。", n=AN_HOUR))
    number = getattr(record, "number", None) or getattr(record, "uscc", None) or getattr(record, "filing_number", None)
    number = number or record.caption
    journal.write(
        session, _whose(session, record), journal.LOOK, say("查看了%(number)s的完整联系电话", number=number), by=by,
        private={"reason": reason}, region_path=record.region_path,
    )  # fmt: skip
    return record.phone


def looks_at(session: Session, user: User, limit: int = 100) -> list[JournalEntry]:
    """Who was shown this person's number, or that of an organization in which they hold an office: newest first."""
    organizations = [a.organization_id for a in appointments_of(session, user.id) if a.organization_id is not None]
    whose = or_(
        and_(JournalEntry.subject_type == User.__tablename__, JournalEntry.subject_id == user.id),
        and_(JournalEntry.subject_type == Organization.__tablename__, JournalEntry.subject_id.in_(organizations)),
    )
    stmt = select(JournalEntry).where(JournalEntry.action == journal.LOOK, whose)
    return list(session.scalars(stmt.order_by(JournalEntry.id.desc()).limit(limit)))


def _whose(session: Session, record: Any) -> User | Organization:
    """Who gave the number: an application's applicant. An organization that came without one is asked for itself."""
    if not isinstance(record, Organization):
        return record.applicant
    for model in (Registration, Filing):
        stmt = select(model.applicant_id).where(model.organization_id == record.id).order_by(model.id.desc()).limit(1)
        if (applicant_id := session.scalar(stmt)) is not None:
            return session.get_one(User, applicant_id)
    return record
