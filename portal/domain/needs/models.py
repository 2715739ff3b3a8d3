"""Needs: collected by channel, handled in three loops, screened into guideline items that calls answer."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.organizations.models import OrgField
from portal.kernel import access, regions
from portal.kernel.base import Base, EnumString, Moving, PathString, Record
from portal.kernel.lifecycle import State
from portal.kernel.permissions import Permission
from portal.kernel.words import N_


class Channel(enum.StrEnum):
    GRID = "grid"
    VISIT = "visit"
    HOTLINE = "hotline"
    WECHAT = "wechat"
    APP = "app"
    PORTAL = "portal"

    @property
    def label(self) -> str:
        return {
            Channel.GRID: N_("网格巡查"),
            Channel.VISIT: N_("民情大走访"),
            Channel.HOTLINE: N_("12345 工单"),
            Channel.WECHAT: N_("社区微信公众号"),
            Channel.APP: N_("掌上社区 APP"),
            Channel.PORTAL: N_("我要提实事"),
        }[self]


class Loop(enum.StrEnum):
    COMMUNITY = "community"
    STREET = "street"
    DISTRICT = "district"

    @property
    def label(self) -> str:
        return {
            Loop.COMMUNITY: N_("微循环（社区）"),
            Loop.STREET: N_("小循环（街道）"),
            Loop.DISTRICT: N_("大循环（区）"),
        }[self]


#: How far above the community the loop's own people stand in the division.
STEPS_UP = {Loop.COMMUNITY: 0, Loop.STREET: 1, Loop.DISTRICT: 2}


class NeedState(State):
    """Collect → case → assign → handle → feed back → verify and close → assess; or screened into the needs list."""

    COLLECTED = "collected", N_("已采集"), "on"
    OPENED = "opened", N_("已立案"), "on"
    ASSIGNED = "assigned", N_("已派遣"), "on"
    HANDLED = "handled", N_("已处理，待反馈"), "on"
    FED_BACK = "fed_back", N_("已反馈，待核查"), "on"
    CLOSED = "closed", N_("已结案"), "done"
    ASSESSED = "assessed", N_("已评价"), "done"
    SCREENED = "screened", N_("列入需求清单"), "on"
    GUIDED = "guided", N_("已编入项目指引"), "done"
    MERGED = "merged", N_("并案"), "plain"
    REJECTED = "rejected", N_("不予立案"), "plain"


class GuidelineState(State):
    DRAFT = "draft", N_("编制中"), "plain"
    PUBLISHED = "published", N_("已发布"), "done"
    CLOSED = "closed", N_("已收回"), "plain"
    DISCARDED = "discarded", N_("已放弃"), "plain"


class Guideline(Record, Moving, Base):
    """A guideline item: whom, what need, what service, what goal."""

    __tablename__ = "guidelines"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'discarded') OR published_at IS NOT NULL", name="published_at_if_published"),
    )

    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    field: Mapped[OrgField] = mapped_column(EnumString(OrgField))
    region_path: Mapped[str] = mapped_column(PathString)
    whom: Mapped[str] = mapped_column(Text)
    need: Mapped[str] = mapped_column(Text)
    service: Mapped[str] = mapped_column(Text)
    goal: Mapped[str] = mapped_column(Text)
    state: Mapped[GuidelineState] = mapped_column(EnumString(GuidelineState))
    published_at: Mapped[datetime | None]

    @hybrid_property
    def is_public(self) -> bool:
        return self.published_at != None  # noqa: E711 - read as SQL too


access.declare(Guideline, Permission.GUIDELINE_READ, region="region_path", public="is_public")


class Need(Record, Moving, Base):
    """One need of one group of residents in one community. The reporter is personal and never public."""

    __tablename__ = "needs"
    __table_args__ = (
        CheckConstraint("households >= 0", name="households_not_negative"),
        CheckConstraint("state != 'guided' OR guideline_id IS NOT NULL", name="guideline_if_guided"),
        CheckConstraint("state != 'merged' OR merged_into_id IS NOT NULL", name="target_if_merged"),
        Index("ix_needs_region_state", "region_path", "state"),
        Index("ix_needs_guideline", "guideline_id"),
    )

    number: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text)
    channel: Mapped[Channel] = mapped_column(EnumString(Channel))
    field: Mapped[OrgField] = mapped_column(EnumString(OrgField))
    group_served: Mapped[str] = mapped_column(String(120))
    households: Mapped[int] = mapped_column(default=0)
    region_path: Mapped[str] = mapped_column(PathString)  # the community
    loop: Mapped[Loop] = mapped_column(EnumString(Loop), default=Loop.COMMUNITY)
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    assigned_to: Mapped[str] = mapped_column(String(120), default="")
    handling: Mapped[str] = mapped_column(Text, default="")
    feedback: Mapped[str] = mapped_column(Text, default="")
    assessment: Mapped[int | None]  # 1..5
    state: Mapped[NeedState] = mapped_column(EnumString(NeedState))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("needs.id"))
    guideline_id: Mapped[int | None] = mapped_column(ForeignKey("guidelines.id"))

    guideline: Mapped[Guideline | None] = relationship()

    @property
    def office_path(self) -> str:
        """Who is awaited: the committee, the street or the district, as the loop says; the needs list is the district's."""
        loop = Loop.DISTRICT if self.state == NeedState.SCREENED else self.loop
        return regions.ancestors(self.region_path)[STEPS_UP[loop]]

    @hybrid_property
    def is_public(self) -> bool:
        return self.state != NeedState.REJECTED


access.declare(Need, Permission.NEED_READ, region="region_path", owner="reporter_id", public="is_public")
