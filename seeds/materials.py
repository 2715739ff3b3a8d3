"""The files that the demo's applicants hand in: one short PDF per kind of material, in the real file store."""

from __future__ import annotations

import io
from functools import lru_cache
from importlib.resources import files
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from portal.blueprints.forms import store
from portal.kernel import papers
from portal.kernel.people import Actor
from seeds.world import City

FACE = "DemoSans"


def hand_in(city: City, record: Any, kinds: dict[str, str], *, by: Actor) -> None:
    """Attach one file of each kind (material code → its name) to a record; inside ``city.at``."""
    for material, name in kinds.items():
        content = sample(name)
        papers.attach(city.session, record, material, f"{name}.pdf", "application/pdf", len(content), store().put(content), by=by)


@lru_cache(maxsize=32)
def sample(name: str) -> bytes:
    if FACE not in pdfmetrics.getRegisteredFontNames():
        folder = files("paperang_p2_fonts_cjk") / "fonts"
        pdfmetrics.registerFont(TTFont(FACE, str(folder / "wqy-microhei.ttc"), subfontIndex=0))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, initialFontName=FACE)
    canvas.setTitle(name)
    canvas.setFont(FACE, 22)
    canvas.drawCentredString(A4[0] / 2, 720, name)
    canvas.setFont(FACE, 12)
    canvas.drawCentredString(A4[0] / 2, 680, "演示材料，内容虚构。")
    canvas.showPage()
    canvas.save()
    return out.getvalue()
