"""Procurement intentions: what purchasers mean to buy, by quarter."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.steps import serve_steps
from portal.domain.intentions.models import Intention

blueprint = Blueprint("intentions", __name__, url_prefix="/intentions")
serve_steps(blueprint, Intention)

from portal.blueprints.intentions import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
