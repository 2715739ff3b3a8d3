"""Experts, conflicts, recomputable draws, panels, blind reviews."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint, select
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.calls.models import Call, Criterion, Lot
from portal.domain.organizations.models import Organization
from portal.domain.proposals.models import Proposal
from portal.kernel import access
from portal.kernel.base import Base, EnumString, Moving, PathString, Record, Row, session_of
from portal.kernel.lifecycle import State
from portal.kernel.people import User
from portal.kernel.permissions import Permission
from portal.kernel.words import N_


class Expert(Record, Base):
    """A person in the expert pool: unit, fields, availability."""

    __tablename__ = "experts"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    unit: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(80))
    fields: Mapped[list[Any]]  # OrgField values
    region_path: Mapped[str] = mapped_column(PathString)
    active: Mapped[bool] = mapped_column(default=True)
    former_units: Mapped[list[Any]] = mapped_column(default=list)  # [{"unit", "until": ISO moment}]: they still tie

    user: Mapped[User] = relationship()

    @property
    def caption(self) -> str:
        return self.name


access.declare(
    Expert, Permission.EXPERT_READ,
    region="region_path", owner="user_id",
    assigned=lambda actor: Expert.user_id == actor.user_id,
    is_assigned=lambda expert, actor: expert.user_id == actor.user_id,
)  # fmt: skip


class ConflictKind(enum.StrEnum):
    EMPLOYMENT = "employment"
    KINSHIP = "kinship"
    PAYMENT = "payment"
    BOARD = "board"
    SAME_UNIT = "same_unit"
    DECLARED = "declared"

    @property
    def label(self) -> str:
        return {
            ConflictKind.EMPLOYMENT: N_("任职关系"),
            ConflictKind.KINSHIP: N_("亲属关系"),
            ConflictKind.PAYMENT: N_("三年内有报酬往来"),
            ConflictKind.BOARD: N_("担任理事、监事"),
            ConflictKind.SAME_UNIT: N_("同一单位"),
            ConflictKind.DECLARED: N_("本人申明"),
        }[self]


class Conflict(Row, Base):
    """A reason why an expert may not judge an organization."""

    __tablename__ = "conflicts"
    __table_args__ = (UniqueConstraint("expert_id", "organization_id", "kind"),)

    expert_id: Mapped[int] = mapped_column(ForeignKey("experts.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    kind: Mapped[ConflictKind] = mapped_column(EnumString(ConflictKind))
    note: Mapped[str] = mapped_column(String(200), default="")
    since: Mapped[datetime]

    expert: Mapped[Expert] = relationship()
    organization: Mapped[Organization] = relationship()


class EligibilityCheck(Record, Base):
    """The formal check of one opened proposal: every condition with its finding."""

    __tablename__ = "eligibility_checks"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id"), unique=True)
    items: Mapped[list[Any]]  # of ``proposals.conditions.Condition.stored``
    passed: Mapped[bool]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    note: Mapped[str] = mapped_column(Text, default="")

    proposal: Mapped[Proposal] = relationship()


class PanelState(State):
    COMMITTED = "committed", N_("候选名单已封存，待抽取"), "on"
    DRAWN = "drawn", N_("已抽取，待专家确认"), "on"
    SCORING = "scoring", N_("评分中"), "on"
    SHORT = "short", N_("缺席且候补用完，待补充抽取"), "on"
    SEALED = "sealed", N_("补充名单已封存，待抽取"), "on"
    COMPLETE = "complete", N_("评分完成"), "done"


class Panel(Record, Moving, Base):
    """The panel of one lot: one panel scores every eligible proposal of the lot, so that scores compare."""

    __tablename__ = "panels"

    lot_id: Mapped[int] = mapped_column(ForeignKey("lots.id"), unique=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    size: Mapped[int]
    state: Mapped[PanelState] = mapped_column(EnumString(PanelState))

    lot: Mapped[Lot] = relationship(lazy="joined", innerjoin=True)  # no page shows a panel without its lot
    call: Mapped[Call] = relationship()
    seats: Mapped[list[PanelSeat]] = relationship(back_populates="panel", order_by="PanelSeat.position")

    @property
    def caption(self) -> str:
        return self.lot.title


class ExpertDraw(Record, Base):
    """One draw, recomputable: order = candidates sorted by SHA-256(seed + expert public id); the first ``size`` serve.

    ``commitment`` = digest of lot, size, candidates, exclusions and salt, journalled before the witness gives the value
    of which ``seed`` is made together with the salt. The rest of the order are the substitutes. Round 1 makes the panel;
    when all substitutes are used up, a supplementary round draws for the ``size`` empty seats in the same way.
    """

    __tablename__ = "expert_draws"
    __table_args__ = (
        CheckConstraint(
            "(seed IS NULL) = (drawn_at IS NULL) AND (seed IS NULL) = (witness IS NULL)", name="drawn_whole"
        ),
        UniqueConstraint("panel_id", "round"),
    )

    panel_id: Mapped[int] = mapped_column(ForeignKey("panels.id"))
    round: Mapped[int] = mapped_column(default=1)
    size: Mapped[int]  # seats to fill
    candidates: Mapped[list[Any]]  # expert public ids, sorted
    excluded: Mapped[list[Any]]  # [{"expert": public id, "reason": a ConflictKind's value or DRAWN_BEFORE}]
    salt: Mapped[str] = mapped_column(String(64))
    commitment: Mapped[str] = mapped_column(String(64))
    committed_at: Mapped[datetime]
    whole_pool: Mapped[bool] = mapped_column(default=False)  # too few experts of the field: all were candidates
    witness: Mapped[str | None] = mapped_column(String(200))
    witness_name: Mapped[str | None] = mapped_column(String(120))
    seed: Mapped[str | None] = mapped_column(String(64))
    order: Mapped[list[Any]]  # expert public ids in drawn order; empty until drawn
    drawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    drawn_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]  # with the result: from then on anyone reads and recomputes it

    panel: Mapped[Panel] = relationship()

    @property
    def caption(self) -> str:
        return self.panel.lot.title

    @hybrid_property
    def is_published(self) -> bool:
        return self.published_at is not None

    @is_published.inplace.expression
    @classmethod
    def _is_published(cls) -> ColumnElement[bool]:
        return cls.published_at.is_not(None)


access.declare(ExpertDraw, Permission.DRAW_READ, public="is_published")

#: Why an expert of the pool was no candidate of a supplementary draw, beside the kinds of conflict.
DRAWN_BEFORE = "drawn_before"


def reason_label(code: str) -> str:
    """The words for an exclusion's reason code."""
    return N_("已经参加过本标段的抽取") if code == DRAWN_BEFORE else ConflictKind(code).label


class SeatState(State):
    INVITED = "invited", N_("待确认"), "on"
    SILENT = "silent", N_("逾期没有答复"), "on"
    ACCEPTED = "accepted", N_("已确认，等全组到齐"), "on"
    SERVING = "serving", N_("评审中"), "on"
    LATE = "late", N_("逾期没有交齐"), "on"
    RECUSED = "recused", N_("已回避"), "plain"
    REPLACED = "replaced", N_("已更换"), "plain"
    DONE = "done", N_("已交齐"), "done"


#: Seats whose expert scores now; seats that their expert has said yes to; seats that somebody else has taken over.
SCORES_NOW = (SeatState.SERVING, SeatState.LATE)
SAID_YES = (SeatState.ACCEPTED, *SCORES_NOW, SeatState.DONE)
GONE = (SeatState.RECUSED, SeatState.REPLACED)


class Absence(enum.StrEnum):
    """Why an officer replaces an expert."""

    OVERDUE = "overdue"
    REQUEST = "request"
    POST = "post"

    @property
    def label(self) -> str:
        return {
            Absence.OVERDUE: N_("逾期没有答复或没有交齐"),
            Absence.REQUEST: N_("本人提出不能参加"),
            Absence.POST: N_("账号停用或聘期已满"),
        }[self]


class PanelSeat(Record, Moving, Base):
    """One expert's place on a panel. A recused or replaced one is followed by a substitute; the panel never shrinks."""

    __tablename__ = "panel_seats"
    __table_args__ = (
        UniqueConstraint("panel_id", "expert_id"),
        Index("ix_panel_seats_expert", "expert_id"),
        CheckConstraint("state != 'replaced' OR cause IS NOT NULL", name="cause_if_replaced"),
    )

    panel_id: Mapped[int] = mapped_column(ForeignKey("panels.id"))
    expert_id: Mapped[int] = mapped_column(ForeignKey("experts.id"))
    assignee_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    position: Mapped[int]
    state: Mapped[SeatState] = mapped_column(EnumString(SeatState))
    cause: Mapped[Absence | None] = mapped_column(EnumString(Absence))
    missed_at: Mapped[datetime | None]  # the due date that the expert let pass

    panel: Mapped[Panel] = relationship(back_populates="seats")
    expert: Mapped[Expert] = relationship()

    @property
    def caption(self) -> str:
        return self.panel.lot.title


class ReviewState(State):
    DRAFT = "draft", N_("评分中"), "plain"
    SUBMITTED = "submitted", N_("已提交"), "done"
    VOID = "void", N_("已作废（回避或更换）"), "plain"


class Review(Record, Moving, Base):
    """One expert's blind judgement of one proposal. The author is known to the database, never joined in public."""

    __tablename__ = "reviews"
    __table_args__ = (
        UniqueConstraint("seat_id", "proposal_id"),
        CheckConstraint("state != 'submitted' OR total IS NOT NULL", name="total_if_submitted"),
        Index("ix_reviews_proposal", "proposal_id"),
    )

    seat_id: Mapped[int] = mapped_column(ForeignKey("panel_seats.id"))
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id"))
    assignee_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    comment: Mapped[str] = mapped_column(Text, default="")
    total: Mapped[int | None]  # hundredths of a point
    state: Mapped[ReviewState] = mapped_column(EnumString(ReviewState))

    seat: Mapped[PanelSeat] = relationship()
    proposal: Mapped[Proposal] = relationship()
    scores: Mapped[list[Score]] = relationship(back_populates="review")

    @property
    def caption(self) -> str:
        return self.proposal.title

    @hybrid_property
    def is_revealed(self) -> bool:
        """Nobody but its author reads a review before the whole panel is done."""
        return self.seat.panel.state == PanelState.COMPLETE

    @is_revealed.inplace.expression
    @classmethod
    def _is_revealed(cls) -> ColumnElement[bool]:
        done = (
            select(PanelSeat.id).join(Panel, Panel.id == PanelSeat.panel_id).where(Panel.state == PanelState.COMPLETE)
        )
        return cls.seat_id.in_(done)


class Score(Row, Base):
    """Points for one criterion, in hundredths, with the reason (required at the extremes)."""

    __tablename__ = "scores"
    __table_args__ = (
        UniqueConstraint("review_id", "criterion_id"),
        CheckConstraint("points >= 0", name="points_not_negative"),
    )

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criteria.id"))
    points: Mapped[int]
    reason: Mapped[str] = mapped_column(Text, default="")

    review: Mapped[Review] = relationship(back_populates="scores")
    criterion: Mapped[Criterion] = relationship()


def _has_seat_on(model, link):
    """Experts see what they sit on, while they sit there: the SQL predicate and its Python twin."""

    def in_sql(actor):
        seats = select(link).where(PanelSeat.assignee_id == actor.user_id, PanelSeat.state.not_in(GONE))
        return model.id.in_(seats)

    def in_python(record, actor):
        seats = select(PanelSeat.id).where(
            link == record.id, PanelSeat.assignee_id == actor.user_id, PanelSeat.state.not_in(GONE)
        )
        return session_of(record).scalar(seats.limit(1)) is not None

    return {"assigned": in_sql, "is_assigned": in_python}


def _own_while_serving(model):
    def in_sql(actor):
        seats = select(PanelSeat.id).where(PanelSeat.assignee_id == actor.user_id, PanelSeat.state.not_in(GONE))
        return (model.assignee_id == actor.user_id) & model.seat_id.in_(seats)

    def in_python(record, actor):
        return record.assignee_id == actor.user_id and record.seat.state not in GONE

    return {"assigned": in_sql, "is_assigned": in_python}


access.declare(Panel, Permission.PANEL_READ, region="region_path", **_has_seat_on(Panel, PanelSeat.panel_id))
access.declare(
    PanelSeat,
    Permission.PANEL_READ,
    region="region_path",
    assigned=lambda actor: (PanelSeat.assignee_id == actor.user_id) & (PanelSeat.state != SeatState.RECUSED),
    is_assigned=lambda seat, actor: seat.assignee_id == actor.user_id and seat.state != SeatState.RECUSED,
)
access.declare(
    Review, Permission.REVIEW_READ, region="region_path", officers_when="is_revealed", **_own_while_serving(Review)
)
