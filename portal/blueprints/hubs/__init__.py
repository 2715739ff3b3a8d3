"""Hub organizations and federations: the public list, recognition, joining."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.steps import serve_steps
from portal.domain.hubs import lifecycles  # noqa: F401 - puts the models under their lifecycles
from portal.domain.hubs.models import Hub

blueprint = Blueprint("hubs", __name__, url_prefix="/hubs")
serve_steps(blueprint, Hub)

from portal.blueprints.hubs import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
