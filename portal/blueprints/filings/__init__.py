"""Filing of community groups."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.contacts import serve_contact
from portal.blueprints.materials import serve_materials
from portal.blueprints.steps import serve_steps
from portal.domain.organizations.filings import EDITABLE
from portal.domain.organizations.models import Filing
from portal.kernel.permissions import Permission as P

blueprint = Blueprint("filings", __name__, url_prefix="/filings")
serve_steps(blueprint, Filing)
serve_contact(blueprint, Filing)
serve_materials(
    blueprint, Filing, P.FILING_APPLY, ("charter", "sponsor-consent", "premises", "photo", "other"),
    lambda f: f.state in EDITABLE,
)  # fmt: skip

from portal.blueprints.filings import publicity, routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
