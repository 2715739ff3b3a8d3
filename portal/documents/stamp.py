"""How a seal looks on the page: a square of four characters, whose key it is, and when."""

from __future__ import annotations

import io
from datetime import datetime
from uuid import uuid4

from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.stamp import StaticStampStyle
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from portal.documents import fonts
from portal.documents.sheet import SEAL_BOX, SEAL_SIZE, moment

__all__ = ["SEAL_BOX", "stamp_style"]

VERMILION = HexColor("#b5321c")
_CHARACTERS = ("电子", "签章")
_SQUARE = 19 * mm


def stamp_style(label: str, at: datetime) -> StaticStampStyle:
    flush = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, Margins.uniform(0))
    return StaticStampStyle(border_width=0, background=_Page(_drawn(label, at)), background_layout=flush)


def _drawn(label: str, at: datetime) -> bytes:
    fonts.register()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(SEAL_SIZE, SEAL_SIZE), initialFontName=fonts.SANS, invariant=1)
    left, low = (SEAL_SIZE - _SQUARE) / 2, SEAL_SIZE - _SQUARE - 1 * mm
    canvas.setStrokeColor(VERMILION)
    canvas.setFillColor(VERMILION)
    canvas.setLineWidth(1.6)
    canvas.roundRect(left, low, _SQUARE, _SQUARE, 1.2 * mm)
    canvas.setFont(fonts.SONG, 21)
    for row, words in enumerate(_CHARACTERS):
        canvas.drawCentredString(SEAL_SIZE / 2, low + _SQUARE - 7.6 * mm - row * 8.3 * mm, words)
    canvas.setFont(fonts.SANS, 7.5)
    canvas.drawCentredString(SEAL_SIZE / 2, low - 4 * mm, label)
    canvas.setFont(fonts.SANS, 6.5)
    canvas.drawCentredString(SEAL_SIZE / 2, low - 7.4 * mm, moment(at))
    canvas.save()
    return out.getvalue()


class _Page(PdfContent):
    """The first page of a PDF in memory as the picture of a stamp."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__()
        self._pdf = pdf

    def render(self) -> bytes:
        picture = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._pdf)), page_ix=0)
        name = f"/Seal{uuid4().hex}"
        self.resources.xobject[name] = picture
        left, low, right, high = (float(edge) for edge in picture.get_object()["/BBox"])
        self.box = BoxConstraints(width=right - left, height=high - low)
        return name.encode("ascii") + b" Do"
