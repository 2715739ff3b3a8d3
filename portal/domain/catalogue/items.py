"""Items as others refer to them: which a call can carry out, and what an item reads like on another's page."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.domain.catalogue.models import CatalogueEdition, EditionState, ServiceItem, TransferItem
from portal.kernel import clock

LEAF = 3  # services are bought by the third level of their codes; what stands above are headings


def offered(session: Session, held: Collection[str] = ()) -> list[tuple[str, str]]:
    """(public id, label) of every item that a lot can carry out: those of the editions in force, functions first, and those
    that a draft has named already."""
    return [*_offered(session, TransferItem, (), held), *services_offered(session, held)]


def services_offered(session: Session, held: Collection[str] = ()) -> list[tuple[str, str]]:
    """The same of what is bought alone."""
    return _offered(session, ServiceItem, (ServiceItem.level == LEAF,), held)


def _offered(session: Session, model: Any, narrowed: tuple[Any, ...], held: Collection[str]) -> list[tuple[str, str]]:
    stmt = (
        select(model.public_id, model.code, model.name).join(CatalogueEdition, CatalogueEdition.id == model.edition_id)
        .where(or_(and_(CatalogueEdition.state == EditionState.PUBLISHED, *narrowed), model.public_id.in_(held)))
        .order_by(model.code, CatalogueEdition.year)
    )  # fmt: skip
    return [(public_id, f"{code} {name}") for public_id, code, name in session.execute(stmt)]


def find(session: Session, public_id: str) -> TransferItem | ServiceItem | None:
    """The item with its edition, of either catalogue."""
    transfers = select(TransferItem).where(TransferItem.public_id == public_id).options(joinedload(TransferItem.edition))
    services = select(ServiceItem).where(ServiceItem.public_id == public_id).options(joinedload(ServiceItem.edition))
    return session.scalars(transfers).one_or_none() or session.scalars(services).one_or_none()


def is_in_force(session: Session, item: TransferItem | ServiceItem) -> bool:
    """It stands in today's edition; of what is bought, a heading is no item."""
    current = edition_on(session, item.edition, clock.today())
    return current is not None and current.id == item.edition_id and (isinstance(item, TransferItem) or item.level == LEAF)


def edition_on(session: Session, like: CatalogueEdition, on: date) -> CatalogueEdition | None:
    """The edition of the same catalogue that was in force at the end of a day: the newest that was out by then."""
    stmt = (
        select(CatalogueEdition)
        .where(CatalogueEdition.kind == like.kind, CatalogueEdition.region_path == like.region_path)
        .where(CatalogueEdition.published_at <= last_moment(on))
        .order_by(CatalogueEdition.year.desc()).limit(1)
    )  # fmt: skip
    return session.scalars(stmt).one_or_none()


def last_moment(day: date) -> datetime:
    """The last moment of a day that is not over yet is now."""
    return min(clock.at(day + timedelta(days=1)) - timedelta(microseconds=1), clock.now())
