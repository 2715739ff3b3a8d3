"""Tables that people hand in, xlsx or CSV: opened, judged and read row by row, without knowing what they mean.

``opened(data)`` looks at the bytes, never at the file's name. What no row can be read from is refused with a sentence;
what is wrong with one cell stands beside it, under the number of its column.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from portal.documents.tables import UNWRITABLE
from portal.kernel.words import Invalid, Refused, Sentence, say

MOST_COLUMNS = 200
LONGEST_CELL = 5_000
MOST_LINES_IN_A_CELL = 50
EXACT = 10**15  # a spreadsheet keeps 15 digits of a number
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+\d{1,3}", re.IGNORECASE)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOST_DIGITS = say("长号码被表格软件当成数字，后几位已经丢了。请把这一列设成文本，重新填写号码。")
TOO_LONG = say("这一格超过 %(most)s 个字。", most=LONGEST_CELL)
DELIMITERS = (",", ";", "\t")


class Row(NamedTuple):
    """``number``: as the spreadsheet counts. ``cells``: texts. ``faults``: index of the column → what is wrong there."""

    number: int
    cells: list[str]
    faults: dict[int, Sentence]

    @property
    def blank(self) -> bool:
        return not self.faults and not any(self.cells)


@dataclass(frozen=True)
class Sheet:
    name: str
    hidden: bool = False
    about: int = 0  # rows, as far as the file says


class Book(Protocol):
    """``notes``: what whoever handed it in should know about the file as a whole."""

    sheets: list[Sheet]
    notes: list[Sentence]

    def rows(self, sheet: int) -> Iterator[Row]: ...


def judged(data: bytes, field_name: str = "file") -> str:
    """``xlsx`` or ``csv``, by content. Raises ``Invalid`` on what is neither, with what to do about it."""
    if not data.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise Invalid(field_name, say("文件是空的。"))
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Invalid(field_name, say("文件加了密码，打不开。请去掉密码，另存以后再传。"))
        raise Invalid(field_name, say("这是旧版的 xls 文件。请在表格软件里“另存为”xlsx 或者 CSV，再传。"))
    if data.startswith(b"PK"):
        _judge_archive(data, field_name)
        return "xlsx"
    if data.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"Rar!", b"7z\xbc\xaf")) or _is_markup(data):
        raise Invalid(field_name, say("这不是表格文件。请传 xlsx 或者 CSV。"))
    decoded(data, field_name)
    return "csv"


def _is_markup(data: bytes) -> bool:
    """What some old systems call an Excel file and is a web page."""
    return bool(re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:html|\?xml|!doctype|table)", data[:200], re.IGNORECASE))


MOST_UNPACKED = 400 * 1024 * 1024
MOST_SHARED = 100 * 1024 * 1024
MOST_PARTS = 2_000


def _judge_archive(data: bytes, field_name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {info.filename: info for info in archive.infolist()}
            if any(info.flag_bits & 1 for info in parts.values()):
                raise Invalid(field_name, say("文件加了密码，打不开。请去掉密码，另存以后再传。"))
            if "xl/workbook.bin" in parts:
                raise Invalid(field_name, say("这是 xlsb 文件。请在表格软件里“另存为”xlsx 或者 CSV，再传。"))
            if "xl/workbook.xml" not in parts:
                raise Invalid(field_name, say("这不是 Excel 工作簿。请在表格软件里“另存为”xlsx 或者 CSV，再传。"))
            if any(name.lower().endswith("vbaproject.bin") for name in parts):
                raise Invalid(field_name, say("文件里有宏，不能接收。请另存为 xlsx 再传。"))
            _refuse_bomb(archive, field_name)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Invalid(field_name, say("文件损坏，打不开。请在表格软件里打开，另存以后再传。")) from None


def _refuse_bomb(archive: zipfile.ZipFile, field_name: str) -> None:
    """Sizes first; then the head of each part, where entities would be declared."""
    parts = archive.infolist()
    shared = sum(info.file_size for info in parts if info.filename.startswith("xl/sharedStrings"))
    if len(parts) > MOST_PARTS or sum(info.file_size for info in parts) > MOST_UNPACKED or shared > MOST_SHARED:
        raise Invalid(field_name, say("文件解压后过大，不能接收。请分成几个文件。"))
    for info in parts:
        if info.filename.endswith((".xml", ".rels")):
            with archive.open(info) as part:
                if b"<!DOCTYPE" in (head := part.read(2000)) or b"<!ENTITY" in head:
                    raise Invalid(field_name, say("文件损坏，打不开。请在表格软件里打开，另存以后再传。"))


# --- text -------------------------------------------------------------------------------------------------------


def decoded(data: bytes, field_name: str = "file") -> tuple[str, str]:
    """(text, name of the encoding): UTF-8 with or without BOM, UTF-16, GB18030."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _strictly(data, encoding, field_name), encoding.removesuffix("-sig").upper()
    start = data[:4000]
    if b"\0" in start:
        low_half, high_half = start[1::2].count(0), start[::2].count(0)
        encoding = "utf-16-le" if low_half >= high_half else "utf-16-be"
        return _strictly(data, encoding, field_name), "UTF-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _strictly(data, "gb18030", field_name), "GB18030"
    return _strictly(data, "utf-8", field_name), "UTF-8"


def _strictly(data: bytes, encoding: str, field_name: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as wrong:
        line = data[: wrong.start].count(b"\n") + 1
        raise Invalid(field_name, say("第 %(line)s 行的文字认不出来：只认 UTF-8、UTF-16 和 GB18030。请另存为 UTF-8 的 CSV，或者 xlsx。",
                                      line=line)) from None  # fmt: skip
    if sum(text[:4000].count(chr(c)) for c in (*range(9), *range(14, 32), 0x7F)) > 4:
        raise Invalid(field_name, say("这不是表格文件。请传 xlsx 或者 CSV。"))
    return text


def delimiter_of(text: str) -> str:
    """The sign that parts the first lines into the most columns, evenly."""
    lines = [line for line in text[:20_000].splitlines()[:20] if line.strip()]

    def evenness(sign: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=sign) if row]
        return (sorted(widths)[len(widths) // 2] if widths else 0, -DELIMITERS.index(sign))

    return max(DELIMITERS, key=evenness)


@dataclass
class TextBook:
    """A CSV file: one sheet."""

    data: bytes
    sheets: list[Sheet] = field(default_factory=list)
    notes: list[Sentence] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._text, encoding = decoded(self.data)
        if told := re.match(r"sep=(.)\r?\n", self._text):
            self._text = self._text[told.end() :]
        self._skipped = 1 if told else 0
        self._delimiter = told.group(1) if told else delimiter_of(self._text)
        self.sheets = [Sheet("CSV", about=self._text.count("\n") + 1)]
        self.notes = [say("文字编码：%(encoding)s", encoding=encoding)]

    def rows(self, sheet: int) -> Iterator[Row]:
        reader = csv.reader(io.StringIO(self._text, newline=""), delimiter=self._delimiter)
        number = self._skipped
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                raise Refused(say("第 %(row)s 行的引号没有成对，后面读不下去。请检查这一行。", row=number)) from None
            if any(cell.count("\n") > MOST_LINES_IN_A_CELL for cell in cells):
                raise Refused(say("第 %(row)s 行的引号没有成对，后面读不下去。请检查这一行。", row=number))
            yield row_of(number, [_from_text(cell) for cell in cells[:MOST_COLUMNS]])


def _from_text(cell: str) -> str | Sentence:
    """An apostrophe that keeps a text from becoming a formula is no part of it."""
    bare = clean(cell)
    return LOST_DIGITS if _SCIENTIFIC.fullmatch(bare) else bare[1:] if bare[:2] in ("'=", "'+", "'-", "'@") else bare


def clean(text: str) -> str:
    return text.translate(UNWRITABLE).strip(" \t\r\n\u3000\u00a0\u200b\ufeff")


def row_of(number: int, cells: list[str | Sentence]) -> Row:
    """Cells that are sentences are faults; what is endless is one too."""
    faults = {i: cell for i, cell in enumerate(cells) if isinstance(cell, Sentence)}
    faults |= {i: TOO_LONG for i, cell in enumerate(cells) if i not in faults and len(cell) > LONGEST_CELL}
    return Row(number, ["" if i in faults else str(cell) for i, cell in enumerate(cells)], faults)
