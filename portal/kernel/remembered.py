"""What was read once stays known until anything is committed.

A person who goes from page to page is looked up, and what waits for them is counted, on every one of them; between two
commits the answers are the same. They are kept under the state of the database in which they were read
(``engine.commits``), so nobody has to remember what a change makes wrong. Only plain data: never an entity, which belongs
to the session that loaded it.

On PostgreSQL asking for the state costs as much as the questions themselves; there nothing is kept.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from sqlalchemy.orm import Session

from portal.kernel import engine

Value = TypeVar("Value")
MOST = 5000  # answers of one state of one database
MISSING = object()


class Memory:
    """What holds within one state, whatever names the state; another state empties it. Safe in threads."""

    def __init__(self, most: int) -> None:
        self._lock, self._most = threading.Lock(), most
        self._state: Hashable = None
        self._known: dict[Hashable, Any] = {}

    def recall(self, state: Hashable, key: Hashable) -> Any:
        """What was kept, or ``MISSING``."""
        with self._lock:
            if state != self._state:
                self._state, self._known = state, {}
            return self._known.get(key, MISSING)

    def keep(self, state: Hashable, key: Hashable, value: Any) -> None:
        """What belongs to a state that has passed meanwhile is not kept."""
        with self._lock:
            if state == self._state and len(self._known) < self._most:
                self._known[key] = value


_memories: dict[str, Memory] = {}


def remembered(session: Session, key: Hashable, make: Callable[[], Value]) -> Value:
    """``make()``, or what it gave before in the same state of the database. ``key`` names the question completely: who
    asks, what, and the time as exactly as the answer depends on it."""
    state = engine.commits(session)
    if state is None:
        return make()
    memory = _memories.setdefault(str(session.get_bind().engine.url), Memory(MOST))
    value = memory.recall(state, key)
    if value is MISSING:
        value = make()
        memory.keep(state, key, value)
    return cast("Value", value)
