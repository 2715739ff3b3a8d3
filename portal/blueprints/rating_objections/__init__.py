"""Objections against results of the rating in their public days."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.objections.forms import AnswerForm
from portal.blueprints.steps import Way, serve_steps
from portal.domain.ratings import lifecycles  # noqa: F401 - puts the models under their lifecycles
from portal.domain.ratings.models import RatingObjection
from portal.domain.ratings.objections import settle

blueprint = Blueprint("rating_objections", __name__, url_prefix="/rating-objections")
WAYS = {
    action: Way(form=AnswerForm, verb=settle(action), template="filing_objections/answer.html") for action in ("dismiss", "uphold")
}
serve_steps(blueprint, RatingObjection, WAYS)

from portal.blueprints.rating_objections import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
