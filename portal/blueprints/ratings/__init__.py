"""Ratings 1A to 5A: the public list and each rating; rounds, applications, sheets and measures have their own rooms."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.steps import serve_steps
from portal.domain.ratings import lifecycles  # noqa: F401 - puts the models under their lifecycles
from portal.domain.ratings.granted import Rating

blueprint = Blueprint("ratings", __name__, url_prefix="/ratings")
serve_steps(blueprint, Rating)

from portal.blueprints.ratings import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
