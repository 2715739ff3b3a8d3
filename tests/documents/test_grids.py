"""Tables that people hand in: every kind of file is read or refused with what to do; what is wrong with a cell stands at it."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from portal.documents import grids, workbooks
from portal.documents.tables import csv_bytes
from portal.kernel.words import Invalid, Refused

HEADINGS, ROW = ["名称", "代码", "日期"], ["同心社", "A1", "2020-05-15"]


def workbook(*rows, then=lambda book: None) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    then(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes, sheet: int = 0) -> list:
    return list(workbooks.opened(data).rows(sheet))


def cells(data: bytes) -> list[list[str]]:
    return [row.cells for row in read(data)]


def faults(data: bytes) -> list[tuple[int, int, str]]:
    return [(row.number, column, str(why)) for row in read(data) for column, why in row.faults.items()]


TEXT = "名称,代码,日期\n同心社,A1,2020-05-15\n"


@pytest.mark.parametrize(("data", "encoding"), [
    (TEXT.encode(), "UTF-8"), (TEXT.encode("utf-8-sig"), "UTF-8"), (TEXT.encode("gb18030"), "GB18030"), (TEXT.encode("gbk"), "GB18030"),
    (TEXT.encode("utf-16"), "UTF-16"), (b"\xfe\xff" + TEXT.encode("utf-16-be"), "UTF-16"), (TEXT.encode("utf-16-le"), "UTF-16"),
    (TEXT.replace(",", ";").encode(), "UTF-8"), (TEXT.replace(",", "\t").encode("utf-16"), "UTF-16"),
    (TEXT.replace("\n", "\r\n").encode(), "UTF-8"), (("sep=;\n" + TEXT.replace(",", ";")).encode(), "UTF-8"),
])  # fmt: skip
def test_a_csv_file_is_read_whatever_its_encoding_and_its_delimiter(data, encoding):
    book = workbooks.opened(data)
    assert [row.cells for row in book.rows(0)] == [HEADINGS, ROW]
    assert [str(note) for note in book.notes] == [f"文字编码：{encoding}"]


def test_what_the_portal_exports_it_reads():
    assert cells(csv_bytes(HEADINGS, [["=同心社", "A1", date(2020, 5, 15)]])) == [HEADINGS, ["=同心社", "A1", "2020-05-15"]]


def test_every_kind_of_cell_of_a_workbook_becomes_text():
    data = workbook(["名称", 12, 12.5, True, date(2020, 5, 15), datetime.fromisoformat("2020-05-15 08:30"), None, "  空格\u3000"])
    assert cells(data) == [["名称", "12", "12.5", "是", "2020-05-15", "2020-05-15 08:30", "", "空格"]]


def test_a_formula_counts_by_the_value_that_is_kept_with_it_or_is_named():
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        page.write_formula("A1", "=1+1", None, 2)
    assert cells(out.getvalue()) == [["2"]]
    assert faults(workbook(["a"], ["b", "=A1"])) == [(2, 1, str(workbooks.FORMULA))]


def test_merged_cells_errors_and_lost_digits_are_named_at_their_cell():
    data = workbook(HEADINGS, ["甲", "1", "x"], [None, "2", "y"], then=lambda book: book.active.merge_cells("A2:A3"))
    assert faults(data) == [(3, 0, "A2:A3 是合并的单元格。请取消合并，每一行都填上。")]
    assert faults(workbook([523201140000000000])) == [(1, 0, str(grids.LOST_DIGITS))]
    assert faults("代码\n5.23201E+17\n".encode()) == [(2, 0, str(grids.LOST_DIGITS))]
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet().write_formula("A1", "=1/0", None, "#DIV/0!")
    assert faults(out.getvalue()) == [(1, 0, "这一格是错误值 #DIV/0!，请改正。")]
    assert faults(("名称\n" + "长" * 5001).encode()) == [(2, 0, "这一格超过 5000 个字。")]


def test_hidden_sheets_are_named_and_rows_keep_their_numbers():
    def hide(book):
        book.active.sheet_state = "hidden"
        book.active.title = "字典"
        book.create_sheet("名册").cell(5, 2, "同心社")

    book = workbooks.opened(workbook(["a"], then=hide))
    assert [(sheet.name, sheet.hidden) for sheet in book.sheets] == [("字典", True), ("名册", False)]
    assert [str(note) for note in book.notes] == ["隐藏的工作表不导入：字典"]
    assert [(row.number, row.cells) for row in book.rows(1) if not row.blank] == [(5, ["", "同心社"])]


def archive(**parts: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "."), content)
    return out.getvalue()


GOOD = workbook(HEADINGS, ROW)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(("data", "why"), [
    (b"", "文件是空的"), (b"\xef\xbb\xbf \r\n", "文件是空的"), (OLE, "旧版的 xls"), (OLE + "EncryptedPackage".encode("utf-16-le"), "加了密码"),
    (GOOD[: len(GOOD) // 2], "文件损坏"), (b"PK\x03\x04rubbish", "文件损坏"), (archive(**{"word/document__xml": b"<a/>"}), "不是 Excel 工作簿"),
    (archive(**{"xl/workbook__bin": b"x"}), "xlsb"), (archive(**{"xl/workbook__xml": b"<broken"}), "文件损坏"),
    (archive(**{"xl/workbook__xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}), "文件损坏"),
    (archive(**{"xl/workbook__xml": b"<a/>", "xl/vbaProject__bin": b"x"}), "有宏"),
    (b"%PDF-1.7", "不是表格文件"), (b"<html><table><tr><td>1</td></tr></table>", "不是表格文件"), (bytes(range(1, 32)) * 4, "不是表格文件"),
    ("名称\n同心".encode() + b"\xff\xff\n", "第 2 行的文字认不出来"),
    (archive(**{"xl/workbook__xml": b"<a/>", "xl/sharedStrings__xml": b" " * (101 << 20)}), "解压后过大"),
], ids=range(16))  # fmt: skip
def test_what_cannot_be_read_is_refused_with_what_to_do(data, why):
    with pytest.raises(Invalid, match=why):
        workbooks.opened(data)


def test_a_table_that_breaks_off_says_where():
    with pytest.raises(Refused, match="第 2 行的引号没有成对"):
        read(("名称\n\"同心" + "\n甲" * 60).encode())
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:B9"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row'
    parts = {info.filename: zipfile.ZipFile(BytesIO(GOOD)).read(info) for info in zipfile.ZipFile(BytesIO(GOOD)).infolist()}
    with pytest.raises(Refused, match="附近的内容损坏"):
        read(archive(**{name.replace(".", "__"): sheet if "sheet1" in name else content for name, content in parts.items()}))


def told(data: bytes) -> str:
    """What a reader is told of a file that is refused; empty for one that is read, in which every cell is text."""
    try:
        rows = read(data)
    except Refused as refusal:
        return str(refusal.sentence)
    assert all(isinstance(cell, str) for row in rows for cell in row.cells)
    return ""


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_a_sentence(data):
    assert isinstance(told(data), str)


@given(st.lists(st.lists(st.text(st.characters(blacklist_categories=["Cs"]), max_size=12), min_size=2, max_size=2), max_size=6))
def test_any_text_that_is_written_as_a_table_comes_back_as_one_or_is_refused(rows):
    assert told(csv_bytes(["名称", "说明"], rows)) == "" or rows
