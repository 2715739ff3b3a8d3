"""Tables that people hand in: what a column is called, how its cells are read, what is wrong with a line.

A ``Column`` says under which headings it is found and turns the text of a cell into a value, or raises ``Invalid``. Whoever
brings lines in (an upload, a command) goes through ``read``; what the values mean is the noun's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from stdnum.cn import ric

from portal.kernel import clock, money
from portal.kernel.personal import found_in
from portal.kernel.words import Invalid, Refused, Sentence, say

#: U+FF01 to U+FF5E stand 0xFEE0 above their half-width twins; the wide space is a space. Nothing else is touched.
_HALF_WIDTH = {0xFF01 + n: 0x21 + n for n in range(0x5E)} | {0x3000: 0x20}
#: In a name, brackets and the comma stay as Chinese names are written.
_IN_NAMES = {wide: half for wide, half in _HALF_WIDTH.items() if chr(half).isalnum() or half == 0x20}
_NAME_BRACKETS = str.maketrans("()", "（）")  # official: how brackets stand in registered names
_BLANKS = re.compile(r"[\s\u200b\ufeff]+")
_NOT_A_HEADING = re.compile(r"[\s*＊:：、，,。.\-_/（）()【】\[\]]|必填|选填")  # official
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?)?")  # official
_DAY_IN_A_ROW = re.compile(r"(?:19|20)\d{6}")
_SERIAL = re.compile(r"[1-9]\d{3,4}(?:\.\d+)?")
_SERIALS_BEGIN = date(1899, 12, 30)  # day 0 of the numbers in which spreadsheets keep days
_UNIT = re.compile(r"[人名个位]$")  # official
_PHONE = re.compile(r"[0-9 +\-]{7,20}")
_AMOUNT = re.compile(r"[¥￥]?([\d,]+(?:\.\d+)?)(万)?元?")  # official


def half_width(text: Any) -> Any:
    """Digits, letters and signs as a Chinese keyboard types them in full width, in the width that codes are kept in."""
    return text.translate(_HALF_WIDTH).strip() if isinstance(text, str) else text


class Fault(NamedTuple):
    """``column``: its key, or empty for the line as a whole. A line with an error is not written; a warning is for the eye."""

    column: str
    error: bool
    sentence: Sentence

    def packed(self) -> list[Any]:
        return [self.column, self.error, self.sentence.msgid, self.sentence.parts]

    @classmethod
    def unpacked(cls, kept: Sequence[Any]) -> Fault:
        column, error, msgid, parts = kept
        return cls(column, error, Sentence(msgid, **parts))


class Change(NamedTuple):
    """What a line would make of a record that is there: one column, before and after, as people read it."""

    column: str
    old: str
    new: str


@dataclass(frozen=True)
class Column:
    """``read``: text → value. ``choices``: what the template offers in a list. ``fixed``: a record is found by it, or it is
    settled for good with the record, so it is never overwritten. ``personal``: shown masked. ``checked_only``: read and judged, kept nowhere."""

    key: str
    label: str
    read: Callable[[str], Any]
    needed: bool = False
    synonyms: tuple[str, ...] = ()
    help: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()
    as_text: bool = False
    fixed: bool = False
    personal: bool = False
    checked_only: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return (self.label, self.key, *self.synonyms)


@dataclass
class Line:
    """One line of a table on its way: its number in the file, the texts by column, what was read, and what became of it."""

    number: int
    texts: dict[str, str]
    faults: list[Fault] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    caption: str = ""
    known: Any = None
    changes: list[Change] = field(default_factory=list)

    @property
    def wrong(self) -> bool:
        return any(fault.error for fault in self.faults)

    def fault(self, column: str, sentence: Sentence) -> None:
        self.faults.append(Fault(column, True, sentence))

    def warn(self, column: str, sentence: Sentence) -> None:
        self.faults.append(Fault(column, False, sentence))


def read(columns: Sequence[Column], line: Line) -> None:
    """Turn the texts of a line into values; what cannot be read becomes a fault of its column. A column that the table does
    not have is like one that is empty."""
    faulty = {fault.column for fault in line.faults if fault.error}
    for column in columns:
        text = line.texts.get(column.key, "").strip()
        if column.key in faulty:
            continue
        if not text:
            if column.needed:
                line.fault(column.key, say("这一栏没有填。"))
            continue
        try:
            line.values[column.key] = column.read(text)
        except Refused as wrong:
            line.fault(column.key, wrong.sentence)


EXAMPLE = "（示例）"  # how the example of a template begins  # official


def is_example(line: Line) -> bool:
    """The line that the template shows how it is done, left in the table."""
    return any(text.startswith(EXAMPLE) for text in line.texts.values())


# --- headings ---------------------------------------------------------------------------------------------------


def plain_heading(text: str) -> str:
    """``统一社会信用代码（必填）*`` → ``统一社会信用代码``."""
    return _NOT_A_HEADING.sub("", half_width(text)).lower()


def guess(columns: Sequence[Column], headings: Sequence[str]) -> dict[str, int]:
    """Which heading of the table is which column: first those that are the same, then those that hold one another."""
    given = [plain_heading(heading) for heading in headings]
    found: dict[str, int] = {}
    for alike in (lambda name, heading: name == heading, lambda name, heading: len(name) > 1 and name in heading):
        for column in columns:
            names = [plain_heading(name) for name in column.names]
            free = (i for i, heading in enumerate(given) if heading and i not in found.values())
            place = next((i for i in free if any(alike(name, given[i]) for name in names)), None)
            if column.key not in found and place is not None:
                found[column.key] = place
    return found


def letter(index: int) -> str:
    """The name of a column in a spreadsheet: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


# --- how cells are read -----------------------------------------------------------------------------------------


def text(most: int, *, public: bool = True) -> Callable[[str], str]:
    """``public``: numbers that name a person are refused."""

    def read_text(cell: str) -> str:
        if len(cell) > most:
            raise Invalid("", say("最多 %(most)s 个字，现在有 %(n)s 个。", most=most, n=len(cell)))
        if public and found_in(cell):
            raise Invalid("", say("这一栏会公开，里面像有手机号或身份证号。请去掉。"))
        return cell

    return read_text


def tidy_name(cell: str) -> str:
    """A name as the register keeps it: letters and digits half as wide, no blanks, brackets full."""
    return _BLANKS.sub("", cell.translate(_IN_NAMES)).translate(_NAME_BRACKETS)


def name(most: int) -> Callable[[str], str]:
    plain = text(most)
    return lambda cell: plain(tidy_name(cell))


def code(cell: str) -> str:
    """Half width, capitals, no blanks."""
    return _BLANKS.sub("", half_width(cell)).upper()


def choice(words: Mapping[str, Any]) -> Callable[[str], Any]:
    """One of these words, each with its value. Said of a wrong one: what could stand there."""
    known = {plain_heading(word): value for word, value in words.items()}
    offered: dict[Any, str] = {}
    for word, value in words.items():
        offered.setdefault(value, word)

    def read_choice(cell: str) -> Any:
        value = known.get(plain_heading(cell))
        if value is None:
            raise Invalid("", say("这一栏只能是：%(words)s", words="、".join(list(offered.values())[:20])))
        return value

    return read_choice


def day(cell: str) -> date:
    """A day that is not to come: ``2020-05-15``, ``2020/5/15``, ``2020年5月15日``, ``20200515``, or a spreadsheet's number."""
    bare = half_width(cell).replace(" 00:00:00", "")
    found = _DAY.fullmatch(bare)
    try:
        if found:
            read_day = date(*(int(part) for part in found.groups()))
        elif _DAY_IN_A_ROW.fullmatch(bare):
            read_day = date(int(bare[:4]), int(bare[4:6]), int(bare[6:]))
        elif _SERIAL.fullmatch(bare):
            read_day = _SERIALS_BEGIN + timedelta(days=int(float(bare)))
        else:
            raise Invalid("", say("日期要写成 2020-05-15 或 2020年5月15日 这样。"))
    except ValueError:
        raise Invalid("", say("没有这一天，请核对。")) from None
    if read_day > clock.today():
        raise Invalid("", say("日子不能在今天以后。"))
    if read_day.year < 1900:
        raise Invalid("", say("没有这一天，请核对。"))
    return read_day


def any_day(cell: str) -> date:
    """The same, also one to come."""
    bare = half_width(cell)
    found = _DAY.fullmatch(bare) or re.fullmatch(r"(\d{4})(\d\d)(\d\d)", bare)
    try:
        if found:
            return date(*(int(part) for part in found.groups()))
        if _SERIAL.fullmatch(bare):
            return _SERIALS_BEGIN + timedelta(days=int(float(bare)))
    except ValueError:
        raise Invalid("", say("没有这一天，请核对。")) from None
    raise Invalid("", say("日期要写成 2020-05-15 或 2020年5月15日 这样。"))


def count(cell: str) -> int:
    """A whole number of people or things."""
    bare = _UNIT.sub("", half_width(cell)).strip().replace(",", "").removesuffix(".0")
    if not (bare.isascii() and bare.isdigit()) or len(bare) > 9:
        raise Invalid("", say("请填整数。"))
    return int(bare)


def yuan(cell: str) -> int:
    """An amount in yuan, or in units of ten thousand when it says so; held in fen."""
    found = _AMOUNT.fullmatch(_BLANKS.sub("", half_width(cell)))
    if not found:
        raise Invalid("", say("金额写成 30000 或 3万元 这样。"))
    whole = found.group(1).replace(",", "")
    if not found.group(2):
        return money.from_yuan(whole)
    integer, _, part = whole.partition(".")
    if len(part) > 6 or len(integer) > 12:
        raise Invalid("", say("金额写成 30000 或 3万元 这样。"))
    return money.from_yuan(f"{integer or 0}{part.ljust(4, '0')[:4]}.{part[4:] or 0}")


def phone(cell: str) -> str:
    bare = half_width(cell).replace("(", "").replace(")", "-").replace("--", "-").replace("—", "-")
    if not _PHONE.fullmatch(bare):
        raise Invalid("", say("电话只能有一个号码，用数字、空格和横线写。"))
    return bare


def identity(cell: str) -> str:
    """An identity number of 18 places, with its day of birth and its check digit right. The number is not repeated in what
    is said about it."""
    number = code(cell)
    if not re.fullmatch(r"[1-9]\d{16}[\dX]", number):
        raise Invalid("", say("身份证号是 18 位，最后一位是数字或 X，现在有 %(n)s 位。", n=len(number)))
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise Invalid("", say("身份证号里的出生日期不对，请核对。")) from None
    if born.year < 1900 or born > clock.today():
        raise Invalid("", say("身份证号里的出生日期不对，请核对。"))
    if ric.calc_check_digit(number) != number[-1]:
        raise Invalid("", say("身份证号的校验码不对，请核对有没有输错一位。"))
    return number
