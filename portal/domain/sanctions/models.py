"""Sanctions, the applications to come off them, and the appeals against them."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, and_, case, or_
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.organizations.models import Organization
from portal.domain.sanctions.kinds import Ground, SanctionKind
from portal.kernel import access, clock
from portal.kernel.base import Base, EnumString, Moving, PathString, Record
from portal.kernel.lifecycle import State
from portal.kernel.permissions import Permission
from portal.kernel.words import N_


class SanctionState(State):
    DRAFT = "draft", N_("拟写中"), "plain"
    PROPOSED = "proposed", N_("已提出，待告知"), "on"
    NOTICE = "notice", N_("已告知，听取陈述申辩"), "on"
    HEARD = "heard", N_("待复核"), "on"
    EXAMINED = "examined", N_("已复核，待决定"), "on"
    IN_FORCE = "in_force", N_("生效中"), "risk3"
    LOOK_AGAIN = "look_again", N_("生效中，满期待核"), "risk3"
    REMOVED = "removed", N_("已移出"), "done"
    ENDED = "ended", N_("已期满"), "done"
    ESCALATED = "escalated", N_("已转入严重违法失信名单"), "plain"
    ANNULLED = "annulled", N_("已撤销"), "plain"
    NOT_IMPOSED = "not_imposed", N_("不予处理"), "plain"
    DROPPED = "dropped", N_("没有提出"), "plain"


S = SanctionState
#: It takes effect now.
STANDING = (S.IN_FORCE, S.LOOK_AGAIN)
#: It was decided and counts, or counted once.
DECIDED = (*STANDING, S.REMOVED, S.ENDED, S.ESCALATED)
#: Something is under way that a second proposal would repeat.
UNDER_WAY = (S.DRAFT, S.PROPOSED, S.NOTICE, S.HEARD, S.EXAMINED)


class Sanction(Record, Moving, Base):
    """One sanction of one organization, from the proposal to its end.

    ``notified_at``: before it the organization knows of nothing. ``decided_at``: in force from then. ``left_at``: in force no
    longer. ``review_at``: when the officers are reminded to look at a listing again; ``ends_at``: when a penalty's term is over.
    ``shown_until``: the last moment at which a sanction that ended stands in public.
    """

    __tablename__ = "sanctions"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'dropped') OR number IS NOT NULL", name="number_if_proposed"),
        CheckConstraint(
            "state NOT IN ('notice', 'heard', 'examined') OR (notified_at IS NOT NULL AND notice_ends_at IS NOT NULL)",
            name="period_if_notified",
        ),
        CheckConstraint(
            "state NOT IN ('in_force', 'look_again', 'removed', 'ended', 'escalated', 'annulled')"
            " OR (notified_at IS NOT NULL AND decided_at IS NOT NULL)",
            name="heard_before_decided",
        ),
        CheckConstraint("state NOT IN ('removed', 'ended', 'annulled') OR left_at IS NOT NULL", name="end_if_ended"),
        CheckConstraint("amount_fen >= 0", name="amount_is_not_negative"),
        Index("ix_sanctions_organization_state", "organization_id", "state"),
        Index("ix_sanctions_region_state", "region_path", "state"),
    )

    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    kind: Mapped[SanctionKind] = mapped_column(EnumString(SanctionKind))
    ground: Mapped[Ground] = mapped_column(EnumString(Ground))
    year: Mapped[int | None]  # of the annual report that is missing
    facts: Mapped[str] = mapped_column(Text)
    basis: Mapped[str] = mapped_column(String(300))
    amount_fen: Mapped[int] = mapped_column(default=0)
    term_months: Mapped[int | None]  # for how long the activities are suspended
    batch: Mapped[str | None] = mapped_column(String(12), index=True)  # what was proposed together
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    state: Mapped[SanctionState] = mapped_column(EnumString(SanctionState))
    notified_at: Mapped[datetime | None]
    notice_ends_at: Mapped[datetime | None]
    hearing_until: Mapped[datetime | None]  # until when a hearing can be asked for; none: there is no right to one
    notified_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    statement: Mapped[str | None] = mapped_column(Text)
    wants_hearing: Mapped[bool] = mapped_column(default=False)
    stated_at: Mapped[datetime | None]
    stated_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    hearing_on: Mapped[date | None]
    answer: Mapped[str | None] = mapped_column(Text)
    examined_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decision: Mapped[str | None] = mapped_column(Text)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
    review_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    shown_until: Mapped[datetime | None]
    escalated_to_id: Mapped[int | None] = mapped_column(ForeignKey("sanctions.id"))

    organization: Mapped[Organization] = relationship()

    @property
    def caption(self) -> str:
        return f"{self.organization.name} · {self.kind.label}"  # parts that pages word one by one

    @property
    def stands(self) -> bool:
        return self.state in STANDING

    @hybrid_property
    def party_id(self) -> int | None:
        """The organization, once it was told: what is still being weighed is between officers."""
        return self.organization_id if self.notified_at is not None else None

    @party_id.inplace.expression
    @classmethod
    def _party_id(cls):
        return case((cls.notified_at.is_not(None), cls.organization_id))

    @hybrid_property
    def is_public(self) -> bool:
        """From the decision on; an ended one until its time in public is over; one that was annulled never stood."""
        return self.state in DECIDED and (self.shown_until is None or self.shown_until > clock.now())

    @is_public.inplace.expression
    @classmethod
    def _is_public(cls):
        return and_(cls.state.in_(DECIDED), or_(cls.shown_until.is_(None), cls.shown_until > clock.now()))


access.declare(Sanction, Permission.SANCTION_READ, region="region_path", organization="party_id", public="is_public")


class RepairKind(enum.StrEnum):
    RECTIFIED = "rectified"
    TERM = "term"

    @property
    def label(self) -> str:
        return {RepairKind.RECTIFIED: N_("组织已经改正，申请移出"), RepairKind.TERM: N_("列入期满，办理人员提出移出")}[self]


class RepairState(State):
    DRAFT = "draft", N_("填写中"), "plain"
    SUBMITTED = "submitted", N_("待核查"), "on"
    RETURNED = "returned", N_("待补充"), "risk2"
    CHECKED = "checked", N_("已核查，待决定"), "on"
    GRANTED = "granted", N_("准予移出"), "done"
    REFUSED = "refused", N_("不予移出"), "risk4"
    WITHDRAWN = "withdrawn", N_("已撤回"), "plain"


class Repair(Record, Moving, Base):
    """Credit repair: the application to be taken off a list, or to have a penalty's effect end before its term."""

    __tablename__ = "sanction_repairs"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'withdrawn') OR number IS NOT NULL", name="number_if_submitted"),
        CheckConstraint("state NOT IN ('granted', 'refused') OR decided_at IS NOT NULL", name="moment_if_decided"),
        Index("ix_sanction_repairs_sanction", "sanction_id"),
        Index("ix_sanction_repairs_region_state", "region_path", "state"),
    )

    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    sanction_id: Mapped[int] = mapped_column(ForeignKey("sanctions.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    kind: Mapped[RepairKind] = mapped_column(EnumString(RepairKind))
    statement: Mapped[str] = mapped_column(Text)
    begun_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    state: Mapped[RepairState] = mapped_column(EnumString(RepairState))
    submitted_at: Mapped[datetime | None]
    finding: Mapped[str | None] = mapped_column(Text)
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]

    sanction: Mapped[Sanction] = relationship()
    organization: Mapped[Organization] = relationship()

    @property
    def caption(self) -> str:
        return self.sanction.caption


access.declare(Repair, Permission.SANCTION_READ_CASE, region="region_path", organization="organization_id")


class AppealWay(enum.StrEnum):
    REVIEW = "review"
    RECONSIDERATION = "reconsideration"
    LITIGATION = "litigation"

    @property
    def label(self) -> str:
        return {AppealWay.REVIEW: N_("向本局申诉"), AppealWay.RECONSIDERATION: N_("行政复议"), AppealWay.LITIGATION: N_("行政诉讼")}[self]


class AppealState(State):
    LODGED = "lodged", N_("待处理"), "on"
    UPHELD = "upheld", N_("申诉成立"), "done"
    DISMISSED = "dismissed", N_("申诉不成立"), "plain"
    WITHDRAWN = "withdrawn", N_("已撤回"), "plain"


class Appeal(Record, Moving, Base):
    """What the organization has against a decision. Reconsideration and litigation are decided elsewhere: the portal records
    them and carries out the outcome."""

    __tablename__ = "sanction_appeals"
    __table_args__ = (
        CheckConstraint("state NOT IN ('upheld', 'dismissed') OR answer IS NOT NULL", name="answer_if_answered"),
        Index("ix_sanction_appeals_sanction", "sanction_id"),
        Index("ix_sanction_appeals_region_state", "region_path", "state"),
    )

    number: Mapped[str] = mapped_column(String(40), unique=True)
    sanction_id: Mapped[int] = mapped_column(ForeignKey("sanctions.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    way: Mapped[AppealWay] = mapped_column(EnumString(AppealWay))
    body: Mapped[str] = mapped_column(Text)
    lodged_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    state: Mapped[AppealState] = mapped_column(EnumString(AppealState))
    answer: Mapped[str | None] = mapped_column(Text)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]

    sanction: Mapped[Sanction] = relationship()
    organization: Mapped[Organization] = relationship()

    @property
    def caption(self) -> str:
        return self.sanction.caption


access.declare(Appeal, Permission.SANCTION_READ_CASE, region="region_path", organization="organization_id")

