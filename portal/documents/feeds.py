"""Atom feeds (RFC 4287): what was published, newest first, for programs that look again and again.

Atom and not RSS 2.0, because its entries have ids, languages and two dates that are defined; every reader knows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from portal.documents.tables import UNWRITABLE

ATOM = "http://www.w3.org/2005/Atom"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True)
class Entry:
    """``id``: a tag URI that stays, whatever happens to addresses and wording."""

    id: str
    title: str
    url: str
    published: datetime
    updated: datetime
    summary: str = ""


@dataclass(frozen=True)
class Feed:
    """``url``: the page that shows the same to people; ``own_url``: the feed itself; ``language``: ``zh-CN``, ``en``."""

    id: str
    title: str
    url: str
    own_url: str
    language: str
    author: str
    updated: datetime


def atom(feed: Feed, entries: Sequence[Entry]) -> bytes:
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    root.set(XML_LANG, feed.language)
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", _moment(max((entry.updated for entry in entries), default=feed.updated)))
    _text(etree.SubElement(root, f"{{{ATOM}}}author"), "name", feed.author)
    _link(root, "self", feed.own_url, "application/atom+xml")
    _link(root, "alternate", feed.url, "text/html")
    for entry in entries:
        node = etree.SubElement(root, f"{{{ATOM}}}entry")
        _text(node, "id", entry.id)
        _text(node, "title", entry.title)
        _link(node, "alternate", entry.url, "text/html")
        _text(node, "published", _moment(entry.published))
        _text(node, "updated", _moment(entry.updated))
        if entry.summary:
            _text(node, "summary", entry.summary)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def _text(parent, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}{name}").text = text.translate(UNWRITABLE)


def _link(parent, rel: str, href: str, media_type: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}link", rel=rel, type=media_type, href=href)


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
