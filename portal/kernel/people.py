"""People, their appointments, and the actor: one person acting from one appointment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, CompoundSelect, Select, String, and_, bindparam, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column, validates

from portal.kernel import clock, personal
from portal.kernel.base import Base, PathString, Record, Row, UtcDateTime
from portal.kernel.offices import HOLDING, Appointment, Delegation, DelegationState
from portal.kernel.permissions import PERSONAL, Permission
from portal.kernel.regions import Region, ancestors, within
from portal.kernel.remembered import remembered
from portal.kernel.roles import ROLES, STAND_INS, Reach, Role, held_for_another, held_in_person
from portal.kernel.vault import Encrypted, Mark, marked
from portal.kernel.words import N_


class User(Record, Base):
    """An account. The password is an argon2id hash; ``session_epoch`` grows when every open session must end."""

    __tablename__ = "users"

    login: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    phone: Mapped[str | None] = mapped_column(Encrypted("users.phone"))
    phone_mark: Mapped[str | None] = mapped_column(Mark("users.phone"), unique=True)  # follows ``phone``: one account each
    password_hash: Mapped[str | None] = mapped_column(String(200))
    locale: Mapped[str] = mapped_column(String(2), default="zh")
    active: Mapped[bool] = mapped_column(default=True)
    session_epoch: Mapped[int] = mapped_column(default=0)
    closing_at: Mapped[datetime | None] = mapped_column(index=True)  # asked to be closed for good at this moment

    @validates("phone")
    def _mark(self, _name: str, phone: str | None) -> str | None:
        self.phone_mark = personal.bare_phone(phone) if phone else None
        return phone


class Department(Row, Base):
    """A government department that hands over functions, buys services and pays: a purchaser."""

    __tablename__ = "departments"

    name: Mapped[str] = mapped_column(String(120), unique=True)
    region_path: Mapped[str] = mapped_column(PathString)


def signed(name: str, for_name: str) -> str:
    """Who stood in, and for whom, as papers print it."""
    return f"{name}（代{for_name}）"  # official


@dataclass(frozen=True)
class Actor:
    """Who acts: a person in one appointment; the system; or a visitor. Plain data, safe in threads and jobs.

    ``for_id``, ``for_name``: the colleague whose appointment it is, where the person stands in. ``away``: the holder has
    handed the work on for now. ``relieved``: somebody may have acted for this person, or for that colleague, before.
    """

    user_id: int | None
    name: str
    role: Role = Role.ACCOUNT
    title: str = ""
    appointment_id: int | None = None
    region_path: str | None = None
    organization_id: int | None = None
    department_id: int | None = None
    incubator_id: int | None = None
    for_id: int | None = None
    for_name: str = ""
    delegation_id: int | None = None
    away: bool = False
    relieved: bool = True

    @property
    def is_authenticated(self) -> bool:
        return self.user_id is not None

    @property
    def reach(self) -> Reach:
        return ROLES[self.role][0]

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the appointment gives this person now: a stand-in signs nothing, who is away does nothing else."""
        if self.for_id is not None:
            return held_for_another(self.role)
        return held_in_person(self.role) if self.away else ROLES[self.role][1]

    @property
    def hands(self) -> frozenset[int]:
        """Everybody whose hand this is: rules that ask for different people look at each of them."""
        return frozenset(key for key in (self.user_id, self.for_id) if key is not None)

    @property
    def signed(self) -> str:
        """The name as papers print it."""
        return signed(self.name, self.for_name) if self.for_name else self.name

    @property
    def is_officer(self) -> bool:
        """Acts for an office: what anyone may begin for themselves is not offered to them there."""
        return self.reach in (Reach.REGION, Reach.DEPARTMENT) and self.role is not Role.RESIDENT

    def holds(self, permission: Permission) -> bool:
        """In any scope at all: from the appointment, as an account, or because it is public."""
        held = self.permissions | ROLES[Role.VISITOR][1]
        return permission in held or (self.is_authenticated and permission in ROLES[Role.ACCOUNT][1])


VISITOR = Actor(None, N_("访客"), Role.VISITOR)
SYSTEM = Actor(None, N_("系统"), Role.SYSTEM)


def acting_as(user: User | Account, appointment: Appointment | Post | None = None) -> Actor:
    if appointment is None:
        return Actor(user.id, user.name, title=N_("本人"))
    standing = (
        (appointment.for_id, appointment.for_name, appointment.delegation_id, appointment.away, appointment.relieved)
        if isinstance(appointment, Post) else ()
    )  # fmt: skip
    return Actor(
        user.id, user.name, appointment.role, appointment.title, appointment.id, appointment.region_path,
        appointment.organization_id, appointment.department_id, appointment.incubator_id, *standing,
    )  # fmt: skip


def in_force(now: Any = None) -> ColumnElement[bool]:
    """SQL: the appointment holds now. ``now``: a parameter, where the statement is made once."""
    now = clock.now() if now is None else now
    begun = and_(Appointment.state.in_(HOLDING), Appointment.starts_at <= now)
    return and_(begun, or_(Appointment.ends_at.is_(None), Appointment.ends_at > now))


def current(stmt):
    """Narrow a SELECT over appointments to those that hold today."""
    return stmt.where(in_force())


def delegated_now(now: Any = None) -> ColumnElement[bool]:
    """SQL: the delegation holds now."""
    now = clock.now() if now is None else now
    return and_(Delegation.state == DelegationState.GIVEN, Delegation.starts_at <= now, Delegation.ends_at > now)


def appointments_of(session: Session, user_id: int) -> list[Appointment]:
    """The person's appointments that hold today, oldest first."""
    stmt = current(select(Appointment).where(Appointment.user_id == user_id)).order_by(Appointment.id)
    return list(session.scalars(stmt))


_holder = aliased(User)
_taken = aliased(Delegation)
_handed_to = (
    select(_taken.appointment_id)
    .where(_taken.delegate_id == User.id, _taken.state == DelegationState.GIVEN)
    .correlate(User)
)
_was_relieved = select(_taken.id).where(_taken.delegator_id == User.id).correlate(User).exists()
#: What a statement reads of an account (``Account``), and of what it may act from (a row for each office and delegation).
ACCOUNT = (User.id, User.public_id, User.name, User.session_epoch, _was_relieved)
OFFICES = (
    Appointment.id, Appointment.role, Appointment.title, Appointment.region_path, Appointment.organization_id,
    Appointment.department_id, Appointment.incubator_id, Appointment.starts_at, Appointment.ends_at,
    Appointment.user_id, _holder.name, _holder.active,
    Delegation.id, Delegation.delegate_id, Delegation.starts_at, Delegation.ends_at,
)  # fmt: skip


def with_offices(stmt: Select) -> Select:
    """A statement over ``User`` that reads ``OFFICES`` too: joined with the account's own and those handed to it."""
    mine = or_(Appointment.user_id == User.id, Appointment.id.in_(_handed_to))
    given = and_(Delegation.appointment_id == Appointment.id, Delegation.state == DelegationState.GIVEN)
    stmt = stmt.outerjoin(Appointment, and_(Appointment.state.in_(HOLDING), mine))
    stmt = stmt.outerjoin(_holder, _holder.id == Appointment.user_id).outerjoin(Delegation, given)
    return stmt.where(User.active).order_by(Appointment.id, Delegation.id)


_account = with_offices(select(*ACCOUNT, *OFFICES).select_from(User)).where(User.public_id == bindparam("public_id"))


def by_phone(session: Session, phone: str) -> User | None:
    """Whose confirmed phone this is, however it was typed."""
    return session.scalars(select(User).where(marked(session, User.phone_mark, personal.bare_phone(phone)))).one_or_none()


def give_phone(session: Session, user: User, phone: str) -> bool:
    """Make a number that was confirmed this account's. False: it is another account's, and nothing changed."""
    holder = by_phone(session, phone)
    if holder is not None:
        if holder.id == user.id:
            user.phone = phone
        return holder.id == user.id
    try:
        with session.begin_nested():
            user.phone = phone
    except IntegrityError:  # confirmed twice in the same moment
        session.refresh(user, ["phone", "phone_mark"])
        return False
    return True


class Account(NamedTuple):
    """Of an active account, what every page needs of it."""

    id: int
    public_id: str
    name: str
    session_epoch: int
    relieved: bool  # a colleague stood in for this person at some time


class Post(NamedTuple):
    """Of an appointment, the same. With ``for_id`` it is a colleague's, and the person stands in."""

    id: int
    role: Role
    title: str
    region_path: str | None
    organization_id: int | None
    department_id: int | None
    incubator_id: int | None
    starts_at: datetime
    ends_at: datetime | None
    for_id: int | None = None
    for_name: str = ""
    delegation_id: int | None = None
    away: bool = False
    relieved: bool = True

    @property
    def key(self) -> str:
        """How the switcher names it."""
        return f"for-{self.delegation_id}" if self.for_id else str(self.id)

    @property
    def unit(self) -> tuple[Any, ...]:
        return (self.region_path, self.organization_id, self.department_id, self.incubator_id)

    def holds_at(self, moment: datetime) -> bool:
        return self.starts_at <= moment and (self.ends_at is None or self.ends_at > moment)


def may_stand_in(session: Session, appointment: Appointment) -> list[User]:
    """The colleagues of the same unit who could hold the role: by name, without the holder."""
    roles = STAND_INS.get(appointment.role, frozenset())
    unit = (Appointment.region_path, Appointment.organization_id, Appointment.department_id, Appointment.incubator_id)
    same = [column.is_not_distinct_from(getattr(appointment, column.key)) for column in unit]
    stmt = current(select(Appointment.user_id).where(Appointment.role.in_(roles), *same))
    people = select(User).where(User.id.in_(stmt), User.active, User.id != appointment.user_id)
    return list(session.scalars(people.order_by(User.name, User.id)))


def open_account_and_posts(session: Session, public_id: str) -> tuple[Account, list[Post]] | None:
    """The active account with this public id and what it may act from now: its appointments, oldest first, then those of
    colleagues it stands in for. One statement, asked again when anything was committed."""
    rows: Sequence[Any] = remembered(
        session, ("account", public_id), lambda: session.execute(_account, {"public_id": public_id}).all()
    )
    if not rows:
        return None
    account = Account(*rows[0][: len(Account._fields)])
    return account, posts_of(account, [row[len(Account._fields) :] for row in rows])


OFFICE = 9  # columns of ``OFFICES`` that a Post begins with


def posts_of(account: Account, rows: Iterable[Sequence[Any]]) -> list[Post]:
    """What the account may act from now, out of rows of ``OFFICES``: its own appointments, oldest first, then those of
    colleagues it stands in for."""
    now = clock.now()
    own: dict[int, Post] = {}
    standing: list[Post] = []
    for row in rows:
        if row[0] is None:
            continue
        holder_id, holder, active, delegation_id, delegate_id, begins, ends = row[OFFICE:]
        post = Post(*row[:OFFICE])
        handed_on = delegation_id is not None and begins <= now < ends
        if not post.holds_at(now):
            continue
        if holder_id == account.id:
            known = own.get(post.id, post._replace(relieved=account.relieved))
            own[post.id] = known._replace(away=known.away or handed_on)
        elif handed_on and delegate_id == account.id and active:
            standing.append(post._replace(for_id=holder_id, for_name=holder, delegation_id=delegation_id))
    colleagues = {(post.role, post.unit) for post in own.values()}
    return [*own.values(), *(p for p in standing if _still_colleague(p, colleagues))]


def _still_colleague(post: Post, held: set[tuple[Role, tuple[Any, ...]]]) -> bool:
    """Who left the unit stands in for nobody there."""
    return any((role, post.unit) in held for role in STAND_INS.get(post.role, ()))


def actor_for(session: Session, login: str, role: Role | None = None, *, standing_in: bool = False) -> Actor:
    """The actor behind a login, from the first appointment (of that role), or from a colleague's: for seeds, commands and
    tests."""
    user = session.scalars(select(User).where(User.login == login)).one()
    found = open_account_and_posts(session, user.public_id)
    posts = found[1] if found else []
    held = [p for p in posts if (role is None or p.role == role) and bool(p.for_id) == standing_in]
    return acting_as(user, held[0] if held else None)


#: How an appointment of each reach is tied to a record. Its region is one of the record's ancestors: an equality list.
_TIED = {
    Reach.REGION: Appointment.region_path.in_(bindparam("paths", expanding=True)),
    Reach.ORGANIZATION: Appointment.organization_id == bindparam("organization"),
    Reach.DEPARTMENT: Appointment.department_id == bindparam("department"),
    Reach.INCUBATOR: Appointment.incubator_id == bindparam("incubator"),
}


@cache
def _holders_of(permission: Permission, ties: frozenset[Reach]) -> Select[Any] | CompoundSelect[Any] | None:
    """The statement of ``holders`` for a record that is tied in these ways: every step asks for it, so it is made once."""
    held = [(role, reach) for role, (reach, permissions) in ROLES.items() if permission in permissions and reach in ties]
    if not held:
        return None
    theirs = or_(*((Appointment.role == role) & _TIED[reach] for role, reach in held))
    now = bindparam("now", type_=UtcDateTime)
    own = select(Appointment.user_id).where(theirs, in_force(now))
    if permission in PERSONAL:
        return own.distinct().limit(bindparam("most"))
    stand_ins = select(Delegation.delegate_id).join(Appointment, Delegation.appointment_id == Appointment.id)
    return own.union(stand_ins.where(theirs, in_force(now), delegated_now(now))).limit(bindparam("most"))


def holders(session: Session, permission: Permission, scope, limit: int = 50) -> list[int]:
    """User ids of those whose appointment lets them use ``permission`` on a record with this ``access.Scope``."""
    paths = [] if not scope.region_path else [scope.office_path] if scope.office_path else ancestors(scope.region_path)
    tied = {Reach.REGION: paths, Reach.ORGANIZATION: scope.organization_id, Reach.DEPARTMENT: scope.department_id,
            Reach.INCUBATOR: scope.incubator_id}  # fmt: skip
    stmt = _holders_of(permission, frozenset(reach for reach, value in tied.items() if value))
    if stmt is None:
        return []
    asked = {"paths": paths, "organization": scope.organization_id, "department": scope.department_id,
             "incubator": scope.incubator_id, "now": clock.now(), "most": limit}  # fmt: skip
    return list(session.scalars(stmt, asked))


def officers_within(session: Session, permission: Permission, region_path: str) -> list[int]:
    """User ids of those who hold ``permission`` for a place or a department that lies in the region: to tell them all."""
    roles = [role for role, (reach, held) in ROLES.items() if permission in held and reach in (Reach.REGION, Reach.DEPARTMENT)]
    here = within(Appointment.region_path, region_path) | within(Department.region_path, region_path)
    stmt = select(Appointment.user_id).outerjoin(Department, Department.id == Appointment.department_id)
    return list(session.scalars(current(stmt.where(Appointment.role.in_(roles), here)).distinct()))


def region_name(session: Session, path: str) -> str:
    return session.scalars(select(Region.name).where(Region.path == path)).one()
