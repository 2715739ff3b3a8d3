"""Calls and procurements: what is asked for, who may bid, how it is judged, when."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.needs.models import Guideline
from portal.domain.organizations.models import OrgField
from portal.kernel import access
from portal.kernel.base import Base, EnumString, Moving, PathString, Record, Row
from portal.kernel.lifecycle import State
from portal.kernel.people import Department
from portal.kernel.permissions import Permission
from portal.kernel.words import N_


class CallKind(enum.StrEnum):
    VENTURE = "venture"
    COMMUNITY_BUILDING = "community_building"
    TORCH = "torch"
    COMMUNITY_FUND = "community_fund"
    PROCUREMENT = "procurement"
    SPECIAL_FUND = "special_fund"
    MICRO = "micro"

    @property
    def label(self) -> str:
        return {
            CallKind.VENTURE: N_("公益创投"),
            CallKind.COMMUNITY_BUILDING: N_("精品社区建设"),
            CallKind.TORCH: N_("薪火计划"),
            CallKind.COMMUNITY_FUND: N_("为民服务专项资金"),
            CallKind.PROCUREMENT: N_("政府购买服务"),
            CallKind.SPECIAL_FUND: N_("专项资金项目"),
            CallKind.MICRO: N_("微项目"),
        }[self]


class Aggregation(enum.StrEnum):
    """How a panel's scores become one: frozen with the call."""

    TRIMMED_MEAN = "trimmed_mean"
    MEAN = "mean"

    @property
    def label(self) -> str:
        return {
            Aggregation.TRIMMED_MEAN: N_("去掉一个最高分和一个最低分后取平均（评委不足五人时取平均）"),
            Aggregation.MEAN: N_("全部评委的平均分"),
        }[self]


class FundingSource(enum.StrEnum):
    FINANCE = "finance"
    LOTTERY = "lottery"
    ENTERPRISE = "enterprise"
    FOUNDATION = "foundation"
    DONATION = "donation"
    OWN = "own"

    @property
    def label(self) -> str:
        return {
            FundingSource.FINANCE: N_("财政资金"),
            FundingSource.LOTTERY: N_("福彩公益金"),
            FundingSource.ENTERPRISE: N_("企业资助"),
            FundingSource.FOUNDATION: N_("基金会支持"),
            FundingSource.DONATION: N_("公众捐助"),
            FundingSource.OWN: N_("自筹"),
        }[self]


class CallState(State):
    DRAFT = "draft", N_("起草中"), "plain"
    SUBMITTED = "submitted", N_("待批准"), "on"
    APPROVED = "approved", N_("已批准，待发布"), "on"
    PUBLISHED = "published", N_("征集中"), "on"
    CLOSED = "closed", N_("已截止，待开启"), "on"
    OPENED = "opened", N_("资格审查中"), "on"
    IN_REVIEW = "in_review", N_("评审中"), "on"
    RANKED = "ranked", N_("评审完成，待公示"), "on"
    PUBLICITY = "publicity", N_("结果公示中"), "on"
    AWARDED = "awarded", N_("已立项"), "done"
    CANCELLED = "cancelled", N_("已终止"), "plain"


class Call(Record, Moving, Base):
    """A call. With publication rubric, aggregation, timetable and tranche plan are frozen (``frozen_digest``).

    ``eligibility``: {"org_types": [...], "min_months": int, "qualified_list": bool, "groups_with_sponsor": bool,
    "min_rating": int|None, "min_staff": int, "local_only": bool, "max_per_organization": int}.
    ``tranche_plan``: [{"trigger": "signature|mid|final", "percent": int}] adding up to 100.
    """

    __tablename__ = "calls"
    __table_args__ = (
        CheckConstraint("budget_fen > 0", name="budget_is_positive"),
        CheckConstraint("cap_fen > 0 AND cap_fen <= budget_fen", name="cap_within_budget"),
        CheckConstraint("panel_size >= 3 AND panel_size % 2 = 1", name="panel_is_odd"),
        CheckConstraint("opening_at >= deadline_at", name="opening_after_deadline"),
        CheckConstraint(
            "state IN ('draft', 'submitted', 'approved', 'cancelled')"
            " OR (published_at IS NOT NULL AND frozen_digest IS NOT NULL)",
            name="frozen_if_published",
        ),
        Index("ix_calls_state_deadline", "state", "deadline_at"),
    )

    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    kind: Mapped[CallKind] = mapped_column(EnumString(CallKind))
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(Text)
    region_path: Mapped[str] = mapped_column(PathString)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    funding_source: Mapped[FundingSource] = mapped_column(EnumString(FundingSource))
    budget_fen: Mapped[int]
    cap_fen: Mapped[int]
    eligibility: Mapped[dict[str, Any]]
    aggregation: Mapped[Aggregation] = mapped_column(EnumString(Aggregation))
    panel_size: Mapped[int] = mapped_column(default=5)
    pass_score: Mapped[int] = mapped_column(default=6000)  # hundredths of a point
    tranche_plan: Mapped[list[Any]]
    questions_until: Mapped[datetime]
    deadline_at: Mapped[datetime]
    opening_at: Mapped[datetime]
    publish_on: Mapped[date | None]  # planned; what an approved call announces
    state: Mapped[CallState] = mapped_column(EnumString(CallState))
    drafted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    published_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    frozen_digest: Mapped[str | None] = mapped_column(String(64))

    department: Mapped[Department] = relationship()
    lots: Mapped[list[Lot]] = relationship(back_populates="call", order_by="Lot.position")
    criteria: Mapped[list[Criterion]] = relationship(back_populates="call", order_by="Criterion.position")

    @hybrid_property
    def is_public(self) -> bool:
        """Published; or approved, when it is announced as coming."""
        return (self.published_at != None) | (self.state == CallState.APPROVED)  # noqa: E711 - read as SQL too


access.declare(Call, Permission.CALL_READ, region="region_path", department="department_id", public="is_public")


class Lot(Record, Base):
    """A lot: the guideline item it answers, its budget, how many projects it can carry."""

    __tablename__ = "lots"
    __table_args__ = (
        UniqueConstraint("call_id", "position"),
        CheckConstraint("budget_fen > 0", name="budget_is_positive"),
        CheckConstraint("places > 0", name="places_are_positive"),
    )

    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    field: Mapped[OrgField] = mapped_column(EnumString(OrgField))
    service: Mapped[str] = mapped_column(Text)
    budget_fen: Mapped[int]
    places: Mapped[int]
    guideline_id: Mapped[int | None] = mapped_column(ForeignKey("guidelines.id"), index=True)

    call: Mapped[Call] = relationship(back_populates="lots")
    guideline: Mapped[Guideline | None] = relationship()

    @property
    def caption(self) -> str:
        return self.title


class Criterion(Row, Base):
    """One criterion of the rubric. The maxima of a call's criteria add up to 100 points."""

    __tablename__ = "criteria"
    __table_args__ = (
        UniqueConstraint("call_id", "position"),
        CheckConstraint("maximum > 0", name="maximum_is_positive"),
    )

    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(80))
    description: Mapped[str] = mapped_column(Text)
    maximum: Mapped[int]  # points

    call: Mapped[Call] = relationship(back_populates="criteria")


class QuestionState(State):
    ASKED = "asked", N_("待答复"), "on"
    ANSWERED = "answered", N_("已答复"), "done"


class Question(Record, Moving, Base):
    """A question asked before the deadline; its answer goes to everyone. Who asked is not public.

    ``region_path`` and ``department_id`` are the call's: they bring the question to the officers who answer.
    """

    __tablename__ = "questions"
    __table_args__ = (
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_at_if_answered"),
        CheckConstraint("state != 'answered' OR answer IS NOT NULL", name="answer_if_answered"),
        UniqueConstraint("call_id", "number"),
    )

    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    number: Mapped[int]  # within the call, in the order of asking
    body: Mapped[str] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime | None]
    state: Mapped[QuestionState] = mapped_column(EnumString(QuestionState))

    call: Mapped[Call] = relationship()

    @property
    def caption(self) -> str:
        """Two questions on one call are two lines of an inbox."""
        return f"{self.call.title}，第 {self.number} 问"  # official

    @hybrid_property
    def is_public(self) -> bool:
        return self.answered_at != None  # noqa: E711 - read as SQL too


access.declare(
    Question,
    Permission.CALL_READ,
    region="region_path",
    department="department_id",
    owner="asked_by_id",
    public="is_public",
)
