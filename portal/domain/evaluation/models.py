"""Mid-term and final evaluation: self-report, panel, satisfaction part, grade; rectification."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.projects.models import Grade, Project
from portal.kernel import access
from portal.kernel.base import Base, EnumString, Moving, PathString, Record, session_of
from portal.kernel.lifecycle import State
from portal.kernel.people import User
from portal.kernel.permissions import Permission
from portal.kernel.words import N_


class Stage(enum.StrEnum):
    MID = "mid"
    FINAL = "final"

    @property
    def label(self) -> str:
        return {Stage.MID: N_("中期评估"), Stage.FINAL: N_("末期评估")}[self]


class EvaluationState(State):
    ORDERED = "ordered", N_("待自评"), "on"
    REPORTED = "reported", N_("待评估"), "on"
    RETURNED = "returned", N_("自评退回"), "risk2"
    SCORING = "scoring", N_("评估打分中"), "on"
    GRADED = "graded", N_("已评定"), "done"
    STOPPED = "stopped", N_("随项目终止"), "plain"


class Evaluation(Record, Moving, Base):
    """One evaluation of one project. Scores in hundredths of a point; the satisfaction part counts in the final one.

    ``self_report``: {"progress", "outputs": [{"name", "unit", "planned", "done"}], "spent_fen", "problems", "next"}.
    ``parts``: how the score was made: {"panel": hundredths, "satisfaction": hundredths|None, "weights": {"panel",
    "satisfaction"} in percent, "answers", "minimum"}.
    """

    __tablename__ = "evaluations"
    __table_args__ = (
        UniqueConstraint("project_id", "stage", "round"),
        CheckConstraint("state != 'graded' OR (score IS NOT NULL AND grade IS NOT NULL)", name="grade_if_graded"),
    )

    number: Mapped[str] = mapped_column(String(40), unique=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    stage: Mapped[Stage] = mapped_column(EnumString(Stage))
    round: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(String(120))
    evaluators: Mapped[list[Any]]  # user ids; each gets a sheet when scoring starts
    self_report: Mapped[dict[str, Any] | None]
    reported_at: Mapped[datetime | None]
    score: Mapped[int | None]
    grade: Mapped[Grade | None] = mapped_column(EnumString(Grade))
    parts: Mapped[dict[str, Any] | None]
    demands: Mapped[str] = mapped_column(Text, default="")
    conclusion: Mapped[str] = mapped_column(Text, default="")
    graded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    state: Mapped[EvaluationState] = mapped_column(EnumString(EvaluationState))

    project: Mapped[Project] = relationship()
    sheets: Mapped[list[EvaluationSheet]] = relationship(back_populates="evaluation", order_by="EvaluationSheet.id")


class SheetState(State):
    ASSIGNED = "assigned", N_("待打分"), "on"
    SUBMITTED = "submitted", N_("已提交"), "done"
    DROPPED = "dropped", N_("不用再打分"), "plain"


class EvaluationSheet(Record, Moving, Base):
    """One evaluator's score sheet: points (hundredths) and reason per indicator."""

    __tablename__ = "evaluation_sheets"
    __table_args__ = (
        UniqueConstraint("evaluation_id", "assignee_id"),
        Index("ix_evaluation_sheets_assignee", "assignee_id"),
    )

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluations.id"))
    assignee_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    scores: Mapped[dict[str, Any]]  # {indicator code: {"points": hundredths, "reason": str}}
    comment: Mapped[str] = mapped_column(Text, default="")
    total: Mapped[int | None]
    state: Mapped[SheetState] = mapped_column(EnumString(SheetState))

    evaluation: Mapped[Evaluation] = relationship(back_populates="sheets")
    assignee: Mapped[User] = relationship()

    @property
    def caption(self) -> str:
        return self.evaluation.title


class RectificationState(State):
    OPEN = "open", N_("待整改"), "risk3"
    REPORTED = "reported", N_("待复核"), "on"
    RETURNED = "returned", N_("复核未通过"), "risk3"
    ACCEPTED = "accepted", N_("整改完成"), "done"
    STOPPED = "stopped", N_("随项目终止"), "plain"


class Rectification(Record, Moving, Base):
    """What must be put right, by when. While it is open a hold on the project stops the money."""

    __tablename__ = "rectifications"

    number: Mapped[str] = mapped_column(String(40), unique=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluations.id"), unique=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    title: Mapped[str] = mapped_column(String(120))
    demands: Mapped[str] = mapped_column(Text)
    report: Mapped[str | None] = mapped_column(Text)
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    state: Mapped[RectificationState] = mapped_column(EnumString(RectificationState))

    evaluation: Mapped[Evaluation] = relationship()
    project: Mapped[Project] = relationship()


def _evaluations_assigned(actor):
    return Evaluation.id.in_(select(EvaluationSheet.evaluation_id).where(EvaluationSheet.assignee_id == actor.user_id))


def _evaluation_is_assigned(record, actor):
    stmt = select(EvaluationSheet.id).where(
        EvaluationSheet.evaluation_id == record.id, EvaluationSheet.assignee_id == actor.user_id
    )
    return session_of(record).scalar(stmt.limit(1)) is not None


access.declare(
    Evaluation,
    Permission.EVALUATION_READ,
    region="region_path",
    organization="organization_id",
    assigned=_evaluations_assigned,
    is_assigned=_evaluation_is_assigned,
)
access.declare(
    EvaluationSheet,
    Permission.EVALUATION_READ,
    owner="assignee_id",
    assigned=lambda actor: EvaluationSheet.assignee_id == actor.user_id,
    is_assigned=lambda sheet, actor: sheet.assignee_id == actor.user_id,
)
access.declare(Rectification, Permission.RECTIFICATION_READ, region="region_path", organization="organization_id")
