"""The table to fill in: headings with notes, lists to choose from, one example, columns of numbers that stay text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from portal.kernel.columns import Column

LISTS = "可选值"  # official: a hidden sheet, which is not read back
PREPARED = 20_000  # rows that are formatted and have lists


def write_template(out: BinaryIO, title: str, columns: Sequence[Column], *, made_at: datetime) -> None:
    """``title``: name of the sheet. Its words are Chinese in every language: the registers are, and it is read back by them."""
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": made_at.replace(tzinfo=None, microsecond=0)})
        page, lists = book.add_worksheet(title[:31]), book.add_worksheet(LISTS)
        lists.hide()
        bold, needed = book.add_format({"bold": True, "bottom": 1}), book.add_format({"bold": True, "bottom": 1, "font_color": "#1c3f66"})
        text, grey = book.add_format({"num_format": "@"}), book.add_format({"italic": True, "font_color": "#777777", "num_format": "@"})
        page.freeze_panes(1, 0)
        for index, column in enumerate(columns):
            page.set_column(index, index, max(12, 2 * len(column.label) + 4), text if column.as_text or column.key.endswith("_on") else None)
            page.write_string(0, index, f"{column.label}{'*' if column.needed else ''}", needed if column.needed else bold)
            if note := _note(column):
                page.write_comment(0, index, note, {"author": "", "x_scale": 2})
            page.write_string(1, index, column.example, grey)
            if column.choices:
                _offer(page, lists, index, column)


def _note(column: Column) -> str:
    parts = ["必填" if column.needed else "选填", column.help]  # official: in a table that stays Chinese
    return "。".join(part for part in parts if part)


def _offer(page, lists, index: int, column: Column) -> None:
    """A list beside the cell. Something else may be typed where a code is as good as a name: it warns, it does not forbid."""
    for row, choice in enumerate(column.choices):
        lists.write_string(row, index, choice)
    letters = xl_col_to_name(index)
    page.data_validation(1, index, PREPARED, index, {
        "validate": "list", "source": f"='{LISTS}'!${letters}$1:${letters}${len(column.choices)}", "error_type": "warning",
        "error_title": "不在列表里", "error_message": "请从列表里选，或者核对写法。",  # official: in a table that stays Chinese
    })  # fmt: skip
