"""Residents' needs, from the first report to the assessment."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.materials import serve_materials
from portal.blueprints.needs.forms import WAYS
from portal.blueprints.steps import serve_steps
from portal.domain.needs.models import Need, NeedState
from portal.kernel.permissions import Permission as P

blueprint = Blueprint("needs", __name__, url_prefix="/needs")
serve_steps(blueprint, Need, WAYS)
serve_materials(blueprint, Need, P.NEED_RECORD, ("photo", "other"), lambda need: need.state is NeedState.COLLECTED)

from portal.blueprints.needs import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
