"""Evaluations: the list and the page of one."""

from __future__ import annotations

from flask import request

from portal.blueprints.edge import current_actor, page, permits, reader
from portal.blueprints.evaluations import EDITABLE, blueprint
from portal.blueprints.evaluations.ways import WAYS
from portal.blueprints.materials import files_of
from portal.blueprints.steps import record_context
from portal.blueprints.words import shows
from portal.domain.evaluation import queries
from portal.domain.evaluation.indicators import sheet_for
from portal.domain.evaluation.models import Evaluation, EvaluationSheet, EvaluationState, SheetState, Stage
from portal.domain.projects import queries as projects
from portal.kernel import access, papers
from portal.kernel.permissions import Permission as P


@blueprint.get("/", strict_slashes=False)
@permits(P.EVALUATION_READ)
def index():
    state = next((s for s in EvaluationState if s.value == request.args.get("state")), None)
    stage = next((s for s in Stage if s.value == request.args.get("stage")), None)
    found = queries.listed(reader(), current_actor(), state=state, stage=stage, cursor=request.args.get("cursor"))
    return page("evaluations/index.html", found=found, state=state, stage=stage, states=EvaluationState, stages=Stage)


@blueprint.get("/<public_id>")
@shows(Evaluation)
@permits(P.EVALUATION_READ, Evaluation)
def show(evaluation: Evaluation):
    actor = current_actor()
    sheets = queries.sheets_of(reader(), evaluation)
    mine = access.allows(actor, P.EVALUATION_REPORT, evaluation)
    return page(
        "evaluations/show.html", evaluation=evaluation, project=evaluation.project, sheets=_shown(sheets, evaluation),
        sheet_counts=queries.sheet_counts(sheets), indicators=sheet_for(evaluation.stage), files=files_of(evaluation),
        papers=papers.papers_of(reader(), evaluation), rectification=queries.rectification_of(reader(), evaluation),
        totals=projects.totals_of(reader(), [evaluation.project_id])[evaluation.project_id],
        own_sheet=next((s for s in sheets if s.assignee_id == actor.user_id), None),
        editable=mine and evaluation.state in EDITABLE, **record_context(evaluation, WAYS),
    )  # fmt: skip


def _shown(sheets: list[EvaluationSheet], evaluation: Evaluation) -> list[EvaluationSheet]:
    """Blind until graded; and then never joined to names."""
    return [s for s in sheets if s.state is SheetState.SUBMITTED] if evaluation.state is EvaluationState.GRADED else []
