"""The year of the annual reports, as time goes by: the task is opened, the count of those who did not report is told.

Time marks and tells; whether somebody is listed for it an officer decides, after notice and defence. Organizations whose
people are not in the portal get no row: the board finds them by its join.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.annual_reports import operations, windows
from portal.domain.annual_reports.models import AnnualReport, OverdueCount
from portal.domain.annual_reports.queries import LEGAL_PERSONS
from portal.domain.organizations.models import Organization, OrganizationState
from portal.kernel import access, clock, engine, outbox, people, policy, regions, workdays
from portal.kernel.channels import Kind
from portal.kernel.people import Actor, Appointment, in_force
from portal.kernel.permissions import Permission as P
from portal.kernel.regions import Level
from portal.kernel.roles import Role
from portal.kernel.words import say
from portal.workflows.reminders import OFFICE_HOURS, superiors_of

AT_ONCE = 50  # in one unit of work: nobody waits long for it


def open_year(session: Session) -> int:
    """Open the report of the year that ended for everybody who owes it and has somebody to write it; returns how many.

    Until the due day: whoever comes to the portal later catches up from their own desk."""
    if clock.local(clock.now()).hour not in OFFICE_HOURS:
        return 0
    year = windows.current_year()
    ids = [row.id for row in session.execute(_without_report(year)) if _is_open_for(session, row, year)]
    opened = 0
    for start in range(0, len(ids), AT_ONCE):
        opened += engine.in_one_unit(session, partial(_open, ids=ids[start : start + AT_ONCE], year=year))
    return opened


def _without_report(year: int) -> Select:
    led = exists().where(Appointment.organization_id == Organization.id, Appointment.role == Role.LEGAL_REPRESENTATIVE, in_force())
    reported = exists().where(AnnualReport.organization_id == Organization.id, AnnualReport.year == year)
    columns = (Organization.id, Organization.org_type, Organization.region_path, Organization.registered_on)
    return select(*columns).where(
        Organization.state == OrganizationState.ACTIVE, Organization.org_type.in_(LEGAL_PERSONS), led, ~reported,
        or_(Organization.last_annual_report.is_(None), Organization.last_annual_report < year),
    ).order_by(Organization.id)  # fmt: skip


def _is_open_for(session: Session, row: Any, year: int) -> bool:
    first = windows.first_year(session, row.org_type, row.region_path, row.registered_on)
    opens_on, due_on = windows.window(session, row.org_type, row.region_path, year)
    return first is not None and first <= year and opens_on <= clock.today() <= due_on


def _open(session: Session, ids: list[int], year: int) -> int:
    organizations = session.scalars(select(Organization).where(Organization.id.in_(ids)).order_by(Organization.id))
    return sum(operations.open_for(session, organization, year) is not None for organization in organizations.all())


# --- those who did not report -------------------------------------------------------------------------------------


def tell_of_overdue(session: Session) -> int:
    """Some working days after the due day, each district's registrar and superiors learn how many did not report: one
    notice a year, whoever is meant stands on the board. Returns how many districts were told."""
    if clock.local(clock.now()).hour not in OFFICE_HOURS:
        return 0
    year, told = windows.current_year(), 0
    known = set(session.scalars(select(OverdueCount.region_path).where(OverdueCount.year == year)))
    for path, _name in regions.choices(session, Level.DISTRICT):
        if path not in known and _time_has_come(session, path, year):
            told += engine.in_one_unit(session, partial(_tell, path=path, year=year))
    return told


def _time_has_come(session: Session, path: str, year: int) -> bool:
    due_on = policy.day_of(session, windows.USUALLY, path, year + 1)
    return workdays.between(due_on, clock.today(), session) >= policy.amount(session, "reminder.escalate", path)


def _tell(session: Session, path: str, year: int) -> bool:
    overdue = session.scalar(_overdue(session, path, year)) or 0
    to = {*people.holders(session, P.ANNUAL_REPORT_REMIND, access.Scope(region_path=path)), *superiors_of(session, path)}
    if not overdue:
        return False
    count = OverdueCount(region_path=path, year=year, overdue=overdue, told_at=clock.now(), told=len(to))
    session.add(count)
    session.flush()
    sentence = say("%(year)s 年度工作报告已过报送日期，还有 %(n)s 家没有报送", year=year, n=overdue)
    outbox.tell(session, sorted(to), sentence, count, Kind.ESCALATION)
    return True


def _overdue(session: Session, path: str, year: int) -> Select[Any]:
    """Legal persons of the district that owe the year's report and have handed in none."""
    until = windows.registered_until(session, path, year)
    arrived = exists().where(
        AnnualReport.organization_id == Organization.id, AnnualReport.year == year,
        AnnualReport.arrived_at.is_not(None),
    )  # fmt: skip
    return select(func.count()).select_from(Organization).where(
        regions.within(Organization.region_path, path), Organization.state == OrganizationState.ACTIVE,
        Organization.org_type.in_(LEGAL_PERSONS), Organization.registered_on <= until, ~arrived,
        or_(Organization.last_annual_report.is_(None), Organization.last_annual_report < year),
    )  # fmt: skip


# --- an officer asks for what is not there ------------------------------------------------------------------------


def remind_all(session: Session, ids: list[int], by: Actor) -> int:
    """Remind the organizations of these reports, in units of work of a few; returns how many were told now."""
    told = 0
    for start in range(0, len(ids), AT_ONCE):
        told += engine.in_one_unit(session, partial(_remind, ids=ids[start : start + AT_ONCE], by=by))
    return told


def _remind(session: Session, ids: list[int], by: Actor) -> int:
    reports = session.scalars(select(AnnualReport).where(AnnualReport.id.in_(ids)).order_by(AnnualReport.id)).all()
    return sum(operations.remind(session, report, by=by) for report in reports)
