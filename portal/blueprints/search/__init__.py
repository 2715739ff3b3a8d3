"""The search over everything that has a page."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("search", __name__, url_prefix="/search")

from portal.blueprints.search import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
