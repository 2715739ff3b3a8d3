"""Time passes: the steps whose moment has come, then what changes without being a step of one record.

One failing record or look keeps nothing else from being done: it is logged with its id, and tried again at the next tick.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from portal.domain.review import leaving
from portal.domain.satisfaction import publishing
from portal.kernel import copies, engine, lifecycle, passkeys, sessions, throttle
from portal.kernel.lifecycle import Step
from portal.workflows import closing, digests, reminders

log = logging.getLogger(__name__)



def _sweep(session: Session) -> None:
    sessions.sweep(session)
    throttle.sweep(session)
    copies.sweep(session)
    passkeys.sweep(session)


#: One name for the log each.
LOOKS: tuple[tuple[str, Callable[[Session], object]], ...] = (
    ("the look at the ties of experts at work", leaving.recheck_all),
    ("the sweeping up of old sessions, attempts and copies", lambda session: engine.in_one_unit(session, _sweep)),
    ("the publishing of open surveys in batches", lambda session: engine.in_one_unit(session, publishing.publish_batches)),
    ("the reminders of what is due or late", reminders.remind),
    ("the digests of notices", digests.build),
    ("the closing of accounts", closing.close_due),
)


class Ticked(NamedTuple):
    """What was done, and how much failed."""

    steps: list[tuple[Any, Step]]
    failed: int


def tick(session: Session) -> Ticked:
    """One look at the clock. Needs no open transaction."""
    stuck: list[int] = []

    def note(kind: str, record_id: int, action: str) -> None:
        stuck.append(record_id)
        log.exception("%s %s: %s failed; it is tried again at the next tick", kind, record_id, action)

    steps = lifecycle.tick(session, note)
    failed = sum(not done_in_spite(session, what, partial(look, session)) for what, look in LOOKS)
    return Ticked(steps, len(stuck) + failed)


def done_in_spite(session: Session, what: str, act: Callable[[], object]) -> bool:
    """Do it; whatever it raises is logged and does not keep the rest from being done."""
    try:
        act()
    except Exception:
        log.exception("%s failed; it is tried again at the next look", what)
        session.rollback()
        return False
    return True
