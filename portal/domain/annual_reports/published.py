"""What leaves the house of a report: the part that everybody reads, and the paper that the organization gets.

Everybody reads what the organization is, what it did, the totals of its money and the conclusion. People, governance,
Party-building, single sources of income and the reasons of the conclusion are for the organization and the officers.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.annual_reports import contents, questions
from portal.domain.annual_reports.models import AnnualReport
from portal.domain.annual_reports.questions import Kind, Question, Section
from portal.domain.organizations import naming
from portal.domain.organizations.models import Organization
from portal.kernel import clock, papers
from portal.kernel.money import figures
from portal.kernel.people import Actor
from portal.kernel.personal import blanked
from portal.kernel.words import N_


def register_of(organization: Organization) -> dict[str, Any]:
    """What the register holds: frozen with the signature, shown above the form."""
    return {
        "name": organization.name, "uscc": organization.uscc or "", "type": organization.org_type.label,
        "field": organization.field.label, "authority": organization.authority or "", "address": organization.address,
        "registered_on": organization.registered_on.isoformat(), "capital_fen": organization.capital_fen,
        "purpose": organization.purpose,
    }  # fmt: skip


class Public(NamedTuple):
    """``register``: as it stood when the report was signed. Texts have lost numbers that name a person."""

    register: dict[str, Any]
    premises: str
    website: str
    remarks: str
    elsewhere: str
    known: dict[str, Any]
    opening_fen: int
    income_fen: int
    expenditure_fen: int
    closing_fen: int


def public_part(report: AnnualReport) -> Public:
    content, known = report.content, report.known or {}
    basics, activities = content.get(Section.BASICS, {}), content.get(Section.ACTIVITIES, {})
    finance, sums = content.get(Section.FINANCE, {}), contents.sums(content)
    return Public(
        known.get("register") or register_of(report.organization),
        questions.Premises(basics["premises"]).label if "premises" in basics else "",
        blanked(basics.get("website", "")), blanked(activities.get("remarks", "")), blanked(activities.get("elsewhere", "")),
        known, finance.get("opening_fen", 0), sums.income, sums.expenditure, finance.get("closing_fen", 0),
    )  # fmt: skip


def of_organization(session: Session, organization: Organization, limit: int = 20) -> list[Any]:
    """(year, conclusion, late) of what is published, the newest first."""
    stmt = (
        select(AnnualReport.year, AnnualReport.conclusion, AnnualReport.late, AnnualReport.accepted_at)
        .where(AnnualReport.organization_id == organization.id, AnnualReport.accepted_at.is_not(None))
        .order_by(AnnualReport.year.desc()).limit(limit)
    )  # fmt: skip
    return list(session.execute(stmt).all())


def of_year(session: Session, organization: Organization, year: int) -> AnnualReport | None:
    """The published report of a year, or ``None``: what is not concluded does not exist for the public."""
    stmt = select(AnnualReport).where(AnnualReport.organization_id == organization.id, AnnualReport.year == year)
    return session.scalars(stmt.where(AnnualReport.accepted_at.is_not(None))).one_or_none()


# --- the paper ----------------------------------------------------------------------------------------------------


def issue(session: Session, report: AnnualReport, *, by: Actor) -> None:
    registrar = naming.prefix_of(session, report.region_path) + "民政局"  # official
    papers.issue(session, report, "annual_report", N_("年度工作报告审定书"), facts_of(report, registrar), series="年审",
                 issuer=registrar, by=by)  # fmt: skip


def facts_of(report: AnnualReport, registrar: str) -> dict[str, Any]:
    """Everything that was signed, and what was found about it; ``documents.register_facts.AnnualReport``."""
    assert report.conclusion
    assert report.accepted_at
    assert report.arrived_at
    organization, sums = report.organization, contents.sums(report.content)
    facts: dict[str, Any] = {
        "organization": organization.name, "uscc": organization.uscc or "", "organization_type": organization.org_type.label,
        "year": report.year, "report_number": report.number, "due_on": report.due_on.isoformat(),
        "arrived_on": clock.local(report.arrived_at).date().isoformat(), "in_time": not report.late,
        "sections": [_section(report, section) for section in Section if section is not Section.FINANCE],
        "finance": _lines(report, Section.FINANCE), "income_fen": sums.income, "expenditure_fen": sums.expenditure,
        "conclusion": report.conclusion.label, "opinion": report.opinion, "rectifications": list(report.rectifications),
        "digest": report.digest, "registrar": registrar,
    }  # fmt: skip
    if report.rectify_by_on:
        facts["rectify_by_on"] = report.rectify_by_on.isoformat()
    return facts


def _section(report: AnnualReport, section: Section) -> dict[str, Any]:
    return {"title": section.label, "rows": _lines(report, section)}


def _lines(report: AnnualReport, section: Section) -> list[dict[str, str]]:
    answers = report.content.get(section, {})
    asked = [q for q in questions.of(section, report.organization.org_type) if q.name in answers]
    return [{"label": q.label, "value": worded(q, answers[q.name])} for q in asked]


def worded(question: Question, value: Any) -> str:
    """An answer as papers print it."""
    if question.kind in (Kind.FEN, Kind.BALANCE):
        return f"{figures(value)} 元"  # official
    if question.kind is Kind.DAY:
        day = date.fromisoformat(value)
        return f"{day.year}年{day.month}月{day.day}日"  # official
    return questions.label_of(question, value) if question.choice else str(value)
