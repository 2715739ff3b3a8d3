"""A register as it stood on any day: every version of a row, kept by one mechanism that no writer can forget.

``keep(model, versions, key)`` puts a table under it. From then on each flush that makes or changes a row of the table
writes its version in the same transaction: the whole row as the database now holds it, from when, until when, and what the
version before said where it differs. Whoever changed it, nobody has to call anything. A row has one version for each
unit of work that changed it, and one that is open; a statement that would pass the flush by is refused (see ``note``).

Two things tell why. ``lifecycle.move`` says which step is being taken (``acting``), and the first journal entry about the row
in the same transaction is joined to its version.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, String, event, insert, select, text, update
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, SessionTransaction, mapped_column

from portal.kernel import clock
from portal.kernel.base import EnumString, Row, UtcDateTime
from portal.kernel.journal import JournalEntry
from portal.kernel.paging import Page, paginate

AT_ONCE = 500  # rows of one statement: SQLite takes so many parameters
NOTED = "versions_noted"


class Version(Row):
    """One version of a row. ``row``: column → value as JSON says it; ``was``: what the version before said where it differs
    (none: this is the first one that the portal knows). ``act_type``, ``act_id``, ``action``: the step behind it, if any."""

    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime | None]
    row: Mapped[dict[str, Any]]
    was: Mapped[dict[str, Any]]
    first: Mapped[bool] = mapped_column(default=False)
    act_type: Mapped[str | None] = mapped_column(String(40))
    act_id: Mapped[int | None]
    action: Mapped[str | None] = mapped_column(String(60))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("journal_entries.id"))


def table_args(table: str, key: str) -> tuple[Any, ...]:
    """What every table of versions holds to: a period that is one, and a single open version of each row."""
    still = text("valid_until IS NULL")
    return (
        CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name="period_is_one"),
        Index(f"ix_{table}_{key}_valid_from", key, "valid_from", unique=True),
        Index(f"ix_{table}_open", key, unique=True, sqlite_where=still, postgresql_where=still),
    )


@dataclass(frozen=True)
class _Kept:
    model: type[Any]
    versions: type[Any]
    key: str
    leave_out: frozenset[str]

    @property
    def columns(self) -> list[Column[Any]]:
        return [column for column in self.model.__table__.columns if column.key not in self.leave_out]

    @property
    def of(self) -> Any:
        return getattr(self.versions, self.key)


_kept: dict[type[Any], _Kept] = {}


def keep(model: type[Any], versions: type[Any], key: str, leave_out: Collection[str]) -> None:
    """Keep the versions of a model's rows. ``key``: the column of ``versions`` that names the row; ``leave_out``: columns
    that are no part of it - inner keys, and what is encrypted: a copy of it in the clear would undo that."""
    _kept[model] = _Kept(model, versions, key, frozenset(leave_out))


def columns_of(model: type[Any]) -> list[str]:
    """What of a row is kept."""
    return [column.key for column in _kept[model].columns]


# --- reading ------------------------------------------------------------------------------------------------------


def as_of(session: Session, record: Any, day: date) -> Any:
    """The version in which the record stood at the end of a day, or nothing: before it was there, or before its history
    was kept."""
    kept, end = _kept[type(record)], clock.at(day + timedelta(days=1))
    stmt = (
        select(kept.versions).where(kept.of == record.id, kept.versions.valid_from < end)
        .order_by(kept.versions.valid_from.desc()).limit(1).execution_options(populate_existing=True)
    )  # fmt: skip
    return session.scalar(stmt)


def first_of(session: Session, record: Any) -> Any:
    """The earliest version that is known."""
    kept = _kept[type(record)]
    return session.scalar(select(kept.versions).where(kept.of == record.id).order_by(kept.versions.valid_from).limit(1))


def listed(session: Session, record: Any, *, cursor: str | None = None, size: int = 20) -> Page:
    """The versions of a record, the newest first."""
    kept = _kept[type(record)]
    stmt = select(kept.versions).where(kept.of == record.id)
    return paginate(session, stmt, keys=(kept.versions.valid_from, kept.versions.id), cursor=cursor, size=size)


def stood(version: Version) -> SimpleNamespace:
    """The row itself, with the types of the model: what takes a loaded record to show it takes this as well."""
    kept = next(k for k in _kept.values() if k.versions is type(version))
    return SimpleNamespace(**{c.key: revived(c, version.row.get(c.key)) for c in kept.columns})


def changed(version: Version) -> list[tuple[str, Any, Any]]:
    """What this version changed, in the order of the columns: (column, before, after), typed."""
    kept = next(k for k in _kept.values() if k.versions is type(version))
    return [(c.key, revived(c, version.was[c.key]), revived(c, version.row.get(c.key))) for c in kept.columns if c.key in version.was]


def now_of(record: Any) -> SimpleNamespace:
    """The record as it stands now, in the same shape."""
    return SimpleNamespace(**{name: getattr(record, name) for name in columns_of(type(record))})


def revived(column: Column[Any], value: Any) -> Any:
    """What JSON says, in the type of the column."""
    if value is None:
        return None
    if isinstance(column.type, EnumString):
        return column.type.enum_class(value)
    if isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(column.type, Date) else value


def _said(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


# --- writing ------------------------------------------------------------------------------------------------------


@contextmanager
def acting(session: Session, record: Any, action: str) -> Iterator[None]:
    """What is changed inside is changed by this step."""
    before = session.info.get("versions_act")
    session.info["versions_act"] = (record.__tablename__, record.id, action)
    try:
        yield
    finally:
        session.info["versions_act"] = before


def note(session: Session, model: type[Any], ids: Sequence[int]) -> None:
    """For who writes rows past the flush (a bulk statement with ``execution_options(versions_noted=True)``): in the same
    transaction, after it."""
    for start in range(0, len(ids), AT_ONCE):
        _write(session, _kept[model], sorted(ids)[start : start + AT_ONCE])


@event.listens_for(Session, "after_flush")
def _after_flush(session: Session, _context: Any) -> None:
    changed: dict[type[Any], list[int]] = {}
    for record in (*session.new, *session.dirty):
        if type(record) in _kept:
            changed.setdefault(type(record), []).append(record.id)
    for model, ids in changed.items():
        note(session, model, ids)
    if _unit(session)["unnamed"]:
        _join_entries(session)


@event.listens_for(Session, "do_orm_execute")
def _refuse_what_passes_by(state: ORMExecuteState) -> None:
    if not (state.is_insert or state.is_update) or state.execution_options.get(NOTED):
        return  # a row whose versions are kept cannot be deleted: they refer to it
    name = getattr(getattr(state.statement, "table", None), "name", None)
    if name is not None and any(name == model.__tablename__ for model in _kept):
        raise TypeError(f"{name} keeps its versions: change loaded records, or call versions.note with {NOTED}=True")


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop("versions_unit", None)


def _unit(session: Session) -> dict[str, Any]:
    """What this unit of work has written: its versions, and those that no journal entry was joined to yet."""
    return session.info.setdefault("versions_unit", {"written": set(), "unnamed": set()})


def _write(session: Session, kept: _Kept, ids: Sequence[int]) -> None:
    """Compare what the database holds with the open versions; close those that are over and begin new ones."""
    connection, now, unit = session.connection(), clock.now(), _unit(session)
    table, key, id_ = kept.versions.__table__, kept.versions.__table__.c[kept.key], kept.model.__table__.c.id
    held = {v._mapping[key]: v for v in connection.execute(select(table).where(key.in_(ids), table.c.valid_until.is_(None)))}
    begun: list[dict[str, Any]] = []
    for row in connection.execute(select(id_.label("its_id"), *kept.columns).where(id_.in_(ids))):
        stands = {column.key: _said(row._mapping[column]) for column in kept.columns}
        before = held.get(row.its_id)
        if before is None:
            begun.append(_begun(session, kept, row.its_id, now, stands, was={}, first=True))
            continue
        differs = {name: before.row[name] for name in stands if name in before.row and before.row[name] != stands[name]}
        if not differs and stands.keys() == before.row.keys():
            continue
        if not differs or (kept.model, row.its_id) in unit["written"] or before.valid_from >= now:
            _amend(session, kept, before, stands, differs)
        else:
            connection.execute(update(table).where(table.c.id == before.id).values(valid_until=now))
            begun.append(_begun(session, kept, row.its_id, now, stands, was=differs))
    if begun:
        connection.execute(insert(table), begun)


def _begun(session: Session, kept: _Kept, record_id: int, now: datetime, row: dict[str, Any], *, was: dict[str, Any],
           first: bool = False) -> dict[str, Any]:  # fmt: skip
    unit = _unit(session)
    unit["written"].add((kept.model, record_id))
    unit["unnamed"].add((kept.model.__tablename__, record_id))
    act_type, act_id, action = session.info.get("versions_act") or (None, None, None)
    return {kept.key: record_id, "valid_from": now, "valid_until": None, "row": row, "was": was, "first": first,
            "act_type": act_type, "act_id": act_id, "action": action, "entry_id": None}  # fmt: skip


def _amend(session: Session, kept: _Kept, before: Any, stands: dict[str, Any], differs: dict[str, Any]) -> None:
    """More of the same unit of work, or another in the very same moment (a city's past is told out of order): the
    version takes it in. A column that the table has only got since is no change of the row."""
    former = {**differs, **before.was}
    was = {} if before.first else {name: value for name, value in former.items() if value != stands.get(name)}
    table, act = kept.versions.__table__, session.info.get("versions_act")
    values: dict[str, Any] = {"row": stands, "was": was}
    about = (kept.model.__tablename__, before._mapping[table.c[kept.key]])
    if differs and (kept.model, about[1]) not in _unit(session)["written"]:
        _unit(session)["unnamed"].add(about)
    if act and differs:
        values |= dict(zip(("act_type", "act_id", "action"), act, strict=True))
    session.connection().execute(update(table).where(table.c.id == before.id).values(values))


def _join_entries(session: Session) -> None:
    """The first journal entry about a row, written with its version or after it, is the act that made it."""
    unnamed = _unit(session)["unnamed"]
    for entry in [e for e in session.new if isinstance(e, JournalEntry)]:
        about = (entry.subject_type, entry.subject_id)
        kept = next((k for k in _kept.values() if k.model.__tablename__ == entry.subject_type), None)
        if kept is None or about not in unnamed:
            continue
        table = kept.versions.__table__
        here = (table.c[kept.key] == entry.subject_id, table.c.valid_until.is_(None))
        session.connection().execute(update(table).where(*here).values(entry_id=entry.id))
        unnamed.discard(about)
