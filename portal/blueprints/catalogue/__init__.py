"""The two catalogues: read by everyone, compiled by departments and the bureau."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.steps import serve_steps
from portal.domain.catalogue.models import CatalogueEdition

blueprint = Blueprint("catalogue", __name__, url_prefix="/catalogue")
editions = Blueprint("editions", __name__, url_prefix="/editions")
serve_steps(editions, CatalogueEdition)

from portal.blueprints.catalogue import compiling, proposing, routes  # noqa: E402,F401 - the routes hang themselves on

blueprint.register_blueprint(editions)
