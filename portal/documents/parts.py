"""What papers are put together from: titles, facts, ruled tables, clauses, signature blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Spacer, Table

from portal.documents import fonts
from portal.documents.amounts import in_figures, in_words
from portal.documents.canonical import grouped
from portal.documents.facts import BudgetLine, Clause, Milestone, Output, Party, Signature, TrancheLine
from portal.documents.paper import PaperError
from portal.documents.sheet import INK, INK_DEEP, INNER, LINE, TEXT, TEXT_2, day, moment
from portal.documents.typeset import Words

NONE = "无"


def paragraph_style(name: str, **settings: Any) -> ParagraphStyle:
    base: dict[str, Any] = {
        "fontName": fonts.SANS, "bulletFontName": fonts.SANS, "fontSize": 10, "leading": 16, "textColor": TEXT,
    }  # fmt: skip
    return ParagraphStyle(name, **(base | settings))


BODY = paragraph_style("body")
CLAUSE = paragraph_style("clause", leading=17, firstLineIndent=20, alignment=TA_JUSTIFY)
SMALL = paragraph_style("small", fontSize=8.5, leading=13, textColor=TEXT_2)
CELL = paragraph_style("cell", fontSize=9.5, leading=14)
NUMBER = paragraph_style("number", fontSize=9.5, leading=14, alignment=TA_RIGHT)
LABEL = paragraph_style("label", fontSize=9.5, leading=14, textColor=TEXT_2)
LABEL_RIGHT = paragraph_style("label-right", fontSize=9.5, leading=14, textColor=TEXT_2, alignment=TA_RIGHT)
SIGNED = paragraph_style("signed", fontName=fonts.MONO, fontSize=8.5, leading=12)
DIGEST = paragraph_style("digest", fontName=fonts.MONO, fontSize=9, leading=14)
SUM = paragraph_style("sum", fontSize=9.5, leading=14, textColor=INK_DEEP)
SUM_RIGHT = paragraph_style("sum-right", fontSize=9.5, leading=14, textColor=INK_DEEP, alignment=TA_RIGHT)
LARGE_SANS = paragraph_style("large-sans", fontSize=16, leading=24, textColor=INK_DEEP)
LARGE = paragraph_style("large", fontName=fonts.SONG, fontSize=17, leading=24, textColor=INK_DEEP)
_TITLE = {"fontSize": 21, "leading": 29, "textColor": INK_DEEP, "spaceAfter": 3 * mm}


def text(words: Any, style: ParagraphStyle = BODY) -> Words:
    """Plain text as it stands, line breaks kept."""
    return Words(fonts.printable(str(words).replace("\r\n", "\n")).strip("\n "), style)


def title(words: str, under: str = "", *, centred: bool = False, size: float = 21) -> list[Flowable]:
    shown = fonts.printable(words)
    style = paragraph_style(
        "title", **(_TITLE | {"fontName": fonts.title_face(shown), "alignment": TA_CENTER if centred else 0}
                    | {"fontSize": size, "leading": size * 1.4})
    )  # fmt: skip
    parts: list[Flowable] = [text(shown, style)]
    if under:
        parts.append(text(under, paragraph_style("under", textColor=TEXT_2, alignment=TA_CENTER if centred else 0)))
    return [*parts, Spacer(0, 4 * mm)]


# A table names its face even where no cell is a bare text: the default is a face that is not embedded.
_FACE = ("FONTNAME", (0, 0), (-1, -1), fonts.SANS)


class Rule(Flowable):
    """A thin line whose left end is ink: the start of a section."""

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        return width, 5 * mm

    def draw(self) -> None:
        for weight, colour, end in ((0.5, LINE, self.width), (2, INK, 16 * mm)):
            self.canv.setLineWidth(weight)
            self.canv.setStrokeColor(colour)
            self.canv.line(0, 1.5 * mm, end, 1.5 * mm)


def section(words: str, *content: Flowable, room: float = 34 * mm) -> list[Flowable]:
    """A heading with at least ``room`` left under it on the page."""
    style = paragraph_style(
        "heading", fontName=fonts.title_face(fonts.printable(words)), fontSize=13, leading=19, textColor=INK_DEEP,
        spaceAfter=1.5 * mm,
    )  # fmt: skip
    # Kept together, a table that runs over pages would leave the rest of this page empty.
    return [CondPageBreak(room), Rule(), text(words, style), *content]


def facts(rows: Iterable[tuple[str, Any]], *, label_width: float = 32 * mm, width: float = INNER) -> Table:
    """Left the name, right the value, a thin line under each."""
    cells = [
        [text(name, LABEL), value if isinstance(value, Flowable | list) else text(value or NONE, CELL)]
        for name, value in rows
    ]
    return Table(
        cells, colWidths=[label_width, width - label_width], hAlign="LEFT",
        style=[
            _FACE, ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 3.5), ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
        ],
    )  # fmt: skip


def ledger(
    columns: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[Any]], *,
    numbers: Sequence[int] = (), total: Sequence[Any] | None = None,
) -> Table:  # fmt: skip
    """Thick, thin, thick; no upright lines. ``widths`` are shares, ``numbers`` the columns set right."""
    unit = INNER / sum(widths)
    heads = [text(name, LABEL_RIGHT if i in numbers else LABEL) for i, name in enumerate(columns)]
    cells: list[list[Any]] = [heads]
    for row in rows:
        cells.append([_cell(cell, NUMBER if i in numbers else CELL) for i, cell in enumerate(row)])
    if not rows:
        cells.append([text(NONE, CELL)] + [""] * (len(columns) - 1))
    style: list[tuple[Any, ...]] = [
        _FACE, ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, -1), 0),
        ("RIGHTPADDING", (-1, 0), (-1, -1), 0), ("LEFTPADDING", (1, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-2, -1), 4),
        ("TOPPADDING", (0, 0), (-1, -1), 3), ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
        ("LINEABOVE", (0, 0), (-1, 0), 1.4, INK), ("LINEBELOW", (0, 0), (-1, 0), 0.6, INK),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, LINE), ("LINEBELOW", (0, "splitlast"), (-1, "splitlast"), 0.6, INK),
    ]  # fmt: skip
    if total is not None:
        cells.append([_cell(cell, SUM_RIGHT if i in numbers else SUM) for i, cell in enumerate(total)])
        style += [("LINEABOVE", (0, -1), (-1, -1), 0.6, INK)]
    style += [("LINEBELOW", (0, -1), (-1, -1), 1.4, INK)]
    return Table(cells, colWidths=[share * unit for share in widths], repeatRows=1, hAlign="LEFT", style=style)


def _cell(value: Any, style: ParagraphStyle) -> Any:
    return value if isinstance(value, Flowable) else text(value, style)


def gap(height: float = 3) -> Spacer:
    return Spacer(0, height * mm)


def amount(fen: int) -> str:
    return f"{in_figures(fen)} 元"


def both_ways(fen: int) -> str:
    """In figures and in words, as a contract states it."""
    return f"人民币 {in_figures(fen)} 元\n（大写：人民币{in_words(fen)}）"


def digest_text(hexdigest: str) -> Words:
    words = grouped(hexdigest).split(" ")
    return text(" ".join(words[:8]) + "\n" + " ".join(words[8:]), DIGEST)


def span(start: str, end: str | None) -> str:
    return f"{day(start)} 至 {day(end) if end else '长期'}"


def must_add_up(what: str, parts: Iterable[int], total: int) -> None:
    found = sum(parts)
    if found != total:
        raise PaperError(f"{what}: the lines add up to {in_figures(found)}, the paper states {in_figures(total)}")


def budget_table(lines: list[BudgetLine], total_fen: int) -> Table:
    must_add_up("budget", (line["amount_fen"] for line in lines), total_fen)
    rows = [
        (n, line["category"], line["item"], line["basis"], line.get("source", ""), in_figures(line["amount_fen"]))
        for n, line in enumerate(lines, start=1)
    ]
    columns = ("序号", "科目", "支出内容", "测算依据", "资金来源", "金额（元）")
    return _filled(columns, (10, 24, 40, 42, 22, 26), rows, ("", "合计", "", "", "", in_figures(total_fen)), optional=(3, 4))


def _filled(columns, widths, rows, total, *, optional: tuple[int, ...]) -> Table:
    """A table of money, its amount last, without those optional columns in which no row says anything."""
    empty = {index for index in optional if not any(row[index] for row in rows)}
    keep = [index for index in range(len(columns)) if index not in empty]
    freed, widest = sum(widths[index] for index in empty), max(keep, key=lambda index: widths[index])
    room = [widths[index] + (freed if index == widest else 0) for index in keep]

    def kept(row: tuple) -> tuple:
        return tuple(row[index] for index in keep)

    right = tuple(n for n, index in enumerate(keep) if columns[index] in ("比例", "金额（元）"))
    return ledger(kept(columns), tuple(room), [kept(row) for row in rows], numbers=right, total=kept(total))


def tranche_table(tranches: list[TrancheLine], total_fen: int) -> Table:
    must_add_up("tranches", (line["amount_fen"] for line in tranches), total_fen)
    rows = [
        (t["name"], t["event"], t.get("due", ""), f"{t['percent']}%", in_figures(t["amount_fen"])) for t in tranches
    ]
    columns, total = ("款次", "拨付条件", "时限", "比例", "金额（元）"), ("合计", "", "", "", in_figures(total_fen))
    return _filled(columns, (18, 52, 46, 14, 28), rows, total, optional=(2,))


def outputs_table(outputs: list[Output]) -> Table:
    rows = [(n, o["name"], o["target"], o.get("means", "")) for n, o in enumerate(outputs, start=1)]
    return ledger(("序号", "成果", "目标", "验证方式"), (10, 50, 50, 48), rows)


def timetable(milestones: list[Milestone]) -> Table:
    rows = [
        (span(m["starts_on"], m["ends_on"]) if "starts_on" in m else f"{day(m['ends_on'])} 前", m["name"])
        for m in milestones
    ]
    return ledger(("时间", "安排"), (68, 92), rows)


def parties_table(parties: list[Party]) -> list[Flowable]:
    shown: list[Flowable] = []
    for party in parties:
        rows = [
            (party["role"], party["name"]), ("统一社会信用代码", party.get("code")),
            ("法定代表人/负责人", party.get("representative")), ("地址", party.get("address")),
            ("联系电话", party.get("phone")), ("开户行及账号", party.get("bank")),
        ]  # fmt: skip
        shown += [facts([row for row in rows if row[1]], label_width=38 * mm), gap(2)]
    return shown


_NUMERALS = "零一二三四五六七八九"


def ordinal(number: int) -> str:
    """1 → 一, 12 → 十二, 20 → 二十; clauses stay below a hundred."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _NUMERALS[tens]) + "十" if tens else ""
    return head + (_NUMERALS[ones] if ones or not tens else "")


def clauses(items: list[Clause], start: int = 1) -> list[Flowable]:
    shown: list[Flowable] = []
    for number, clause in enumerate(items, start=start):
        paragraphs = [p for p in clause["text"].replace("\r\n", "\n").split("\n") if p.strip()] or [NONE]
        shown += section(f"第{ordinal(number)}条　{clause['title']}", *[text(p, CLAUSE) for p in paragraphs])
    return shown


def signature_blocks(signatures: list[Signature]) -> Flowable:
    """Side by side in pairs; lines to write on where nobody has signed yet."""
    width = INNER / 2 - 5 * mm
    cells = [_signature(item, width) for item in signatures]
    rows = [cells[i : i + 2] + [""] * (2 - len(cells[i : i + 2])) for i in range(0, len(cells), 2)]
    style = [_FACE, ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]
    return Table(rows, colWidths=[INNER / 2] * 2, style=style, hAlign="LEFT")


def _signature(item: Signature, width: float) -> list[Flowable]:
    blank = "　" * 10
    name, signed_at, digest = item.get("name"), item.get("signed_at"), item.get("digest")
    if bool(name) != bool(signed_at):
        raise PaperError(f"signature of {item['role']}: a name and a time belong together")
    rows: list[tuple[str, Any]] = [
        (item["role"], item["party"]), ("签署人", name or blank),
        ("签署时间", moment(signed_at) if signed_at else blank),
        ("状态", "已电子签署" if name else "待签署"),
    ]  # fmt: skip
    if digest:
        words = grouped(digest).split(" ")
        lines = "\n".join(" ".join(words[i : i + 4]) for i in range(0, len(words), 4))
        rows.append(("所签内容摘要", text(lines, SIGNED)))
    return [facts(rows, label_width=26 * mm, width=width)]
