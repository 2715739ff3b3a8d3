"""The work on an import: a first look when it is handed in, then the worker's slices of the check and of the writing.

A slice is some seconds of work, so that nothing else in the worker's queue waits long; its last unit of work leaves the message
for the next one. A piece of lines is one short unit of work with its own mark: whatever is killed, at any moment, begins again
behind the last mark, and no line is judged or written twice.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from time import monotonic
from typing import BinaryIO, Protocol

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.documents import workbooks
from portal.documents.grids import Book, Row
from portal.domain.catalogue import editions
from portal.domain.catalogue.models import CatalogueEdition
from portal.domain.imports import operations, queries
from portal.domain.imports.models import Import, ImportRow, ImportState, ImportTarget, Outcome, Result
from portal.kernel import columns, outbox, people
from portal.kernel.columns import Column, Line
from portal.kernel.engine import writing
from portal.kernel.people import Actor, User
from portal.kernel.regions import lies_in
from portal.kernel.roles import ROLES
from portal.kernel.words import Invalid, Refused, Sentence, say
from portal.workflows.import_targets import TARGETS, Place

log = logging.getLogger(__name__)
SLICE = 4.0  # seconds of work under one message
JUDGED_AT_ONCE = 500
WRITTEN_AT_ONCE = 100  # the writers' lock is held for one piece
MOST_ROWS = 100_000
LOOKED_AT = 30  # rows of a sheet in which its headings are looked for
SAMPLES = 2


class Store(Protocol):
    def open(self, sha256: str) -> BinaryIO: ...

    def remove(self, sha256: str) -> None: ...


# --- when it is handed in ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Look:
    """One sheet as it seems to be: where its headings stand and what they say; some cells below each."""

    sheet: int
    heading_row: int
    headings: list[str]
    samples: list[str]
    found: dict[str, int]


def opened(store: Store, job: Import) -> Book:
    try:
        with store.open(job.sha256) as file:
            return workbooks.opened(file.read())
    except FileNotFoundError:
        raise Refused(say("上传的文件已经不在了，请重新上传。")) from None


def forget_file(session: Session, store: Store, job_id: int) -> None:
    """The table holds phones and identity numbers that nobody needs once it is over; lines and digest say what it was."""
    job = session.get(Import, job_id)
    if job is not None and job.ended_at is not None and not queries.file_is_needed(session, job):
        store.remove(job.sha256)


def look(book: Book, format_: Sequence[Column], sheet: int | None = None, heading_row: int | None = None) -> Look:
    """What a sheet holds; without a sheet, that of the visible ones whose headings say most."""
    wanted = [i for i, page in enumerate(book.sheets) if not page.hidden and sheet in (None, i)] or [0]
    return max((_looked_at(book, format_, i, heading_row) for i in wanted[:10]), key=lambda seen: (len(seen.found), -seen.sheet))


def _looked_at(book: Book, format_: Sequence[Column], sheet: int, heading_row: int | None) -> Look:
    rows = [row for row in islice(book.rows(sheet), LOOKED_AT) if not row.blank]
    guessed = [(columns.guess(format_, row.cells), row) for row in rows]
    if heading_row is not None:
        chosen = next(((found, row) for found, row in guessed if row.number == heading_row), None)
    else:
        chosen = max(guessed, key=lambda pair: (len(pair[0]), -pair[1].number), default=None)
    found, heading = chosen or ({}, Row(heading_row or 1, [], {}))
    below = [row for row in rows if row.number > heading.number][:SAMPLES]
    samples = ["、".join(row.cells[i][:20] for row in below if i < len(row.cells) and row.cells[i]) for i in range(len(heading.cells))]
    return Look(sheet, heading.number, heading.cells, samples, found)


def place_for(session: Session, by: Actor, target: ImportTarget, region_path: str = "") -> Place:
    """Where this officer brings lines of this kind. Refused: no edition collects, the place is not theirs."""
    path = region_path or by.region_path or ""
    if not path or not by.region_path or not lies_in(path, by.region_path):
        raise Invalid("region_path", say("请选您管的区划。"))
    return Place(session, target, path, edition_for(session, target, path))


def edition_for(session: Session, target: ImportTarget, region_path: str) -> CatalogueEdition | None:
    kind = TARGETS[target].edition
    if kind is None:
        return None
    edition = editions.collecting(session, kind, region_path)
    if edition is None:
        raise Invalid("target", say("现在没有正在征集事项的%(kind)s。请先在“目录编制”里开始新一版。", kind=kind.label))
    return edition


def place_of(session: Session, job: Import) -> Place:
    return Place(session, job.target, job.region_path, job.edition, frozenset(job.overwrite),
                 lambda keys: set(queries.earlier(session, job.id, keys)))  # fmt: skip


# --- lines ------------------------------------------------------------------------------------------------------


def lines_of(rows: Iterator[Row], found: dict[str, int], after: int) -> Iterator[Line]:
    """The lines below ``after`` that hold something."""
    for row in rows:
        if row.number <= after or row.blank:
            continue
        line = Line(row.number, {key: row.cells[i] for key, i in found.items() if i < len(row.cells)})
        for key, i in found.items():
            if i in row.faults:
                line.fault(key, row.faults[i])
        yield line


_left_open: dict[tuple[int, int, int], Iterator[Line]] = {}  # (import, version, mark) → the rest of its lines, in this process


def _rest(job: Import, store: Store) -> Iterator[Line]:
    """The lines behind the mark: the reader that the last slice left open, or a new one after an interruption."""
    kept = _left_open.pop((job.id, job.version, job.mark), None)
    _left_open.clear()  # one table is read at a time; what another left is not worth its memory
    return kept or lines_of(opened(store, job).rows(job.sheet), job.columns, max(job.heading_row, job.mark))


# --- the check --------------------------------------------------------------------------------------------------


def check_slice(session: Session, store: Store, job_id: int) -> None:
    """Read and judge for some seconds. Idempotent: what an earlier try put down is behind the mark."""
    job = session.get(Import, job_id)
    if job is None or job.state is not ImportState.CHECKING:
        return
    try:
        rest = _rest(job, store)
        until = monotonic() + SLICE
        while _check_piece(session, job_id, rest, until):
            pass
    except Refused as unreadable:
        with writing(session):
            if job := operations.locked(session, job_id, ImportState.CHECKING):
                operations.give_up(session, job, unreadable.sentence)


def _check_piece(session: Session, job_id: int, rest: Iterator[Line], until: float) -> bool:
    """One piece; whether the slice goes on with the next. Judging reads only, outside the unit of work."""
    job = session.get_one(Import, job_id)
    mark, version = job.mark, job.version
    place = place_of(session, job)
    lines = list(islice(rest, JUDGED_AT_ONCE))
    if job.lines + len(lines) > MOST_ROWS:
        raise Refused(say("表格超过 %(most)s 行，请分成几个文件。", most=MOST_ROWS))
    place.judge(lines)
    _mark_repeated(session, job, lines)
    with writing(session):
        held = operations.locked(session, job_id, ImportState.CHECKING)
        if held is None or (held.mark, held.version) != (mark, version):
            return False  # cancelled meanwhile, or another worker went on from here
        operations.put_down(session, held, lines, place.columns)
        ended, late = len(lines) < JUDGED_AT_ONCE, monotonic() > until
        if ended:
            operations.end_check(session, held)
        elif late:
            leave_the_rest(session, held, "check-import")
            _left_open[held.id, held.version, held.mark] = rest
    return not (ended or late)


def _mark_repeated(session: Session, job: Import, lines: Sequence[Line]) -> None:
    mark_repeated(lines, queries.earlier(session, job.id, [line.key for line in lines]))
    if job.target is ImportTarget.ORGANIZATIONS:
        names = queries.earlier_names(session, job.id, [line.caption for line in lines])
        for line in lines:
            if line.caption in names:
                line.fault("name", say("和第 %(row)s 行的名称相同。", row=names[line.caption]))


def mark_repeated(lines: Sequence[Line], first: dict[str, int]) -> None:
    """One code on two lines of a table: the first counts, the others are errors. ``first``: where codes stood so far."""
    for line in lines:
        if line.key and (number := first.setdefault(line.key, line.number)) != line.number:
            line.fault("", say("和第 %(row)s 行的代码相同：表里有两行是同一个。", row=number))


def leave_the_rest(session: Session, job: Import, kind: str) -> None:
    outbox.enqueue(session, kind, {"import_id": job.id}, key=f"{kind}-{job.public_id}-{job.version}-{job.mark}")


# --- writing ----------------------------------------------------------------------------------------------------


def write_slice(session: Session, job_id: int) -> None:
    """Write for some seconds. A piece that does not go in as a whole goes in line by line; what is left over says why."""
    until = monotonic() + SLICE
    goes_on = True
    while goes_on:
        try:
            goes_on = _write_piece(session, job_id, until, _together)
        except (DBAPIError, Refused):
            log.info("a piece of import %s is written line by line", job_id)
            goes_on = _write_piece(session, job_id, until, _one_by_one)


def _write_piece(session: Session, job_id: int, until: float, write) -> bool:
    with writing(session):
        job = operations.locked(session, job_id, ImportState.WRITING)
        if job is None:
            return False
        rows = queries.waiting(session, job, WRITTEN_AT_ONCE)
        if not rows:
            operations.end_writing(session, job)
            return False
        write(session, place_of(session, job), _by(session, job), rows)
        results = [row.result for row in rows]
        job.written += results.count(Result.WRITTEN)
        job.refused += results.count(Result.REFUSED)
        job.mark = rows[-1].number
        if late := monotonic() > until:
            leave_the_rest(session, job, "write-import")
    return not late


def _together(session: Session, place: Place, by: Actor, rows: Sequence[ImportRow]) -> None:
    lines = [Line(row.number, row.cells()) for row in rows]
    place.twins = False
    place.judge(lines)
    good = [(row, line) for row, line in zip(rows, lines, strict=True) if _still_as_seen(row, line)]
    for (row, _line), record in zip(good, place.write([line for _row, line in good], by) if good else (), strict=True):
        row.result, row.subject_public_id = Result.WRITTEN, getattr(record, "public_id", None)


def _one_by_one(session: Session, place: Place, by: Actor, rows: Sequence[ImportRow]) -> None:
    for row in rows:
        try:
            with session.begin_nested():
                _together(session, place, by, [row])
        except Refused as refusal:
            _refuse(row, refusal.sentence)
        except DBAPIError:
            log.exception("line %s of import %s was not taken", row.number, row.import_id)
            _refuse(row, say("没有写进去：和别的记录冲突，请核对这一行。"))


def _still_as_seen(row: ImportRow, line: Line) -> bool:
    """Only what the officers saw is written: where the register has changed since, the line waits for another import."""
    changes = [list(change) for change in line.changes]
    if wrong := next((fault for fault in line.faults if fault.error), None):
        _refuse(row, wrong.sentence, wrong.column)
    elif line.known is not None and row.outcome is Outcome.NEW:
        _refuse(row, say("核对以后名册上有了这个代码。请重新导入，看过差别再写。"))
    elif line.known is None and row.outcome is Outcome.CHANGED:
        _refuse(row, say("核对以后名册上没有这个代码了。请重新导入。"))
    elif line.known is not None and not changes:
        row.result = Result.LEFT
    elif changes != row.changes:
        _refuse(row, say("核对以后名册上的内容又有变化。请重新导入，看过差别再写。"))
    else:
        return True
    return False


def _refuse(row: ImportRow, why: Sentence, column: str = "") -> None:
    row.result = Result.REFUSED
    row.faults = [*row.faults, columns.Fault(column, True, why).packed()]


def _by(session: Session, job: Import) -> Actor:
    """Whoever brought the table, in the office in which they keep these records; it is their act, and another one let it in."""
    user = session.get_one(User, job.prepared_by_id)
    for appointment in people.appointments_of(session, user.id):
        if job.target.keeper in ROLES[appointment.role][1]:
            return people.acting_as(user, appointment)
    return people.acting_as(user)
