"""Rounds of rating: drafted, approved, open to applications, done."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.steps import serve_steps
from portal.domain.ratings import lifecycles  # noqa: F401 - puts the models under their lifecycles
from portal.domain.ratings.models import RatingRound

blueprint = Blueprint("rating_rounds", __name__, url_prefix="/rating-rounds")
serve_steps(blueprint, RatingRound)

from portal.blueprints.rating_rounds import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
