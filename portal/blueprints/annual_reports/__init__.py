"""The yearly report: writing it section by section, signing, the two checks, the board of a year, what is public of it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, request

from portal.blueprints.annual_reports.forms import CheckForm, ConcludeForm, RectifyForm, SignForm
from portal.blueprints.materials import serve_materials
from portal.blueprints.steps import Way, serve_steps
from portal.domain.annual_reports import operations
from portal.domain.annual_reports.guards import MATERIAL_NAMES
from portal.domain.annual_reports.models import AnnualReport, AnnualReportState
from portal.kernel import clock
from portal.kernel.permissions import Permission as P
from portal.workflows import report_facts

blueprint = Blueprint("annual_reports", __name__, url_prefix="/annual-reports")


@blueprint.before_request
def stamp_arrival() -> None:
    """The due day looks at the moment when the whole request was here, before any queue or lock."""
    if request.method == "POST":
        request.form  # noqa: B018 - reads the body to its end
    g.arrived_at = clock.now()


def known_of(session: Any, report: AnnualReport) -> dict[str, Any]:
    """What the portal knows of the report's year: frozen once it was signed, until then as of now; asked once a request."""
    if report.known is not None and report.state not in operations.EDITABLE:
        return report.known
    read = g.setdefault("report_facts", {})
    if report.id not in read:
        read[report.id] = report_facts.known(session, report.organization, report.year)
    return read[report.id]


def signed_facts(session: Any, report: AnnualReport) -> dict[str, Any]:
    return {"arrived_at": g.arrived_at, "known": known_of(session, report)}


def _what_is_signed(session: Any, report: AnnualReport) -> dict[str, Any]:
    return {"summary": routes.summary_of(session, report)}


WAYS = {
    "submit": Way(form=SignForm, facts=signed_facts, shown=_what_is_signed, template="annual_reports/sign.html"),
    "check": Way(form=CheckForm, shown=_what_is_signed, template="annual_reports/check.html"),
    "first-check": Way(form=CheckForm, shown=_what_is_signed, template="annual_reports/check.html"),
    "conclude": Way(form=ConcludeForm, verb=operations.conclude, shown=_what_is_signed, template="annual_reports/check.html"),
    "rectify": Way(form=RectifyForm, template="annual_reports/rectify.html"),
}

serve_steps(blueprint, AnnualReport, WAYS)
serve_materials(blueprint, AnnualReport, P.ANNUAL_REPORT_WRITE, (*MATERIAL_NAMES, "other"),
                lambda report: report.state in (*operations.EDITABLE, AnnualReportState.RECTIFYING))  # fmt: skip

from portal.blueprints.annual_reports import board, public, routes  # noqa: E402,F401 - they hang themselves on the blueprint
