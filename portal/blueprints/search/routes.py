"""One field for everything: what was found, by kind; all of one kind; what to do when nothing was."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from portal.blueprints import pace
from portal.blueprints.edge import current_actor, page, public, reader
from portal.blueprints.filters import words
from portal.blueprints.help import finding
from portal.blueprints.search import blueprint
from portal.blueprints.words import record_url
from portal.kernel import papers
from portal.kernel.search_words import Query, excerpt, marked
from portal.workflows import search as finder
from portal.workflows.vouching import tidy


@blueprint.get("", strict_slashes=False)
@public
def index():
    query = Query(words())
    if query.typed:
        pace.count("search")
    kind = finder.KINDS.get(request.args.get("kind", ""))
    if kind:
        found = finder.find_all(reader(), current_actor(), query, kind, request.args.get("cursor"))
        return page("search/kind.html", text=query.typed, kind=kind, found=found, lines=_lines(found.items, query))
    groups = finder.find(reader(), current_actor(), query)
    shown = [(group, _lines(group.hits, query)) for group in groups]
    guides, terms = finding.guides(query), finding.terms(query)
    exact = _paper_of_this_number(query, groups)
    nothing = query.typed and not (shown or guides or terms or exact)
    return page("search/index.html", text=query.typed, query=query, groups=shown, guides=guides, terms=terms, exact=exact,
                kinds=finder.KINDS.values(), instead=_instead(query) if nothing else None)  # fmt: skip


def _lines(hits: list[Any], query: Query) -> list[dict[str, Any]]:
    return [_line(hit, query) for hit in hits]


def _line(hit: Any, query: Query) -> dict[str, Any]:
    """One hit; a line of its text only where nothing else shows why it was found."""
    shown = {
        "title": marked(hit.title, query, by_sound=True), "number": marked(hit.number, query), "note": marked(hit.note or "", query),
    }  # fmt: skip
    explained = any(found for pieces in shown.values() for _piece, found in pieces)
    return {**shown, "url": _url(hit), "state": finder.state_of(hit), "excerpt": [] if explained else excerpt(hit.body, query)}


def _url(hit: Any) -> str | None:
    return url_for("papers.verify", number=hit.number) if hit.kind == "papers" else record_url(hit.kind, hit.public_id)


def _paper_of_this_number(query: Query, groups: list[finder.Group]) -> str | None:
    """Whoever knows a whole number may check the paper, a public one or not; a part of it finds public ones alone."""
    number = tidy(query.typed)
    if any(hit.number == number for group in groups for hit in group.hits) or not any(map(str.isdigit, number)):
        return None
    return number if papers.by_number(reader(), number[:40]) else None


def _instead(query: Query) -> Query | None:
    """What sounds the same and would find something."""
    sound = query.by_sound()
    return sound if sound and finder.find(reader(), current_actor(), sound) else None
