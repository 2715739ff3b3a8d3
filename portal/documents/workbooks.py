"""Excel workbooks as grids: read by openpyxl row by row, so that a large one is never held as a whole.

Formulas count by the value that was kept with them; merged cells, errors and numbers that lost digits are named.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from portal.documents.grids import EXACT, LOST_DIGITS, MOST_COLUMNS, Book, Row, Sheet, TextBook, clean, judged, row_of
from portal.kernel.words import Invalid, Refused, Sentence, say

AT_ONCE = 1 << 20
_FORMULA, _MERGED = re.compile(rb"<(?:\w+:)?f[ >/]"), re.compile(rb"<(?:\w+:)?mergeCell [^>]*ref=\"([A-Z0-9:]+)\"")
MOST_MERGED = 20_000
#: Row → what touches it: first and last column, the cells as the file names them, the cell that holds the text.
Merged = dict[int, list[tuple[int, int, str, tuple[int, int]]]]
FORMULA = say("这一格是公式，文件里没有它的结果。请复制这一格，用“选择性粘贴—数值”贴回去。")
BROKEN = say("文件损坏，打不开。请在表格软件里打开，另存以后再传。")


def opened(data: bytes, field_name: str = "file") -> Book:
    """The file as a grid. Raises ``Invalid`` on what is no table."""
    return WorkBook(data) if judged(data, field_name) == "xlsx" else TextBook(data)


class WorkBook:
    """Hidden sheets are named and not offered; sheets of charts hold no cells."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.notes: list[Sentence] = []
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of styles and extensions that do not matter here
                book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            pages = book.worksheets
            self.sheets = [Sheet(page.title, page.sheet_state != "visible", _about(page)) for page in pages]
            self._paths = [page._worksheet_path for page in pages]
            book.close()
        except Exception:  # whatever a damaged file makes the reader raise
            raise Invalid("file", BROKEN) from None
        if not any(not sheet.hidden for sheet in self.sheets):
            raise Invalid("file", say("文件里没有看得见的工作表。"))
        if hidden := [sheet.name for sheet in self.sheets if sheet.hidden]:
            self.notes.append(say("隐藏的工作表不导入：%(names)s", names="、".join(hidden)[:120]))

    def rows(self, sheet: int) -> Iterator[Row]:
        has_formulas, merged = self._looked_over(sheet)
        try:
            values = self._pages(sheet, data_only=True)
            formulas = self._pages(sheet, data_only=False) if has_formulas else None
        except Exception:
            raise Refused(BROKEN) from None
        number = 0
        while True:
            number += 1
            try:
                cells = next(values, None)
                beside = next(formulas, None) if formulas else None
            except Exception:  # a part that breaks off, a cell that is none
                raise Refused(say("第 %(row)s 行附近的内容损坏，后面读不下去。请在表格软件里打开，另存以后再传。", row=number)) from None
            if cells is None:
                return
            read = [cell_of(cell) for cell in cells[:MOST_COLUMNS]]
            for index, cell in enumerate((beside or ())[:MOST_COLUMNS]):
                if cell.data_type == "f" and cells[index].value is None:
                    read[index] = FORMULA
            for left, right, where, first in merged.get(number, ()):
                read += [""] * (min(right, MOST_COLUMNS) - len(read))
                for index in range(left - 1, min(right, MOST_COLUMNS)):
                    if (number, index + 1) != first:
                        read[index] = say("%(where)s 是合并的单元格。请取消合并，每一行都填上。", where=where)
            yield row_of(number, read)

    def _pages(self, sheet: int, *, data_only: bool) -> Iterator[tuple[Any, ...]]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            page = load_workbook(io.BytesIO(self._data), read_only=True, data_only=data_only).worksheets[sheet]
        page.reset_dimensions()  # what a file says of its size is not always true
        return _quietly(page.rows)

    def _looked_over(self, sheet: int) -> tuple[bool, Merged]:
        """Whether there are formulas, and for each row the merged cells that touch it: read as text, in pieces."""
        formulas, tail, found = False, b"", 0
        merged: Merged = {}
        with zipfile.ZipFile(io.BytesIO(self._data)) as archive, archive.open(self._paths[sheet].lstrip("/")) as part:
            while piece := part.read(AT_ONCE):
                window = tail + piece
                formulas = formulas or bool(_FORMULA.search(window))
                end = 0
                for match in _MERGED.finditer(window):
                    end = match.end()
                    found += 1
                    if found <= MOST_MERGED:
                        _spread(merged, match.group(1).decode())
                tail = window[max(end, len(window) - 200) :]
        return formulas, merged


def _spread(merged: Merged, where: str) -> None:
    try:
        left, top, right, bottom = range_boundaries(where)
    except (ValueError, TypeError):
        return
    if None in (left, top, right, bottom):
        return
    for row in range(top, min(bottom, top + MOST_MERGED) + 1):
        merged.setdefault(row, []).append((left, right, where, (top, left)))


def _quietly(rows: Iterator[Any]) -> Iterator[Any]:
    """openpyxl warns of days that are none; the cell says so itself."""
    while True:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            row = next(rows, None)
        if row is None:
            return
        yield row


def _about(page: Any) -> int:
    return int(page.max_row or 0)


def cell_of(cell: Any) -> str | Sentence:
    """A cell as text; what cannot be one is the sentence that says why."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "e":
        return say("这一格是错误值 %(value)s，请改正。", value=str(value)[:20])
    return as_text(value)


def as_text(value: Any) -> str | Sentence:
    """Days as 2020-05-15, whole numbers without a point; numbers of more than 15 digits have lost some."""
    if isinstance(value, bool):
        return "是" if value else "否"  # official: what the template asks for
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time(0) else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, int):
        return LOST_DIGITS if abs(value) >= EXACT else str(value)
    if isinstance(value, float):
        if not abs(value) < EXACT:  # also what is no number
            return LOST_DIGITS
        return str(int(value)) if value.is_integer() else f"{value:.15g}"
    return clean(str(value))
