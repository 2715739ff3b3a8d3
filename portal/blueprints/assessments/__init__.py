"""The half-year assessment of a tenant: its page and its steps."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.edge import page, permits, reader
from portal.blueprints.steps import Way, record_context, serve_steps
from portal.blueprints.tenancies.forms import AssessForm
from portal.blueprints.words import shows
from portal.domain.incubators import queries, tenancies
from portal.domain.incubators.models import Assessment
from portal.kernel.permissions import Permission as P

WAYS = {"assess": Way(form=AssessForm, verb=tenancies.assess)}

blueprint = Blueprint("assessments", __name__, url_prefix="/assessments")
serve_steps(blueprint, Assessment, WAYS)


@blueprint.get("/<public_id>")
@shows(Assessment)
@permits(P.TENANCY_READ, Assessment)
def show(assessment: Assessment):
    services = queries.services_of(reader(), assessment.tenancy)
    return page("assessments/show.html", assessment=assessment, tenancy=assessment.tenancy, services=services,
                **record_context(assessment, WAYS))  # fmt: skip
