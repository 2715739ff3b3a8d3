"""Guideline items: what needs were screened into, and what calls answer."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.steps import serve_steps
from portal.domain.needs.models import Guideline

blueprint = Blueprint("guidelines", __name__, url_prefix="/guidelines")
serve_steps(blueprint, Guideline)

from portal.blueprints.guidelines import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
