"""The notice centre: what a person was told, and where it leads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.kernel import access, clock, engine, lifecycle
from portal.kernel.outbox import Notice
from portal.kernel.paging import Page, paginate
from portal.kernel.people import Actor, User

PAGE = 30

_lines = select(
    Notice.id, Notice.at, Notice.msgid, Notice.parts, Notice.subject_type, Notice.subject_public_id, Notice.read_at, Notice.kind
)


def listed(session: Session, user_id: int, *, process: str = "", unread: bool = False, cursor: str | None = None) -> Page:
    """One page of a person's notices, the newest first."""
    stmt = _lines.where(Notice.user_id == user_id)
    if process:
        stmt = stmt.where(Notice.subject_type == _table_of(process))
    if unread:
        stmt = stmt.where(Notice.read_at.is_(None))
    return paginate(session, stmt, keys=(Notice.at, Notice.id), cursor=cursor, size=PAGE, scalars=False)


def processes_of(session: Session, user_id: int) -> list[tuple[str, str]]:
    """(name, title) of the processes that this person has notices of."""
    told = set(session.scalars(select(Notice.subject_type).where(Notice.user_id == user_id).distinct()))
    return sorted((table.name, table.title) for model, table in lifecycle.governed().items() if model.__tablename__ in told)


def _table_of(process: str) -> str:
    return next((m.__tablename__ for m, table in lifecycle.governed().items() if table.name == process), "")


def readable(session: Session, actor: Actor, lines: Iterable[Any]) -> set[tuple[str, str]]:
    """(table, public id) of the subjects that the actor may read now: a notice leads nowhere else."""
    wanted: dict[str, set[str]] = {}
    for line in lines:
        wanted.setdefault(line.subject_type, set()).add(line.subject_public_id)
    found = {(kind, public_id) for kind, _key, public_id in access.readable(session, actor, wanted, "public_id")}
    if about_people := wanted.get(User.__tablename__):  # an account is its holder's alone
        own = select(User.public_id).where(User.id == actor.user_id, User.public_id.in_(about_people))
        found |= {(User.__tablename__, public_id) for public_id in session.scalars(own)}
    return found


def unread(session: Session, user_id: int) -> int:
    stmt = select(func.count()).select_from(Notice).where(Notice.user_id == user_id, Notice.read_at.is_(None))
    return session.scalar(stmt) or 0


def mark_read(session: Session, user_id: int, notice_id: int | None = None) -> int:
    """Mark one notice of this person, or all that were told by now; returns how many were new. Inside a unit of work."""
    new = (Notice.user_id == user_id, Notice.read_at.is_(None), Notice.at <= clock.now())
    stmt = update(Notice).where(*new).values(read_at=clock.now())
    return engine.rows_changed(session, stmt if notice_id is None else stmt.where(Notice.id == notice_id))
