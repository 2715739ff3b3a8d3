"""Rounds of rating and what organizations apply for in them; the panel's sheets; objections in the public days."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, select, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.organizations.models import Organization, OrgType
from portal.kernel import access
from portal.kernel.base import Base, EnumString, Moving, PathString, Record, session_of
from portal.kernel.lifecycle import State
from portal.kernel.people import User
from portal.kernel.permissions import Permission
from portal.kernel.words import N_


class Part(enum.StrEnum):
    """The four parts of the national practice (社会组织评估管理办法)."""

    BASIS = "basis"
    GOVERNANCE = "governance"
    WORK = "work"
    SOCIAL = "social"

    @property
    def label(self) -> str:
        return {
            Part.BASIS: N_("基础条件"), Part.GOVERNANCE: N_("内部治理"), Part.WORK: N_("工作绩效"), Part.SOCIAL: N_("社会评价"),
        }[self]  # fmt: skip


class RoundState(State):
    DRAFT = "draft", N_("拟定中"), "plain"
    PROPOSED = "proposed", N_("待批准"), "on"
    OPEN = "open", N_("受理申请"), "on"
    CLOSED = "closed", N_("申请截止，评估中"), "on"
    FINISHED = "finished", N_("已完成"), "done"
    CANCELLED = "cancelled", N_("不再举办"), "plain"


_RUNNING = "state IN ('open', 'closed', 'finished')"


class RatingRound(Record, Moving, Base):
    """One year's rating of one type of organizations. What decides is frozen when it opens.

    ``indicators``: [{"code", "part", "title", "maximum" (whole points), "looks_at"}]; the maxima add up to 1000.
    ``bands``: {"1": least points for 1A, ... "5"}, from the policy settings of the day on which it opened.
    """

    __tablename__ = "rating_rounds"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'proposed', 'cancelled') OR bands IS NOT NULL", name="bands_if_open"),
        Index(
            "uq_rating_rounds_one_a_year", "region_path", "year", "org_type", unique=True,
            sqlite_where=text(_RUNNING), postgresql_where=text(_RUNNING),
        ),
    )  # fmt: skip

    year: Mapped[int]
    org_type: Mapped[OrgType] = mapped_column(EnumString(OrgType))
    region_path: Mapped[str] = mapped_column(PathString)
    title: Mapped[str] = mapped_column(String(120))
    introduction: Mapped[str] = mapped_column(Text, default="")
    closes_at: Mapped[datetime]
    indicators: Mapped[list[Any]]
    bands: Mapped[dict[str, Any] | None]
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    opened_at: Mapped[datetime | None]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    state: Mapped[RoundState] = mapped_column(EnumString(RoundState))

    @hybrid_property
    def is_public(self) -> bool:
        return self.opened_at != None  # noqa: E711 - read as SQL too


access.declare(RatingRound, Permission.RATING_READ, region="region_path", public="is_public")


class ApplicationState(State):
    DRAFT = "draft", N_("填写中"), "plain"
    SUBMITTED = "submitted", N_("待初审"), "on"
    SUPPLEMENT = "supplement", N_("待补正"), "risk2"
    CHECKED = "checked", N_("初审通过，待组成评估组"), "on"
    SCORING = "scoring", N_("评估组评估中"), "on"
    SCORED = "scored", N_("打分完成，待公示"), "on"
    PUBLICITY = "publicity", N_("评估结果公示中"), "on"
    PUBLICISED = "publicised", N_("公示期满，待决定"), "on"
    GRANTED = "granted", N_("已评定等级"), "done"
    NOT_RATED = "not_rated", N_("未达到评估等级"), "plain"
    REFUSED = "refused", N_("初审不通过"), "risk4"
    WITHDRAWN = "withdrawn", N_("已撤回"), "plain"


#: Under way: an organization has one such application at a time.
UNDER_WAY = (
    ApplicationState.SUBMITTED, ApplicationState.SUPPLEMENT, ApplicationState.CHECKED, ApplicationState.SCORING,
    ApplicationState.SCORED, ApplicationState.PUBLICITY, ApplicationState.PUBLICISED,
)  # fmt: skip
#: What everybody may see: the result in its public days and after it was decided.
SHOWN = (ApplicationState.PUBLICITY, ApplicationState.PUBLICISED, ApplicationState.GRANTED)


class RatingApplication(Record, Moving, Base):
    """An organization's application in a round. Points in hundredths, the whole is 100,000 of them.

    ``self_scores``: {indicator code: {"points": hundredths|None, "note": str}}.  ``conditions``: what was looked at when it
    was handed in (``conditions.Condition.stored``).  ``visit``: {"on", "who", "note", "by"}.
    ``means``: {indicator code: hundredths}, the mean of the sheets; ``score`` is their sum, ``level`` its band.
    ``turn`` counts the panels: a result that did not stand is scored anew by others.
    """

    __tablename__ = "rating_applications"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'withdrawn') OR number IS NOT NULL", name="number_if_submitted"),
        CheckConstraint(
            "state NOT IN ('scored', 'publicity', 'publicised', 'granted', 'not_rated') OR score IS NOT NULL",
            name="score_if_scored",
        ),
        CheckConstraint("state != 'publicity' OR publicity_ends_at IS NOT NULL", name="period_if_publicity"),
        CheckConstraint("state NOT IN ('publicity', 'publicised', 'granted') OR level IS NOT NULL", name="level_if_shown"),
        Index("ix_rating_applications_round_state", "round_id", "state"),
        Index("ix_rating_applications_organization", "organization_id"),
    )

    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rating_rounds.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    self_scores: Mapped[dict[str, Any]]
    conditions: Mapped[list[Any] | None]
    submitted_at: Mapped[datetime | None]
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    check_note: Mapped[str] = mapped_column(Text, default="")
    turn: Mapped[int] = mapped_column(default=0)
    paneled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    visit: Mapped[dict[str, Any] | None]
    means: Mapped[dict[str, Any] | None]
    score: Mapped[int | None]
    level: Mapped[int | None]
    publicity_ends_at: Mapped[datetime | None]
    publicised_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    state: Mapped[ApplicationState] = mapped_column(EnumString(ApplicationState))

    round: Mapped[RatingRound] = relationship()
    organization: Mapped[Organization] = relationship()

    @hybrid_property
    def was_submitted(self) -> bool:
        return self.number != None  # noqa: E711 - read as SQL too

    @hybrid_property
    def is_shown(self) -> bool:
        return self.state in SHOWN

    @is_shown.inplace.expression
    @classmethod
    def _is_shown(cls):
        return cls.state.in_(SHOWN)


class SheetState(State):
    ASSIGNED = "assigned", N_("待打分"), "on"
    SUBMITTED = "submitted", N_("已提交"), "done"
    RECUSED = "recused", N_("已回避"), "plain"
    DROPPED = "dropped", N_("不用再打分"), "plain"


#: The panel: those who score and have scored.
SITTING = (SheetState.ASSIGNED, SheetState.SUBMITTED)


class RatingSheet(Record, Moving, Base):
    """One panel member's points and reasons for one application. Nobody else reads it before all are in.

    ``scores``: {indicator code: {"points": hundredths, "reason": str}}.
    """

    __tablename__ = "rating_sheets"
    __table_args__ = (
        UniqueConstraint("application_id", "assignee_id"),
        CheckConstraint("state != 'submitted' OR total IS NOT NULL", name="total_if_submitted"),
        Index("ix_rating_sheets_assignee", "assignee_id"),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("rating_applications.id"))
    assignee_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    turn: Mapped[int]
    scores: Mapped[dict[str, Any]]
    comment: Mapped[str] = mapped_column(Text, default="")
    total: Mapped[int | None]
    state: Mapped[SheetState] = mapped_column(EnumString(SheetState))

    application: Mapped[RatingApplication] = relationship()
    assignee: Mapped[User] = relationship()

    @property
    def caption(self) -> str:
        return self.application.title


class ObjectionState(State):
    RAISED = "raised", N_("待查清"), "on"
    UPHELD = "upheld", N_("成立"), "risk4"
    DISMISSED = "dismissed", N_("不成立"), "done"
    WITHDRAWN = "withdrawn", N_("已撤回"), "plain"


class RatingObjection(Record, Moving, Base):
    """What somebody has against a result in its public days. It is settled before the level is decided."""

    __tablename__ = "rating_objections"
    __table_args__ = (
        CheckConstraint("state NOT IN ('upheld', 'dismissed') OR answer IS NOT NULL", name="answer_if_answered"),
        Index("ix_rating_objections_application", "application_id"),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("rating_applications.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    raised_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    turn: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    state: Mapped[ObjectionState] = mapped_column(EnumString(ObjectionState))

    application: Mapped[RatingApplication] = relationship()

    @property
    def caption(self) -> str:
        return self.application.title


def _assigned(actor):
    mine = (RatingSheet.assignee_id == actor.user_id, RatingSheet.state.in_(SITTING))
    return RatingApplication.id.in_(select(RatingSheet.application_id).where(*mine))


def _is_assigned(record, actor):
    stmt = select(RatingSheet.id).where(
        RatingSheet.application_id == record.id, RatingSheet.assignee_id == actor.user_id, RatingSheet.state.in_(SITTING)
    )
    return session_of(record).scalar(stmt.limit(1)) is not None


access.declare(
    RatingApplication, Permission.RATING_READ, region="region_path", organization="organization_id",
    officers_when="was_submitted", public="is_shown", assigned=_assigned, is_assigned=_is_assigned,
)  # fmt: skip
access.declare(
    RatingSheet, Permission.RATING_SCORE, owner="assignee_id",
    assigned=lambda actor: RatingSheet.assignee_id == actor.user_id,
    is_assigned=lambda sheet, actor: sheet.assignee_id == actor.user_id,
)  # fmt: skip
access.declare(RatingObjection, Permission.OBJECTION_READ, region="region_path", owner="raised_by_id")
