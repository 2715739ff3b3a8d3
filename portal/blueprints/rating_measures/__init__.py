"""Lowering or taking away a rating: notice, defence, decision, review."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.steps import serve_steps
from portal.domain.ratings import lifecycles  # noqa: F401 - puts the models under their lifecycles
from portal.domain.ratings.granted import RatingMeasure

blueprint = Blueprint("rating_measures", __name__, url_prefix="/rating-measures")
serve_steps(blueprint, RatingMeasure)

from portal.blueprints.rating_measures import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
