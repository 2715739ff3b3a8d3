"""What changes as time passes without being a step of one record: looked at after each tick, one name for the log each."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from portal.domain.review import leaving
from portal.domain.satisfaction import publishing
from portal.kernel import engine

LOOKS: tuple[tuple[str, Callable[[Session], object]], ...] = (
    ("the look at the ties of experts at work", leaving.recheck_all),
    ("the publishing of open surveys in batches", lambda session: engine.in_one_unit(session, publishing.publish_batches)),
)
