"""Mid-term and final evaluations: ordered, reported, scored, graded."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.evaluations.ways import WAYS
from portal.blueprints.materials import serve_materials
from portal.blueprints.steps import serve_steps
from portal.domain.evaluation.models import Evaluation, EvaluationState
from portal.kernel.permissions import Permission as P

EDITABLE = (EvaluationState.ORDERED, EvaluationState.RETURNED)

blueprint = Blueprint("evaluations", __name__, url_prefix="/evaluations")
serve_steps(blueprint, Evaluation, WAYS)
serve_materials(
    blueprint, Evaluation, P.EVALUATION_REPORT, ("photo", "voucher", "other"), lambda e: e.state in EDITABLE
)

from portal.blueprints.evaluations import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
