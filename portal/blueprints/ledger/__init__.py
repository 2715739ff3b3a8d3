"""The ledger: trial balance and vouchers, for those who answer for the money."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("ledger", __name__, url_prefix="/ledger")

from portal.blueprints.ledger import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
