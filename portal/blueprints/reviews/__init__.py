"""The expert's desk: invitations, blind proposals, the rubric, handing everything in."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.steps import serve_steps
from portal.domain.review.models import PanelSeat

blueprint = Blueprint("reviews", __name__, url_prefix="/reviews")
serve_steps(blueprint, PanelSeat)

from portal.blueprints.reviews import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
