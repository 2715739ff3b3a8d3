"""Reads of needs and guideline items: prebuilt statements, rows instead of entities, the reader's scope inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.domain.needs.models import Channel, Guideline, GuidelineState, Need, NeedState
from portal.domain.organizations.models import OrgField
from portal.kernel import access, regions
from portal.kernel.paging import Page, paginate
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.regions import Region

MOST_PLACES = 200
_Street = aliased(Region)

_ROWS = (
    select(
        Need.id, Need.public_id, Need.number, Need.title, Need.channel, Need.field, Need.group_served, Need.households,
        Need.loop, Need.state, Need.created_at, Region.name.label("community"), _Street.name.label("street"),
    )
    .join(Region, Region.path == Need.region_path)
    .join(_Street, _Street.id == Region.parent_id)
)  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """What a reader narrows the list by; empty means all."""

    q: str = ""
    street: str = ""
    field: OrgField | None = None
    channel: Channel | None = None
    state: NeedState | None = None


def listed(session: Session, actor: Actor, filters: Filters, cursor: str | None = None) -> Page:
    """The needs that the actor may read, newest first, as rows without their reporters."""
    stmt = _narrowed(_ROWS, actor, filters)
    return paginate(session, stmt, keys=(Need.created_at, Need.id), cursor=cursor, scalars=False)


def mine(session: Session, actor: Actor, limit: int = 50) -> list[Any]:
    """What the actor reported, newest first."""
    stmt = _ROWS.where(Need.reporter_id == actor.user_id).order_by(Need.created_at.desc(), Need.id.desc()).limit(limit)
    return list(session.execute(stmt))


def counts(session: Session, actor: Actor, filters: Filters) -> dict[str, list[tuple[Any, int]]]:
    """How many needs by field and by community, most first, under the same filters."""
    number = func.count()
    by_field = select(Need.field, number).group_by(Need.field).order_by(number.desc(), Need.field)
    by_place = (
        select(Region.name, number)
        .select_from(Need)
        .join(Region, Region.path == Need.region_path)
        .group_by(Region.name)
        .order_by(number.desc(), Region.name)
        .limit(MOST_PLACES)
    )
    return {
        name: [(key, n) for key, n in session.execute(_narrowed(stmt, actor, filters))]
        for name, stmt in (("field", by_field), ("community", by_place))
    }


def _narrowed(stmt: Select, actor: Actor, filters: Filters) -> Select:
    stmt = stmt.where(access.predicate(actor, P.NEED_READ, Need))
    if filters.q:
        like = f"%{_escaped(filters.q)}%"
        words = (Need.title, Need.description, Need.group_served, Need.number)
        stmt = stmt.where(or_(*(word.like(like, escape="\\") for word in words)))
    if filters.street:
        stmt = stmt.where(regions.within(Need.region_path, filters.street))
    for column, value in ((Need.field, filters.field), (Need.channel, filters.channel), (Need.state, filters.state)):
        if value is not None:
            stmt = stmt.where(column == value)
    return stmt


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def merged_into(session: Session, need: Need) -> list[Any]:
    return list(session.execute(_ROWS.where(Need.merged_into_id == need.id).order_by(Need.id).limit(50)))


def target_of(session: Session, need: Need) -> Need | None:
    return session.get(Need, need.merged_into_id) if need.merged_into_id else None


def of_guidelines(session: Session, guideline_ids: list[int], limit: int = 200) -> list[Any]:
    """The needs that guideline items carry, for their page and for the call that answers them."""
    if not guideline_ids:
        return []
    stmt = _ROWS.add_columns(Need.guideline_id).where(Need.guideline_id.in_(guideline_ids))
    return list(session.execute(stmt.order_by(Need.region_path, Need.id).limit(limit)))


def screened(session: Session, actor: Actor, limit: int = 200) -> list[Any]:
    """What waits to be carried into a guideline item by this actor."""
    stmt = _ROWS.where(Need.state == NeedState.SCREENED, access.predicate(actor, P.GUIDELINE_PUBLISH, Need))
    return list(session.execute(stmt.order_by(Need.field, Need.region_path, Need.id).limit(limit)))


# --- guideline items

_CARRIED = select(func.count(Need.id)).where(Need.guideline_id == Guideline.id).correlate(Guideline).scalar_subquery()
_ITEMS = select(
    Guideline.id, Guideline.public_id, Guideline.number, Guideline.title, Guideline.field, Guideline.whom,
    Guideline.goal, Guideline.state, Guideline.created_at, Guideline.published_at, _CARRIED.label("needs"),
)  # fmt: skip


def guidelines(
    session: Session, actor: Actor, *, q: str = "", field: OrgField | None = None, cursor: str | None = None
) -> Page:
    stmt = _ITEMS.where(access.predicate(actor, P.GUIDELINE_READ, Guideline))
    if q:
        like = f"%{_escaped(q)}%"
        stmt = stmt.where(or_(Guideline.title.like(like, escape="\\"), Guideline.whom.like(like, escape="\\")))
    if field is not None:
        stmt = stmt.where(Guideline.field == field)
    return paginate(session, stmt, keys=(Guideline.created_at, Guideline.id), cursor=cursor, scalars=False)


def drafts(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """(public id, title) of the items that the actor may still carry needs into."""
    stmt = select(Guideline.public_id, Guideline.title).where(
        Guideline.state == GuidelineState.DRAFT, access.predicate(actor, P.GUIDELINE_PUBLISH, Guideline)
    )
    return [(public_id, title) for public_id, title in session.execute(stmt.order_by(Guideline.id))]


def published(session: Session) -> list[tuple[str, str]]:
    """(public id, label) of the items that a lot can answer."""
    stmt = select(Guideline.public_id, Guideline.number, Guideline.title)
    stmt = stmt.where(Guideline.state == GuidelineState.PUBLISHED).order_by(Guideline.number)
    return [(public_id, f"{number} {title}") for public_id, number, title in session.execute(stmt)]
