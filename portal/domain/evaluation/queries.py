"""Reads of evaluations, sheets and rectifications, scoped to the reader."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.domain.evaluation.models import (
    Evaluation,
    EvaluationSheet,
    EvaluationState,
    Rectification,
    RectificationState,
    SheetState,
    Stage,
)
from portal.domain.projects.models import Project
from portal.kernel import access
from portal.kernel.paging import Page, paginate
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P


def listed(
    session: Session,
    actor: Actor,
    *,
    state: EvaluationState | None = None,
    stage: Stage | None = None,
    cursor: str | None = None,
) -> Page:
    """The evaluations that the actor may read, the newest first."""
    stmt = access.visible(select(Evaluation), actor, P.EVALUATION_READ).options(
        joinedload(Evaluation.project).joinedload(Project.organization)
    )
    if state:
        stmt = stmt.where(Evaluation.state == state)
    if stage:
        stmt = stmt.where(Evaluation.stage == stage)
    return paginate(session, stmt, keys=(Evaluation.id,), cursor=cursor)


def my_sheets(session: Session, actor: Actor, *, cursor: str | None = None) -> Page:
    """The actor's own score sheets, those to be done first."""
    stmt = select(EvaluationSheet).where(EvaluationSheet.assignee_id == actor.user_id)
    stmt = stmt.options(joinedload(EvaluationSheet.evaluation))
    return paginate(session, stmt, keys=(EvaluationSheet.id,), cursor=cursor)


def sheets_of(session: Session, evaluation: Evaluation) -> list[EvaluationSheet]:
    stmt = select(EvaluationSheet).where(EvaluationSheet.evaluation_id == evaluation.id)
    return list(session.scalars(stmt.options(joinedload(EvaluationSheet.assignee)).order_by(EvaluationSheet.id)))


def sheet_counts(sheets: list[EvaluationSheet]) -> tuple[int, int]:
    """(handed in, all) without those that were taken back."""
    return (
        sum(sheet.state is SheetState.SUBMITTED for sheet in sheets),
        sum(sheet.state is not SheetState.DROPPED for sheet in sheets),
    )


def graded_of(session: Session, project: Project) -> list[Evaluation]:
    """The project's graded evaluations in their order: what the public page tells."""
    stmt = select(Evaluation).where(Evaluation.project_id == project.id, Evaluation.state == EvaluationState.GRADED)
    return list(session.scalars(stmt.order_by(Evaluation.id)))


def rectifications(
    session: Session, actor: Actor, *, state: RectificationState | None = None, cursor: str | None = None
) -> Page:
    stmt = access.visible(select(Rectification), actor, P.RECTIFICATION_READ).options(joinedload(Rectification.project))
    if state:
        stmt = stmt.where(Rectification.state == state)
    return paginate(session, stmt, keys=(Rectification.id,), cursor=cursor)


def rectification_of(session: Session, evaluation: Evaluation) -> Rectification | None:
    return session.scalars(select(Rectification).where(Rectification.evaluation_id == evaluation.id)).one_or_none()
