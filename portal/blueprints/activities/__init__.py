"""Activity records and the codes for those who came."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.materials import serve_materials
from portal.blueprints.steps import serve_steps
from portal.domain.projects.activities import EDITABLE
from portal.domain.projects.models import Activity
from portal.kernel.permissions import Permission as P

blueprint = Blueprint("activities", __name__, url_prefix="/activities")
serve_steps(blueprint, Activity)
serve_materials(blueprint, Activity, P.ACTIVITY_RECORD, ("photo", "voucher", "other"), lambda a: a.state in EDITABLE)

from portal.blueprints.activities import codes, routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
