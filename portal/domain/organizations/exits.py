"""How an organization leaves by its own decision: a legal person is dissolved, a filed group ends its filing."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.organizations.models import Organization
from portal.kernel import access
from portal.kernel.base import Base, EnumString, Moving, PathString, Record
from portal.kernel.lifecycle import State
from portal.kernel.people import User
from portal.kernel.permissions import Permission
from portal.kernel.words import N_


class ExitKind(enum.StrEnum):
    DISSOLUTION = "dissolution"
    ENDING = "ending"

    @property
    def label(self) -> str:
        return {ExitKind.DISSOLUTION: N_("注销登记"), ExitKind.ENDING: N_("注销备案")}[self]


class Cause(enum.StrEnum):
    """Why it leaves, as the charter and the rules on registration know it."""

    PURPOSE = "purpose"
    DECISION = "decision"
    MERGER = "merger"
    OTHER = "other"

    @property
    def label(self) -> str:
        return {
            Cause.PURPOSE: N_("完成了章程规定的宗旨"),
            Cause.DECISION: N_("自行决定解散"),
            Cause.MERGER: N_("分立、合并"),
            Cause.OTHER: N_("其他原因终止"),
        }[self]


class DissolutionState(State):
    DRAFT = "draft", N_("填写中"), "plain"
    ANNOUNCED = "announced", N_("清算中，公告债权人"), "on"
    LIQUIDATED = "liquidated", N_("公告期满，待提交清算报告"), "risk2"
    SUBMITTED = "submitted", N_("已提交，待核对"), "on"
    SUPPLEMENT = "supplement", N_("待补正"), "risk2"
    CHECKED = "checked", N_("居委会已核对，待街道决定"), "on"
    ACCEPTED = "accepted", N_("已受理，待审核"), "on"
    EXAMINED = "examined", N_("已审核，待批准"), "on"
    APPROVED = "approved", N_("已准予注销"), "done"
    REFUSED = "refused", N_("不予注销"), "risk4"
    NOT_ACCEPTED = "not_accepted", N_("不予受理"), "risk4"
    WITHDRAWN = "withdrawn", N_("已撤回"), "plain"


class Dissolution(Record, Moving, Base):
    """One way off the register: decided by the organ, liquidated in public, settled, approved.

    ``liquidators``: [{"name", "duty"}], a legal person's liquidation group. ``claims_to``: where and how creditors declare
    their claims, public. ``outcome``: how the liquidation came out and what becomes of what is left.
    """

    __tablename__ = "dissolutions"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'withdrawn') OR number IS NOT NULL", name="number_if_begun"),
        CheckConstraint("state <> 'announced' OR announcement_ends_at IS NOT NULL", name="period_if_announced"),
        CheckConstraint("state <> 'approved' OR decided_at IS NOT NULL", name="moment_if_approved"),
        Index("ix_dissolutions_region_state", "region_path", "state"),
        Index("ix_dissolutions_organization_state", "organization_id", "state"),
    )

    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    kind: Mapped[ExitKind] = mapped_column(EnumString(ExitKind))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    applicant_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    region_path: Mapped[str] = mapped_column(PathString)
    cause: Mapped[Cause] = mapped_column(EnumString(Cause))
    resolved_by: Mapped[str] = mapped_column(String(60))
    resolved_on: Mapped[date]
    statement: Mapped[str] = mapped_column(Text)
    liquidators: Mapped[list[Any]]
    claims_to: Mapped[str] = mapped_column(String(200))
    outcome: Mapped[str] = mapped_column(Text)
    state: Mapped[DissolutionState] = mapped_column(EnumString(DissolutionState))
    announced_at: Mapped[datetime | None]
    announcement_ends_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    accept_due_at: Mapped[datetime | None]  # unanswered until then: deemed accepted
    accepted_at: Mapped[datetime | None]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    examined_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]

    applicant: Mapped[User] = relationship(foreign_keys=applicant_id)
    organization: Mapped[Organization] = relationship()

    @property
    def caption(self) -> str:
        return self.organization.name

    @property
    def ends_a_filing(self) -> bool:
        return self.kind is ExitKind.ENDING

    @hybrid_property
    def was_begun(self) -> bool:
        return self.number != None  # noqa: E711 - read as SQL too


access.declare(
    Dissolution, Permission.DISSOLUTION_READ, region="region_path", organization="organization_id", owner="applicant_id",
    officers_when="was_begun",
)  # fmt: skip
