"""Leaving the register: a legal person is dissolved, a filed group ends its filing."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from portal.blueprints.edge import current_actor
from portal.blueprints.materials import serve_materials
from portal.blueprints.steps import Way, serve_steps
from portal.domain.organizations.dissolutions import EDITABLE
from portal.domain.organizations.exit_guards import MATERIAL_NAMES
from portal.domain.organizations.exits import Dissolution
from portal.kernel.permissions import Permission as P
from portal.workflows import exits, obligations


def _facts(session: Any, dissolution: Dissolution) -> dict[str, Any]:
    """For the button and its page; the step looks again itself."""
    return obligations.facts_for(session, dissolution.organization, current_actor())


WAYS = {action: Way(facts=_facts, verb=exits.settled(action)) for action in ("submit", "hand-in", "approve", "end")}

blueprint = Blueprint("dissolutions", __name__, url_prefix="/dissolutions")
serve_steps(blueprint, Dissolution, WAYS)
serve_materials(blueprint, Dissolution, P.DISSOLUTION_APPLY, (*MATERIAL_NAMES, "other"), lambda d: d.state in EDITABLE)

from portal.blueprints.dissolutions import announcements, routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
