"""What keeps a filed group alive - its activities, year by year - and the process in which its filing may lapse."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.organizations.models import Organization
from portal.kernel import access
from portal.kernel.base import Base, EnumString, Moving, PathString, Record, Row
from portal.kernel.lifecycle import State
from portal.kernel.permissions import Permission
from portal.kernel.words import N_


class GroupActivityState(State):
    DRAFT = "draft", N_("填写中"), "plain"
    RECORDED = "recorded", N_("待居委会确认"), "on"
    RETURNED = "returned", N_("已退回"), "risk2"
    CONFIRMED = "confirmed", N_("已确认"), "done"
    CANCELLED = "cancelled", N_("已作废"), "plain"


class GroupActivity(Record, Moving, Base):
    """One activity of a filed group by itself, outside any project; its residents' committee confirms it."""

    __tablename__ = "group_activities"
    __table_args__ = (
        CheckConstraint("attendances > 0 AND volunteers >= 0", name="counts_are_sound"),
        Index("ix_group_activities_organization", "organization_id", "held_on"),
        Index("ix_group_activities_region_state", "region_path", "state"),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    region_path: Mapped[str] = mapped_column(PathString)  # the group's community
    title: Mapped[str] = mapped_column(String(120))
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(120))
    attendances: Mapped[int]
    volunteers: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[GroupActivityState] = mapped_column(EnumString(GroupActivityState))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    organization: Mapped[Organization] = relationship()

    @property
    def caption(self) -> str:
        return self.title

    @hybrid_property
    def is_public(self) -> bool:
        return self.state == GroupActivityState.CONFIRMED


access.declare(
    GroupActivity, Permission.ACTIVITY_READ, region="region_path", organization="organization_id", public="is_public"
)


class FilingYear(Row, Base):
    """What a group was told about the activities of one year: once each."""

    __tablename__ = "filing_years"
    __table_args__ = (UniqueConstraint("organization_id", "year"),)

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    year: Mapped[int]
    warned_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]


class LapseState(State):
    MARKED = "marked", N_("活动不足，待街道处理"), "risk2"
    NOTICE = "notice", N_("已告知，等组织陈述"), "risk3"
    HEARD = "heard", N_("陈述期已过，待决定"), "risk3"
    DECIDED = "decided", N_("决定失效，申诉期内"), "risk3"
    APPEALED = "appealed", N_("申诉中"), "risk3"
    KEPT = "kept", N_("保留备案"), "done"
    LAPSED = "lapsed", N_("备案失效"), "risk4"
    CLOSED = "closed", N_("不再处理"), "plain"


class Lapse(Record, Moving, Base):
    """A group that fell short of the activities of a year: whether its filing lapses, decided by people who heard it.

    ``head_id``: who led the group when it was told; they are told and may read on, whatever becomes of the group.
    """

    __tablename__ = "lapses"
    __table_args__ = (
        UniqueConstraint("organization_id", "year"),
        CheckConstraint("state <> 'notice' OR statement_ends_at IS NOT NULL", name="period_if_notice"),
        CheckConstraint("state <> 'decided' OR appeal_ends_at IS NOT NULL", name="period_if_decided"),
        Index("ix_lapses_region_state", "region_path", "state"),
    )

    number: Mapped[str] = mapped_column(String(40), unique=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    head_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    region_path: Mapped[str] = mapped_column(PathString)
    year: Mapped[int]
    found: Mapped[int]
    needed: Mapped[int]
    state: Mapped[LapseState] = mapped_column(EnumString(LapseState))
    notice: Mapped[str | None] = mapped_column(Text)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    statement_ends_at: Mapped[datetime | None]
    statement: Mapped[str | None] = mapped_column(Text)
    decision: Mapped[str | None] = mapped_column(Text)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    appeal_ends_at: Mapped[datetime | None]
    appeal: Mapped[str | None] = mapped_column(Text)
    appeal_answer: Mapped[str | None] = mapped_column(Text)
    appeal_decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    organization: Mapped[Organization] = relationship()

    @property
    def caption(self) -> str:
        return self.organization.name


access.declare(Lapse, Permission.LAPSE_READ, region="region_path", organization="organization_id", owner="head_id")
