"""The declarative base, the column types and the mixins every table is made from."""

from __future__ import annotations

import enum
import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Integer, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, object_session, registry

from portal.kernel import clock

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

#: A region path such as ``/32/3201/320114/``. Compared bytewise, so that a prefix is a half-open range.
PathString = String(120).with_variant(String(120, collation="C"), "postgresql")


#: 64 bits on every engine: money is counted in fen, and 2³¹ fen are only 21 million yuan.
WholeNumber = BigInteger().with_variant(Integer(), "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC moment. Naive values are refused; SQLite's naive answers come back aware."""

    impl = DateTime
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """Asked by paging: a cursor's text becomes a moment again."""
        return datetime

    def load_dialect_impl(self, dialect):
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class EnumString(TypeDecorator[enum.StrEnum]):
    """A StrEnum stored as its value: readable in SQL, checked in Python, no native enum to migrate."""

    impl = String
    cache_ok = True

    def __init__(self, enum_class: type[enum.StrEnum], length: int = 32):
        super().__init__(length)
        self.length = length
        self.enum_class = enum_class

    def process_bind_param(self, value: Any, dialect) -> str | None:
        return None if value is None else self.enum_class(value).value

    def process_result_value(self, value: str | None, dialect) -> enum.StrEnum | None:
        return None if value is None else self.enum_class(value)

    def __repr__(self) -> str:
        return f"String(length={self.length})"


class Base(DeclarativeBase):
    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={int: WholeNumber, datetime: UtcDateTime(), dict[str, Any]: JSON(), list[Any]: JSON()},
    )


#: No 0 and o, no 1, i and l: what people read from paper and type on phones.
LEGIBLE = "23456789abcdefghjkmnpqrstuvwxyz"


def random_text(length: int, alphabet: str = LEGIBLE) -> str:
    """Characters of the system's own chance: five bits each with the legible ones."""
    return "".join(secrets.choice(alphabet) for _ in range(length))


def random_id() -> str:
    """A public id: 12 characters, 60 random bits, safe in a URL, unguessable in order."""
    return random_text(12)


class Row:
    """Every table: an inner key that never leaves the house."""

    id: Mapped[int] = mapped_column(primary_key=True)


class Record(Row):
    """A row that people open: a random public id, its birth, and a version that catches old pages."""

    public_id: Mapped[str] = mapped_column(String(12), unique=True, default=random_id)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=lambda: clock.now())
    version: Mapped[int] = mapped_column(default=1)


class Moving:
    """A record with a process: declare ``state`` beside it; ``entered_at`` is when it entered that state."""

    entered_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=lambda: clock.now())


def session_of(record: Any) -> Session:
    """The session that a loaded record lives in."""
    session = object_session(record)
    assert session is not None, f"{record!r} was not loaded"
    return session
