"""A part of a page for whoever has the rest before them: the same address, the same view, one block of the same template.

A browser that asks with ``HX-Request`` names the part in ``HX-Target`` (htmx does, and ``parts.js`` for suggestions). The
base layout then words that block alone. A page that has no such part (the login, when it ran out meanwhile) is not put
into another one: the browser is told to go there. Without script nobody asks, and every link and form leads to whole pages.
"""

from __future__ import annotations

from flask import Flask, Response, request

#: Names of blocks, and ids of the elements that they fill.
PARTS = ("results", "preview", "suggestions")


def install(app: Flask) -> None:
    app.context_processor(lambda: {"partial": wanted()})

    @app.after_request
    def told_apart(response: Response) -> Response:
        """Caches keep the whole page and its parts apart; what holds nothing of what was asked is gone to instead."""
        if response.mimetype == "text/html" and request.method == "GET":
            response.vary.update(("HX-Request", "HX-Target"))
            if response.status_code == 200 and wanted() and not response.is_streamed and not response.get_data().strip():
                response.headers["HX-Redirect"] = request.full_path.rstrip("?")
        if request.method == "POST" and request.headers.get("HX-Request") == "true" and response.status_code in (302, 303):
            return _sent_on(response)
        return response


def _sent_on(response: Response) -> Response:
    """A script that sent a form is told where to go; it would follow a redirect unseen, and take the message on the way."""
    response.headers["HX-Redirect"] = response.headers.pop("Location")
    response.status_code = 204
    response.set_data(b"")
    return response


def wanted() -> str:
    """The part that is asked for; empty for the whole page."""
    part = request.headers.get("HX-Target", "")
    return part if request.headers.get("HX-Request") == "true" and part in PARTS else ""
