"""Guidance notes of hubs, and their answers."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.objections.forms import AnswerForm
from portal.blueprints.steps import Way, serve_steps
from portal.domain.hubs import lifecycles  # noqa: F401 - puts the models under their lifecycles
from portal.domain.hubs.models import HubNote

blueprint = Blueprint("hub_notes", __name__, url_prefix="/hub-notes")
WAYS = {"answer": Way(form=AnswerForm, template="hub_notes/answer.html")}
serve_steps(blueprint, HubNote, WAYS)

from portal.blueprints.hub_notes import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
