"""The public register of social organizations."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("organizations", __name__, url_prefix="/organizations")

from portal.blueprints.organizations import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
