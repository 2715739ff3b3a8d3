"""What ends before its time: evaluations of a terminated project."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.evaluation import lifecycles  # noqa: F401 - puts the models under their lifecycles
from portal.domain.evaluation.models import (
    Evaluation,
    EvaluationSheet,
    EvaluationState,
    Rectification,
    RectificationState,
    SheetState,
)
from portal.domain.projects.models import Project
from portal.kernel import lifecycle
from portal.kernel.people import SYSTEM

ENDED = (EvaluationState.GRADED, EvaluationState.STOPPED)
SETTLED = (RectificationState.ACCEPTED, RectificationState.STOPPED)


def stop_of_project(session: Session, project: Project) -> None:
    """End every open evaluation, score sheet and rectification of a project, and the holds that these placed."""
    of_project = Evaluation.project_id == project.id
    for evaluation in session.scalars(select(Evaluation).where(of_project, Evaluation.state.not_in(ENDED))).all():
        _drop_sheets(session, evaluation)
        lifecycle.move(session, evaluation, "stop", by=SYSTEM)
    open_ones = select(Rectification).where(
        Rectification.project_id == project.id, Rectification.state.not_in(SETTLED)
    )
    for rectification in session.scalars(open_ones).all():
        lifecycle.move(session, rectification, "stop", by=SYSTEM)


def _drop_sheets(session: Session, evaluation: Evaluation) -> None:
    waiting = select(EvaluationSheet).where(
        EvaluationSheet.evaluation_id == evaluation.id, EvaluationSheet.state == SheetState.ASSIGNED
    )
    for sheet in session.scalars(waiting).all():
        lifecycle.move(session, sheet, "drop", by=SYSTEM)
