"""What time does in a year of reports: it opens, reminds, marks, counts, and lists nobody."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, or_, select

from portal.domain.annual_reports.models import AnnualReport, AnnualReportState, OverdueCount
from portal.domain.organizations.models import Organization, OrganizationState, OrgType
from portal.domain.projects.models import Activity, ActivityState
from portal.kernel import clock, lifecycle
from portal.kernel.channels import Kind
from portal.kernel.outbox import Notice
from portal.kernel.people import User
from portal.kernel.work import Stage, WorkItem, WorkReminder
from portal.workflows import reminders, report_facts, report_season
from tests.domain.founding import town  # noqa: F401 - a fixture
from tests.domain.reporting import YEAR, filled, head, member, org, organization, sign  # noqa: F401 - fixtures


def told(session, kind):
    stmt = select(User.login).join(Notice, Notice.user_id == User.id).where(Notice.kind == kind, Notice.subject_type.like("annual_report%"))
    return sorted(session.scalars(stmt))


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def test_the_year_opens_for_those_who_owe_it_and_have_somebody_to_write_it(town, org, head):
    organization(town, name="没有账号的", uscc="52320114MJDEM0002X")
    for n, other in enumerate(({"registered_on": date(2025, 7, 1)}, {"last_annual_report": YEAR}, {"state": OrganizationState.DISSOLVED},
                               {"org_type": OrgType.FOUNDATION}), start=3):  # fmt: skip
        member(town, organization(town, name=f"组织{n}", uscc=f"52320114MJDEM{n:04d}X", **other), "ngo2")
    town.session.commit()
    assert report_season.open_year(town.session) == 1  # of the foundation the due day has passed: 31 March
    assert report_season.open_year(town.session) == 0
    report = town.session.scalars(select(AnnualReport)).one()
    assert (report.organization_id, report.begun_at, report.due_on) == (org.id, None, date(2026, 5, 31))
    item = town.session.query(WorkItem).filter_by(subject_type="annual_reports", action="submit").one()
    assert (item.organization_id, item.due_at) == (org.id, clock.end_of(date(2026, 5, 31)))
    assert told(town.session, Kind.DUTY) == ["ngo"]


def test_nothing_opens_at_night_or_outside_the_window(town, org, head):
    town.session.commit()
    for moment in ("2026-05-13 03:00", "2026-06-01 10:00", "2026-12-31 10:00"):
        town.travel(moment)
        assert report_season.open_year(town.session) == 0, moment
    town.travel("2027-01-01 08:30")
    assert report_season.open_year(town.session) == 1
    assert town.session.scalars(select(AnnualReport.year)).all() == [2026]


def test_the_reminders_come_thirty_ten_and_three_days_before_and_once_after(town, org, head):
    town.session.commit()
    town.travel("2026-04-01 10:00")
    report_season.open_year(town.session)
    days = {
        "2026-04-30 10:00": [], "2026-05-01 10:00": [Stage.EARLY_1], "2026-05-15 10:00": [Stage.EARLY_1],
        "2026-05-21 10:00": [Stage.EARLY_1, Stage.EARLY_2], "2026-05-28 10:00": [Stage.EARLY_1, Stage.EARLY_2, Stage.EARLY_3],
        "2026-05-31 19:00": [Stage.EARLY_1, Stage.EARLY_2, Stage.EARLY_3],
    }  # fmt: skip
    for moment, given in days.items():
        town.travel(moment)
        for _ in range(2):
            reminders.remind(town.session)
        assert town.session.scalars(select(WorkReminder.stage).order_by(WorkReminder.id)).all() == given, moment
    town.travel("2026-06-02 10:00")
    lifecycle.tick(town.session)
    reminders.remind(town.session)
    reminders.remind(town.session)
    assert town.session.scalars(select(WorkReminder.stage).order_by(WorkReminder.id)).all()[3:] == [Stage.OVERDUE]
    assert told(town.session, Kind.REMINDER) == ["ngo"] * 4


def test_whoever_opens_late_is_told_of_the_nearest_day_alone(town, org, head):
    town.session.commit()
    town.travel("2026-04-01 10:00")
    report_season.open_year(town.session)
    town.travel("2026-05-29 10:00")
    reminders.remind(town.session)
    assert town.session.scalars(select(WorkReminder.stage)).all() == [Stage.EARLY_3]


def test_the_registrar_and_its_superiors_learn_once_how_many_did_not_report(town, org, head):
    organization(town, name="没有账号的", uscc="52320114MJDEM0002X")
    organization(town, name="纸质报的", uscc="52320114MJDEM0003X", last_annual_report=YEAR)
    late = organization(town, name="报了的", uscc="52320114MJDEM0004X")
    by = member(town, late, "ngo2")
    sign(town, filled(town, late, by), by)
    town.session.commit()
    town.travel("2026-06-02 10:00")
    assert report_season.tell_of_overdue(town.session) == 0  # two working days after a Sunday
    town.travel("2026-06-03 10:00")
    assert [report_season.tell_of_overdue(town.session) for _ in range(2)] == [1, 0]
    row = town.session.scalars(select(OverdueCount)).one()
    assert (row.year, row.overdue, row.region_path) == (YEAR, 2, "/32/3201/320114/")
    assert set(told(town.session, Kind.ESCALATION)) >= {"acceptor", "leader", "supervisor"}


def test_time_lists_nobody(town, org, head):
    town.session.commit()
    report_season.open_year(town.session)
    town.travel("2026-07-15 10:00")
    lifecycle.tick(town.session)
    report_season.tell_of_overdue(town.session)
    town.session.expire_all()
    assert org.state is OrganizationState.ACTIVE
    assert town.session.scalars(select(AnnualReport.state)).all() == [AnnualReportState.OVERDUE]


def test_no_row_is_written_because_a_year_began(town):
    for n in range(40):
        organization(town, name=f"组织{n}", uscc=f"52320114MJDEM{n:04d}X")
    town.session.commit()
    report_season.open_year(town.session)
    town.travel("2026-06-10 10:00")
    lifecycle.tick(town.session)
    report_season.tell_of_overdue(town.session)
    assert (count(town.session, AnnualReport), count(town.session, WorkItem), count(town.session, OverdueCount)) == (0, 0, 1)


def test_the_portal_counts_the_confirmed_work_of_the_year_alone(demo_city, session):
    done = session.scalars(select(Activity).where(Activity.state == ActivityState.CONFIRMED)).first()
    theirs = session.get_one(Organization, done.organization_id)
    counted = {year: report_facts.known(session, theirs, year)["activities"] for year in range(done.held_on.year - 3, done.held_on.year + 4)}
    everything = select(func.count(Activity.id)).where(
        Activity.state == ActivityState.CONFIRMED, or_(Activity.organization_id == theirs.id, Activity.implementer_id == theirs.id)
    )
    assert counted[done.held_on.year] > 0
    assert sum(counted.values()) == session.scalar(everything)
