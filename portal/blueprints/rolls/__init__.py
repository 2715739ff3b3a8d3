"""The filing of who leads, governs and supervises an organization, and the people on it."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.materials import serve_materials
from portal.blueprints.steps import serve_steps
from portal.domain.organizations.officeholders import Roll
from portal.domain.organizations.roll_guards import MATERIAL_NAMES
from portal.domain.organizations.rolls import EDITABLE
from portal.kernel.permissions import Permission as P

blueprint = Blueprint("rolls", __name__, url_prefix="/rolls")
people = Blueprint("people", __name__, url_prefix="/people")
serve_steps(blueprint, Roll)
serve_materials(blueprint, Roll, P.ROLL_WRITE, (*MATERIAL_NAMES, "other"), lambda roll: roll.state in EDITABLE)

from portal.blueprints.rolls import persons, routes  # noqa: E402,F401 - the routes hang themselves on the blueprints

blueprint.register_blueprint(people)
