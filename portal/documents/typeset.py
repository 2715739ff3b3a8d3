"""Plain text set in lines: Chinese breaks anywhere but before a closing mark, words and numbers stay whole.

The library's paragraph reads every text as markup, which is most of the time of a paper and a door for
hostile text. A paper has no markup inside a text, so this takes characters as they are.
"""

from __future__ import annotations

import re
from functools import lru_cache

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.platypus import Flowable

from portal.documents import fonts

_TOKENS = re.compile(r"[0-9A-Za-z.,:;/_\-+#@&=?%~*'\"]+|.", re.DOTALL)
_NOT_FIRST = frozenset("，。、；：？！）》】〕”’…—·〉」』,.;:!?)]}%")
_NOT_LAST = frozenset("（《【〔“‘〈「『([{")


class Words(Flowable):
    """A text in one style; may be split between lines when a page ends."""

    def __init__(self, words: str, style: ParagraphStyle) -> None:
        super().__init__()
        self.style = style
        self.spaceAfter, self.spaceBefore = style.spaceAfter, style.spaceBefore
        self._paragraphs = words.split("\n")
        self._lines: list[tuple[str, bool]] | None = None  # text, and whether its paragraph goes on
        self._set_for = -1.0

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        if self._lines is None or (self._paragraphs and self._set_for != width):
            self._lines = [line for words in self._paragraphs for line in _broken(words, self.style, width)]
            self._set_for = width
        self.width, self.height = width, len(self._lines) * self.style.leading
        return self.width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        lines = self._lines or []
        fitting = int(height / self.style.leading)
        if fitting >= len(lines):
            return [self]
        if fitting < 2 or len(lines) < 4:
            return []  # a single line is not left alone at the end of a page
        return [self._part(lines[:fitting]), self._part(lines[fitting:])]

    def _part(self, lines: list[tuple[str, bool]]) -> Words:
        part = Words("", self.style)
        part._paragraphs, part._lines = [], lines
        return part

    def draw(self) -> None:
        style, canvas = self.style, self.canv
        canvas.setFillColor(style.textColor)
        words = canvas.beginText()
        words.setFont(style.fontName, style.fontSize)
        y = self.height - style.leading / 2 - style.fontSize * 0.36
        for line, goes_on in self._lines or []:
            x = 0.0
            free = self.width - _width(line, style.fontName, style.fontSize)
            if style.alignment == TA_RIGHT:
                x = free
            elif style.alignment == TA_CENTER:
                x = free / 2
            elif style.alignment == TA_JUSTIFY:
                words.setCharSpace(free / (len(line) - 1) if goes_on and 0 < free < style.fontSize * 3 else 0)
            words.setTextOrigin(x, y)
            words.textOut(line)
            y -= style.leading
        canvas.drawText(words)


def _broken(words: str, style: ParagraphStyle, most: float) -> list[tuple[str, bool]]:
    face, size = style.fontName, style.fontSize
    indent = "　　" if style.firstLineIndent else ""
    if _width(indent + words, face, size) <= most:
        return [(indent + words, False)]
    lines: list[str] = []
    line, used = ([indent], _width(indent, face, size)) if indent else ([], 0.0)
    for token in _pieces(words, face, size, most):
        wide = _width(token, face, size)
        if used + wide > most and line:
            carried = _carried(line, token)
            lines.append("".join(line).rstrip(" "))
            line = [] if token == " " and not carried else [*carried, token]
            used = sum(_width(t, face, size) for t in line)
        else:
            line.append(token)
            used += wide
    lines.append("".join(line))
    return [(text, True) for text in lines[:-1]] + [(lines[-1], False)]


def _carried(line: list[str], token: str) -> list[str]:
    """Take from the end of a line what may not stand there, or what must stand before ``token``."""
    carried: list[str] = []
    if token[0] in _NOT_FIRST and len(line) > 1 and len(token) == 1:
        carried.insert(0, line.pop())
    while len(line) > 1 and line[-1] in _NOT_LAST:
        carried.insert(0, line.pop())
    return carried


def _pieces(words: str, face: str, size: float, most: float) -> list[str]:
    """Words and single characters; what is wider than a line is cut into characters."""
    found: list[str] = []
    for token in _TOKENS.findall(words):
        if len(token) > 1 and _width(token, face, size) > most:
            found.extend(token)
        else:
            found.append(token)
    return found


def _width(words: str, face: str, size: float) -> float:
    widths, default = _widths(face)
    return sum([widths.get(ord(c), default) for c in words]) * size / 1000


@lru_cache(maxsize=8)
def _widths(face: str) -> tuple[dict[int, float], float]:
    fonts.register()
    metrics = pdfmetrics.getFont(face).face
    return metrics.charWidths, metrics.defaultWidth
