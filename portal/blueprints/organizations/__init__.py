"""The public register of social organizations."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.contacts import serve_contact
from portal.domain.organizations.models import Organization

blueprint = Blueprint("organizations", __name__, url_prefix="/organizations")
serve_contact(blueprint, Organization)

from portal.blueprints.organizations import members, routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
