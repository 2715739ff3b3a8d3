"""What ends before its time: evaluations of a terminated project, and the sheet of an evaluator who does not answer."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.evaluation.models import (
    Evaluation,
    EvaluationSheet,
    EvaluationState,
    Rectification,
    RectificationState,
    SheetState,
)
from portal.domain.evaluation.operations import candidates
from portal.domain.projects.models import Project
from portal.kernel import lifecycle
from portal.kernel.people import SYSTEM, Actor
from portal.kernel.words import Invalid, say

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


def replace(
    session: Session, evaluation: Evaluation, *, by: Actor, sheet: int, successor: int, reason: str,
    expect: int | None = None,
) -> Evaluation:  # fmt: skip
    """Take back the sheet (its id) of an evaluator who does not answer and hand one to ``successor`` (a user id)."""
    lifecycle.move(session, evaluation, "replace", by=by, expect=expect, reason=reason)
    old = session.get(EvaluationSheet, sheet)
    if old is None or old.evaluation_id != evaluation.id or old.state is not SheetState.ASSIGNED:
        raise Invalid("sheet", say("这位评估人的评分表已经交了或收回了，请另选。"))
    if successor not in {user_id for user_id, _ in successors(session, evaluation)}:
        raise Invalid("successor", say("选中的人里有人不在评估人名单里，或与承接方有任职关系。"))
    lifecycle.move(session, old, "drop", by=SYSTEM)
    evaluation.evaluators = [successor if user_id == old.assignee_id else user_id for user_id in evaluation.evaluators]
    new = EvaluationSheet(
        evaluation=evaluation, assignee_id=successor, region_path=evaluation.region_path, scores={}
    )
    lifecycle.begin(session, new, by=by, sentence=say("为“%(title)s”发出一张评分表", title=evaluation.title))
    return evaluation


def successors(session: Session, evaluation: Evaluation) -> list[tuple[int, str]]:
    """Those who may still be asked: nobody who has, or had, a sheet of this evaluation."""
    had = set(session.scalars(
        select(EvaluationSheet.assignee_id).where(EvaluationSheet.evaluation_id == evaluation.id)
    ))  # fmt: skip
    return [(user_id, name) for user_id, name in candidates(session, evaluation.project) if user_id not in had]
