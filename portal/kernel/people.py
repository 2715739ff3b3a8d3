"""People, their appointments, and the actor: one person acting from one appointment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, and_, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from portal.kernel import clock
from portal.kernel.base import Base, EnumString, PathString, Record, Row
from portal.kernel.permissions import ROLES, Permission, Reach, Role
from portal.kernel.regions import Region, ancestors, within
from portal.kernel.words import N_


class User(Record, Base):
    """An account. The password is an argon2id hash; ``session_epoch`` grows when every open session must end."""

    __tablename__ = "users"

    login: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    phone: Mapped[str | None] = mapped_column(String(20))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    locale: Mapped[str] = mapped_column(String(2), default="zh")
    active: Mapped[bool] = mapped_column(default=True)
    session_epoch: Mapped[int] = mapped_column(default=0)


class Department(Row, Base):
    """A government department that hands over functions, buys services and pays: a purchaser."""

    __tablename__ = "departments"

    name: Mapped[str] = mapped_column(String(120), unique=True)
    region_path: Mapped[str] = mapped_column(PathString)


class Appointment(Row, Base):
    """A role held in a scope, from a day to a day. Exactly the scope that the role calls for is set."""

    __tablename__ = "appointments"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN region_path IS NULL THEN 0 ELSE 1 END) + (CASE WHEN organization_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN department_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN incubator_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_scope",
        ),
        CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="ends_after_start"),
        Index("ix_appointments_role_region", "role", "region_path"),
        Index("ix_appointments_organization", "organization_id"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    role: Mapped[Role] = mapped_column(EnumString(Role))
    region_path: Mapped[str | None] = mapped_column(PathString)
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    incubator_id: Mapped[int | None] = mapped_column(ForeignKey("incubators.id"))
    title: Mapped[str] = mapped_column(String(120))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    appointed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    user: Mapped[User] = relationship(foreign_keys=user_id)


@dataclass(frozen=True)
class Actor:
    """Who acts: a person in one appointment; the system; or a visitor. Plain data, safe in threads and jobs."""

    user_id: int | None
    name: str
    role: Role = Role.ACCOUNT
    title: str = ""
    appointment_id: int | None = None
    region_path: str | None = None
    organization_id: int | None = None
    department_id: int | None = None
    incubator_id: int | None = None

    @property
    def is_authenticated(self) -> bool:
        return self.user_id is not None

    @property
    def reach(self) -> Reach:
        return ROLES[self.role][0]

    @property
    def is_officer(self) -> bool:
        """Acts for an office: what anyone may begin for themselves is not offered to them there."""
        return self.reach in (Reach.REGION, Reach.DEPARTMENT) and self.role is not Role.RESIDENT

    def holds(self, permission: Permission) -> bool:
        """In any scope at all: from the appointment, as an account, or because it is public."""
        held = ROLES[self.role][1] | ROLES[Role.VISITOR][1]
        return permission in held or (self.is_authenticated and permission in ROLES[Role.ACCOUNT][1])


VISITOR = Actor(None, N_("访客"), Role.VISITOR)
SYSTEM = Actor(None, N_("系统"), Role.SYSTEM)


def acting_as(user: User | Account, appointment: Appointment | Post | None = None) -> Actor:
    if appointment is None:
        return Actor(user.id, user.name, title=N_("本人"))
    return Actor(
        user.id, user.name, appointment.role, appointment.title, appointment.id, appointment.region_path,
        appointment.organization_id, appointment.department_id, appointment.incubator_id,
    )  # fmt: skip


def in_force() -> ColumnElement[bool]:
    """SQL: the appointment holds now."""
    now = clock.now()
    return and_(Appointment.starts_at <= now, or_(Appointment.ends_at.is_(None), Appointment.ends_at > now))


def current(stmt):
    """Narrow a SELECT over appointments to those that hold today."""
    return stmt.where(in_force())


def appointments_of(session: Session, user_id: int) -> list[Appointment]:
    """The person's appointments that hold today, oldest first."""
    stmt = current(select(Appointment).where(Appointment.user_id == user_id)).order_by(Appointment.id)
    return list(session.scalars(stmt))


class Account(NamedTuple):
    """Of an active account, what every page needs of it."""

    id: int
    public_id: str
    name: str
    session_epoch: int


class Post(NamedTuple):
    """Of an appointment, the same."""

    id: int
    role: Role
    title: str
    region_path: str | None
    organization_id: int | None
    department_id: int | None
    incubator_id: int | None
    starts_at: datetime
    ends_at: datetime | None

    def holds_at(self, moment: datetime) -> bool:
        return self.starts_at <= moment and (self.ends_at is None or self.ends_at > moment)


def actor_for(session: Session, login: str, role: Role | None = None) -> Actor:
    """The actor behind a login, from the first appointment (of that role): for seeds, commands and tests."""
    user = session.scalars(select(User).where(User.login == login)).one()
    held = [a for a in appointments_of(session, user.id) if role is None or a.role == role]
    return acting_as(user, held[0] if held else None)


def holders(session: Session, permission: Permission, scope, limit: int = 50) -> list[int]:
    """User ids of those whose appointment lets them use ``permission`` on a record with this ``access.Scope``."""
    branches = []
    for role, (reach, held) in ROLES.items():
        if permission not in held:
            continue
        if reach is Reach.REGION and scope.region_path:
            # The appointment's region is one of the record's ancestors: an equality list, not a prefix scan.
            paths = [scope.office_path] if scope.office_path else ancestors(scope.region_path)
            branches.append((Appointment.role == role) & Appointment.region_path.in_(paths))
        elif reach is Reach.ORGANIZATION and scope.organization_id:
            branches.append((Appointment.role == role) & (Appointment.organization_id == scope.organization_id))
        elif reach is Reach.DEPARTMENT and scope.department_id:
            branches.append((Appointment.role == role) & (Appointment.department_id == scope.department_id))
        elif reach is Reach.INCUBATOR and scope.incubator_id:
            branches.append((Appointment.role == role) & (Appointment.incubator_id == scope.incubator_id))
    if not branches:
        return []
    stmt = current(select(Appointment.user_id).where(or_(*branches))).distinct().limit(limit)
    return list(session.scalars(stmt))


def officers_within(session: Session, permission: Permission, region_path: str) -> list[int]:
    """User ids of those who hold ``permission`` for a place or a department that lies in the region: to tell them all."""
    roles = [role for role, (reach, held) in ROLES.items() if permission in held and reach in (Reach.REGION, Reach.DEPARTMENT)]
    here = within(Appointment.region_path, region_path) | within(Department.region_path, region_path)
    stmt = select(Appointment.user_id).outerjoin(Department, Department.id == Appointment.department_id)
    return list(session.scalars(current(stmt.where(Appointment.role.in_(roles), here)).distinct()))


def region_name(session: Session, path: str) -> str:
    return session.scalars(select(Region.name).where(Region.path == path)).one()
