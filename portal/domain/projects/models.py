"""The contract both sides sign, the project that lives on it, the activities that it consists of."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.awards.models import Award
from portal.domain.calls.models import Call, FundingSource, Lot
from portal.domain.organizations.models import Organization, OrgField
from portal.kernel import access
from portal.kernel.base import Base, EnumString, Moving, PathString, Record, Row
from portal.kernel.lifecycle import State
from portal.kernel.people import Department
from portal.kernel.permissions import Permission
from portal.kernel.words import N_


class ContractState(State):
    DRAFTED = "drafted", N_("已拟定，待承接方签署"), "on"
    RETURNED = "returned", N_("已退回，待重新拟定"), "risk2"
    SIGNED_BY_PROVIDER = "signed_by_provider", N_("承接方已签，待购买方签署"), "on"
    IN_FORCE = "in_force", N_("已生效"), "done"
    COMPLETED = "completed", N_("已履行完毕"), "done"
    TERMINATED = "terminated", N_("已解除"), "risk4"


class Contract(Record, Moving, Base):
    """``facts`` is what both sides sign; ``digest`` its SHA-256. Amounts in fen, the plan as awarded."""

    __tablename__ = "contracts"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="amount_is_positive"),
        CheckConstraint("ends_on > starts_on", name="ends_after_start"),
        CheckConstraint("state != 'in_force' OR in_force_at IS NOT NULL", name="date_if_in_force"),
    )

    number: Mapped[str] = mapped_column(String(40), unique=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("awards.id"), unique=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    title: Mapped[str] = mapped_column(String(120))
    amount_fen: Mapped[int]
    funding_source: Mapped[FundingSource] = mapped_column(EnumString(FundingSource))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    facts: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[ContractState] = mapped_column(EnumString(ContractState))
    in_force_at: Mapped[datetime | None]

    award: Mapped[Award] = relationship()
    organization: Mapped[Organization] = relationship()
    department: Mapped[Department] = relationship()
    signatures: Mapped[list[Signature]] = relationship(back_populates="contract", order_by="Signature.id")


access.declare(
    Contract, Permission.CONTRACT_READ, region="region_path", organization="organization_id", department="department_id"
)


class Party(enum.StrEnum):
    PROVIDER = "provider"
    PURCHASER = "purchaser"

    @property
    def label(self) -> str:
        return {Party.PROVIDER: N_("承接方"), Party.PURCHASER: N_("购买方")}[self]


class Signature(Row, Base):
    """Who signed for which side, when, over which digest."""

    __tablename__ = "signatures"
    __table_args__ = (UniqueConstraint("contract_id", "party"),)

    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"))
    party: Mapped[Party] = mapped_column(EnumString(Party))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(120))
    signed_at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(String(64))

    contract: Mapped[Contract] = relationship(back_populates="signatures")


class ProjectState(State):
    RUNNING = "running", N_("实施中"), "on"
    MID = "mid", N_("中期评估中"), "on"
    MID_PASSED = "mid_passed", N_("中期已通过，实施中"), "on"
    RECTIFYING = "rectifying", N_("整改中"), "risk3"
    FINAL = "final", N_("结项评估中"), "on"
    CLOSED = "closed", N_("已结项"), "done"
    TERMINATED = "terminated", N_("已终止"), "risk4"


class Grade(enum.StrEnum):
    EXCELLENT = "excellent"
    GOOD = "good"
    PASS = "pass"
    FAIL = "fail"

    @property
    def label(self) -> str:
        return {
            Grade.EXCELLENT: N_("优秀"),
            Grade.GOOD: N_("良好"),
            Grade.PASS: N_("合格"),
            Grade.FAIL: N_("不合格"),
        }[self]

    @classmethod
    def of(cls, score: int) -> Grade:
        """Score in hundredths of a point → grade: ≥ 90 excellent, ≥ 80 good, ≥ 60 pass (domain.md, Evaluation)."""
        return (
            cls.EXCELLENT if score >= 9000 else cls.GOOD if score >= 8000 else cls.PASS if score >= 6000 else cls.FAIL
        )


class Project(Record, Moving, Base):
    """The life of a contract until it is closed: what the public follows."""

    __tablename__ = "projects"
    __table_args__ = (
        CheckConstraint("state != 'closed' OR final_grade IS NOT NULL", name="grade_if_closed"),
        Index("ix_projects_state", "state", "id"),
    )

    number: Mapped[str] = mapped_column(String(40), unique=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"), unique=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    implementer_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), index=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lots.id"), index=True)
    region_path: Mapped[str] = mapped_column(PathString)
    title: Mapped[str] = mapped_column(String(120))
    field: Mapped[OrgField] = mapped_column(EnumString(OrgField))
    outputs: Mapped[list[Any]]  # as awarded: [{"name", "unit", "quantity": int}]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    state: Mapped[ProjectState] = mapped_column(EnumString(ProjectState))
    final_score: Mapped[int | None]  # hundredths
    final_grade: Mapped[Grade | None] = mapped_column(EnumString(Grade))
    closed_at: Mapped[datetime | None]

    contract: Mapped[Contract] = relationship()
    organization: Mapped[Organization] = relationship(foreign_keys=organization_id)
    implementer: Mapped[Organization | None] = relationship(foreign_keys=implementer_id)
    call: Mapped[Call] = relationship()
    lot: Mapped[Lot] = relationship()

    @hybrid_property
    def is_public(self) -> bool:
        return self.id > 0


access.declare(
    Project, Permission.PROJECT_READ,
    region="region_path", organization="organization_id", second_organization="implementer_id", public="is_public",
)  # fmt: skip


class ActivityKind(enum.StrEnum):
    VISIT = "visit"
    HEALTH = "health"
    CLASS = "class"
    CARE = "care"
    CULTURE = "culture"
    COUNSELLING = "counselling"
    VOLUNTEERING = "volunteering"
    MEETING = "meeting"
    OTHER = "other"

    @property
    def label(self) -> str:
        return {
            ActivityKind.VISIT: N_("入户探访"),
            ActivityKind.HEALTH: N_("义诊体检"),
            ActivityKind.CLASS: N_("讲座培训"),
            ActivityKind.CARE: N_("照护托管"),
            ActivityKind.CULTURE: N_("文体活动"),
            ActivityKind.COUNSELLING: N_("心理和社工个案"),
            ActivityKind.VOLUNTEERING: N_("志愿服务"),
            ActivityKind.MEETING: N_("居民议事"),
            ActivityKind.OTHER: N_("其他"),
        }[self]


class ActivityState(State):
    DRAFT = "draft", N_("填写中"), "plain"
    RECORDED = "recorded", N_("待居委会确认"), "on"
    RETURNED = "returned", N_("已退回"), "risk2"
    CONFIRMED = "confirmed", N_("已确认"), "done"
    CANCELLED = "cancelled", N_("已取消"), "plain"


class Activity(Record, Moving, Base):
    """One activity of a project, confirmed by the residents' committee of the place where it was held.

    ``attendances`` counts visits, ``beneficiaries`` people, so the first is never below the second. ``output`` names
    the planned output that it works towards (empty: none), ``output_quantity`` how much of it was done.
    """

    __tablename__ = "activities"
    __table_args__ = (
        CheckConstraint("attendances >= 0 AND beneficiaries >= 0 AND volunteers >= 0", name="counts_not_negative"),
        CheckConstraint("minutes > 0", name="minutes_positive"),
        CheckConstraint("cost_fen >= 0 AND output_quantity >= 0", name="amounts_not_negative"),
        Index("ix_activities_project", "project_id", "held_on"),
        Index("ix_activities_region_state", "region_path", "state"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    implementer_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))
    region_path: Mapped[str] = mapped_column(PathString)  # the community where it was held
    title: Mapped[str] = mapped_column(String(120))
    kind: Mapped[ActivityKind] = mapped_column(EnumString(ActivityKind))
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(120))
    minutes: Mapped[int]
    attendances: Mapped[int]
    beneficiaries: Mapped[int]
    volunteers: Mapped[int] = mapped_column(default=0)
    cost_fen: Mapped[int] = mapped_column(default=0)
    output: Mapped[str] = mapped_column(String(120), default="")
    output_quantity: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[ActivityState] = mapped_column(EnumString(ActivityState))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    project: Mapped[Project] = relationship()

    @hybrid_property
    def is_public(self) -> bool:
        return self.state == ActivityState.CONFIRMED


access.declare(
    Activity, Permission.ACTIVITY_READ,
    region="region_path", organization="organization_id", second_organization="implementer_id", public="is_public",
)  # fmt: skip
