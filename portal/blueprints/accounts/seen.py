"""When browsers were last seen: remembered here, written down together, after an answer was given.

A page never waits for it, and a whole city of readers costs one small unit of work in half a minute.
"""

from __future__ import annotations

import threading
import time
from datetime import datetime

from flask import Response, current_app, g

from portal.blueprints.accounts import blueprint
from portal.blueprints.edge import afterwards, reader
from portal.kernel import clock, engine, sessions
from portal.kernel.sessions import Standing

TOGETHER = 30  # seconds


class Marks:
    """Session (public id) → when it was last seen, as far as it is not written yet. Safe in threads."""

    def __init__(self) -> None:
        self._lock, self._waiting, self._last = threading.Lock(), dict[str, datetime](), -float(TOGETHER)

    def of(self, public_id: str) -> datetime | None:
        return self._waiting.get(public_id)

    def saw(self, standing: Standing) -> bool:
        """Whether it is time to write them down."""
        now = clock.outside()
        if now - standing.seen_at < sessions.NOTED_EVERY:
            return False
        with self._lock:
            self._waiting[standing.public_id] = now
            return time.monotonic() - self._last >= TOGETHER

    def taken(self) -> dict[str, datetime]:
        with self._lock:
            taken, self._waiting, self._last = self._waiting, {}, time.monotonic()
            return taken


def marks() -> Marks:
    known: Marks = current_app.extensions.setdefault("portal_seen", Marks())
    return known


@blueprint.after_app_request
def note(response: Response) -> Response:
    user = g.get("_login_user")
    if user is not None and user.is_authenticated and marks().saw(user.standing):
        afterwards(response, _write_down, "when sessions were last seen could not be written down")  # the next look writes newer moments
    return response


def _write_down() -> None:
    if seen := marks().taken():
        engine.in_one_unit(reader(), lambda session: sessions.note(session, seen))
