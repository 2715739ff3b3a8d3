"""A panel member's own sheets in the rating of organizations."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.steps import Way, serve_steps
from portal.domain.ratings import lifecycles  # noqa: F401 - puts the models under their lifecycles
from portal.domain.ratings.models import RatingSheet

blueprint = Blueprint("rating_sheets", __name__, url_prefix="/rating-sheets")
serve_steps(blueprint, RatingSheet, {"submit": Way()})

from portal.blueprints.rating_sheets import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
