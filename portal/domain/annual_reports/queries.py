"""Reads: the board of a year, which joins the register with what was reported; the own reports; what a list needs.

No row is written for an organization because a year began: whoever has not reported is on the board by the join.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from portal.domain.annual_reports import windows
from portal.domain.annual_reports.models import AnnualReport, AnnualReportState, Conclusion
from portal.domain.annual_reports.questions import Section
from portal.domain.organizations.models import Organization, OrganizationState, OrgType
from portal.domain.organizations.search import starts_with
from portal.kernel import clock, regions
from portal.kernel.base import EnumString
from portal.kernel.lifecycle import State
from portal.kernel.paging import Page, paginate
from portal.kernel.people import Actor, Department
from portal.kernel.roles import Reach
from portal.kernel.words import N_

S = AnnualReportState
LEGAL_PERSONS = tuple(kind for kind in OrgType if kind.is_legal_person)


class Standing(State):
    """Where an organization stands in a year, whether there is a report or not."""

    NOT_BEGUN = "not_begun", N_("还没开始填"), "plain"
    DRAFT = "draft", N_("填写中"), "plain"
    OVERDUE = "overdue", N_("逾期未报送"), "risk4"
    SUBMITTED = "submitted", N_("已报送，办理中"), "on"
    RETURNED = "returned", N_("待补正"), "risk2"
    ACCEPTED = "accepted", N_("已审定"), "done"
    ENTERED = "entered", N_("纸质报送，已入册"), "done"


@dataclass(frozen=True)
class Asked:
    """What the board narrows by; ``q``: part of a name, or pinyin initials."""

    year: int
    q: str = ""
    org_type: OrgType | None = None
    standing: Standing | None = None
    conclusion: Conclusion | None = None
    late: bool = False


@dataclass(frozen=True)
class Board:
    """One year in the reach of one actor."""

    session: Session
    actor: Actor
    year: int

    def due_on(self, org_type: OrgType) -> date:
        """By the rules of the actor's place; a report that is open keeps the day that it was opened with."""
        return windows.window(self.session, org_type, self.place, self.year).due_on

    @property
    def place(self) -> str:
        return self.actor.region_path or self._department.region_path if self.actor.reach is not Reach.ORGANIZATION else "/"

    @property
    def _department(self) -> Department:
        return self.session.get_one(Department, self.actor.department_id)

    def standing(self) -> ColumnElement[Any]:
        overdue = [kind for kind in LEGAL_PERSONS if clock.today() > self.due_on(kind)]
        found = case(
            (and_(AnnualReport.id.is_(None), Organization.last_annual_report >= self.year), Standing.ENTERED.value),
            (and_(AnnualReport.id.is_(None), Organization.org_type.in_(overdue)), Standing.OVERDUE.value),
            (AnnualReport.id.is_(None), Standing.NOT_BEGUN.value),
            (and_(AnnualReport.state == S.DRAFT, AnnualReport.begun_at.is_(None)), Standing.NOT_BEGUN.value),
            (AnnualReport.state == S.DRAFT, Standing.DRAFT.value),
            (AnnualReport.state == S.OVERDUE, Standing.OVERDUE.value),
            (AnnualReport.state == S.RETURNED, Standing.RETURNED.value),
            (AnnualReport.state.in_((S.SUBMITTED, S.CHECKED)), Standing.SUBMITTED.value),
            else_=Standing.ACCEPTED.value,
        )
        return type_coerce(found, EnumString(Standing))

    def owing(self, *columns: Any) -> Select[Any]:
        """Those who report for the year: legal persons that were registered early enough and are there, or did report."""
        until = windows.registered_until(self.session, self.place, self.year)
        of_year = and_(AnnualReport.organization_id == Organization.id, AnnualReport.year == self.year)
        return (
            select(*columns).select_from(Organization).outerjoin(AnnualReport, of_year)
            .where(self._reach(), Organization.org_type.in_(LEGAL_PERSONS))
            .where(or_(AnnualReport.id.is_not(None),
                       and_(Organization.registered_on <= until, Organization.state == OrganizationState.ACTIVE)))
        )  # fmt: skip

    def _reach(self) -> ColumnElement[bool]:
        """The region of an office; of a department, those that name it as their competent authority."""
        if self.actor.reach is Reach.REGION and self.actor.region_path:
            return regions.within(Organization.region_path, self.actor.region_path)
        if self.actor.reach is Reach.DEPARTMENT and self.actor.department_id:
            department = self._department
            return and_(Organization.authority == department.name, regions.within(Organization.region_path, department.region_path))
        return false()


def board(session: Session, actor: Actor, asked: Asked, *, cursor: str | None = None, size: int = 25) -> Page:
    """Organizations with their standing in a year, the newest on the register first."""
    of = Board(session, actor, asked.year)
    columns = (
        Organization.id, Organization.public_id, Organization.name, Organization.uscc, Organization.org_type,
        AnnualReport.public_id.label("report_id"), AnnualReport.due_on, AnnualReport.arrived_at, AnnualReport.late,
        AnnualReport.conclusion, AnnualReport.reminded_at, of.standing().label("standing"),
    )  # fmt: skip
    return paginate(session, _narrowed(of, of.owing(*columns), asked), keys=(Organization.id,), cursor=cursor, size=size, scalars=False)


def counts(session: Session, actor: Actor, year: int) -> dict[Standing, int]:
    """How many stand where: one statement over those who owe the year's report."""
    of = Board(session, actor, year)
    standing = of.standing().label("standing")
    inner = of.owing(standing).subquery()
    counted = session.execute(select(inner.c.standing, func.count()).group_by(inner.c.standing))
    found: dict[Standing, int] = dict(counted.all())
    return {standing: found.get(standing, 0) for standing in Standing}


def to_remind(session: Session, actor: Actor, asked: Asked) -> list[int]:
    """Ids of the reports behind a narrowed board that are open, for which somebody can be asked and was not asked today."""
    open_ones = _open_reports(session, actor, asked, AnnualReport.id)
    asked_before = or_(AnnualReport.reminded_at.is_(None), AnnualReport.reminded_at < clock.at(clock.today()))
    return list(session.scalars(open_ones.where(asked_before).order_by(AnnualReport.id)))


def reminded_today(session: Session, actor: Actor, asked: Asked) -> int:
    """How many of them an officer reminded today already: they are left in peace."""
    open_ones = _open_reports(session, actor, asked, func.count())
    return session.scalar(open_ones.where(AnnualReport.reminded_at >= clock.at(clock.today()))) or 0


def _open_reports(session: Session, actor: Actor, asked: Asked, column: Any) -> Select[Any]:
    of = Board(session, actor, asked.year)
    return _narrowed(of, of.owing(column), asked).where(AnnualReport.state.in_((S.DRAFT, S.OVERDUE)))


def named(session: Session, ids: list[int]) -> list[Any]:
    """(name, due day) behind a few ids: an example of whom a reminder reaches."""
    stmt = select(Organization.name, AnnualReport.due_on).join(AnnualReport, AnnualReport.organization_id == Organization.id)
    return list(session.execute(stmt.where(AnnualReport.id.in_(ids)).order_by(AnnualReport.id)).all())


def without_account(session: Session, actor: Actor, asked: Asked) -> int:
    """How many of a narrowed board have not reported and have no report open: nobody of theirs is in the portal."""
    of = Board(session, actor, asked.year)
    open_ones = _narrowed(of, of.owing(Organization.id, of.standing().label("standing")), asked).where(AnnualReport.id.is_(None)).subquery()
    waiting = open_ones.c.standing.in_((Standing.NOT_BEGUN, Standing.OVERDUE))
    return session.scalar(select(func.count()).select_from(open_ones).where(waiting)) or 0


def _narrowed(of: Board, stmt: Select[Any], asked: Asked) -> Select[Any]:
    if q := asked.q.strip():
        initials = q.isascii() and q.isalpha()
        stmt = stmt.where(starts_with(Organization.pinyin, q.lower()) if initials else Organization.name.contains(q, autoescape=True))
    if asked.org_type:
        stmt = stmt.where(Organization.org_type == asked.org_type)
    if asked.standing:
        stmt = stmt.where(of.standing() == asked.standing)
    if asked.conclusion:
        stmt = stmt.where(AnnualReport.conclusion == asked.conclusion)
    if asked.late:
        stmt = stmt.where(or_(AnnualReport.late, of.standing() == Standing.OVERDUE))
    return stmt


# --- one organization ---------------------------------------------------------------------------------------------


def own(session: Session, organization_id: int | None) -> list[AnnualReport]:
    """The organization's own reports, the newest year first: one a year."""
    stmt = select(AnnualReport).where(AnnualReport.organization_id == organization_id)
    return list(session.scalars(stmt.order_by(AnnualReport.year.desc()).limit(40)))


def closing_before(session: Session, report: AnnualReport) -> int | None:
    """The closing balance of the year before, as its report was concluded."""
    stmt = select(AnnualReport.content).where(
        AnnualReport.organization_id == report.organization_id, AnnualReport.year == report.year - 1,
        AnnualReport.accepted_at.is_not(None),
    )  # fmt: skip
    content = session.scalar(stmt)
    return (content or {}).get(Section.FINANCE, {}).get("closing_fen")


@dataclass(frozen=True)
class Outcome:
    """How the report of one year came out: what a list of conditions looks at."""

    late: bool
    arrived: bool
    conclusion: Conclusion | None


def outcomes(session: Session, year: int, organization_id: int | None = None) -> dict[int, Outcome]:
    """Organization → the outcome of its report for a year, in one statement; for one organization alone where it is named."""
    columns = (AnnualReport.organization_id, AnnualReport.late, AnnualReport.arrived_at, AnnualReport.conclusion)
    stmt = select(*columns).where(AnnualReport.year == year)
    if organization_id is not None:
        stmt = stmt.where(AnnualReport.organization_id == organization_id)
    return {key: Outcome(late, arrived is not None, conclusion) for key, late, arrived, conclusion in session.execute(stmt)}
