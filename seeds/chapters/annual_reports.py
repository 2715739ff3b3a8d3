"""The yearly reports: those of last year accepted for a few, one half written, some on officers' desks, one that never came."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from portal.domain.annual_reports import operations, windows
from portal.domain.annual_reports.contents import sums
from portal.domain.annual_reports.guards import MATERIAL_NAMES, materials_needed
from portal.domain.annual_reports.models import AnnualReport, Conclusion
from portal.domain.annual_reports.questions import Section
from portal.domain.organizations.models import Organization, OrgType
from portal.kernel import clock, engine, lifecycle, people
from portal.kernel.people import Actor, Appointment, User
from portal.kernel.roles import Role
from portal.workflows import report_facts, report_season
from seeds.chapters.organizations import told_year
from seeds.materials import hand_in
from seeds.world import City

#: Accepted for the year before this one's lists; an organization, and what came of it.
ACCEPTED = (
    ("ngo", Conclusion.QUALIFIED), ("ngo3", Conclusion.QUALIFIED), ("shigong", Conclusion.QUALIFIED), ("shetuan", Conclusion.QUALIFIED),
    ("jijin", Conclusion.QUALIFIED), ("xinghe", Conclusion.BASIC), ("tingyu", Conclusion.BASIC),
)  # fmt: skip
#: On their way for the year that ended: an organization, how far it came, days ago that it was handed in.
UNDER_WAY = (("xiaochuan", "checked", 9), ("heyu", "submitted", 4), ("jinzhi", "submitted", 3), ("liangxin", "returned", 6))
NEVER = "songbai"  # its report of the last year that is past its due day never came
HALF = ("ngo2", (Section.BASICS, Section.GOVERNANCE, Section.STAFF))


def tell(city: City) -> None:
    before, ended = told_year(city) - 1, city.today.year - 1
    for place, (key, conclusion) in enumerate(ACCEPTED):
        accepted(city, city.orgs[key], before, conclusion, place)
    half_written(city, city.orgs[HALF[0]], ended)
    never_came(city, city.orgs[NEVER])
    for key, stage, ago in sorted(UNDER_WAY, key=lambda row: -row[2]):
        on_its_way(city, city.orgs[key], ended, stage, ago)
    _open_the_rest(city)


def accepted(city: City, organization: Organization, year: int, conclusion: Conclusion, place: int) -> None:
    """Handed in well before the due day, looked at by two, concluded."""
    opens_on, due_on = _window(city, organization, year)
    day = max(opens_on + timedelta(days=1 + place % 3), min(due_on - timedelta(days=40), city.day(-150)))
    report = handed_in(city, organization, year, day)
    _step(city, report, day + timedelta(days=4), "first-check" if report.department_id else "check", opinion="材料齐全，与日常掌握的情况一致。")
    with city.at(clock.at(day + timedelta(days=9), 15)) as session:
        by = city.actor("examiner")
        if conclusion is Conclusion.QUALIFIED:
            lifecycle.move(session, report, "accept", by=by)
            return
        operations.conclude(
            session, report, by=by, conclusion=conclusion, opinion="理事会全年只开了一次会议，章程规定每年至少两次；收支没有向社会公开。",
            rectifications="补开理事会会议，形成会议纪要\n在网站或公众号公开上一年度收支", rectify_by_on=max(city.today, day) + timedelta(days=20),
        )  # fmt: skip
    if organization is city.orgs["tingyu"]:
        _step(city, report, day + timedelta(days=30), "rectify", by=head_of(city, organization),
              rectified="4 月补开了理事会会议，纪要见材料；收支情况已在公众号公开。")  # fmt: skip


def on_its_way(city: City, organization: Organization, year: int, stage: str, ago: int) -> None:
    opens_on, _due_on = _window(city, organization, year)
    day = max(opens_on, city.day(-ago))
    report = handed_in(city, organization, year, day)
    if stage == "checked":
        _step(city, report, day + timedelta(days=3), "first-check" if report.department_id else "check", opinion="")
    if stage == "returned":
        action = "first-return" if report.department_id else "return"
        with city.at(clock.at(day + timedelta(days=3), 16)) as session:
            lifecycle.move(session, report, action, by=_checker(city, report), reason="财务报告缺附注；志愿者人数和活动记录差得多，请核对后说明。")


def half_written(city: City, organization: Organization, year: int) -> None:
    opens_on, _due_on = _window(city, organization, year)
    by = head_of(city, organization)
    with city.at(clock.at(max(opens_on, city.day(-12)), 9, 30)) as session:
        report = operations.begin(session, organization, year, by=by)
        for section in HALF[1]:
            operations.save(session, report, section, answers_for(city, organization, year)[section], by=by, expect=None)
    _pass_the_due_day(city, report.due_on)


def never_came(city: City, organization: Organization) -> None:
    """Opened when its time came, and past its due day since."""
    year = city.today.year - 1
    if city.today <= _window(city, organization, year)[1]:
        year -= 1
    with city.at(clock.at(_window(city, organization, year)[0], 9)) as session:
        operations.open_for(session, organization, year)
    _pass_the_due_day(city, _window(city, organization, year)[1])


def _pass_the_due_day(city: City, due_on: date) -> None:
    if due_on < city.today:
        city.tick(clock.at(due_on + timedelta(days=1), 0, 5))


def handed_in(city: City, organization: Organization, year: int, day: date) -> AnnualReport:
    by = head_of(city, organization)
    with city.at(clock.at(day, 10, 10)) as session:
        report = operations.begin(session, organization, year, by=by)
        for section, answers in answers_for(city, organization, year).items():
            operations.save(session, report, section, answers, by=by, expect=None, aloud=False)
        hand_in(city, report, {code: MATERIAL_NAMES[code] for code in materials_needed(session, report)}, by=by)
        known = report_facts.known(session, organization, year)
        lifecycle.move(session, report, "submit", by=by, arrived_at=clock.now(), known=known)
    return report


def _open_the_rest(city: City) -> None:
    """What the clock did on the first working morning of the year."""
    opens_on = date(city.today.year, 1, 1)
    with city.stand(clock.at(opens_on, 9)):
        report_season.open_year(city.session)
    a_week_late = clock.at(date(city.today.year, 6, 8), 9)
    if a_week_late <= city.now:
        with city.stand(a_week_late):
            report_season.tell_of_overdue(city.session)


# --- people and days ----------------------------------------------------------------------------------------------


def head_of(city: City, organization: Organization) -> Actor:
    """Whoever leads the organization's account; most of them have no login."""
    return _holder(city, organization_id=organization.id, role=Role.LEGAL_REPRESENTATIVE)


def _checker(city: City, report: AnnualReport) -> Actor:
    """Of the competent authority where it works in the portal, else of the bureau."""
    if report.department_id is None:
        return city.actor("acceptor")
    return _holder(city, department_id=report.department_id, role=Role.DEPARTMENT_OFFICER)


def _holder(city: City, **office: Any) -> Actor:
    held = city.session.query(Appointment).filter_by(**office).order_by(Appointment.id).first()
    assert held is not None
    return people.acting_as(city.session.get_one(User, held.user_id), held)


def _step(city: City, report: AnnualReport, day: date, action: str, by: Actor | None = None, **facts: Any) -> None:
    with city.at(clock.at(day, 14)) as session:
        lifecycle.move(session, report, action, by=by or _checker(city, report), **facts)


def _window(city: City, organization: Organization, year: int) -> windows.Window:
    with engine.writing(city.session) as session:
        return windows.window(session, organization.org_type, organization.region_path, year)


# --- what they wrote ----------------------------------------------------------------------------------------------


def answers_for(city: City, organization: Organization, year: int) -> dict[Section, dict[str, Any]]:
    """A plausible year of an organization of its size; amounts in fen, all of them fiction."""
    staff = organization.full_time_staff
    known = report_facts.known(city.session, organization, year)
    paid = known["paid_fen"]
    finance = {
        "opening_fen": 8_600_000 * staff, "income_finance": paid.get("finance", 0) + 2_000_000 * staff, "income_lottery": paid.get("lottery", 0),
        "income_enterprise": paid.get("enterprise", 0), "income_foundation": paid.get("foundation", 0), "income_donation": 380_000 * staff,
        "income_own": paid.get("own", 0) + 150_000 * staff, "income_service": 420_000 * staff, "expense_business": 2_300_000 * staff,
        "expense_management": 240_000 * staff, "expense_fundraising": 0, "expense_other": 15_000 * staff,
    }  # fmt: skip
    finance["income_donation"] += paid.get("donation", 0)
    if organization.org_type is OrgType.FOUNDATION:
        finance |= {"public_raising": "no", "benefit_fen": 2_100_000 * staff}
    found = sums({Section.FINANCE: finance})
    finance["closing_fen"] = finance["opening_fen"] + found.income - found.expenditure
    association = organization.org_type is OrgType.ASSOCIATION
    return {
        Section.BASICS: {"as_registered": "yes", "premises": "lent", "premises_m2": 60 + 20 * staff},
        Section.GOVERNANCE: {
            **({"general_meetings": 1} if association else {}), "board_meetings": 2, "board_members": 5, "supervisors": 1,
            "term_ends_on": date(year + 2, 6, 30), "charter_changed": "no",
        },
        Section.STAFF: {"full_time": staff, "insured": staff, "social_workers": staff // 2, "part_time": 2,
                        "volunteers": max(12 * staff, known["volunteers"] // 4)},
        Section.FINANCE: finance,
        Section.ACTIVITIES: {"remarks": f"围绕“{organization.purpose.rstrip('。')}”开展工作，服务做到社区、做到家门口；年初计划的事项都已完成。"},
        Section.PARTY: {"party_members": 1 + staff // 4, "party_organization": "joint", "party_activities": 6},
        Section.DONATIONS: {"donated_fen": finance["income_donation"], "donated_kind_fen": 0, "raised_publicly": "no", "disclosed": "yes",
                            "disclosed_where": "社区公告栏和公众号"},
        Section.PLAN: {"plan": "巩固现有服务，再走进两个社区；培训骨干志愿者；按季度公开收支。"},
    }  # fmt: skip
