"""Applications for a rating: self-assessment, first check, panel, publicity, decision."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.materials import serve_materials
from portal.blueprints.rating_applications.ways import WAYS
from portal.blueprints.steps import serve_steps
from portal.domain.ratings.applications import EDITABLE
from portal.domain.ratings.guards import MATERIALS
from portal.domain.ratings.models import RatingApplication
from portal.kernel.permissions import Permission as P

blueprint = Blueprint("rating_applications", __name__, url_prefix="/rating-applications")
serve_steps(blueprint, RatingApplication, WAYS)
serve_materials(
    blueprint, RatingApplication, P.RATING_APPLY, (*MATERIALS.values(), "other"), lambda application: application.state in EDITABLE
)

from portal.blueprints.rating_applications import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
