"""The board of a year for offices, the own reports for an organization, and reminding many at once."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for

from portal.blueprints.annual_reports import blueprint
from portal.blueprints.annual_reports.forms import RemindForm
from portal.blueprints.desk.navigation import may_open
from portal.blueprints.edge import current_actor, done, page, perform_units, permits, reader
from portal.blueprints.filters import chosen, number, one_of, typed, words
from portal.blueprints.tables import Table, day, every, exported
from portal.blueprints.words import shows
from portal.domain.annual_reports import queries, windows
from portal.domain.annual_reports.models import AnnualReport, Conclusion, OverdueCount
from portal.domain.annual_reports.queries import LEGAL_PERSONS, Asked, Board, Standing
from portal.domain.organizations.models import Organization, OrgType
from portal.intake import whole
from portal.kernel.permissions import Permission as P
from portal.kernel.roles import Reach
from portal.kernel.words import N_, say
from portal.workflows import report_season

TABLE = Table(N_("年度工作报告"), (
    (N_("组织"), "name"), (N_("统一社会信用代码"), "uscc"), (N_("类型"), "org_type"), (N_("年度"), "year"), (N_("应报日期"), "due_on"),
    (N_("进展"), "standing"), (N_("报送日期"), day("arrived_at")), (N_("逾期"), "late"), (N_("结论"), "conclusion"),
))  # fmt: skip
YEARS = 6  # back from the one that is reported now
FILTERS = {"year": number, "q": typed, "type": one_of(LEGAL_PERSONS), "standing": one_of(Standing), "conclusion": one_of(Conclusion),
           "late": one_of(("1",))}  # fmt: skip


class Row:
    """A line of the board with what its query does not say: the year, the due day, and lateness where nothing came."""

    def __init__(self, found: Any, board: Board):
        self._found = found
        self.year = board.year
        self.due_on = found.due_on or board.due_on(found.org_type)
        self.late = bool(found.late) or found.standing is Standing.OVERDUE

    def __getattr__(self, name: str) -> Any:
        return getattr(self._found, name)


class OwnRow(Row):
    """The same line for one's own report."""

    def __init__(self, report: AnnualReport):
        self._found, organization = report, report.organization
        self.year, self.due_on, self.standing = report.year, report.due_on, report.state
        self.late = report.late or report.state.value == "overdue"
        self.name, self.uscc, self.org_type = organization.name, organization.uscc, organization.org_type


def _asked() -> Asked:
    latest = windows.current_year()
    year = whole(request.args.get("year", "")) or latest
    return Asked(
        year if latest - YEARS < year <= latest else latest, words(), chosen(OrgType, "type"), chosen(Standing, "standing"),
        chosen(Conclusion, "conclusion"), request.args.get("late") == "1",
    )  # fmt: skip


def _is_of_an_organization() -> bool:
    return current_actor().reach is Reach.ORGANIZATION


def _rows():
    if _is_of_an_organization():
        return [OwnRow(report) for report in queries.own(reader(), current_actor().organization_id)]
    asked = _asked()
    board = Board(reader(), current_actor(), asked.year)
    return (Row(found, board) for found in every(queries.board, asked=asked))


@blueprint.get("/")
@permits(P.ANNUAL_REPORT_READ)
@exported(TABLE, _rows, FILTERS)
def index():
    if _is_of_an_organization():
        return _own()
    session, actor, asked = reader(), current_actor(), _asked()
    board = Board(session, actor, asked.year)
    found = queries.board(session, actor, asked, cursor=request.args.get("cursor"))
    latest = windows.current_year()
    return page("annual_reports/index.html", found=found, rows=[Row(row, board) for row in found.items], asked=asked,
                counts=queries.counts(session, actor, asked.year), years=range(latest, latest - YEARS, -1), types=LEGAL_PERSONS,
                standings=list(Standing), conclusions=list(Conclusion), due_on=board.due_on(OrgType.SERVICE),
                due_on_foundations=board.due_on(OrgType.FOUNDATION), reminds=actor.holds(P.ANNUAL_REPORT_REMIND),
                lists=may_open("/sanctions/new"))  # fmt: skip


def _own():
    session, actor, year = reader(), current_actor(), windows.current_year()
    organization = session.get_one(Organization, actor.organization_id)
    reports = queries.own(session, organization.id)
    begun = any(report.year == year for report in reports)
    first = windows.first_year(session, organization.org_type, organization.region_path, organization.registered_on)
    window = windows.window(session, organization.org_type, organization.region_path, year) if first else None
    missed = [y for y in range(max(first or year + 1, year - YEARS + 1), year) if not any(r.year == y for r in reports)
              and y > (organization.last_annual_report or 0)]  # fmt: skip
    return page("annual_reports/own.html", organization=organization, reports=reports, year=year, begun=begun, window=window, missed=missed,
                entered=(organization.last_annual_report or 0) >= year and not begun,
                why_not=windows.why_not(session, organization, year), writes=actor.holds(P.ANNUAL_REPORT_WRITE))  # fmt: skip


@blueprint.route("/remind", methods=["GET", "POST"])
@permits(P.ANNUAL_REPORT_REMIND)
def remind():
    """Whom it reaches first; then the button."""
    session, actor, asked, form = reader(), current_actor(), _asked(), RemindForm()
    ids = queries.to_remind(session, actor, asked)
    kept: dict[str, Any] = {name: value for name, value in request.args.to_dict().items() if name in FILTERS}
    back = url_for(".index", **kept)
    if form.validate_on_submit():
        if told := perform_units(form, report_season.remind_all, ids, actor):
            return done(say("已经提醒 %(n)s 家。今天提醒过的没有重复提醒。", n=told.value), back)
    return page("annual_reports/remind.html", form=form, asked=asked, count=len(ids), back=back,
                without=queries.without_account(session, actor, asked), some=queries.named(session, ids[:10]),
                today=queries.reminded_today(session, actor, asked))  # fmt: skip


@blueprint.get("/overdue/<public_id>")
@shows(OverdueCount)
@permits(P.ANNUAL_REPORT_READ, OverdueCount)
def overdue(count: OverdueCount):
    """What a notice of the count leads to: the board under the filter that was counted."""
    return redirect(url_for(".index", year=count.year, standing=Standing.OVERDUE.value))


