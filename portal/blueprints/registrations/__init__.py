"""Registration of legal persons: application, name check, the steps of three people."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.contacts import serve_contact
from portal.blueprints.edge import reader
from portal.blueprints.materials import serve_materials
from portal.blueprints.registrations.forms import ApproveForm
from portal.blueprints.steps import Way, serve_steps
from portal.domain.organizations import registrations, uscc_segments
from portal.domain.organizations.models import Registration
from portal.domain.organizations.registration_guards import MATERIAL_NAMES
from portal.domain.organizations.registrations import EDITABLE
from portal.kernel.permissions import Permission as P


def _next_code(offer: uscc_segments.Offer | None) -> dict[str, str]:
    return {"uscc": offer.code} if offer else {}


WAYS = {
    "approve": Way(form=ApproveForm, verb=registrations.approve, template="registrations/approve.html",
                   prefill=lambda registration: _next_code(uscc_segments.offer(reader(), registration)),
                   shown=lambda session, registration: {"offer": uscc_segments.offer(session, registration)}),
}

blueprint = Blueprint("registrations", __name__, url_prefix="/registrations")
serve_steps(blueprint, Registration, WAYS)
serve_contact(blueprint, Registration)
serve_materials(
    blueprint, Registration, P.REGISTRATION_APPLY, (*MATERIAL_NAMES, "other"), lambda r: r.state in EDITABLE
)

from portal.blueprints.registrations import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
