"""What an evaluation decides elsewhere: the project's next state, the money, the survey."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.evaluation import endings
from portal.domain.evaluation import operations as evaluations
from portal.domain.evaluation.models import Evaluation, Rectification, Stage
from portal.domain.funds import queries as funds
from portal.domain.funds.models import Trigger
from portal.domain.funds.operations import fall_due, withhold_rest
from portal.domain.projects import activities
from portal.domain.projects.models import Contract, Grade, Project
from portal.domain.satisfaction.models import SurveyState
from portal.domain.satisfaction.operations import open_survey, survey_of
from portal.kernel import lifecycle
from portal.kernel.people import SYSTEM, Actor
from portal.kernel.words import say


def grade(session: Session, evaluation: Evaluation, *, by: Actor, **fields: Any) -> Evaluation:
    """Grade with the money that was really paid by now in the report."""
    paid = funds.paid_of_project(session, evaluation.project_id)
    return evaluations.grade(session, evaluation, by=by, paid_fen=paid, **fields)


def evaluated(session: Session, evaluation: Evaluation, by: Actor) -> None:
    """Reaction to a grade: the project moves on, the money falls due, or stops."""
    project, passed = evaluation.project, evaluation.grade is not Grade.FAIL
    if evaluation.stage is Stage.MID:
        lifecycle.move(session, project, "pass-mid" if passed else "fail-mid", by=by, grade=evaluation.grade)
        if passed:
            fall_due(session, project, Trigger.MID, by=by)
        return
    if passed:
        fall_due(session, project, Trigger.FINAL, by=by)
    else:
        withhold_rest(session, project, by=by, reason=say("末期评估不合格，余款不再拨付。"))
    lifecycle.move(session, project, "close", by=by, grade=evaluation.grade, score=evaluation.score)


def rectified(session: Session, rectification: Rectification, by: Actor) -> None:
    """Reaction to an accepted rectification: work goes on, and a new round can be ordered."""
    lifecycle.move(session, rectification.project, "resume", by=by, rectified=True)


def ask_residents(session: Session, contract: Contract, by: Actor) -> None:
    """Reaction to a contract in force: its project's survey opens."""
    project = session.scalars(select(Project).where(Project.contract_id == contract.id)).one()
    open_survey(session, project, by=by)


def stop_everything(session: Session, project: Project, by: Actor) -> None:
    """Reaction to a terminated project: no more money, evaluations, activities or ballots; nobody is awaited any more."""
    withhold_rest(session, project, by=by, reason=say("项目终止，余款不再拨付。"))
    survey = survey_of(session, project.id)
    if survey is not None and survey.state is SurveyState.OPEN:
        lifecycle.move(session, survey, "expire", by=SYSTEM)
    endings.stop_of_project(session, project)
    activities.lapse_of_project(session, project)


def settle_activities(session: Session, project: Project, by: Actor) -> None:
    """Reaction to a closed project: what was not confirmed by now is not counted."""
    activities.lapse_of_project(session, project)
