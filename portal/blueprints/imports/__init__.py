"""Bringing in a register that was kept elsewhere: upload, columns, preview, release, progress, report."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.imports.columns import WAYS
from portal.blueprints.steps import serve_steps
from portal.domain.imports.models import Import

blueprint = Blueprint("imports", __name__, url_prefix="/imports")
serve_steps(blueprint, Import, WAYS)

from portal.blueprints.imports import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
