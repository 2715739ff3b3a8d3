"""Keyset paging: a page begins after a row, so it costs the same at row ten and at row one million."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Select, tuple_
from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Page:
    items: list[Any]
    next_cursor: str | None = None
    prev_cursor: str | None = None
    total: int | None = None


AT_ONCE = 500
_large: ContextVar[bool] = ContextVar("large", default=False)


def every(listed: Callable[[str | None], Page]) -> Iterator[Any]:
    """All items of a paged list, for a file: ``listed(cursor)`` is asked for one large page after the other, so that
    filters and scope are those of the list and no more than a page is held."""
    cursor: str | None = None
    while True:
        token = _large.set(True)
        try:
            page = listed(cursor)
        finally:
            _large.reset(token)
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return


def paginate(
    session: Session, stmt: Select, *, keys: tuple[Any, ...], cursor: str | None = None, size: int = 25,
    descending: bool = True, scalars: bool = True, total: int | None = None,
) -> Page:  # fmt: skip
    """One page of ``stmt`` ordered by ``keys`` (columns that together are unique; all in one direction).

    With ``scalars`` the items are entities and the keys are read as attributes; otherwise rows, and each key must be
    a labelled column of the row. A cursor that was tampered with gives the first page.
    """
    size = AT_ONCE if _large.get() else size
    back, values = _start(cursor, keys)
    downwards = descending != back
    if values is not None:
        here, there = tuple_(*keys), tuple_(*values)
        stmt = stmt.where(here < there if downwards else here > there)
    stmt = stmt.order_by(*[key.desc() if downwards else key.asc() for key in keys]).limit(size + 1)
    rows = list(session.scalars(stmt) if scalars else session.execute(stmt))
    more, rows = len(rows) > size, rows[:size]
    if back:
        rows.reverse()
    if not rows:
        return Page([], total=total)
    has_next, has_prev = (True, more) if back else (more, values is not None)
    return Page(
        rows,
        _encode(rows[-1], keys, False) if has_next else None,
        _encode(rows[0], keys, True) if has_prev else None,
        total,
    )


def position(cursor: str | None) -> tuple[bool, int | None]:
    """For lists with a prebuilt statement, ordered by ``id`` alone: (backwards, id) of a cursor; ``None``: no cursor."""
    back, values = _decode(cursor, 1)
    return (back, values[0]) if values and _fits(values[0]) else (False, None)


def cursor_after(key: int) -> str:
    return _packed([False, key])


def cursor_before(key: int) -> str:
    return _packed([True, key])


def _encode(row: Any, keys: tuple[Any, ...], back: bool) -> str:
    values = [_plain(getattr(row, key.key)) for key in keys]
    return _packed([back, *values])


def _packed(content: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def _start(cursor: str | None, keys: tuple[Any, ...]) -> tuple[bool, list[Any] | None]:
    """Where the page begins; what does not fit the columns was made up, and means the first page."""
    back, values = _decode(cursor, len(keys))
    try:
        return back, None if values is None else [_bind(key, value) for key, value in zip(keys, values, strict=True)]
    except ValueError:
        return False, None


def _decode(cursor: str | None, count: int) -> tuple[bool, list[Any] | None]:
    if not cursor:
        return False, None
    try:
        back, *values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, TypeError, RecursionError):
        return False, None
    if not isinstance(back, bool) or len(values) != count or not all(isinstance(v, str | int) for v in values):
        return False, None
    return back, values


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _bind(key: Any, value: Any) -> Any:
    """The cursor's plain value in its column's type; ``ValueError`` for what such a column cannot hold."""
    wanted = key.type.python_type
    if wanted in (datetime, date) and isinstance(value, str):
        moment = wanted.fromisoformat(value)
        if wanted is datetime and moment.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return moment.astimezone(UTC) if wanted is datetime else moment
    if wanted is int and _fits(value):
        return value
    if wanted is str and isinstance(value, str) and value.isprintable():
        return value
    raise ValueError("another type")


def _fits(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63
