"""Objections: raised in public time, answered by the examiner, appealed to the finance officer."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.objections.forms import AnswerForm, AppealForm
from portal.blueprints.steps import Way, serve_steps
from portal.domain.awards.models import Objection
from portal.domain.awards.objections import step

blueprint = Blueprint("objections", __name__, url_prefix="/objections")
WAYS = {
    action: Way(form=AnswerForm, verb=step(action, "answer"), template="objections/answer.html")
    for action in ("dismiss", "uphold", "appeal-dismiss", "appeal-uphold")
} | {"appeal": Way(form=AppealForm, verb=step("appeal", "appeal"), template="objections/answer.html")}
serve_steps(blueprint, Objection, WAYS)

from portal.blueprints.objections import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
