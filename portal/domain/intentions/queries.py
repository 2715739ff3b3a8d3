"""Reads of procurement intentions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from portal.domain.intentions.models import Intention, IntentionState, quarter_of
from portal.kernel import access, clock
from portal.kernel.paging import Page, paginate
from portal.kernel.people import Actor, Department
from portal.kernel.permissions import Permission as P

_ROWS = (
    select(
        Intention.id, Intention.public_id, Intention.number, Intention.title, Intention.budget_fen, Intention.expected_on,
        Intention.state, Intention.published_at, Intention.entered_at, Department.name.label("department"),
    )
    .join(Department, Department.id == Intention.department_id)
)  # fmt: skip


def listed(
    session: Session, actor: Actor, *, q: str = "", department_id: int | None = None, quarter: tuple[int, int] | None = None,
    state: IntentionState | None = None, cursor: str | None = None,
) -> Page:  # fmt: skip
    """What the actor may read, what is expected last first."""
    stmt = _ROWS.where(access.predicate(actor, P.INTENTION_READ, Intention))
    if words := q.replace("\x00", "").strip()[:60]:
        stmt = stmt.where(Intention.title.contains(words, autoescape=True) | Intention.outline.contains(words, autoescape=True))
    if department_id:
        stmt = stmt.where(Intention.department_id == department_id)
    if quarter:
        first, last = months_of(*quarter)
        stmt = stmt.where(Intention.expected_on.between(first, last))
    if state:
        stmt = stmt.where(Intention.state == state)
    return paginate(session, stmt, keys=(Intention.expected_on, Intention.id), cursor=cursor, scalars=False)


def months_of(year: int, quarter: int) -> tuple[date, date]:
    """The first days of the first and of the last month of a quarter."""
    return date(year, 3 * quarter - 2, 1), date(year, 3 * quarter, 1)


def quarters(session: Session) -> list[tuple[int, int]]:
    """The quarters for which something was published, the latest first."""
    stmt = select(Intention.expected_on).where(Intention.published_at.is_not(None)).distinct()
    return sorted({quarter_of(day) for day in session.scalars(stmt)}, reverse=True)


def purchasers(session: Session) -> list[tuple[int, str]]:
    """(id, name) of the departments that have published an intention: for the filter."""
    stmt = select(Department.id, Department.name).join(Intention, Intention.department_id == Department.id)
    return [(key, name) for key, name in session.execute(stmt.where(Intention.published_at.is_not(None)).distinct().order_by(Department.id))]


def announced(session: Session, limit: int) -> list[Row]:
    """The latest that were published, for the feed."""
    stmt = _ROWS.add_columns(Intention.outline).where(Intention.published_at.is_not(None))
    return list(session.execute(stmt.order_by(Intention.published_at.desc(), Intention.id.desc()).limit(limit)))


def open_for(session: Session, department_ids: list[int], beside: Sequence[tuple[str, str]] = ()) -> list[tuple[str, str]]:
    """(public id, label) of the published intentions of these departments that no call has kept yet, and of ``beside``."""
    stmt = select(Intention.public_id, Intention.number, Intention.title).where(
        Intention.state == IntentionState.PUBLISHED, Intention.department_id.in_(department_ids)
    )
    found = [(key, f"{number} {title}") for key, number, title in session.execute(stmt.order_by(Intention.number))]
    return [*(one for one in beside if one[0] not in dict(found)), *found]


def is_late(intention: Any) -> bool:
    """The month that was announced is over, and no call came."""
    return intention.state is IntentionState.PUBLISHED and intention.expected_on < clock.today().replace(day=1)
