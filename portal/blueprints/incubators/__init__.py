"""Incubators: what anyone may see of them, and the rooms that their managers keep."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("incubators", __name__, url_prefix="/incubators")

from portal.blueprints.incubators import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
