"""Registration of legal persons: application, name check, the steps of three people."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.contacts import serve_contact
from portal.blueprints.materials import serve_materials
from portal.blueprints.registrations.forms import ApproveForm
from portal.blueprints.steps import Way, serve_steps
from portal.domain.organizations import registrations
from portal.domain.organizations.models import Registration
from portal.domain.organizations.registration_guards import MATERIAL_NAMES
from portal.domain.organizations.registrations import EDITABLE
from portal.kernel.permissions import Permission as P

WAYS = {
    "approve": Way(form=ApproveForm, verb=registrations.approve, template="registrations/approve.html"),
}

blueprint = Blueprint("registrations", __name__, url_prefix="/registrations")
serve_steps(blueprint, Registration, WAYS)
serve_contact(blueprint, Registration)
serve_materials(
    blueprint, Registration, P.REGISTRATION_APPLY, (*MATERIAL_NAMES, "other"), lambda r: r.state in EDITABLE
)

from portal.blueprints.registrations import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
