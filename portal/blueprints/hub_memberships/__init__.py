"""One organization's membership in a hub, and the notes within it."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.steps import serve_steps
from portal.domain.hubs import lifecycles  # noqa: F401 - puts the models under their lifecycles
from portal.domain.hubs.models import HubMembership

blueprint = Blueprint("hub_memberships", __name__, url_prefix="/hub-memberships")
serve_steps(blueprint, HubMembership)

from portal.blueprints.hub_memberships import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
