"""Double report: teams of an organization report to a community, and what they did there."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.steps import serve_steps
from portal.domain.organizations.volunteer_teams import TeamService, VolunteerTeam

blueprint = Blueprint("volunteer_teams", __name__, url_prefix="/volunteer-teams")
services = Blueprint("services", __name__, url_prefix="/services")
serve_steps(blueprint, VolunteerTeam)
serve_steps(services, TeamService)

from portal.blueprints.volunteer_teams import routes  # noqa: E402,F401 - the routes hang themselves on the blueprints

blueprint.register_blueprint(services)
