"""From the ranking to the award: publicity, objections, the decision on one proposal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.calls.models import Call, Lot
from portal.domain.organizations.models import Organization
from portal.domain.proposals.models import Proposal
from portal.kernel import access, clock
from portal.kernel.base import Base, EnumString, Moving, PathString, Record
from portal.kernel.lifecycle import State
from portal.kernel.permissions import Permission
from portal.kernel.words import N_


class PublicityState(State):
    RUNNING = "running", N_("公示中"), "on"
    OVER = "over", N_("公示期满"), "done"


class Publicity(Record, Moving, Base):
    """The result of one lot in public for its period: the ranking and the score sheet without names.

    ``round`` counts the publicities of a lot: when an award falls, the next in line is publicised anew.
    """

    __tablename__ = "publicities"
    __table_args__ = (
        UniqueConstraint("lot_id", "round"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )

    lot_id: Mapped[int] = mapped_column(ForeignKey("lots.id"))
    round: Mapped[int] = mapped_column(default=1)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), index=True)
    region_path: Mapped[str] = mapped_column(PathString)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    # [{"rank", "proposal", "number", "organization", "amount_fen", "score", "seats": [hundredths...], "proposed"}]
    sheet: Mapped[list[Any]]
    experts: Mapped[list[Any]]  # names, never joined to scores
    state: Mapped[PublicityState] = mapped_column(EnumString(PublicityState))

    lot: Mapped[Lot] = relationship()
    call: Mapped[Call] = relationship()

    @property
    def caption(self) -> str:
        return self.lot.title

    @hybrid_property
    def is_public(self) -> bool:
        return self.id > 0


access.declare(Publicity, Permission.AWARD_READ, region="region_path", public="is_public")


class AwardState(State):
    PROPOSED = "proposed", N_("拟立项，公示中"), "on"
    CONFIRMED = "confirmed", N_("已立项"), "done"
    CONTRACTING = "contracting", N_("已立项，协议签署中"), "on"
    CONTRACTED = "contracted", N_("已签合同"), "done"
    CANCELLED = "cancelled", N_("已取消"), "risk4"


class AwaitedState(State):
    """What pages say of a proposed award when its publicity is over: nothing is decided before an officer confirms."""

    CONFIRMATION = "confirmation", N_("公示期满，待确认"), "risk2"


def shown_state(state: AwardState, publicity_ends_at: datetime) -> State:
    over = state is AwardState.PROPOSED and publicity_ends_at <= clock.now()
    return AwaitedState.CONFIRMATION if over else state


class Award(Record, Moving, Base):
    """The decision on one proposal: proposed with the publicity, confirmed after it. A hold 'award' stops it."""

    __tablename__ = "awards"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="amount_is_positive"),
        CheckConstraint(
            "state IN ('proposed', 'cancelled') OR (number IS NOT NULL AND decided_at IS NOT NULL)",
            name="number_if_confirmed",
        ),
        Index("ix_awards_call", "call_id"),
        Index("ix_awards_organization", "organization_id"),
    )

    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id"), unique=True)
    publicity_id: Mapped[int] = mapped_column(ForeignKey("publicities.id"))
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    amount_fen: Mapped[int]
    state: Mapped[AwardState] = mapped_column(EnumString(AwardState))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]

    proposal: Mapped[Proposal] = relationship()
    publicity: Mapped[Publicity] = relationship()
    call: Mapped[Call] = relationship()
    organization: Mapped[Organization] = relationship()

    @property
    def caption(self) -> str:
        return self.proposal.title

    @property
    def shown_state(self) -> State:
        return shown_state(self.state, self.publicity.ends_at)

    @hybrid_property
    def is_public(self) -> bool:
        return self.id > 0


access.declare(Award, Permission.AWARD_READ, region="region_path", organization="organization_id", public="is_public")


class ObjectionState(State):
    RAISED = "raised", N_("待答复"), "on"
    UPHELD = "upheld", N_("成立"), "risk4"
    DISMISSED = "dismissed", N_("不成立"), "done"
    APPEALED = "appealed", N_("投诉处理中"), "on"
    APPEAL_UPHELD = "appeal_upheld", N_("投诉成立"), "risk4"
    APPEAL_DISMISSED = "appeal_dismissed", N_("投诉不成立"), "done"
    WITHDRAWN = "withdrawn", N_("已撤回"), "plain"


class Objection(Record, Moving, Base):
    """An objection against one proposed award: holds that award, not the others."""

    __tablename__ = "objections"
    __table_args__ = (
        CheckConstraint("state NOT IN ('upheld', 'dismissed') OR answer IS NOT NULL", name="answer_if_answered"),
        Index("ix_objections_award", "award_id"),
    )

    number: Mapped[str] = mapped_column(String(40), unique=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("awards.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    raised_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[ObjectionState] = mapped_column(EnumString(ObjectionState))
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime | None]
    appeal: Mapped[str | None] = mapped_column(Text)
    appeal_answer: Mapped[str | None] = mapped_column(Text)
    appeal_decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    appeal_decided_at: Mapped[datetime | None]

    award: Mapped[Award] = relationship()

    @property
    def caption(self) -> str:
        return self.award.proposal.title


access.declare(
    Objection, Permission.OBJECTION_READ, region="region_path", organization="organization_id", owner="raised_by_id"
)
