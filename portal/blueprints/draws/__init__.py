"""The draws of panels in public, once the result is: every input, and the same computation again."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("draws", __name__, url_prefix="/draws")

from portal.blueprints.draws import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
