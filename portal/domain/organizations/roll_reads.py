"""Reads of the people of an organization: who holds office today or on any day, who works there, who sits elsewhere too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import String, and_, or_, select, type_coerce
from sqlalchemy.orm import Session, joinedload

from portal.domain.organizations.models import Organization, OrgType
from portal.domain.organizations.officeholders import (
    HOLDS,
    UNDER_WAY,
    Employment,
    Office,
    Officeholder,
    Political,
    Roll,
    RollState,
    SocialWorker,
)
from portal.kernel import access, clock
from portal.kernel.paging import Page, paginate
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.vault import marks_of
from portal.kernel.words import Sentence, say

_ORDER: dict[Office | None, int] = {office: place for place, office in enumerate(Office)}


def in_force(session: Session, organization: Organization) -> Roll | None:
    """The roll that the register shows today."""
    stmt = select(Roll).where(Roll.organization_id == organization.id, Roll.state.in_(HOLDS))
    return session.scalars(stmt.limit(1)).one_or_none()


def as_of(session: Session, organization: Organization, day: date) -> Roll | None:
    """The roll that the register showed at the end of a day."""
    held = (Roll.organization_id == organization.id, Roll.in_force_from <= day)
    stmt = select(Roll).where(*held, or_(Roll.in_force_until.is_(None), Roll.in_force_until > day))
    return session.scalars(stmt.order_by(Roll.in_force_from.desc(), Roll.id.desc()).limit(1)).one_or_none()


def under_way(session: Session, organization: Organization) -> Roll | None:
    """The one roll that is being prepared or looked at."""
    stmt = select(Roll).where(Roll.organization_id == organization.id, Roll.state.in_(UNDER_WAY))
    return session.scalars(stmt.limit(1)).one_or_none()


def accepted(session: Session, organization: Organization) -> list[Roll]:
    """Every roll that came into force, the newest first."""
    stmt = select(Roll).where(Roll.organization_id == organization.id, Roll.in_force_from.is_not(None))
    return list(session.scalars(stmt.order_by(Roll.id.desc()).limit(50)))


def people_of(session: Session, roll: Roll) -> list[Officeholder]:
    """In the order of their offices, as they were entered within one."""
    stmt = select(Officeholder).where(Officeholder.roll_id == roll.id).options(joinedload(Officeholder.roll))
    return sorted(session.scalars(stmt.order_by(Officeholder.id)), key=lambda person: _ORDER.get(person.office, len(_ORDER)))


def declared(session: Session, organization: Organization, on: date | None = None) -> list[Officeholder]:
    """Staff and volunteers as of a day (today), in the order in which they were entered."""
    stmt = select(Officeholder).where(Officeholder.organization_id == organization.id, Officeholder.roll_id.is_(None), _works(on))
    return list(session.scalars(stmt.order_by(Officeholder.id).limit(1000)))


def gone(session: Session, organization: Organization) -> list[Officeholder]:
    """Staff and volunteers who have left, the last first."""
    stmt = select(Officeholder).where(Officeholder.organization_id == organization.id, Officeholder.until < clock.today())
    return list(session.scalars(stmt.order_by(Officeholder.until.desc(), Officeholder.id.desc()).limit(100)))


def _works(on: date | None = None) -> Any:
    day = on or clock.today()
    return and_(
        or_(Officeholder.since.is_(None), Officeholder.since <= day), or_(Officeholder.until.is_(None), Officeholder.until >= day)
    )


def listed(
    session: Session, actor: Actor, *, cursor: str | None = None, state: RollState | None = None, q: str = "", over: bool = False
) -> Page:
    """The rolls that the actor may read, newest first. ``over``: only boards in office whose term has ended."""
    stmt = access.visible(select(Roll), actor, P.ROLL_READ)
    if state:
        stmt = stmt.where(Roll.state == state)
    if over:
        stmt = stmt.where(Roll.state.in_(HOLDS), Roll.term_until < clock.today())
    if q:
        named = select(Organization.id).where(Organization.name.contains(q, autoescape=True))
        stmt = stmt.where(Roll.organization_id.in_(named))
    return paginate(session, stmt, keys=(Roll.created_at, Roll.id), cursor=cursor)


# --- the same person ----------------------------------------------------------------------------------------------


def twin_of(session: Session, person: Officeholder, number: str) -> Officeholder | None:
    """Somebody else of the same roll (or of the same staff) with this identity number."""
    marks = marks_of(session, Officeholder.identity_mark, number)
    stmt = select(Officeholder).where(
        Officeholder.organization_id == person.organization_id, _mark_among(Officeholder.identity_mark, marks),
        Officeholder.roll_id.is_not_distinct_from(person.roll_id), Officeholder.until.is_(None),
    )  # fmt: skip
    with session.no_autoflush:
        return next((other for other in session.scalars(stmt) if other is not person), None)


class Seat(NamedTuple):
    """Where else somebody holds office today."""

    organization: str
    public_id: str
    org_type: OrgType
    office: Office
    legal_representative: bool


def elsewhere(session: Session, people: Sequence[Officeholder]) -> dict[int, list[Seat]]:
    """Person → their offices in other organizations now, found by identity alone: for officers, never for the public."""
    whose: dict[str, list[Officeholder]] = defaultdict(list)
    for person in people:
        for key in marks_of(session, Officeholder.identity_mark, person.identity_number) if person.identity_number else ():
            whose[key].append(person)
    if not whose:
        return {}
    mark: Any = type_coerce(Officeholder.identity_mark, String(64))
    columns: tuple[Any, ...] = (
        mark, Officeholder.organization_id, Organization.name, Organization.public_id, Organization.org_type,
        Officeholder.office, Officeholder.legal_representative,
    )  # fmt: skip
    stmt = (
        select(*columns).select_from(Officeholder)
        .join(Roll, Roll.id == Officeholder.roll_id).join(Organization, Organization.id == Officeholder.organization_id)
        .where(mark.in_(list(whose)), Roll.state.in_(HOLDS)).order_by(Officeholder.id)
    )  # fmt: skip
    found: dict[int, list[Seat]] = defaultdict(list)
    for key, organization_id, *seat in session.execute(stmt):
        for person in whose[key]:
            if person.organization_id != organization_id:
                found[person.id].append(Seat(*seat))
    return dict(found)


def _mark_among(column: Any, marks: Iterable[str]) -> Any:
    return type_coerce(column, String(64)).in_(list(marks))


# --- numbers ------------------------------------------------------------------------------------------------------


class Listed(NamedTuple):
    """Of a person, what counting and the public page need; nothing that identifies them."""

    name: str
    office: Office | None
    legal_representative: bool
    employment: Employment | None
    social_worker: SocialWorker | None
    political: Political | None
    party_secretary: bool
    mark: str | None
    term_until: date | None


class Public(NamedTuple):
    """What anybody reads: who leads, governs and supervises it, and how many work there."""

    seats: list[Listed]
    full_time: int
    part_time: int
    volunteers: int
    social_workers: int
    party_members: int
    party_branch: bool
    term_until: date | None

    @property
    def term_is_over(self) -> bool:
        return self.term_until is not None and self.term_until < clock.today()

    @property
    def by_office(self) -> list[tuple[Office, list[Listed]]]:
        return [(office, held) for office in Office if (held := [row for row in self.seats if row.office is office])]

    @property
    def is_empty(self) -> bool:
        return not self.seats and not (self.full_time or self.part_time or self.volunteers)


def public_part(session: Session, organization: Organization) -> Public:
    """One statement: those in office, and who works there today; a person who is both counts once."""
    columns: tuple[Any, ...] = (
        Officeholder.name, Officeholder.office, Officeholder.legal_representative, Officeholder.employment,
        Officeholder.social_worker, Officeholder.political, Officeholder.party_secretary,
        type_coerce(Officeholder.identity_mark, String(64)), Roll.term_until,
    )  # fmt: skip
    stmt = (
        select(*columns).select_from(Officeholder)
        .outerjoin(Roll, Roll.id == Officeholder.roll_id)
        .where(Officeholder.organization_id == organization.id, or_(Roll.state.in_(HOLDS), and_(Officeholder.roll_id.is_(None), _works())))
        .order_by(Officeholder.id)
    )  # fmt: skip
    return counted([Listed(*row) for row in session.execute(stmt)])


def counted(rows: Sequence[Listed]) -> Public:
    seats = sorted((row for row in rows if row.office), key=lambda row: _ORDER.get(row.office, len(_ORDER)))
    persons: dict[Any, list[Listed]] = defaultdict(list)
    for place, row in enumerate(rows):
        persons[row.mark or place].append(row)

    def how_many(holds: Any) -> int:
        return sum(any(holds(row) for row in person) for person in persons.values())

    return Public(
        seats, how_many(lambda r: r.employment is Employment.FULL_TIME), how_many(lambda r: r.employment is Employment.PART_TIME),
        how_many(lambda r: r.employment is Employment.VOLUNTEER), how_many(lambda r: r.social_worker is not None),
        how_many(lambda r: r.political is Political.PARTY_MEMBER), any(r.party_secretary for r in rows),
        next((row.term_until for row in seats), None),
    )  # fmt: skip


def staff_difference(organization: Organization, full_time: int) -> Sentence | None:
    """Where the register and the organization's own list do not say the same."""
    if organization.full_time_staff == full_time:
        return None
    return say("名册登记专职人员 %(register)s 人，人员名单里有 %(roll)s 人", register=organization.full_time_staff, roll=full_time)
