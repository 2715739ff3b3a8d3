"""Reads of incubators and tenancies. What anyone may know of a tenant is a handful of columns, never the record."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.domain.incubators.models import (
    HANDING_OVER,
    HOLDING,
    IN_RESIDENCE,
    Assessment,
    Incubator,
    Room,
    ServiceKind,
    Tenancy,
    TenancyState,
    TenantService,
)
from portal.domain.organizations.models import Organization
from portal.kernel import access
from portal.kernel.paging import Page, paginate
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P

LONGEST_EXPORT = 20_000
SHOWN = 60


def incubators(session: Session, *, q: str = "") -> list[Any]:
    """The public list with desks and how many are taken: one statement."""
    desks = select(func.coalesce(func.sum(Room.desks), 0)).where(Room.incubator_id == Incubator.id).scalar_subquery()
    taken = (
        select(func.coalesce(func.sum(Tenancy.desks), 0))
        .where(Tenancy.incubator_id == Incubator.id, Tenancy.state.in_(HOLDING))
        .scalar_subquery()
    )
    tenants = (
        select(func.count())
        .where(Tenancy.incubator_id == Incubator.id, Tenancy.state.in_(_RESIDENT))
        .scalar_subquery()
    )
    stmt = select(
        Incubator.public_id, Incubator.name, Incubator.operator, Incubator.address, Incubator.area_m2,
        Incubator.introduction, desks.label("desks"), taken.label("taken"), tenants.label("tenants"),
    ).order_by(Incubator.area_m2.desc(), Incubator.id)  # fmt: skip
    if q:
        stmt = stmt.where(or_(*(c.contains(q, autoescape=True) for c in (Incubator.name, Incubator.address, Incubator.operator))))
    return list(session.execute(stmt.limit(200)))


_RESIDENT = (*IN_RESIDENCE, *HANDING_OVER)


def in_residence(session: Session, incubator_id: int) -> list[Any]:
    """Who works there now: name, organization's address on the register, room, since when."""
    stmt = _published(Room.name.label("room"), Tenancy.starts_on, Tenancy.desks).outerjoin(Room, Tenancy.room_id == Room.id)
    stmt = stmt.where(Tenancy.incubator_id == incubator_id, Tenancy.state.in_(_RESIDENT))
    return list(session.execute(stmt.order_by(Room.floor, Room.name, Tenancy.id).limit(SHOWN)))


def graduates(session: Session, incubator_id: int) -> list[Any]:
    stmt = _published(Tenancy.starts_on, Tenancy.exited_on)
    stmt = stmt.where(Tenancy.incubator_id == incubator_id, Tenancy.state == TenancyState.GRADUATED)
    return list(session.execute(stmt.order_by(Tenancy.exited_on.desc(), Tenancy.id.desc()).limit(SHOWN)))


def in_publicity(session: Session, incubator_id: int) -> list[Any]:
    stmt = _published(Tenancy.desks, Tenancy.months, Tenancy.panel_score, Tenancy.publicity_ends_at)
    stmt = stmt.where(Tenancy.incubator_id == incubator_id, Tenancy.state == TenancyState.PUBLICITY)
    return list(session.execute(stmt.order_by(Tenancy.publicity_ends_at, Tenancy.id).limit(SHOWN)))


def _published(*columns: Any) -> Select:
    """The public part of a tenancy."""
    return select(Tenancy.title, Organization.public_id.label("organization_id"), *columns).outerjoin(
        Organization, Tenancy.organization_id == Organization.id
    )


def services_of_incubator(session: Session, incubator_id: int) -> list[dict[str, Any]]:
    """All six kinds with times, hours and tenants; a kind that was never given counts 0."""
    stmt = (
        select(TenantService.kind, func.count(), func.sum(TenantService.minutes), func.count(TenantService.tenancy_id.distinct()))
        .join(Tenancy, TenantService.tenancy_id == Tenancy.id)
        .where(Tenancy.incubator_id == incubator_id)
        .group_by(TenantService.kind)
    )
    return _all_kinds(session.execute(stmt))


def services_of(session: Session, tenancy: Tenancy) -> list[dict[str, Any]]:
    """The same for one tenant."""
    stmt = (
        select(TenantService.kind, func.count(), func.sum(TenantService.minutes), func.count(TenantService.tenancy_id.distinct()))
        .where(TenantService.tenancy_id == tenancy.id)
        .group_by(TenantService.kind)
    )
    return _all_kinds(session.execute(stmt))


def _all_kinds(rows: Any) -> list[dict[str, Any]]:
    found = {kind: (times, minutes, tenants) for kind, times, minutes, tenants in rows}
    out = []
    for kind in ServiceKind:
        times, minutes, tenants = found.get(kind, (0, 0, 0))
        out.append({"kind": kind, "times": times, "minutes": int(minutes), "tenants": tenants})
    return out


def service_records(session: Session, tenancy: Tenancy, *, limit: int = 30) -> list[TenantService]:
    stmt = select(TenantService).where(TenantService.tenancy_id == tenancy.id)
    return list(session.scalars(stmt.order_by(TenantService.given_on.desc(), TenantService.id.desc()).limit(limit)))


def whole(session: Session, tenancy: Tenancy) -> Tenancy:
    """The tenancy with its house, its room, its organization and who applied, in one statement."""
    stmt = select(Tenancy).where(Tenancy.id == tenancy.id).options(
        joinedload(Tenancy.incubator), joinedload(Tenancy.room), joinedload(Tenancy.organization), joinedload(Tenancy.applicant)
    )  # fmt: skip
    return session.scalars(stmt.execution_options(populate_existing=True)).one()


def assessments_of(session: Session, tenancy: Tenancy) -> list[Assessment]:
    return list(session.scalars(select(Assessment).where(Assessment.tenancy_id == tenancy.id).order_by(Assessment.period)))


def tenancies(
    session: Session, actor: Actor, *, q: str = "", state: TenancyState | None = None, incubator: str = "", cursor: str | None = None
) -> Page:
    """The tenancies that the actor may read, newest first; room and incubator come along."""
    stmt = _narrowed(actor, q, state, incubator)
    total = session.scalar(select(func.count()).select_from(stmt.subquery()))
    stmt = stmt.options(joinedload(Tenancy.room), joinedload(Tenancy.incubator))
    return paginate(session, stmt, keys=(Tenancy.created_at, Tenancy.id), cursor=cursor, total=total)


def _narrowed(actor: Actor, q: str, state: TenancyState | None, incubator: str) -> Select:
    stmt = access.visible(select(Tenancy), actor, P.TENANCY_READ)
    if q:
        stmt = stmt.where(or_(Tenancy.title.contains(q, autoescape=True), Tenancy.number.contains(q, autoescape=True)))
    if state:
        stmt = stmt.where(Tenancy.state == state)
    if incubator:
        stmt = stmt.where(Tenancy.incubator_id == select(Incubator.id).where(Incubator.public_id == incubator).scalar_subquery())
    return stmt


def choices(session: Session) -> list[tuple[str, str]]:
    """(public id, name) of every incubator."""
    return [(p, n) for p, n in session.execute(select(Incubator.public_id, Incubator.name).order_by(Incubator.id).limit(200))]


def by_public_id(session: Session, public_id: str) -> Incubator | None:
    return session.scalars(select(Incubator).where(Incubator.public_id == public_id)).one_or_none()


def managed_by(session: Session, actor: Actor) -> Incubator | None:
    """The incubator whose staff the actor is."""
    return session.get(Incubator, actor.incubator_id) if actor.incubator_id else None
