"""Tables for a spreadsheet: CSV and xlsx in which no cell can become a formula.

A text that starts with ``=``, ``+``, ``-``, ``@`` (or their full-width twins), a tab or a line break
is run as a formula by some spreadsheet when it opens a CSV. There it gets an apostrophe in front. In
xlsx a text is stored as text, so nothing needs to be added.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter

from portal.kernel import clock, money
from portal.kernel.words import Refused, say

BOM = "\ufeff"  # without it Excel reads UTF-8 as GBK
MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
CUT = "……（过长，已截断）"
_STARTS_A_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
_EXACT_DIGITS = 10**15  # a spreadsheet keeps 15 digits of a number
# Characters that XML 1.0 cannot hold, and half surrogates, which UTF-8 cannot.
UNWRITABLE = {c: None for c in range(32) if c not in (9, 10, 13)} | dict.fromkeys((*range(55296, 57344), 65534, 65535))


class Yuan(int):
    """An amount in fen that a table shows in yuan: a number with two decimals."""


def write_csv(out: BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """UTF-8 with BOM, CRLF, quotes where needed. One row after the other: none is kept."""
    text = io.TextIOWrapper(out, "utf-8", newline="", write_through=True)
    text.write(BOM)
    writer = csv.writer(text)
    writer.writerow([_safe(_plain(name)) for name in columns])
    for row in rows:
        _same_width(columns, row)
        writer.writerow([_safe(_plain(cell)) for cell in row])
    text.detach()


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.BytesIO()
    write_csv(out, columns, rows)
    return out.getvalue()


def write_xlsx(
    out: BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, sheet: str = "表", made_at: datetime
) -> None:
    """One sheet with a heading that stays; the same input gives the same bytes. Rows go to a file as they come."""
    with xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": made_at.replace(tzinfo=None, microsecond=0)})
        page = book.add_worksheet(_sheet_name(sheet))
        page.freeze_panes(1, 0)
        _fill(page, columns, rows, _formats(book))


def _formats(book: Any) -> dict[Any, Any]:
    made = {"heading": {"bold": True, "bottom": 1}, Yuan: {"num_format": "#,##0.00"}, date: {"num_format": "yyyy-mm-dd"},
            datetime: {"num_format": "yyyy-mm-dd hh:mm"}}  # fmt: skip
    return {key: book.add_format(look) for key, look in made.items()}


def _fill(page: Any, columns: Sequence[str], rows: Iterable[Sequence[Any]], formats: dict[Any, Any]) -> None:
    widths = [_width(name) for name in columns]
    for column, name in enumerate(columns):
        page.write_string(0, column, _cut(_plain(name)), formats["heading"])
    for number, row in enumerate(rows, start=1):
        if number >= MOST_ROWS:
            raise Refused(say("这张表太长，Excel 放不下：请缩小筛选范围，或者下载 CSV。"))
        _same_width(columns, row)
        for column, cell in enumerate(row):
            _put(page, number, column, cell, formats)
            widths[column] = max(widths[column], _width(cell))
    for column, width in enumerate(widths):
        page.set_column(column, column, min(max(width + 2, 8), 60))


def _put(page: Any, row: int, column: int, cell: Any, formats: dict[Any, Any]) -> None:
    if cell is None:
        page.write_blank(row, column, None)
    elif isinstance(cell, Yuan) and _is_number(cell):
        page.write_number(row, column, Decimal(cell) / 100, formats[Yuan])
    elif isinstance(cell, datetime):
        page.write_datetime(row, column, clock.local(cell).replace(tzinfo=None), formats[datetime])
    elif isinstance(cell, date):
        page.write_datetime(row, column, cell, formats[date])
    elif _is_number(cell):
        page.write_number(row, column, cell)
    else:
        page.write_string(row, column, _cut(_plain(cell)))


def _is_number(cell: Any) -> bool:
    if isinstance(cell, bool) or not isinstance(cell, int | Decimal | float):
        return False
    size: Any = abs(cell)
    return bool(size < _EXACT_DIGITS)  # not a number is not below anything


def _plain(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, Yuan):
        return money.figures(cell).replace(",", "")
    if isinstance(cell, datetime):
        return f"{clock.local(cell):%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).translate(UNWRITABLE)


def _safe(text: str) -> str:
    # A plain number may start with a sign: it is what it says, and cannot call anything.
    starts = text.lstrip(" \u3000\u00a0\ufeff").startswith(_STARTS_A_FORMULA) or text.startswith(_STARTS_A_FORMULA)
    return "'" + text if starts and not _reads_as_number(text) else text


def _reads_as_number(text: str) -> bool:
    whole, _, part = text.removeprefix("-").partition(".")
    return whole.isascii() and whole.isdigit() and (not part or (part.isascii() and part.isdigit()))


def _cut(text: str) -> str:
    # The limit counts UTF-16 units, and the writer drops the whole cell when it is passed.
    if len(text.encode("utf-16-le")) // 2 <= MOST_CHARACTERS:
        return text
    kept = text.encode("utf-16-le")[: 2 * (MOST_CHARACTERS - len(CUT))]
    return kept.decode("utf-16-le", "ignore") + CUT


def _width(cell: Any) -> int:
    first = _plain(cell)[:60].partition("\n")[0]
    return sum(2 if ord(c) > 0x2E7F else 1 for c in first)


def _sheet_name(name: str) -> str:
    clean = "".join(c for c in _plain(name) if c not in "[]:*?/\\").strip("'")
    return clean[:31] or "表"


def _same_width(columns: Sequence[str], row: Sequence[Any]) -> None:
    if len(row) != len(columns):
        raise ValueError(f"a row has {len(row)} cells under {len(columns)} columns")
