"""Objections against filings in their public days: raised by anyone with an account, answered by the street."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.objections.forms import AnswerForm
from portal.blueprints.steps import Way, serve_steps
from portal.domain.organizations.filing_objections import settle
from portal.domain.organizations.models import FilingObjection

blueprint = Blueprint("filing_objections", __name__, url_prefix="/filing-objections")
WAYS = {
    action: Way(form=AnswerForm, verb=settle(action), template="filing_objections/answer.html")
    for action in ("dismiss", "uphold")
}
serve_steps(blueprint, FilingObjection, WAYS)

from portal.blueprints.filing_objections import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
