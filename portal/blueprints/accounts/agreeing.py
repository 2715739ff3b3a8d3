"""Who has not agreed to the present privacy notice is asked after logging in, before anything else of their own."""

from __future__ import annotations

from flask import Flask, current_app, redirect, request, session, url_for

from portal.blueprints.accounts.sessions import MUST_AGREE

#: Who does not agree can still read what is kept, take a copy, close the account and leave.
OPEN = ("accounts.agree", "accounts.data", "accounts.security", "accounts.password")


def install(app: Flask) -> None:
    app.before_request(ask_first)


def ask_first():
    """Pages only: a form that was filled before is taken, and its answer leads to a page."""
    if MUST_AGREE not in session or request.method == "POST" or request.endpoint in OPEN:
        return None
    view = current_app.view_functions.get(request.endpoint or "")
    declared = getattr(view, "access", "public")
    return None if declared == "public" else redirect(url_for("accounts.agree"))
