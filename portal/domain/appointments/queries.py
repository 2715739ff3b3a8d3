"""Reads of appointments and delegations, scoped to the reader."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.kernel import access, regions, work
from portal.kernel.offices import Appointment, AppointmentState, Delegation
from portal.kernel.paging import Page, paginate
from portal.kernel.people import Actor, Department, User, acting_as, in_force
from portal.kernel.permissions import Permission
from portal.kernel.regions import Level
from portal.kernel.roles import Role
from portal.kernel.work import WorkItem


def listed(
    session: Session, actor: Actor, *, cursor: str | None = None, q: str = "", state: AppointmentState | None = None,
    role: Role | None = None,
) -> Page:  # fmt: skip
    """The appointments that the actor may read, those that moved last first. ``q``: a name, a login or the office."""
    stmt = access.visible(select(Appointment), actor, Permission.APPOINTMENT_READ).options(joinedload(Appointment.user))
    if q:
        named = select(User.id).where(or_(User.name.contains(q, autoescape=True), User.login == q))
        stmt = stmt.where(or_(Appointment.user_id.in_(named), Appointment.title.contains(q, autoescape=True)))
    if state:
        stmt = stmt.where(Appointment.state == state)
    if role:
        stmt = stmt.where(Appointment.role == role)
    return paginate(session, stmt, keys=(Appointment.entered_at, Appointment.id), cursor=cursor)


LEVELS = (Level.PROVINCE, Level.CITY, Level.DISTRICT, Level.STREET, Level.COMMUNITY)


def places(session: Session) -> list[tuple[str, str]]:
    """(key, name) of every place an office can lie in: departments, then regions from the top."""
    departments = session.execute(select(Department.id, Department.name).order_by(Department.name))
    found = [(f"department:{key}", name) for key, name in departments]
    for level in LEVELS:
        found += regions.choices(session, level)
    return found


def delegations_of(session: Session, appointment: Appointment) -> list[Delegation]:
    """What of the appointment was handed on, the latest first."""
    stmt = select(Delegation).options(joinedload(Delegation.delegate)).where(Delegation.appointment_id == appointment.id)
    return list(session.scalars(stmt.order_by(Delegation.starts_at.desc(), Delegation.id.desc()).limit(50)))


def delegations_with(session: Session, actor: Actor) -> list[Delegation]:
    """Those that a person gave or took over, the latest first."""
    stmt = (
        select(Delegation)
        .options(joinedload(Delegation.delegate), joinedload(Delegation.delegator), joinedload(Delegation.appointment))
        .where(or_(Delegation.delegator_id == actor.user_id, Delegation.delegate_id == actor.user_id))
    )
    return list(session.scalars(stmt.order_by(Delegation.starts_at.desc(), Delegation.id.desc()).limit(100)))


class Left(NamedTuple):
    """What an appointment leaves behind when it ends."""

    appointment: Appointment
    items: int
    colleagues: list[str]  # who else holds the same role in the same place


def left_behind(session: Session, appointments: list[Appointment]) -> list[Left]:
    """For each appointment the open items it is awaited for, and who else can do them."""
    return [Left(held, _items(session, held), _colleagues(session, held)) for held in appointments]


def _items(session: Session, held: Appointment) -> int:
    awaited = work.awaited_from(acting_as(held.user, held))
    return session.scalar(select(func.count()).select_from(WorkItem).where(awaited)) or 0


def _colleagues(session: Session, held: Appointment) -> list[str]:
    unit = (Appointment.region_path, Appointment.organization_id, Appointment.department_id, Appointment.incubator_id)
    same = [column.is_not_distinct_from(getattr(held, column.key)) for column in unit]
    stmt = select(User.name).join(Appointment, Appointment.user_id == User.id).where(
        in_force(), Appointment.role == held.role, Appointment.user_id != held.user_id, *same
    )
    return list(session.scalars(stmt.distinct().order_by(User.name).limit(20)))
