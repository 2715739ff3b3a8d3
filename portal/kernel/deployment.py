"""What this installation is: real, or a demo city placed at a day of its own."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.kernel import clock
from portal.kernel.base import Base


class Deployment(Base):
    """One row once the demo city was built here; no row in a real installation."""

    __tablename__ = "deployment"

    id: Mapped[int] = mapped_column(primary_key=True)
    demo: Mapped[bool]
    clock_offset_seconds: Mapped[int] = mapped_column(default=0)


def apply(session: Session) -> bool:
    """Set this process's clock to the deployment's; returns whether it is a demo."""
    row = session.get(Deployment, 1)
    if row is None:
        return False
    clock.shift(timedelta(seconds=row.clock_offset_seconds))
    return row.demo


def place(session: Session, moment: datetime) -> None:
    """Set a demo's clock, and this process's, to a moment; the other processes ``apply`` it. Inside a unit of work."""
    row = session.get_one(Deployment, 1, with_for_update=True)
    row.clock_offset_seconds = ceil(clock.distance_to(moment).total_seconds())
    clock.shift(timedelta(seconds=row.clock_offset_seconds))
