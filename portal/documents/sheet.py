"""The sheet every paper is printed on: A4, rules of ink, header, footer, page x of y, the proof at its foot."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import segno
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from portal.documents import fonts
from portal.documents.canonical import grouped
from portal.documents.paper import PaperFacts
from portal.kernel.clock import local

INK, INK_DEEP, INK_LINE = HexColor("#1c3f66"), HexColor("#12294a"), HexColor("#a9bacb")
TEXT, TEXT_2, LINE = HexColor("#25221d"), HexColor("#544e44"), HexColor("#d6d2c9")
DEMO_LINE = "演示环境，不具效力"

WIDTH, HEIGHT = A4
SIDE = 22 * mm
INNER = WIDTH - 2 * SIDE
TOP_FIRST, TOP_NEXT, BOTTOM = 27 * mm, 25 * mm, 23 * mm

PROOF_HEIGHT = 34 * mm
SEAL_SIZE = 30 * mm
# Left, bottom, right, top of the place on the last page that is kept free for the seal, in points.
SEAL_BOX = (WIDTH - SIDE - SEAL_SIZE, BOTTOM, WIDTH - SIDE, BOTTOM + SEAL_SIZE)


def moment(value: datetime | str) -> str:
    """``2026-05-15 17:00:00`` by the clocks in China."""
    given = datetime.fromisoformat(value) if isinstance(value, str) else value
    return local(given).strftime("%Y-%m-%d %H:%M:%S")


def day(value: datetime | str) -> str:
    """``2026 年 5 月 15 日``."""
    given = datetime.fromisoformat(value) if isinstance(value, str) else local(value)
    return f"{given.year} 年 {given.month} 月 {given.day} 日"


def print_paper(paper: PaperFacts, story: list[Flowable], *, subject: str) -> bytes:
    """Lay the story out on sheets; the same paper gives the same bytes."""
    out = io.BytesIO()
    document = BaseDocTemplate(
        out, pagesize=A4, title=f"{paper.title} {paper.number}", author=paper.issuer, subject=subject,
        creator="portal", producer="portal", lang="zh-CN", keywords=paper.number, invariant=1, pageCompression=1,
        initialFontName=fonts.SANS, displayDocTitle=True, allowSplitting=1,
    )  # fmt: skip

    def page(name: str, top: float) -> PageTemplate:
        frame = Frame(SIDE, BOTTOM, INNER, HEIGHT - top - BOTTOM, 0, 0, 0, 0, id=name)
        return PageTemplate(name, [frame], autoNextPageTemplate="next")

    document.addPageTemplates([page("first", TOP_FIRST), page("next", TOP_NEXT)])
    document.build([*story, Proof(paper)], canvasmaker=lambda *a, **k: Sheets(paper, *a, **k))
    return out.getvalue()


# What a PDF string needs escaped; the library does it character by character.
_ESCAPES = {c: f"\\{c:03o}" for c in range(256) if not 32 <= c < 127} | {ord(c): f"\\{c}" for c in "\\()"}


class Sheets(Canvas):
    """A canvas that waits with header and footer until the number of pages is known."""

    def __init__(self, paper: PaperFacts, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._paper = paper
        self._sheets: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        self._sheets.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, state in enumerate(self._sheets, start=1):
            self.__dict__.update(state)
            self._header(first=number == 1)
            self._footer(number, len(self._sheets))
            Canvas.showPage(self)
        Canvas.save(self)

    def _escape(self, text: str | bytes) -> str:
        return (text.decode("latin-1") if isinstance(text, bytes) else text).translate(_ESCAPES)

    def _header(self, *, first: bool) -> None:
        paper, y = self._paper, HEIGHT - 15 * mm
        left = paper.issuer if first else paper.title
        _line_of_text(self, SIDE, y, left, 9, TEXT_2, most=INNER - 78 * mm)
        _line_of_text(self, WIDTH - SIDE, y, f"编号 {paper.number}", 9, TEXT, align="right")
        if paper.demo:
            self._demo_mark(y)
        self.setStrokeColor(INK)
        for weight, drop in ((1.5, 2.6 * mm), (0.4, 3.4 * mm)):
            self.setLineWidth(weight)
            self.line(SIDE, y - drop, WIDTH - SIDE, y - drop)

    def _demo_mark(self, y: float) -> None:
        width = stringWidth(DEMO_LINE, fonts.SANS, 9)
        self.setStrokeColor(TEXT_2)
        self.setLineWidth(0.6)
        self.rect(WIDTH / 2 - width / 2 - 5, y - 4, width + 10, 14, stroke=1, fill=0)
        _line_of_text(self, WIDTH / 2, y, DEMO_LINE, 9, TEXT, align="centre")

    def _footer(self, number: int, total: int) -> None:
        y = 13 * mm
        self.setStrokeColor(INK_LINE)
        self.setLineWidth(0.5)
        self.line(SIDE, y + 4.5 * mm, WIDTH - SIDE, y + 4.5 * mm)
        short = f"摘要 {grouped(self._paper.digest[:8])} … {self._paper.digest[-4:]}"
        _line_of_text(self, SIDE, y, short, 8, TEXT_2)
        if self._paper.demo:
            _line_of_text(self, WIDTH / 2, y, DEMO_LINE, 8, TEXT_2, align="centre")
        _line_of_text(self, WIDTH - SIDE, y, f"第 {number} 页，共 {total} 页", 8, TEXT_2, align="right")


class Proof(Flowable):
    """At the foot of the last page: QR code, where to check, the digest, and the place of the seal."""

    def __init__(self, paper: PaperFacts) -> None:
        super().__init__()
        self.paper = paper

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        # Takes what is left of the page, so that the proof always stands at its foot.
        self.height = max(height - 0.01, PROOF_HEIGHT)
        return width, self.height

    def draw(self) -> None:
        canvas, paper = self.canv, self.paper
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.5)
        canvas.line(0, PROOF_HEIGHT - 2 * mm, self.width, PROOF_HEIGHT - 2 * mm)
        _draw_qr(canvas, paper.verify_url, 0, 1 * mm, 28 * mm)
        x, room = 32 * mm, self.width - 32 * mm - SEAL_SIZE - 3 * mm
        half = grouped(paper.digest).split(" ")
        rows = [
            ("扫码，或打开下面的地址，核对本件真伪：", fonts.SANS, 9),
            *[(part, fonts.SANS, 8) for part in _pieces(paper.verify_url, fonts.SANS, 8, room)[:2]],
            (f"{paper.issuer}　{moment(paper.issued_at)} 发出", fonts.SANS, 8),
            ("内容摘要 SHA-256：", fonts.SANS, 8),
            (" ".join(half[:8]), fonts.MONO, 7.5),
            (" ".join(half[8:]), fonts.MONO, 7.5),
        ]
        y = 26 * mm
        for text, face, size in rows:
            _line_of_text(canvas, x, y, text, size, TEXT if size == 9 else TEXT_2, face=face, most=room)
            y -= 4.2 * mm


def _line_of_text(
    canvas: Canvas, x: float, y: float, text: str, size: float, colour: Any, *,
    face: str = fonts.SANS, align: str = "left", most: float = INNER,
) -> None:  # fmt: skip
    """One line, shortened with … where there is no room."""
    shown = _shortened(fonts.printable(text), face, size, most)
    canvas.setFillColor(colour)
    canvas.setFont(face, size)
    draw = {"left": canvas.drawString, "right": canvas.drawRightString, "centre": canvas.drawCentredString}[align]
    draw(x, y, shown)


def _shortened(text: str, face: str, size: float, most: float) -> str:
    if stringWidth(text, face, size) <= most:
        return text
    while text and stringWidth(text + "…", face, size) > most:
        text = text[:-1]
    return text + "…"


def _pieces(text: str, face: str, size: float, most: float) -> list[str]:
    """An address broken where the line ends."""
    lines = [""]
    for character in fonts.printable(text):
        if stringWidth(lines[-1] + character, face, size) > most:
            lines.append("")
        lines[-1] += character
    return lines


def _draw_qr(canvas: Canvas, text: str, x: float, y: float, size: float) -> None:
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False, mask=2, boost_error=False).matrix]
    runs = []
    for y_down, row in enumerate(rows):
        start = 0
        while (start := row.find(1, start)) >= 0:  # one rectangle for a run of dark modules
            end = row.find(0, start)
            end = len(row) if end < 0 else end
            runs.append(f"{start} {len(rows) - 1 - y_down} {end - start} 1 re")
            start = end
    canvas.saveState()
    canvas.setFillColor(TEXT)
    canvas.translate(x, y)
    canvas.scale(size / len(rows), size / len(rows))
    # Whole numbers straight into the page: a path object would spell out a thousand decimals.
    canvas._code.append(" ".join(runs) + " f")
    canvas.restoreState()
