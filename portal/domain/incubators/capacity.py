"""Desks: how many a room has, how many are taken. The sum is reckoned from the tenancies, never kept."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.incubators.models import HOLDING, Room, Tenancy
from portal.kernel.words import NotFound


@dataclass(frozen=True)
class Occupancy:
    """One room as it stands."""

    room_id: int
    public_id: str
    name: str
    floor: int
    area_m2: int
    desks: int
    taken: int

    @property
    def free(self) -> int:
        return self.desks - self.taken


def taken_in(session: Session, room_id: int, *, but: int | None = None) -> int:
    """Desks of a room that tenancies hold; ``but``: leave out this tenancy."""
    stmt = select(func.coalesce(func.sum(Tenancy.desks), 0)).where(
        Tenancy.room_id == room_id, Tenancy.state.in_(HOLDING)
    )
    return session.scalar(stmt if but is None else stmt.where(Tenancy.id != but)) or 0


def locked(session: Session, room_id: int) -> Room:
    """The room, its row locked until the unit of work ends: whoever counts its desks waits for whoever takes them."""
    stmt = select(Room).where(Room.id == room_id).with_for_update(of=Room).execution_options(populate_existing=True)
    room = session.scalars(stmt).one_or_none()
    if room is None:
        raise NotFound
    return room


def rooms_of(session: Session, incubator_id: int) -> list[Occupancy]:
    """Every room of an incubator with its desks, in the order of the floors: one statement."""
    taken = func.coalesce(func.sum(Tenancy.desks), 0)
    stmt = (
        select(Room.id, Room.public_id, Room.name, Room.floor, Room.area_m2, Room.desks, taken)
        .outerjoin(Tenancy, (Tenancy.room_id == Room.id) & Tenancy.state.in_(HOLDING))
        .where(Room.incubator_id == incubator_id)
        .group_by(Room.id, Room.public_id, Room.name, Room.floor, Room.area_m2, Room.desks)
        .order_by(Room.floor, Room.name)
    )
    return [Occupancy(*row) for row in session.execute(stmt)]
