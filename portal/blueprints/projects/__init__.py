"""Projects: what the public follows, from the need to the grade."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.projects.ways import WAYS
from portal.blueprints.steps import serve_steps
from portal.domain.projects.models import Project

blueprint = Blueprint("projects", __name__, url_prefix="/projects")
serve_steps(blueprint, Project, WAYS)

from portal.blueprints.projects import routes, satisfaction  # noqa: E402,F401 - the routes hang themselves on the blueprint
