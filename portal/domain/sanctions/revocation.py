"""A revoked registration: the organization leaves the register at once, and is back on it when the decision falls."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.organizations import certificates, leaving, members
from portal.domain.organizations.models import Organization, OrganizationState
from portal.domain.sanctions.kinds import SanctionKind
from portal.domain.sanctions.models import Sanction
from portal.kernel import journal, outbox
from portal.kernel.papers import Paper
from portal.kernel.people import Actor, Appointment
from portal.kernel.words import Refused, say


def revoke(session: Session, sanction: Sanction, by: Actor) -> None:
    """Reaction to a decision: off the register, the seats of its people end. What is still open - contracts, money, tenancies -
    is no part of it: it is listed on the decision's page, and each comes to its end by its own process."""
    if sanction.kind is not SanctionKind.REVOCATION:
        return
    sentence = say("撤销登记，退出名册（%(number)s）", number=sanction.number)
    leaving.leave(session, sanction.organization, OrganizationState.REVOKED, by=by, sentence=sentence, cause=sanction)


def restore(session: Session, sanction: Sanction, by: Actor) -> None:
    """Reaction to a decision that fell: name, certificates and seats are what they were."""
    organization = sanction.organization
    if sanction.kind is not SanctionKind.REVOCATION or organization.state != OrganizationState.REVOKED:
        return
    if session.scalar(select(Organization.id).where(Organization.name == organization.name, Organization.ended_on.is_(None))):
        raise Refused(say("“%(name)s”这个名称已经由别的组织登记。请先商定名称，再恢复登记。", name=organization.name))
    since = sanction.decided_at
    assert since, "it was decided"
    organization.state, organization.ended_on = OrganizationState.ACTIVE, None
    organization.version += 1
    journal.write(session, organization, "return-to-register", say("撤销登记的决定被撤销，恢复登记（%(number)s）", number=sanction.number),
                  by=by, before=OrganizationState.REVOKED.value, after=OrganizationState.ACTIVE.value, key=True,
                  region_path=organization.region_path)  # fmt: skip
    for paper in _ended_with(session, organization, sanction):
        paper.revoked_at, paper.end_msgid, paper.end_parts = None, None, None
    people = [_seated_again(session, organization, seat, by) for seat in _fallen(session, organization, sanction)]
    outbox.tell(session, sorted(set(people)), say("“%(name)s”恢复登记，您在组织里的岗位同时恢复", name=organization.name), organization)


def _ended_with(session: Session, organization: Organization, sanction: Sanction) -> list[Paper]:
    """The certificates that held until the decision."""
    since = sanction.decided_at
    return [paper for paper in certificates.of(session, organization) if paper.revoked_at and since and paper.revoked_at >= since]


def _fallen(session: Session, organization: Organization, sanction: Sanction) -> list[Appointment]:
    """The seats that ended with the decision."""
    stmt = select(Appointment).where(Appointment.organization_id == organization.id, Appointment.ends_at >= sanction.decided_at)
    ended = session.scalars(stmt.order_by(Appointment.id)).all()
    return [seat for seat in ended if any(e.action == "fall" for e in journal.of(session, seat, limit=3))]


def _seated_again(session: Session, organization: Organization, seat: Appointment, by: Actor) -> int:
    members.hold(session, organization, seat.user_id, seat.role, by=by)
    return seat.user_id


