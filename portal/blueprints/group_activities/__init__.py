"""Activities of filed groups: what keeps a filing alive, recorded by the group, confirmed by its residents' committee."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.materials import serve_materials
from portal.blueprints.steps import serve_steps
from portal.domain.organizations.group_activities import EDITABLE
from portal.domain.organizations.group_life import GroupActivity
from portal.kernel.permissions import Permission as P

blueprint = Blueprint("group_activities", __name__, url_prefix="/group-activities")
serve_steps(blueprint, GroupActivity)
serve_materials(blueprint, GroupActivity, P.ACTIVITY_RECORD, ("photo", "other"), lambda a: a.state in EDITABLE)

from portal.blueprints.group_activities import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
