"""One index for everything that can be searched: kept in the unit of work that changes a record, read on the record.

A row holds what a record is found by, never who may read it: whoever asks joins the record and narrows it by
``kernel.access``, so the index cannot show what a page would not. SQLite looks the tokens up in an FTS5 table that
triggers keep beside this one, PostgreSQL in a GIN index over the same column.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    DDL,
    ColumnElement,
    Index,
    String,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    event,
    inspect,
    literal_column,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.kernel.base import Base, Row
from portal.kernel.engine import inserting, writing
from portal.kernel.search_words import MOST_TEXT, Query, folded, tokens

AT_ONCE = 200  # records of one unit of work of a rebuild


class SearchEntry(Row, Base):
    """What one record is found by. ``heading``: title and numbers as they are compared; hits there come first."""

    __tablename__ = "search_entries"
    __table_args__ = (
        UniqueConstraint("subject_type", "subject_id"),
        Index(
            "ix_search_entries_tokens", text("to_tsvector('simple', tokens)"), postgresql_using="gin"
        ).ddl_if(dialect="postgresql"),
    )  # fmt: skip

    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    number: Mapped[str] = mapped_column(String(40))
    heading: Mapped[str] = mapped_column(String(400))
    body: Mapped[str] = mapped_column(Text)
    tokens: Mapped[str] = mapped_column(Text)


_KEPT_BESIDE = (
    "CREATE VIRTUAL TABLE search_words USING fts5(tokens, content='search_entries', content_rowid='id', tokenize='ascii')",
    """CREATE TRIGGER search_entries_added AFTER INSERT ON search_entries BEGIN
    INSERT INTO search_words(rowid, tokens) VALUES (new.id, new.tokens); END""",
    """CREATE TRIGGER search_entries_dropped AFTER DELETE ON search_entries BEGIN
    INSERT INTO search_words(search_words, rowid, tokens) VALUES ('delete', old.id, old.tokens); END""",
    """CREATE TRIGGER search_entries_changed AFTER UPDATE ON search_entries BEGIN
    INSERT INTO search_words(search_words, rowid, tokens) VALUES ('delete', old.id, old.tokens);
    INSERT INTO search_words(rowid, tokens) VALUES (new.id, new.tokens); END""",
)
for _statement in _KEPT_BESIDE:
    event.listen(SearchEntry.__table__, "after_create", DDL(_statement).execute_if(dialect="sqlite"))


def matches(session: Session, query: Query) -> ColumnElement[bool]:
    """SQL: the entry contains every part of the query."""
    if session.get_bind().dialect.name == "postgresql":
        found: Any = text("to_tsvector('simple', search_entries.tokens) @@ CAST(:asked AS tsquery)")
        return found.bindparams(bindparam("asked", query.for_postgresql()))
    rows = text("SELECT rowid FROM search_words WHERE search_words MATCH :asked")
    return SearchEntry.id.in_(rows.bindparams(bindparam("asked", query.for_sqlite())).columns(literal_column("rowid")))


# --- what is searched -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Searched:
    """By which attributes records of a model are found. A name may lead through a reference: ``organization.name``.

    ``numbers``: the first that a record has is shown. ``words``: what else is found, and quoted.
    """

    model: type[Any]
    title: str
    numbers: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.title, *self.numbers, *self.words)

    def entry(self, record: Any) -> dict[str, Any]:
        """The row of one record, as values."""
        title = _text(record, self.title)
        numbers = [number for name in self.numbers if (number := _text(record, name))]
        words = [word for name in self.words if (word := _text(record, name))]
        return {
            "subject_type": record.__tablename__, "subject_id": record.id, "title": title,
            "number": numbers[0] if numbers else "", "heading": folded("\n".join([title, *numbers]))[:400],
            "body": "　".join(words)[:MOST_TEXT], "tokens": tokens(title, *numbers, "　".join(words)),
        }  # fmt: skip


def _text(record: Any, name: str) -> str:
    value = record
    for step in name.split("."):
        value = getattr(value, step) if value is not None else None
    return "" if value is None else str(value)


_searched: dict[type[Any], Searched] = {}
#: model → attribute → [(whose entries speak of it, the column that leads to it)]
_spoken_of: dict[type[Any], dict[str, list[tuple[type[Any], Any]]]] = {}


def declare(*kinds: Searched) -> None:
    """From now on these are kept. A reference of theirs is watched too: who is renamed is found by the new name."""
    for kind in kinds:
        _searched[kind.model] = kind
        for name in kind.names:
            reference, _, attribute = name.partition(".")
            if attribute:
                relation = inspect(kind.model).relationships[reference]
                [leads] = relation.local_columns
                watched = _spoken_of.setdefault(relation.mapper.class_, {}).setdefault(attribute, [])
                watched.append((kind.model, leads))


# --- how it is kept ---------------------------------------------------------------------------------------------

_CHANGED = "records whose search entries are to be written"


@event.listens_for(Session, "after_flush")
def _notice(session: Session, _context: Any) -> None:
    """What a flush made, changed or took away. The entries follow with the commit, each written once."""
    for record in (*session.new, *session.dirty, *session.deleted):
        model = type(record)
        if model in _searched and (record not in session.dirty or _changed(record, _searched[model].names)):
            _of(session, model).add(record.id)
        for attribute, speaking in _spoken_of.get(model, {}).items():
            if _changed(record, (attribute,)):
                for other, leads in speaking:
                    _of(session, other).update(session.scalars(select(other.id).where(leads == record.id)))


def _of(session: Session, model: type[Any]) -> set[int]:
    return session.info.setdefault(_CHANGED, {}).setdefault(model, set())


def _changed(record: Any, names: Iterable[str]) -> bool:
    attributes = inspect(record).attrs
    return any(attributes[name.partition(".")[0]].history.has_changes() for name in names)


@event.listens_for(Session, "before_commit")
def _keep(session: Session) -> None:
    session.flush()
    for model, ids in sorted(session.info.pop(_CHANGED, {}).items(), key=lambda pair: pair[0].__tablename__):
        _write(session, _searched[model], sorted(ids))


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_CHANGED, None)


def _write(session: Session, kind: Searched, ids: list[int]) -> None:
    """The entries of these records; those of records that are gone go too."""
    if not ids:
        return
    records = session.scalars(select(kind.model).where(kind.model.id.in_(ids)).order_by(kind.model.id)).all()
    gone = set(ids) - {record.id for record in records}
    if gone:
        here = SearchEntry.subject_type == kind.model.__tablename__
        session.execute(delete(SearchEntry).where(here, SearchEntry.subject_id.in_(gone)))
    if not records:
        return
    insert = inserting(session, SearchEntry).values([kind.entry(record) for record in records])
    new = {name: insert.excluded[name] for name in ("title", "number", "heading", "body", "tokens")}
    session.execute(insert.on_conflict_do_update(index_elements=["subject_type", "subject_id"], set_=new))


def rebuild(session: Session) -> int:
    """Write every entry anew, in units of work of some hundred records; returns how many. People may work meanwhile."""
    known = [model.__tablename__ for model in _searched]
    with writing(session):
        session.execute(delete(SearchEntry).where(SearchEntry.subject_type.not_in(known)))
    return sum(_rebuilt(session, kind) for kind in _searched.values())


def _rebuilt(session: Session, kind: Searched) -> int:
    count = 0
    for ids in _in_turn(session, kind):
        with writing(session):
            _write(session, kind, ids)
        count += len(ids)
    return count


def _in_turn(session: Session, kind: Searched) -> Iterator[list[int]]:
    """The ids of records and of entries that have none (any more), some hundred at a time."""
    last = 0
    entries = select(SearchEntry.subject_id).where(SearchEntry.subject_type == kind.model.__tablename__)
    while True:
        ids: set[int] = set()
        for stmt, column in ((select(kind.model.id), kind.model.id), (entries, SearchEntry.subject_id)):
            ids.update(session.scalars(stmt.where(column > last).order_by(column).limit(AT_ONCE)))
        if not ids:
            return
        some = sorted(ids)[:AT_ONCE]
        last = some[-1]
        yield some
