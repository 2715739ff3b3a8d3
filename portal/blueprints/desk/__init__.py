"""The desk: the inbox, what one has done, what one waits for, the switcher."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("desk", __name__, url_prefix="/desk")

from portal.blueprints.desk import navigation, routes  # noqa: E402,F401 - they hang themselves on the blueprint
