"""Leading the account of an organization that is on the register: claimed with proof, or taken over from who left."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.contacts import serve_contact
from portal.blueprints.materials import serve_materials
from portal.blueprints.steps import serve_steps
from portal.domain.organizations.claim_guards import MATERIAL_NAMES
from portal.domain.organizations.claims import EDITABLE
from portal.domain.organizations.membership import Claim
from portal.kernel.permissions import Permission as P

blueprint = Blueprint("claims", __name__, url_prefix="/claims")
serve_steps(blueprint, Claim)
serve_contact(blueprint, Claim)
serve_materials(blueprint, Claim, P.CLAIM_APPLY, (*MATERIAL_NAMES, "other"), lambda c: c.state in EDITABLE)

from portal.blueprints.claims import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
