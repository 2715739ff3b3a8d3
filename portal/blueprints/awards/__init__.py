"""Results: lots in public, awards, and the contract that an officer draws up from one."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.contracts.forms import ContractForm, first_period
from portal.blueprints.steps import Way, serve_steps
from portal.domain.awards.models import Award
from portal.domain.projects import contracts

blueprint = Blueprint("awards", __name__, url_prefix="/awards")
WAYS = {"draft-contract": Way(form=ContractForm, verb=contracts.draft, prefill=first_period)}
serve_steps(blueprint, Award, WAYS)

from portal.blueprints.awards import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
