"""Seats in an organization that were offered: answered by account or by the link of a letter, sent again, taken back."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.steps import serve_steps
from portal.domain.organizations.membership import Invitation

blueprint = Blueprint("invitations", __name__, url_prefix="/invitations")
serve_steps(blueprint, Invitation)

from portal.blueprints.invitations import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
