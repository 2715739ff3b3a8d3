"""Filed groups that fell short of a year's activities: heard, decided by two people of the street, open to appeal."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.lapses.forms import AppealForm, StatementForm
from portal.blueprints.steps import Way, serve_steps
from portal.domain.organizations import lapses
from portal.domain.organizations.group_life import Lapse

WAYS = {
    "state": Way(form=StatementForm, verb=lapses.saying("state", "statement"), template="lapses/step.html"),
    "appeal": Way(form=AppealForm, verb=lapses.saying("appeal", "appeal"), template="lapses/step.html"),
    "notify": Way(template="lapses/step.html"),
    "lapse": Way(template="lapses/step.html"),
    "keep": Way(template="lapses/step.html"),
    "uphold": Way(template="lapses/step.html"),
    "dismiss": Way(template="lapses/step.html"),
}

blueprint = Blueprint("lapses", __name__, url_prefix="/lapses")
serve_steps(blueprint, Lapse, WAYS)

from portal.blueprints.lapses import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
