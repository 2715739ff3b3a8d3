"""Several people who do the same thing at the same moment, each on a connection of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from portal.extensions import db
from portal.kernel.engine import writing
from portal.kernel.words import Refused

DONE = "done"


def all_at_once(app: Flask, acts: Sequence[Callable[[Session], Any]]) -> list[Any]:
    """Each act in a thread and a unit of work of its own, begun together; what came of each, in no order: ``DONE``, or
    the refusal. Anything else that an act raises fails the test."""
    barrier, outcomes = threading.Barrier(len(acts)), []

    def carry_out(act: Callable[[Session], Any]) -> None:
        with app.app_context():
            barrier.wait(60)
            try:
                with writing(db.session()) as session:
                    act(session)
                outcomes.append(DONE)
            except Refused as refusal:
                outcomes.append(refusal)
            except Exception as failure:
                outcomes.append(failure)
            finally:
                db.session.remove()

    people = [threading.Thread(target=carry_out, args=(act,)) for act in acts]
    for person in people:
        person.start()
    for person in people:
        person.join(60)
    broken = [outcome for outcome in outcomes if isinstance(outcome, Exception) and not isinstance(outcome, Refused)]
    assert not broken, broken
    assert len(outcomes) == len(acts)
    return outcomes


def refusals(outcomes: list[Any]) -> list[Refused]:
    return [outcome for outcome in outcomes if outcome != DONE]
