"""One report for an organization and a year: its sections, what the portal knew beside them, and what was concluded."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.organizations.models import Organization
from portal.kernel import access, clock
from portal.kernel.base import Base, EnumString, Moving, PathString, Record
from portal.kernel.lifecycle import State
from portal.kernel.permissions import Permission
from portal.kernel.words import N_


class AnnualReportState(State):
    DRAFT = "draft", N_("待报送"), "plain"
    OVERDUE = "overdue", N_("逾期未报送"), "risk4"
    SUBMITTED = "submitted", N_("待初审"), "on"
    RETURNED = "returned", N_("待补正"), "risk2"
    CHECKED = "checked", N_("已初审，待审定"), "on"
    RECTIFYING = "rectifying", N_("已审定，整改中"), "risk3"
    RECTIFIED = "rectified", N_("已报整改，待复核"), "on"
    ACCEPTED = "accepted", N_("已审定"), "done"


class Conclusion(enum.StrEnum):
    QUALIFIED = "qualified"
    BASIC = "basic"
    UNQUALIFIED = "unqualified"

    @property
    def label(self) -> str:
        return {
            Conclusion.QUALIFIED: N_("合格"),
            Conclusion.BASIC: N_("基本合格"),
            Conclusion.UNQUALIFIED: N_("不合格"),
        }[self]


class AnnualReport(Record, Moving, Base):
    """``content``: section → question → answer (fen, counts, ISO days, texts). ``saves``: section → {"version", "editor",
    "at"}: two people who fill two sections do not meet. ``known``: what the portal knew when it was signed, frozen.

    ``arrived_at``: the first time that it was handed in: the due day looks at this one, however often it was corrected.
    ``department_id``: the competent authority that makes the first check, where one works in the portal.
    """

    __tablename__ = "annual_reports"
    __table_args__ = (
        UniqueConstraint("organization_id", "year"),
        CheckConstraint("arrived_at IS NULL OR number IS NOT NULL", name="number_if_submitted"),
        CheckConstraint("accepted_at IS NULL OR conclusion IS NOT NULL", name="conclusion_if_accepted"),
        CheckConstraint(
            "state NOT IN ('rectifying', 'rectified', 'accepted') OR accepted_at IS NOT NULL", name="date_if_accepted"
        ),
        CheckConstraint("conclusion IS NULL OR conclusion = 'qualified' OR opinion <> ''", name="reasons_unless_qualified"),
        CheckConstraint("state <> 'returned' OR correct_by_at IS NOT NULL", name="period_if_returned"),
        Index("ix_annual_reports_year_state", "year", "state"),
        Index("ix_annual_reports_region_year", "region_path", "year"),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), index=True)
    year: Mapped[int]
    due_on: Mapped[date]
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    content: Mapped[dict[str, Any]]
    saves: Mapped[dict[str, Any]]
    known: Mapped[dict[str, Any] | None]
    begun_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    signed_name: Mapped[str | None] = mapped_column(String(60))
    digest: Mapped[str | None] = mapped_column(String(64))  # SHA-256 of what was signed
    late: Mapped[bool] = mapped_column(default=False)
    correct_by_at: Mapped[datetime | None]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    check_opinion: Mapped[str] = mapped_column(Text, default="")
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    accepted_at: Mapped[datetime | None]
    conclusion: Mapped[Conclusion | None] = mapped_column(EnumString(Conclusion))
    opinion: Mapped[str] = mapped_column(Text, default="")
    rectifications: Mapped[list[Any]]  # what is to be put right, one sentence each
    rectify_by_on: Mapped[date | None]
    rectified: Mapped[str] = mapped_column(Text, default="")  # what the organization says it did about it
    reminded_at: Mapped[datetime | None]  # by an officer, apart from the reminders that time gives
    state: Mapped[AnnualReportState] = mapped_column(EnumString(AnnualReportState))

    organization: Mapped[Organization] = relationship()

    @property
    def title(self) -> str:
        return N_("%(n)s 年度工作报告") % {"n": self.year}

    @property
    def caption(self) -> str:
        return f"{self.organization.name} · {self.title}"

    @property
    def due_at(self) -> datetime:
        """The last second of the due day, in China."""
        return clock.end_of(self.due_on)

    @hybrid_property
    def was_submitted(self) -> bool:
        return self.arrived_at != None  # noqa: E711 - read as SQL too

    @property
    def is_published(self) -> bool:
        return self.accepted_at is not None


access.declare(
    AnnualReport, Permission.ANNUAL_REPORT_READ,
    region="region_path", organization="organization_id", department="department_id", officers_when="was_submitted",
)  # fmt: skip


class OverdueCount(Record, Base):
    """How many organizations of a district had not reported when its registrar and its superiors were told: once a year,
    in one sentence. What becomes of each of them an officer decides."""

    __tablename__ = "annual_report_overdue_counts"
    __table_args__ = (UniqueConstraint("region_path", "year"),)

    region_path: Mapped[str] = mapped_column(PathString)
    year: Mapped[int]
    overdue: Mapped[int]
    told_at: Mapped[datetime]
    told: Mapped[int]  # how many people

    @property
    def caption(self) -> str:
        return N_("%(n)s 年度工作报告") % {"n": self.year}


access.declare(OverdueCount, Permission.ANNUAL_REPORT_READ, region="region_path")
