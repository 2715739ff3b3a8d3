"""The little of Markdown that the guides use, as safe HTML: headings, paragraphs, lists, bold, code, links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

_ITEM = re.compile(r"^(?:(?P<bullet>[-*])|(?P<number>\d+)\.)\s+(?P<text>.*)$")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Text:
    title: str
    body: Markup


def rendered(source: str) -> Text:
    """The first ``# line`` is the title; everything else is the body. Nothing of the source is taken as HTML."""
    lines = source.splitlines()
    title = next((line[2:].strip() for line in lines if line.startswith("# ")), "")
    rest = [line for line in lines if not line.startswith("# ")]
    return Text(title, Markup("\n").join(_blocks(rest)))


def _blocks(lines: Iterable[str]) -> Iterator[Markup]:
    for blank, block in groupby(lines, key=lambda line: not line.strip()):
        if not blank:
            for kind, part in groupby(block, key=_kind):
                yield from _block(kind, list(part))


def _kind(line: str) -> str:
    found = _ITEM.match(line)
    if found:
        return "ul" if found["bullet"] else "ol"
    return "heading" if line.startswith("##") else "p"


def _block(kind: str, lines: list[str]) -> Iterator[Markup]:
    if kind == "heading":
        for line in lines:
            level = 3 if line.startswith("###") else 2
            yield Markup(f'<h{level} class="mt-4 mb-2">{_inline(line.lstrip("# "))}</h{level}>')
    elif kind == "p":
        yield Markup("<p>{}</p>").format(Markup("<br>").join(_inline(line) for line in lines))
    else:
        items = Markup("").join(Markup("<li>{}</li>").format(_inline(_ITEM.sub(r"\g<text>", line))) for line in lines)
        yield Markup(f"<{kind}>{items}</{kind}>")


def _inline(text: str) -> Markup:
    safe = str(escape(text))
    safe = _CODE.sub(r"<code>\1</code>", safe)
    safe = _BOLD.sub(r"<strong>\1</strong>", safe)
    return Markup(_LINK.sub(_link, safe))


def _link(found: re.Match[str]) -> str:
    """Only addresses of this site and https; anything else stays words."""
    words, address = found.groups()
    own = address.startswith("/") and not address.startswith("//")
    return f'<a href="{address}">{words}</a>' if own or address.startswith("https://") else words
