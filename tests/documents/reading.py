"""What a reader of a PDF sees, page by page, through the PDF's own character maps."""

from __future__ import annotations

import io
import re
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader

_FACE_OR_TEXT = re.compile(rb"/(F\d+(?:\+\d+)?) [\d.]+ Tf|\(((?:\\.|[^\\()])*)\) Tj|( Tm| Td)", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)> <([0-9A-Fa-f]+)>")
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)


def text_of(pdf: bytes) -> str:
    return "\n".join(pages_of(pdf))


def pages_of(pdf: bytes) -> list[str]:
    reader = PdfFileReader(io.BytesIO(pdf))
    return [_page(reader.root["/Pages"]["/Kids"][n]) for n in range(int(reader.root["/Pages"]["/Count"]))]


def _page(page: dict[str, Any]) -> str:
    fonts = page["/Resources"]["/Font"]
    faces = {name[1:].encode(): _map(fonts[name]["/ToUnicode"].data) for name in fonts}
    face: dict[int, str] = {}
    words = []
    for found in _FACE_OR_TEXT.finditer(page["/Contents"].data):
        name, text, moved = found.groups()
        if name:
            face = faces.get(name, {})
        elif moved:
            words.append("\n")
        else:
            raw = _ESCAPE.sub(lambda m: bytes([int(m[1], 8)]) if m[1].isdigit() else m[1], text)
            words.append("".join(face[code] for code in raw))
    return "".join(words)


def _map(data: bytes) -> dict[int, str]:
    """The character map that the library writes: one range a line, or lists of targets."""
    found = {}
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", data, re.DOTALL):
        for start, _, targets in re.findall(rb"<(\w+)> <(\w+)> \[(.*?)\]", block, re.DOTALL):
            for offset, target in enumerate(re.findall(rb"<(\w+)>", targets)):
                found[int(start, 16) + offset] = bytes.fromhex(target.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", data, re.DOTALL):
        for code, target in _PAIR.findall(block):
            found[int(code, 16)] = bytes.fromhex(target.decode()).decode("utf-16-be")
    return found
