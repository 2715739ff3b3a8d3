"""One's work in a colleague's hands for some days."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.steps import serve_steps
from portal.kernel.people import Delegation

blueprint = Blueprint("delegations", __name__, url_prefix="/delegations")
serve_steps(blueprint, Delegation)

from portal.blueprints.delegations import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
