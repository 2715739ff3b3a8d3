"""The step in which columns are told apart, and how the other steps of an import are taken on the web."""

from __future__ import annotations

from typing import Any

from flask import g, request
from flask_babel import gettext as _

from portal.blueprints.edge import reader, spoken
from portal.blueprints.forms import store
from portal.blueprints.imports.forms import MapForm, ProposeForm
from portal.blueprints.steps import Way
from portal.domain.imports import operations
from portal.domain.imports.models import Import, Outcome
from portal.intake import whole
from portal.kernel.columns import Column, letter
from portal.workflows import importing
from portal.workflows.import_targets import labels

#: One of these columns says which record a line is.
EITHER = {"organizations": ("uscc", "filing_number")}


def _seen(job: Import) -> tuple[Any, importing.Look, tuple[Column, ...]]:
    """The file, the sheet as it seems to be, the columns of its target: opened once for a request."""
    if "import_look" not in g:
        sheet, heading = _asked("sheet"), _asked("heading_row")
        book, format_ = importing.opened(store(), job), importing.place_of(reader(), job).columns
        known = [i for i, page in enumerate(book.sheets) if not page.hidden]
        g.import_look = book, importing.look(book, format_, sheet if sheet in known else None, heading), format_
    return g.import_look


def _asked(name: str) -> int | None:
    return whole(request.form.get(name) or request.args.get(name) or "")


def _prefill(job: Import) -> dict[str, Any]:
    _book, seen, format_ = _seen(job)
    kept = {"update": True}
    return {
        "sheet": seen.sheet, "heading_row": seen.heading_row,
        "columns": [{"key": c.key, "source": str(seen.found.get(c.key, "")), **kept} for c in format_],
    }  # fmt: skip


def _choices(_session: Any, form: MapForm, job: Import) -> None:
    _book, seen, format_ = _seen(job)
    named = labels(job.target)
    offered = [("", _("没有"))] + [(str(i), _column_name(seen, i)) for i, heading in enumerate(seen.headings) if heading or seen.samples[i]]
    form.needed, form.labels = frozenset(c.key for c in format_ if c.needed), named
    form.either = EITHER.get(job.target, ())
    keys = [column.key for column in format_]
    form.columns.entries = [entry for entry in form.columns.entries if entry.form.key.data in keys]
    for entry in form.columns.entries:
        entry.form.source.choices = offered


def _column_name(seen: importing.Look, index: int) -> str:
    sample = seen.samples[index]
    parts = {"letter": letter(index), "heading": seen.headings[index] or _("没有列名"), "sample": sample}
    return _("%(letter)s 列：%(heading)s（%(sample)s）", **parts) if sample else _("%(letter)s 列：%(heading)s", **parts)


def _shown(_session: Any, job: Import) -> dict[str, Any]:
    book, seen, format_ = _seen(job)
    sheets = [(i, sheet.name) for i, sheet in enumerate(book.sheets) if not sheet.hidden]
    return {"sheets": sheets, "seen": seen, "notes": book.notes, "format": {column.key: column for column in format_}, "found": len(seen.found)}


def _map(session: Any, job: Import, *, by: Any, expect: int | None, reason: str, sheet: str, heading_row: str, columns: list[dict]) -> Any:
    book, seen, format_ = g.import_look
    known = {column.key: column for column in format_}
    found = {row["key"]: int(row["source"]) for row in columns if row["source"]}
    overwrite = [row["key"] for row in columns if row["update"] and not known[row["key"]].fixed]
    return operations.say_columns(
        session, job, by=by, sheet=seen.sheet, heading_row=seen.heading_row, headings=seen.headings, found=found, overwrite=overwrite,
        expected=max(book.sheets[seen.sheet].about - seen.heading_row, 0), notes=book.notes, expect=expect,
    )  # fmt: skip


def _offer_to_leave_out(_session: Any, form: ProposeForm, job: Import) -> None:
    """Only where there are such lines."""
    if not job.counted(Outcome.ERROR):
        del form.without_errors


def fault_place(job: Import, column: str) -> str:
    """``D 列（统一社会信用代码）``, as it stands in the file; the name alone of what the file does not have."""
    name = labels(job.target).get(column, "")
    if not name:
        return ""
    index = job.columns.get(column)
    return spoken(name) if index is None else _("%(letter)s 列（%(name)s）", letter=letter(index), name=spoken(name))


WAYS = {
    "map": Way(form=MapForm, verb=_map, prefill=_prefill, choices=_choices, shown=_shown, template="imports/columns.html"),
    "propose": Way(form=ProposeForm, verb=operations.propose, choices=_offer_to_leave_out, template="imports/propose.html"),
    "release": Way(verb=operations.release, form=None),
}
