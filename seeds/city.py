"""The demo city, chapter by chapter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module

from sqlalchemy.orm import Session

from portal.kernel import clock, engine, outbox
from portal.kernel.deployment import Deployment
from seeds.world import FOUNDED, City, build_world

CHAPTERS = (
    "organizations", "catalogue", "needs", "calls", "proposals", "review", "awards", "funds", "projects", "evaluation",
    "incubators",
)  # fmt: skip


def build(session: Session, today: date, say: Callable[[str], None] = lambda line: None) -> City:
    """Tell the whole city as of ``today``. The database must be empty; it is marked as a demo first."""
    offset = clock.at(today, clock.local(clock.now()).hour, clock.local(clock.now()).minute) - clock.now()
    with engine.writing(session):
        seconds = 0 if today == clock.today() else int(offset.total_seconds())
        session.add(Deployment(id=1, demo=True, clock_offset_seconds=seconds))
    founded = clock.at(today - FOUNDED, 9)
    with clock.travel(founded), engine.writing(session):
        build_world(session, founded)
    city = City(session, today)
    for name in CHAPTERS:
        import_module(f"seeds.chapters.{name}").tell(city)
        say(name)
    city.tick(clock.now() + timedelta(seconds=seconds) if seconds else clock.now())
    city.seal()
    with engine.writing(session):
        outbox.settle_the_past(session)
    return city
