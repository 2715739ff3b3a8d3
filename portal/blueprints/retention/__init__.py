"""How long each class of record is kept, what has passed its period, and erasing it."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.steps import serve_steps
from portal.domain.retention.models import Erasure

blueprint = Blueprint("retention", __name__, url_prefix="/retention")
serve_steps(blueprint, Erasure)

from portal.blueprints.retention import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
