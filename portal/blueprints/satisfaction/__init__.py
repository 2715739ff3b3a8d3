"""Surveys from the inside: paper sheets typed in, and the way from a survey to its public page."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.steps import serve_steps
from portal.domain.satisfaction.models import SatisfactionSurvey

blueprint = Blueprint("satisfaction", __name__, url_prefix="/satisfaction")
serve_steps(blueprint, SatisfactionSurvey)

from portal.blueprints.satisfaction import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
