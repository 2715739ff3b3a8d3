"""Evaluations: the list and the page of one."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.blueprints.edge import current_actor, page, permits, reader
from portal.blueprints.evaluations import EDITABLE, blueprint
from portal.blueprints.evaluations.ways import WAYS
from portal.blueprints.filters import chosen, one_of
from portal.blueprints.materials import files_of
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, every, exported, points
from portal.blueprints.words import shows
from portal.domain.evaluation import queries
from portal.domain.evaluation.indicators import sheet_for
from portal.domain.evaluation.models import Evaluation, EvaluationSheet, EvaluationState, SheetState, Stage
from portal.domain.projects import queries as projects
from portal.kernel import access, papers
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

TABLE = Table(N_("项目评估"), (
    (N_("评估"), "title"), (N_("编号"), "number"), (N_("承接方"), lambda e: e.project.organization.name), (N_("阶段"), "stage"),
    (N_("得分"), points("score")), (N_("等次"), "grade"), (N_("状态"), "state"),
))  # fmt: skip


def _asked() -> dict[str, Any]:
    return {"state": chosen(EvaluationState, "state"), "stage": chosen(Stage, "stage")}


@blueprint.get("/", strict_slashes=False)
@permits(P.EVALUATION_READ)
@exported(TABLE, lambda: every(queries.listed, **_asked()), {"state": one_of(EvaluationState), "stage": one_of(Stage)})
def index():
    found = queries.listed(reader(), current_actor(), cursor=request.args.get("cursor"), **_asked())
    return page("evaluations/index.html", found=found, states=EvaluationState, stages=Stage, **_asked())


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
