"""How tests bring an annual report into being: an organization that owes it, answers that add up, files, the steps so far."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portal.domain.annual_reports import operations
from portal.domain.annual_reports.models import AnnualReport, Conclusion
from portal.domain.annual_reports.questions import Section
from portal.domain.organizations.models import Organization, OrganizationState, OrgField, OrgType
from portal.kernel import clock, lifecycle, papers, people
from portal.kernel.people import Actor, Appointment, User
from portal.kernel.roles import Role
from tests.domain.founding import town  # noqa: F401 - a fixture

YEAR = 2025
KNOWN: dict[str, Any] = {"register": {}, "projects": [], "activities": 0, "attendances": 0, "beneficiaries": 0, "volunteers": 0, "minutes": 0,
                         "paid_fen": {}, "sources": {}, "satisfaction": None}  # fmt: skip
FINANCE = {
    "opening_fen": 1_000_000, "income_finance": 500_000, "income_lottery": 0, "income_enterprise": 0, "income_foundation": 0,
    "income_donation": 20_000, "income_own": 0, "income_service": 30_000, "expense_business": 400_000, "expense_management": 50_000,
    "expense_fundraising": 0, "expense_other": 0, "closing_fen": 1_100_000,
}  # fmt: skip


def organization(town, **other) -> Organization:
    row = Organization(**{
        "name": "南京市雨花台区银杏树下社区服务中心", "pinyin": "yxsx", "legal_representative": "顾南乔", "address": "听雨路 8 号",
        "uscc": "52320114MJDEM0001X", "org_type": OrgType.SERVICE, "field": OrgField.COMMUNITY, "region_path": town.community,
        "purpose": "服务", "full_time_staff": 4, "registered_on": date(2024, 3, 1), "state": OrganizationState.ACTIVE, **other,
    })  # fmt: skip
    town.session.add(row)
    town.session.flush()
    return row


def member(town, org: Organization, login: str = "ngo", role: Role = Role.LEGAL_REPRESENTATIVE) -> Actor:
    """The account's seat in the organization, and the actor that sits in it."""
    user = town.session.query(User).filter_by(login=login).one()
    seat = Appointment(user_id=user.id, role=role, organization_id=org.id, title=role.label, starts_at=clock.at(date(2024, 3, 1)))
    town.session.add(seat)
    town.session.flush()
    return people.acting_as(user, seat)


def answers(**finance: Any) -> dict[Section, dict[str, Any]]:
    return {
        Section.BASICS: {"as_registered": "yes", "premises": "lent", "premises_m2": 120},
        Section.GOVERNANCE: {"board_meetings": 2, "board_members": 5, "supervisors": 1, "term_ends_on": date(2027, 6, 30), "charter_changed": "no"},
        Section.STAFF: {"full_time": 4, "insured": 4, "social_workers": 2, "part_time": 1, "volunteers": 40},
        Section.FINANCE: {**FINANCE, **finance},
        Section.ACTIVITIES: {"remarks": "全年探访独居老人。"},
        Section.PARTY: {"party_members": 2, "party_organization": "joint", "party_activities": 4},
        Section.DONATIONS: {"donated_fen": 20_000, "donated_kind_fen": 0, "raised_publicly": "no", "disclosed": "no"},
        Section.PLAN: {"plan": "再走进两个社区。"},
    }  # fmt: skip


def filled(town, org: Organization, by: Actor, year: int = YEAR, files: tuple[str, ...] = ("financial-statements",), **finance: Any) -> AnnualReport:
    report = operations.begin(town.session, org, year, by=by)
    for section, given in answers(**finance).items():
        operations.save(town.session, report, section, given, by=by, expect=None)
    for kind in files:
        papers.attach(town.session, report, kind, f"{kind}.pdf", "application/pdf", 9, "a" * 64, by=by)
    return report


def sign(town, report: AnnualReport, by: Actor, **facts: Any) -> None:
    lifecycle.move(town.session, report, "submit", by=by, **{"arrived_at": clock.now(), "known": KNOWN, **facts})


def conclude(town, report: AnnualReport, **other: Any) -> None:
    operations.conclude(
        town.session, report, by=town.examiner,
        **{"conclusion": Conclusion.BASIC, "opinion": "理事会只开了一次会。", "rectifications": "补开会议\n公开收支", "rectify_by_on": date(2026, 7, 1), **other},
    )  # fmt: skip


@pytest.fixture
def org(town) -> Organization:
    return organization(town)


@pytest.fixture
def head(town, org) -> Actor:
    return member(town, org)
