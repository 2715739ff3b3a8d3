"""The expert pool: officers keep it, experts keep their own page true."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("experts", __name__, url_prefix="/experts")

from portal.blueprints.experts import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
