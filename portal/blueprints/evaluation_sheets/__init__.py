"""An evaluator's own score sheets."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.steps import Way, serve_steps
from portal.domain.evaluation.models import EvaluationSheet

blueprint = Blueprint("evaluation_sheets", __name__, url_prefix="/evaluation-sheets")
serve_steps(blueprint, EvaluationSheet, {"submit": Way()})

from portal.blueprints.evaluation_sheets import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
