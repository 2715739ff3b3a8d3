"""What a grade would be now, for the officer who is about to give it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.domain.evaluation.models import Evaluation, SheetState, Stage
from portal.domain.evaluation.queries import sheets_of
from portal.domain.evaluation.scoring import panel_score, parts_of
from portal.domain.projects.models import Grade
from portal.domain.satisfaction.operations import survey_of
from portal.domain.satisfaction.results import Result, public_result_of
from portal.kernel import policy


@dataclass(frozen=True)
class Preview:
    """Scores in hundredths of a point. ``totals``: the sheets, lowest first, without names.

    ``result`` is the residents' part as published so far (``None``: it does not count); the grade counts it anew."""

    totals: list[int]
    panel: int
    result: Result | None
    share: int
    score: int
    grade: Grade


def preview_of(session: Session, evaluation: Evaluation) -> Preview | None:
    """``None`` before the last sheet is handed in: until then nobody sees what others gave."""
    sheets = [sheet for sheet in sheets_of(session, evaluation) if sheet.state is not SheetState.DROPPED]
    totals = sorted(sheet.total for sheet in sheets if sheet.state is SheetState.SUBMITTED and sheet.total is not None)
    if not totals or len(totals) < len(sheets):
        return None
    result = _residents(session, evaluation)
    share = policy.amount(session, "evaluation.satisfaction-share", evaluation.region_path)
    score, parts = parts_of(evaluation.stage, totals, result, share)
    return Preview(totals, panel_score(totals), result, parts["weights"]["satisfaction"], score, Grade.of(score))


def _residents(session: Session, evaluation: Evaluation) -> Result | None:
    survey = survey_of(session, evaluation.project_id) if evaluation.stage is Stage.FINAL else None
    return public_result_of(session, survey) if survey else None
