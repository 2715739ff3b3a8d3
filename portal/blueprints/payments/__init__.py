"""Payments: the tranches of contracts, released by one person and paid by another."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.steps import serve_steps
from portal.domain.funds.models import Tranche

blueprint = Blueprint("payments", __name__, url_prefix="/payments")
serve_steps(blueprint, Tranche)

from portal.blueprints.payments import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
