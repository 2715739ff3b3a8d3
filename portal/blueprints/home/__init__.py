"""The front page."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("home", __name__)

from portal.blueprints.home import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
