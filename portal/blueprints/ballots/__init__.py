"""A resident's one-minute score: no login, nothing remembered but the ballot."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("ballots", __name__)

from portal.blueprints.ballots import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
