"""Verbs of an import: bring a table, say which column is which, propose, release; and how its lines are put down and settled."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from portal.domain.catalogue.models import CatalogueEdition
from portal.domain.imports.models import Import, ImportRow, ImportState, ImportTarget, Outcome
from portal.kernel import columns, engine, lifecycle, papers
from portal.kernel.columns import Column, Line
from portal.kernel.lifecycle import Step
from portal.kernel.people import SYSTEM, Actor
from portal.kernel.words import Forbidden, Invalid, Sentence, say

LOCK = "导锁"  # the series whose lock lets releases in one by one  # official


def begin(
    session: Session, *, by: Actor, target: ImportTarget, region_path: str, edition: CatalogueEdition | None, filename: str,
    size: int, sha256: str,
) -> Import:  # fmt: skip
    """A table was handed in and can be opened; nothing of it is read yet."""
    if not by.holds(target.keeper) or by.user_id is None:
        raise Forbidden(say("您现在的岗位不管“%(what)s”，请由管它的同事重新上传。", what=target.label))
    job = Import(
        number=papers.next_number(session, "导"), target=target, region_path=region_path, edition=edition, filename=filename[-200:],
        size=size, sha256=sha256, prepared_by_id=by.user_id,
    )  # fmt: skip
    return lifecycle.begin(session, job, by=by, sentence=say("上传了表格，准备导入%(what)s", what=target.label))


def say_columns(
    session: Session, job: Import, *, by: Actor, sheet: int, heading_row: int, headings: Sequence[str], found: dict[str, int],
    overwrite: Iterable[str], expected: int, notes: Sequence[Sentence] = (), expect: int | None = None,
) -> Step:  # fmt: skip
    """Which column of which sheet is which; the check begins."""
    job.sheet, job.heading_row, job.headings = sheet, heading_row, [heading[:80] for heading in headings]
    job.columns, job.overwrite, job.expected = dict(found), sorted(overwrite), expected
    job.notes = [[note.msgid, note.parts] for note in notes]
    session.flush()
    return lifecycle.move(session, job, "map", by=by, expect=expect)


def propose(session: Session, job: Import, *, by: Actor, without_errors: bool = False, reason: str = "", expect: int | None = None) -> Step:
    """Ask another officer to let it in. Lines with errors are left out only where whoever proposes says so."""
    errors = job.counted(Outcome.ERROR)
    if errors and not without_errors:
        raise Invalid("without_errors", say("还有 %(n)s 行有错误。请改好表格重新上传，或者勾选这一项，先导入其余的行。", n=errors))
    engine.lock(session, job)
    job.without_errors = bool(errors)
    return lifecycle.move(session, job, "propose", by=by, reason=reason, expect=expect)


def release(session: Session, job: Import, *, by: Actor, reason: str = "", expect: int | None = None) -> Step:
    """Let it in. Two who release at once for one register come in one after the other."""
    papers.lock_series(session, LOCK)
    return lifecycle.move(session, job, "release", by=by, reason=reason, expect=expect)


# --- lines, inside the worker's units of work -------------------------------------------------------------------


def locked(session: Session, job_id: int, state: ImportState) -> Import | None:
    """The import, its row locked, if it is (still) in this state."""
    job = session.get(Import, job_id, with_for_update={"of": Import}, populate_existing=True)
    return job if job is not None and job.state is state else None


def put_down(session: Session, job: Import, lines: Sequence[Line], format_: Sequence[Column]) -> None:
    """Keep judged lines, count them and move the mark: one piece of the check."""
    if not lines:
        return
    never_kept = {column.key for column in format_ if column.personal and column.checked_only}
    rows = [_kept(job, line, never_kept) for line in lines]
    session.execute(insert(ImportRow), rows)
    counts = dict(job.counts)
    for row in rows:
        counts[row["outcome"].value] = counts.get(row["outcome"].value, 0) + 1
        counts["warned"] = counts.get("warned", 0) + row["warned"]
    job.counts, job.mark = counts, lines[-1].number


def outcome_of(line: Line) -> Outcome:
    if columns.is_example(line):
        return Outcome.EXAMPLE
    if line.wrong:
        return Outcome.ERROR
    if line.known is None:
        return Outcome.NEW
    return Outcome.CHANGED if line.changes else Outcome.SAME


def _kept(job: Import, line: Line, never_kept: set[str]) -> dict[str, Any]:
    outcome = outcome_of(line)
    texts = {key: text for key, text in line.texts.items() if key not in never_kept}
    faults = [] if outcome is Outcome.EXAMPLE else line.faults
    return {
        "import_id": job.id, "number": line.number, "sameness": line.key[:200], "caption": line.caption[:200],
        "texts": json.dumps(texts, ensure_ascii=False), "outcome": outcome,
        "warned": any(not fault.error for fault in faults), "faults": [fault.packed() for fault in faults],
        "changes": [list(change) for change in line.changes], "result": None,
    }  # fmt: skip


def end_check(session: Session, job: Import) -> None:
    lifecycle.move(session, job, "checked", by=SYSTEM)


def give_up(session: Session, job: Import, why: Sentence) -> None:
    """The file cannot be read to its end: nothing of it is kept."""
    lifecycle.move(session, job, "unreadable", by=SYSTEM, reason=str(why))


def end_writing(session: Session, job: Import) -> None:
    lifecycle.move(session, job, "finish", by=SYSTEM)
