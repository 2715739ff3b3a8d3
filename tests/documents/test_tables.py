"""Spreadsheets in which no cell becomes a formula."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.documents.tables import csv_bytes, xlsx_bytes

MADE = datetime(2026, 5, 15, 2, 0, tzinfo=UTC)
HOSTILE = ["=1+1", "+cmd|'/c calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", " =1+1", "\u3000=1"]


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def cells(data: bytes) -> list[list[object]]:
    page = openpyxl.load_workbook(io.BytesIO(data)).active
    return [[cell.value for cell in row] for row in page.iter_rows()]


def test_csv_starts_with_the_mark_that_excel_needs() -> None:
    assert csv_bytes(["名称"], [["暖邻"]]) == "\ufeff名称\r\n暖邻\r\n".encode()


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_that_starts_a_formula_is_defused_in_csv(text: str) -> None:
    assert read_csv(csv_bytes([text], [[text]])) == [["'" + text], ["'" + text]]


def test_numbers_below_zero_stay_numbers_in_csv() -> None:
    assert read_csv(csv_bytes(["甲", "乙"], [[-5, "-12.50"]]))[1] == ["-5", "-12.50"]


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=40))
def test_a_csv_cell_never_starts_a_formula_and_loses_nothing(text: str) -> None:
    shown = "".join(row[0] for row in read_csv(csv_bytes(["甲"], [[text + "尾"]]))[1:])
    assert shown in (text + "尾", "'" + text + "尾")
    assert not shown.startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("text", [*HOSTILE, "{=1}", "https://portal.example/"])
def test_a_text_is_stored_as_text_in_xlsx(text: str) -> None:
    data = xlsx_bytes(["甲"], [[text]], made_at=MADE)
    cell = openpyxl.load_workbook(io.BytesIO(data)).active["A2"]
    assert cell.data_type in ("s", "inlineStr")
    assert cell.hyperlink is None
    assert str(cell.value).replace("_x000D_", "\r") == text


def test_kinds_of_value_are_kept_in_xlsx() -> None:
    row = [12, -5, None, True, date(2026, 5, 15), 10**16]
    assert cells(xlsx_bytes(list("甲乙丙丁戊己"), [row], made_at=MADE))[1] == [
        12, -5, None, "是", "2026-05-15", "10000000000000000",
    ]  # fmt: skip


def test_the_same_table_gives_the_same_xlsx() -> None:
    assert xlsx_bytes(["甲"], [["一"]], made_at=MADE) == xlsx_bytes(["甲"], [["一"]], made_at=MADE)


def test_a_text_longer_than_a_cell_is_cut_visibly() -> None:
    value = str(cells(xlsx_bytes(["甲"], [["长" * 40_000]], made_at=MADE))[1][0])
    assert len(value) == 32_767
    assert value.endswith("……（过长，已截断）")


def test_characters_that_a_spreadsheet_cannot_hold_are_left_out() -> None:
    assert cells(xlsx_bytes(["甲"], [["a\x00b\x0bc\ud800d"]], made_at=MADE))[1] == ["abcd"]


def test_a_row_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="1 cells under 2 columns"):
        csv_bytes(["甲", "乙"], [["一"]])
