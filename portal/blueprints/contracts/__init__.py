"""Contracts: list, text, signatures."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.contracts.forms import ContractForm, SignForm, present_period, shown_digest
from portal.blueprints.steps import Way, serve_steps
from portal.documents.amounts import in_words
from portal.domain.projects import contracts
from portal.domain.projects.models import Contract

blueprint = Blueprint("contracts", __name__, url_prefix="/contracts")
blueprint.add_app_template_filter(in_words)
WAYS = {
    action: Way(form=SignForm, verb=contracts.sign(action), prefill=shown_digest, template="contracts/sign.html")
    for action in ("sign-provider", "sign-purchaser")
} | {"redraft": Way(form=ContractForm, verb=contracts.redraft, prefill=present_period)}
serve_steps(blueprint, Contract, WAYS)

from portal.blueprints.contracts import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
