"""A superior hands out waiting work."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("assignments", __name__, url_prefix="/assignments")

from portal.blueprints.assignments import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
