"""Units of work: reads are read-only, a write is opened explicitly and holds the writer's place in a fair queue.

On SQLite every write is one short ``BEGIN IMMEDIATE``; writers of one process queue first come, first served, and
writers of other processes (the worker, the tick) queue behind a file lock taken inside that queue. A write outside
``writing()`` fails always, not only when another commit came between (``PRAGMA query_only``, ``READ ONLY``).
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from sqlalchemy import CursorResult, Delete, Engine, Update, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

Result = TypeVar("Result")
COUNT_BYTES = 8


class FairLock:
    """A mutex whose waiters are served in the order of their arrival; optionally shared between processes.

    Its file holds one number, how often something was committed under the lock: any process sees it at the cost of one
    ``pread``.
    """

    def __init__(self, path: str | None = None):
        self._mutex, self._waiting, self._held = threading.Lock(), deque[threading.Event](), False
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600) if path else None  # open as long as the engine lives

    def __enter__(self) -> FairLock:
        turn = None
        with self._mutex:
            if self._held:
                turn = threading.Event()
                self._waiting.append(turn)
            self._held = True
        if turn:
            turn.wait()
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_EX)
        return self

    def commits(self) -> int | None:
        return None if self._file is None else int.from_bytes(os.pread(self._file, COUNT_BYTES, 0), "big")

    def count_commit(self) -> None:
        """While the lock is held."""
        if self._file is not None:
            os.pwrite(self._file, ((self.commits() or 0) + 1).to_bytes(COUNT_BYTES, "big"), 0)

    def __exit__(self, *exc: object) -> None:
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._held = False


_locks: dict[str, FairLock] = {}


def prepare(engine: Engine) -> None:
    """Install the rules above on an engine, once, before its first connection."""
    if engine.dialect.name == "sqlite":
        database = engine.url.database
        on_disk = bool(database) and database != ":memory:"
        _locks[str(engine.url)] = FairLock(f"{database}.writer" if on_disk else None)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)


def _prepare_sqlite(dbapi_connection, _record) -> None:
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection) -> None:
    write = connection.get_execution_options().get("write")
    if lock := _locks.get(str(connection.engine.url)):
        connection.info["commits"] = lock.commits()  # before it begins: what it will see is not older
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if write else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _begin_postgresql(connection) -> None:
    if not connection.get_execution_options().get("write"):
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


@contextmanager
def writing(session: Session) -> Iterator[Session]:
    """One unit of work: begins, yields, commits; on any error nothing of it remains.

    What was loaded before is expired, so a record is looked at again inside the unit. Units do not nest.
    """
    if session.info.get("writing"):
        raise RuntimeError("units of work do not nest")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("rows were changed before the unit of work began")
    lock = _locks.get(str(session.get_bind().engine.url))
    session.rollback()
    with lock or _NoLock():
        session.info["writing"] = True
        try:
            session.connection(execution_options={"write": True})
            yield session
            session.commit()
            if lock:
                lock.count_commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info["writing"] = False


_SNAPSHOT = text("SELECT CAST(pg_current_snapshot() AS text)")


def state(session: Session) -> str | None:
    """What the database holds now, as a word: the same word means the same rows. ``None`` where nobody counts.

    SQLite: how many units of work were committed (each of them passes the lock). PostgreSQL: the snapshot, which names
    every transaction that it does not see.
    """
    if session.get_bind().dialect.name == "postgresql":
        return str(session.scalar(_SNAPSHOT))
    count = commits(session)
    return None if count is None else str(count)


def commits(session: Session) -> int | None:
    """How many units of work were committed before what this session sees (SQLite only). ``None`` where nobody counts: in
    memory, inside a unit of work, in a session that joined a transaction of somebody else."""
    bind = session.get_bind()
    if not isinstance(bind, Engine) or session.info.get("writing"):
        return None
    if session.in_transaction():
        return session.connection().info.get("commits")
    lock = _locks.get(str(bind.url))
    return lock.commits() if lock else None


TRIES = 3


def inserting(session: Session, model: Any) -> Any:
    """An INSERT in the words of the session's database, which know ``on_conflict_do_update``."""
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(model)


def in_one_unit(session: Session, act: Callable[[Session], Result]) -> Result:
    """``act`` in a unit of work, begun again when the database ended it for two that waited for each other.

    Locks are taken in one order (the earlier noun first); where two orders meet all the same, PostgreSQL ends one of
    them whole: nothing of it was written, and doing it again is safe.
    """
    for turn in range(TRIES):
        try:
            with writing(session):
                return act(session)
        except OperationalError as failure:
            if getattr(failure.orig, "sqlstate", "") not in ("40P01", "40001") or turn == TRIES - 1:
                raise
    raise AssertionError("a loop that returns or raises")


def rows_changed(session: Session, statement: Update | Delete) -> int:
    """Carry out an UPDATE or DELETE and say how many rows it met."""
    return cast("CursorResult[Any]", session.execute(statement)).rowcount


def lock(session: Session, record: Any) -> None:
    """Lock a record's row and read it anew. Its own row alone: what was joined to it stays free (and on PostgreSQL an
    outer join cannot be locked)."""
    session.refresh(record, with_for_update={"of": type(record)})


class _NoLock:
    def __enter__(self) -> None:
        return None

    def __exit__(self, *exc: object) -> None:
        return None
