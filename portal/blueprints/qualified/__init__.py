"""The list of qualified organizations: read by everyone, compiled by the bureau."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.steps import serve_steps
from portal.domain.catalogue.models import Qualification, QualifiedList

blueprint = Blueprint("qualified", __name__, url_prefix="/qualified")
lists = Blueprint("lists", __name__, url_prefix="/lists")
serve_steps(blueprint, Qualification)
serve_steps(lists, QualifiedList)

from portal.blueprints.qualified import routes  # noqa: E402,F401 - the routes hang themselves on the blueprints

blueprint.register_blueprint(lists)
