"""Changes of what the register says of an organization: application, before and after, the steps of those who decide."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.materials import serve_materials
from portal.blueprints.steps import serve_steps
from portal.domain.organizations import changes
from portal.domain.organizations.change_guards import MATERIAL_NAMES
from portal.domain.organizations.change_models import Change
from portal.kernel.permissions import Permission as P

blueprint = Blueprint("changes", __name__, url_prefix="/changes")
serve_steps(blueprint, Change)
serve_materials(blueprint, Change, P.CHANGE_APPLY, (*MATERIAL_NAMES, "other"), lambda c: c.state in changes.EDITABLE)

from portal.blueprints.changes import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
