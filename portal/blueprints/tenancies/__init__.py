"""Tenancies: apply, follow, decide; services given."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.contacts import serve_contact
from portal.blueprints.materials import serve_materials
from portal.blueprints.steps import serve_steps
from portal.blueprints.tenancies.ways import WAYS
from portal.domain.incubators.models import Tenancy
from portal.domain.incubators.tenancies import EDITABLE
from portal.kernel.permissions import Permission as P

MATERIALS = ("plan", "application", "founders", "other")

blueprint = Blueprint("tenancies", __name__, url_prefix="/tenancies")
serve_steps(blueprint, Tenancy, WAYS)
serve_contact(blueprint, Tenancy)
serve_materials(blueprint, Tenancy, P.TENANCY_APPLY, MATERIALS, lambda tenancy: tenancy.state in EDITABLE)

from portal.blueprints.tenancies import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
