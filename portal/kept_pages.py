"""A visitor's page is worded once for each second and each state of the city, whoever asks for it.

When a result is published, thousands look at the same page at once; what they are shown depends on the address, the
language, the text size, the time and what the database holds, and on nothing else. So the page is kept under exactly
these, and is never older than the last unit of work that was committed. Only whole public pages, feeds and calendars are
kept, and only for people who are not logged in, have no message waiting and are handed no form.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from flask import Flask, Response, current_app, g, request, session

from portal.blueprints import partial
from portal.blueprints.edge import open_to_all
from portal.extensions import db
from portal.kernel import clock, engine
from portal.kernel.remembered import MISSING, Memory

MOST = 500  # pages of one moment: some 10 MB
KEPT = {"text/html", "application/atom+xml", "text/calendar"}
HARMLESS = {"lang", "size"}  # what a visitor's session may say without changing a page beyond its key
#: A page that shows the token is not kept, so whoever has one may read those that are; _fresh: has seen the login page.
IGNORED = HARMLESS | {"csrf_token", "_fresh"}


class Moment(NamedTuple):
    """Within it nothing changes."""

    second: datetime
    state: str


def install(app: Flask) -> None:
    """After the language and the clock were chosen, before any view is asked."""
    if not app.config["KEEP_PAGES"]:
        return
    shelf = Memory(MOST)

    @app.before_request
    def from_the_shelf() -> Response | None:
        if not _same_for_all_visitors():
            return None
        state = engine.state(db.session())
        if state is None:
            return None
        moment = Moment(clock.now().replace(microsecond=0), state)
        name = (request.host, request.full_path, g.locale, session.get("size", "normal"), partial.wanted())
        kept = shelf.recall(moment, name)
        if kept is MISSING:
            g.page_key = (moment, name)
            return None
        body, content_type = kept
        return Response(body, content_type=content_type)

    @app.after_request
    def onto_the_shelf(response: Response) -> Response:
        moment, name = g.pop("page_key", (None, None))
        if moment and _fit_to_keep(response):
            shelf.keep(moment, name, (response.get_data(), str(response.content_type)))
        return response


def _same_for_all_visitors() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method == "GET" and open_to_all(view) and IGNORED.issuperset(session)


def _fit_to_keep(response: Response) -> bool:
    return (
        response.status_code == 200
        and response.mimetype in KEPT
        and not response.is_streamed
        and not session.modified
        and HARMLESS.issuperset(session)
        and "Cache-Control" not in response.headers
    )
