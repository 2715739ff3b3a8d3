"""Spreadsheets in which no cell becomes a formula."""

from __future__ import annotations

import csv
import io
import tempfile
import tracemalloc
from datetime import UTC, date, datetime
from functools import partial

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.documents import tables
from portal.documents.tables import Yuan, csv_bytes, write_csv, write_xlsx
from portal.kernel.words import Refused

MADE = datetime(2026, 5, 15, 2, 0, tzinfo=UTC)
HOSTILE = ["=1+1", "+cmd|'/c calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", " =1+1", "\u3000=1"]


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def xlsx_bytes(columns, rows, *, made_at) -> bytes:
    out = io.BytesIO()
    write_xlsx(out, columns, rows, sheet="表", made_at=made_at)
    return out.getvalue()


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
    row = [12, -5, None, True, date(2026, 5, 15), 10**16, Yuan(-123_456_705), MADE]
    assert cells(xlsx_bytes(list("甲乙丙丁戊己庚辛"), [row], made_at=MADE))[1] == [
        12, -5, None, "是", datetime.fromisoformat("2026-05-15"), "10000000000000000", -1234567.05, datetime.fromisoformat("2026-05-15 10:00"),
    ]  # fmt: skip


def test_in_csv_an_amount_is_a_plain_number_and_a_moment_that_of_beijing() -> None:
    assert read_csv(csv_bytes(["甲", "乙", "丙"], [[Yuan(28_000_000), Yuan(-5), MADE]]))[1] == ["280000.00", "-0.05", "2026-05-15 10:00"]


def test_rows_are_written_as_they_come_and_none_is_kept() -> None:
    """Ten thousand rows in either format take no more memory than a few."""
    peaks = {}
    for write in (write_csv, partial(write_xlsx, made_at=MADE)):
        for count in (300, 10_000):
            with tempfile.TemporaryFile() as out:
                tracemalloc.start()
                write(out, ["甲", "乙"], ((f"第{n}行" * 20, Yuan(n)) for n in range(count)))
                peaks[count] = tracemalloc.get_traced_memory()[1]
                tracemalloc.stop()
        assert peaks[10_000] < peaks[300] + 1_500_000, peaks


def test_more_rows_than_a_sheet_holds_are_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    with pytest.raises(Refused, match="CSV"):
        xlsx_bytes(["甲"], [["一"]] * 3, made_at=MADE)


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
