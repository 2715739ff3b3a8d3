"""Who holds which office: proposed, confirmed, confirmed again, ended."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.steps import Way, serve_steps
from portal.domain.organizations import members
from portal.kernel.people import Appointment

WAYS = {"leave": Way(verb=members.leave)}

blueprint = Blueprint("appointments", __name__, url_prefix="/appointments")
serve_steps(blueprint, Appointment, WAYS)

from portal.blueprints.appointments import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
