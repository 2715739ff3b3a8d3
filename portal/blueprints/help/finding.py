"""Searching what is written in the guides and the glossary: few texts, the same for everybody, read once."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from flask import g, url_for
from flask_babel import gettext as _

from portal.blueprints.help.glossary import GLOSSARY
from portal.blueprints.help.routes import ROLES, TEXTS, text_of
from portal.kernel.search_words import Piece, Query, excerpt, marked


class Guide(NamedTuple):
    url: str
    title: list[Piece]
    excerpt: list[Piece]


class Found(NamedTuple):
    key: str
    chinese: list[Piece]
    english: list[Piece]
    meaning: list[Piece]


def guides(query: Query) -> list[Guide]:
    """The guides and explanations in the reader's language whose title or text contains the query."""
    return [
        Guide(_url(name), marked(title, query), excerpt(text, query))
        for name, (title, text) in _plain(_language()).items()
        if query.asks_enough and query.finds(f"{title}\n{text}")
    ]


def terms(query: Query) -> list[Found]:
    found = []
    for key, chinese, english, meaning in GLOSSARY if query.asks_enough else ():
        if query.finds(f"{chinese}\n{english}\n{_(meaning)}"):
            found.append(Found(key, marked(chinese, query), marked(english, query), marked(_(meaning), query)))
    return found


def _language() -> str:
    return "en" if g.get("locale", "zh") == "en" else "zh"


def _url(name: str) -> str:
    return url_for("help.guide", role=name) if name in ROLES else url_for(f"help.{name}")


@cache
def _plain(language: str) -> dict[str, tuple[str, str]]:
    """Title and words of every text, without its marks."""
    shown = {name: text_of(name, language) or text_of(name, "zh") for name in (*ROLES, *TEXTS)}
    return {name: (text.title, text.body.striptags()) for name, text in shown.items() if text}
