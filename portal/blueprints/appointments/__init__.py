"""Who holds which office: proposed, confirmed, confirmed again, ended."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.steps import serve_steps
from portal.kernel.people import Appointment

blueprint = Blueprint("appointments", __name__, url_prefix="/appointments")
serve_steps(blueprint, Appointment)

from portal.blueprints.appointments import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
