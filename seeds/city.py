"""The demo city, chapter by chapter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module

from sqlalchemy.orm import Session

from portal.domain.satisfaction.publishing import publish_batches
from portal.kernel import clock, deployment, engine, outbox
from portal.kernel.deployment import Deployment
from portal.workflows import reminders
from seeds.world import FOUNDED, City, build_world

CHAPTERS = (
    "wishes", "organizations", "catalogue", "needs", "calls", "proposals", "review", "awards", "delivery",
    "incubators", "appointments", "membership", "readers",
)  # fmt: skip


def build(session: Session, offset: timedelta = timedelta(), say: Callable[[str], None] = lambda line: None) -> City:
    """Tell the whole city as of now, or so far from now: this process's clock goes there, and stays.

    The database must be empty; it is marked as a demo first.
    """
    with engine.writing(session):
        session.add(Deployment(id=1, demo=True, clock_offset_seconds=int(offset.total_seconds())))
    deployment.apply(session)
    now = clock.now()
    founded = clock.at(clock.local(now).date() - FOUNDED, 9)
    with clock.travel(founded), engine.writing(session):
        build_world(session, founded)
    city = City(session, now)
    for name in CHAPTERS:
        import_module(f"seeds.chapters.{name}").tell(city)
        say(name)
    city.tick(now)
    with city.at(now):
        publish_batches(session)
    city.seal()
    with city.at(now):
        outbox.settle_the_past(session)
    with city.stand(now):
        reminders.remind(session)
    return city
