"""What everybody reads of a concluded report, at the address of its organization and year."""

from __future__ import annotations

from flask import abort

from portal.blueprints.annual_reports import blueprint
from portal.blueprints.edge import current_actor, page, permits, reader
from portal.domain.annual_reports import published
from portal.domain.organizations.models import Organization
from portal.kernel import access
from portal.kernel.permissions import Permission as P


@blueprint.get("/of/<public_id>/<int:year>")
@permits(P.ORGANIZATION_READ, Organization)
def published_report(organization: Organization, year: int):
    """A report that is not concluded answers like one that does not exist."""
    report = published.of_year(reader(), organization, year) if 2000 <= year <= 2100 else None
    if report is None:
        abort(404)
    return page("annual_reports/public.html", organization=organization, report=report, public=published.public_part(report),
                whole=access.allows(current_actor(), P.ANNUAL_REPORT_READ, report))  # fmt: skip
