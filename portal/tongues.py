"""On an English page whatever is Chinese says so: names of people and places, and what people typed.

Screen readers change their voice, and browsers their letters, where ``lang`` changes (WCAG 2.2, 3.1.2). The runs are
marked once, in the finished page: no template has to know which of its values were typed in which language. Texts in
drawings, scripts and controls are left alone, as no element may stand there; an option carries the mark itself.
"""

from __future__ import annotations

import re

from flask import Flask, Response, g

HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
#: From one Chinese character to the last, with the digits, blanks and signs between them, and a sign that ends it.
RUN = re.compile(rf"[{HAN}](?:[^<>&A-Za-z]*[{HAN}])?[）》”]*")
#: What is passed over as one piece, an option, any other tag.
PIECE = re.compile(
    r"<!--.*?-->|<(?P<whole>script|style|textarea|title|svg)\b.*?</(?P=whole)>|<option(?P<said>[^>]*)>(?P<text>[^<]*)|<[^>]*>",
    re.S | re.I,
)


def install(app: Flask) -> None:
    @app.after_request
    def tell_apart(response: Response) -> Response:
        if g.get("locale") == "en" and response.mimetype == "text/html" and not response.is_streamed:
            response.set_data(marked(response.get_data(as_text=True)))
        return response


def marked(html: str) -> str:
    """The page with ``lang="zh-CN"`` around each run of Chinese."""
    made, end = [], 0
    for piece in PIECE.finditer(html):
        made += [RUN.sub(r'<span lang="zh-CN">\g<0></span>', html[end : piece.start()]), _option(piece)]
        end = piece.end()
    return "".join(made) + html[end:]


def _option(piece: re.Match[str]) -> str:
    if piece["text"] is None or not RUN.search(piece["text"]):
        return piece[0]
    return f'<option lang="zh-CN"{piece["said"]}>{piece["text"]}'
