"""One project as everyone may follow it: from the need to the grade, gathered from all nouns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from portal.domain.evaluation import queries as evaluations
from portal.domain.evaluation.models import Evaluation
from portal.domain.funds import queries as funds
from portal.domain.funds.models import Tranche, TrancheState
from portal.domain.projects import queries
from portal.domain.projects.models import Grade, Project, ProjectState
from portal.domain.projects.queries import Totals
from portal.domain.projects.risk import Risk
from portal.domain.satisfaction.models import SatisfactionSurvey
from portal.domain.satisfaction.operations import survey_of
from portal.domain.satisfaction.results import Result, public_result_of
from portal.kernel import holds
from portal.kernel.journal import JournalEntry

#: Turning points only: what is told of the records around the project.
TOLD_OF_OTHERS = (
    "sign-provider",
    "sign-purchaser",
    "pay",
    "withhold",
    "lapse",
    "grade",
    "fail-unreported",
    "accept",
    "close",
    "expire",
)


@dataclass(frozen=True)
class Story:
    project: Project
    needs: list[Any]
    tranches: list[Tranche]
    totals: Totals
    risk: Risk | None
    activities: list[Any]
    survey: SatisfactionSurvey | None
    result: Result | None
    evaluations: list[Evaluation]
    holds: list[holds.Hold]
    entries: list[JournalEntry]

    @property
    def paid_fen(self) -> int:
        return sum(t.amount_fen for t in self.tranches if t.state is TrancheState.PAID)

    @property
    def withheld_fen(self) -> int:
        return sum(t.amount_fen for t in self.tranches if t.state is TrancheState.WITHHELD)

    @property
    def failed(self) -> bool:
        """Ended without a pass: terminated, or closed with a failing grade."""
        return self.project.state is ProjectState.TERMINATED or self.project.final_grade is Grade.FAIL

    @property
    def to_return_fen(self) -> int:
        """Of a failed project: what was paid and is not covered by the cost of confirmed activities."""
        return max(0, self.paid_fen - self.totals.cost_fen) if self.failed else 0


def story_of(session: Session, project: Project) -> Story:
    project = queries.whole(session, project)
    totals = queries.totals_of(session, [project.id])[project.id]
    tranches = funds.tranches_of_project(session, project.id)
    survey = survey_of(session, project.id)
    graded = evaluations.graded_of(session, project)
    subjects = {"projects": [project.id], "contracts": [project.contract_id], "tranches": [t.id for t in tranches],
                "evaluations": [e.id for e in graded],
                "satisfaction_surveys": [survey.id] if survey else []}  # fmt: skip
    return Story(
        project, queries.needs_of(session, project), tranches, totals, queries.risk_of(session, project, totals),
        queries.recent_activities(session, project), survey, public_result_of(session, survey) if survey else None,
        graded, holds.on(session, project), _told(session, subjects),
    )  # fmt: skip


def _told(session: Session, subjects: dict[str, list[int]], limit: int = 60) -> list[JournalEntry]:
    """The project's own steps and the turning points around it, newest first: one statement."""
    branches = [
        and_(JournalEntry.subject_type == table, JournalEntry.subject_id.in_(ids),
             *(() if table == "projects" else (JournalEntry.action.in_(TOLD_OF_OTHERS),)))
        for table, ids in subjects.items() if ids
    ]  # fmt: skip
    stmt = (
        select(JournalEntry).where(or_(*branches)).order_by(JournalEntry.at.desc(), JournalEntry.id.desc()).limit(limit)
    )
    return list(session.scalars(stmt))
