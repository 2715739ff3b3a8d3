"""Imports and their lines, as pages list them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.domain.imports.models import Import, ImportRow, ImportState, ImportTarget, Outcome, Result
from portal.kernel import access
from portal.kernel.outbox import OutboxMessage
from portal.kernel.paging import Page, paginate
from portal.kernel.papers import Attachment
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P

PAGE = 50


def listed(
    session: Session, actor: Actor, *, cursor: str | None = None, target: ImportTarget | None = None, state: ImportState | None = None
) -> Page:
    """The imports that the actor may read, newest first."""
    stmt = access.visible(select(Import), actor, P.IMPORT_READ).options(joinedload(Import.prepared_by))
    if target:
        stmt = stmt.where(Import.target == target)
    if state:
        stmt = stmt.where(Import.state == state)
    return paginate(session, stmt, keys=(Import.created_at, Import.id), cursor=cursor)


@dataclass(frozen=True)
class Wanted:
    """Which lines: by what the check says, by what became of them, those with warnings, those with a word in their caption."""

    outcome: Outcome | None = None
    result: Result | None = None
    warned: bool = False
    faulty: bool = False
    q: str = ""


def rows(session: Session, job: Import, wanted: Wanted, *, cursor: str | None = None, size: int = PAGE) -> Page:
    """Lines in the order of the table."""
    return paginate(session, _lines(job, wanted), keys=(ImportRow.number,), cursor=cursor, size=size, descending=False,
                    total=_total(job, wanted))  # fmt: skip


def _lines(job: Import, wanted: Wanted) -> Select:
    stmt = select(ImportRow).where(ImportRow.import_id == job.id)
    if wanted.outcome:
        stmt = stmt.where(ImportRow.outcome == wanted.outcome)
    if wanted.result:
        stmt = stmt.where(ImportRow.result == wanted.result)
    if wanted.warned:
        stmt = stmt.where(ImportRow.warned)
    if wanted.faulty:
        stmt = stmt.where(or_(ImportRow.warned, ImportRow.outcome == Outcome.ERROR, ImportRow.result == Result.REFUSED))
    if wanted.q:
        stmt = stmt.where(or_(ImportRow.caption.contains(wanted.q, autoescape=True), ImportRow.sameness == wanted.q.upper()))
    return stmt


def _total(job: Import, wanted: Wanted) -> int | None:
    """What was counted while the lines were judged; nobody counts what was not."""
    if wanted.q or wanted.result or wanted.faulty or (wanted.outcome and wanted.warned):
        return None
    return job.counted("warned") if wanted.warned else job.counted(wanted.outcome) if wanted.outcome else job.lines


def waiting(session: Session, job: Import, size: int) -> list[ImportRow]:
    """The next lines to be written."""
    stmt = (
        select(ImportRow)
        .where(ImportRow.import_id == job.id, ImportRow.outcome.in_((Outcome.NEW, Outcome.CHANGED)))
        .where(ImportRow.number > job.mark, ImportRow.result.is_(None))
        .order_by(ImportRow.number).limit(size)
    )  # fmt: skip
    return list(session.scalars(stmt))


def earlier(session: Session, job_id: int, keys: Iterable[str]) -> dict[str, int]:
    """Which of these codes stand in the table already, and on which line first."""
    return _first(session, job_id, ImportRow.sameness, keys)


def earlier_names(session: Session, job_id: int, names: Iterable[str]) -> dict[str, int]:
    return _first(session, job_id, ImportRow.caption, names)


def _first(session: Session, job_id: int, column, values: Iterable[str]) -> dict[str, int]:
    wanted = sorted({value for value in values if value})
    stmt = select(column, ImportRow.number).where(ImportRow.import_id == job_id, column.in_(wanted)).order_by(ImportRow.number.desc())
    return dict(session.execute(stmt).all()) if wanted else {}


def file_is_needed(session: Session, job: Import) -> bool:
    """Somebody else handed in the same bytes: an attachment, or an import that is not over."""
    attached = select(Attachment.id).where(Attachment.sha256 == job.sha256).limit(1)
    under_way = select(Import.id).where(Import.sha256 == job.sha256, Import.ended_at.is_(None)).limit(1)
    return session.scalar(attached) is not None or session.scalar(under_way) is not None


def in_trouble(session: Session, job: Import) -> bool:
    """The worker met something unforeseen with this import, and tries it again later."""
    stmt = select(OutboxMessage.id).where(
        OutboxMessage.sent_at.is_(None), OutboxMessage.error.is_not(None), OutboxMessage.kind.in_(("check-import", "write-import")),
        OutboxMessage.content["import_id"].as_integer() == job.id,
    )  # fmt: skip
    return session.scalar(stmt.limit(1)) is not None
