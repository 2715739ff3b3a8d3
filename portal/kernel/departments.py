"""For which departments an actor may write: their own, or, at the bureau, those of its region."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.kernel.people import Actor, Department


def of(session: Session, by: Actor) -> list[tuple[int, str]]:
    """(id, name) of the purchasers that the actor may write for."""
    stmt = select(Department.id, Department.name).order_by(Department.id)
    if by.department_id:
        stmt = stmt.where(Department.id == by.department_id)
    elif by.region_path:
        stmt = stmt.where(Department.region_path.startswith(by.region_path))
    else:
        return []
    return [(known, name) for known, name in session.execute(stmt)]
