"""Proposals: a draft that its organization alone can read, and the immutable package that it submits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from portal.domain.calls.models import Call, Lot
from portal.domain.organizations.models import Organization
from portal.kernel import access
from portal.kernel.base import Base, EnumString, Moving, PathString, Record
from portal.kernel.lifecycle import State
from portal.kernel.permissions import Permission
from portal.kernel.words import N_


class ProposalState(State):
    DRAFT = "draft", N_("草稿"), "plain"
    SUBMITTED = "submitted", N_("已递交，封存中"), "on"
    WITHDRAWN = "withdrawn", N_("已撤回"), "plain"
    OPENED = "opened", N_("已开启，资格审查"), "on"
    INELIGIBLE = "ineligible", N_("资格审查未通过"), "risk4"
    ELIGIBLE = "eligible", N_("资格审查通过，评审中"), "on"
    RANKED = "ranked", N_("评审完成"), "on"
    AWARDED = "awarded", N_("已立项"), "done"
    NOT_AWARDED = "not_awarded", N_("未立项"), "plain"
    LAPSED = "lapsed", N_("截止前未提交"), "plain"
    VOID = "void", N_("征集终止，申报失效"), "plain"


class Proposal(Record, Moving, Base):
    """One bid of one organization in one lot.

    ``draft`` is what the organization edits: {"summary", "target_group", "beneficiaries", "plan": [{"title", "when",
    "place"}], "outputs": [{"name", "unit", "quantity"}], "budget": [{"item", "basis", "fen"}], "amount_fen" (what
    is asked for), "own_funds_fen", "team", "risks"}; the budget adds up to both amounts. After the opening
    the columns below and ``content`` (the same shape and "attachments") are unpacked from the last submission.
    """

    __tablename__ = "proposals"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'submitted', 'withdrawn', 'lapsed', 'void') OR opened_at IS NOT NULL",
            name="opened_at_if_opened",
        ),
        UniqueConstraint("organization_id", "lot_id"),
        Index("ix_proposals_organization", "organization_id", "call_id"),
        Index("ix_proposals_lot_state", "lot_id", "state"),
    )

    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), index=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lots.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    implementer_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))
    region_path: Mapped[str] = mapped_column(PathString)  # the call's
    title: Mapped[str] = mapped_column(String(120))
    draft: Mapped[dict[str, Any]]
    draft_version: Mapped[int] = mapped_column(default=1)
    draft_saved_at: Mapped[datetime | None]
    draft_saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    draft_editor: Mapped[str] = mapped_column(String(12), default="")  # the open page that saved last
    state: Mapped[ProposalState] = mapped_column(EnumString(ProposalState))
    closing_conditions: Mapped[list[Any] | None]  # of ``conditions.Condition.stored``, as on the closing day
    opened_at: Mapped[datetime | None]
    content: Mapped[dict[str, Any] | None]
    amount_fen: Mapped[int | None]
    score: Mapped[int | None]  # hundredths of a point
    rank: Mapped[int | None]

    call: Mapped[Call] = relationship()
    lot: Mapped[Lot] = relationship()
    organization: Mapped[Organization] = relationship(foreign_keys=organization_id)
    implementer: Mapped[Organization | None] = relationship(foreign_keys=implementer_id)

    @property
    def caption(self) -> str:
        """What journal, inbox and notices call it: the lot, until the opening; a sealed bid's title is content."""
        return self.title if self.opened_at else self.lot.title

    @hybrid_property
    def is_opened(self) -> bool:
        return self.opened_at != None  # noqa: E711 - read as SQL too


class Submission(Record, Base):
    """The package as handed in: canonical JSON, its SHA-256, the moment the complete request arrived. Immutable."""

    __tablename__ = "submissions"
    __table_args__ = (UniqueConstraint("proposal_id", "round"),)

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id"))
    round: Mapped[int]
    number: Mapped[str] = mapped_column(String(40), unique=True)
    package: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    sha256: Mapped[str] = mapped_column(String(64))
    arrived_at: Mapped[datetime]
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    withdrawn_at: Mapped[datetime | None]

    proposal: Mapped[Proposal] = relationship()


access.declare(
    Proposal, Permission.PROPOSAL_READ, region="region_path", organization="organization_id", officers_when="is_opened"
)
