"""A list as a file: CSV or Excel of every row that the list would show, by its own address with ``?as=csv``.

The view says what its table is and where the rows come from::

    @blueprint.get("/")
    @permits(P.PAYMENT_READ)
    @exported(TABLE, lambda: every(_found))
    def index(): ...

So permission, scope and filters are those of the page. What is not open to everybody is journalled before it leaves.
The file is written to disk row by row and sent from there: no transaction waits for a slow reader.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any, BinaryIO, cast
from urllib.parse import urlencode

from flask import current_app, request, send_file
from flask_babel import gettext as _

from portal.blueprints import pace
from portal.blueprints.edge import current_actor, open_to_all, perform, reader, spoken
from portal.blueprints.filters import Check
from portal.documents.tables import Yuan, write_csv, write_xlsx
from portal.kernel import clock, paging
from portal.kernel.paging import Page
from portal.workflows.exports import tell_of_export

FORMATS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
NO_FILTERS = ("as", "cursor", "lang", "size")  # arguments of an address that do not narrow its list
IN_MEMORY = 1_000_000  # bytes; a larger file waits on disk

Value = str | Callable[[Any], Any]


@dataclass(frozen=True)
class Table:
    """``title`` and the columns' labels are msgids. A column's value: an attribute's name, or a function of the row."""

    title: str
    columns: tuple[tuple[str, Value], ...]

    def labels(self) -> list[str]:
        return [_(label) for label, _value in self.columns]

    def cells(self, row: Any) -> list[Any]:
        return [_cell(value(row) if callable(value) else getattr(row, value)) for _label, value in self.columns]


def yuan(name: str) -> Callable[[Any], Any]:
    """The amount in fen of this attribute, as a number of yuan."""

    def amount(row: Any) -> Yuan | None:
        fen = getattr(row, name)
        return None if fen is None else Yuan(fen)

    return amount


def day(name: str) -> Callable[[Any], Any]:
    """The day of a moment, in Beijing."""

    def local_day(row: Any) -> date | None:
        moment = getattr(row, name)
        return None if moment is None else clock.local(moment).date()

    return local_day


def points(name: str) -> Callable[[Any], Any]:
    """Hundredths of a point as a number."""

    def score(row: Any) -> float | None:
        hundredths = getattr(row, name)
        return None if hundredths is None else hundredths / 100

    return score


def _cell(value: Any) -> Any:
    """In the reader's language; numbers, amounts, days and moments stay what they are."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if value is None or isinstance(value, int | float | date | datetime):
        return value
    label = getattr(value, "label", None)
    return spoken(label if label is not None else value)


def exported(
    table: Table, rows: Callable[..., Iterable[Any]], filters: Mapping[str, Check] | None = None
) -> Callable:
    """Below ``@permits`` or ``@public``: the view's address answers with the table as a file when it is asked to.

    ``filters``: what the form above the list sends, and what each may be; such a filter can be kept under a name.
    """

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def listing(*args: Any, **kwargs: Any):
            wanted = request.args.get("as", "")
            return _file(table, wanted, rows(*args, **kwargs)) if wanted in FORMATS else view(*args, **kwargs)

        listing.exports, listing.filters = table, filters or {}  # type: ignore[attr-defined]
        return listing

    return decorate


def export_links(address: str | None = None) -> list[tuple[str, str]]:
    """(name of the format, address) of this page's table as a file, under the filters in force; or of another address."""
    if address is None and not hasattr(current_app.view_functions.get(request.endpoint or ""), "exports"):
        return []
    asked = {} if address else {k: v for k, v in request.args.to_dict().items() if k not in NO_FILTERS}
    return [(name, f"{address or request.path}?{urlencode({**asked, 'as': code})}") for name, code in (("CSV", "csv"), ("Excel", "xlsx"))]


def _file(table: Table, wanted: str, rows: Iterable[Any]):
    pace.count("exports")
    if not open_to_all(current_app.view_functions[request.endpoint or ""]):
        perform(None, tell_of_export, title=table.title, wanted=wanted, asked=_asked(), by=current_actor())
    out = cast("BinaryIO", tempfile.SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115 - closed with the answer
    _write(out, table, wanted, (table.cells(row) for row in rows))
    out.seek(0)
    name = f"{_(table.title)}-{clock.today():%Y%m%d}.{wanted}"
    answer = send_file(out, FORMATS[wanted], as_attachment=True, download_name=name, max_age=0)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _write(out: BinaryIO, table: Table, wanted: str, cells: Iterator[Sequence[Any]]) -> None:
    if wanted == "csv":
        write_csv(out, table.labels(), cells)
    else:
        write_xlsx(out, table.labels(), cells, sheet=_(table.title), made_at=clock.now())


def _asked() -> str:
    """The filters, as they stood in the address: they may name people, so the journal keeps them apart."""
    return urlencode({k: v for k, v in request.args.to_dict().items() if k not in NO_FILTERS})[:500]


def every(found: Callable[..., Page], **asked: Any) -> Iterator[Any]:
    """All rows of ``found(session, actor, **asked, cursor=…)``."""
    session, actor = reader(), current_actor()
    return paging.every(lambda cursor: found(session, actor, **asked, cursor=cursor))
