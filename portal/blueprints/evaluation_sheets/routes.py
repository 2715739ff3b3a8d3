"""One sheet: filled in, saved as often as one likes, handed in once."""

from __future__ import annotations

from flask import request, url_for

from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.blueprints.evaluation_sheets import blueprint
from portal.blueprints.evaluation_sheets.forms import first_values, form_class, groups_of, scores_of
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, every, exported, points
from portal.blueprints.words import shows
from portal.domain.evaluation import operations as evaluations
from portal.domain.evaluation import queries
from portal.domain.evaluation.models import EvaluationSheet, SheetState
from portal.domain.projects import queries as projects
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, say

TABLE = Table(N_("我的评分表"), (
    (N_("评估"), lambda s: s.evaluation.title), (N_("总分"), points("total")), (N_("状态"), "state"),
))  # fmt: skip


@blueprint.get("/", strict_slashes=False)
@permits(P.EVALUATION_SCORE)
@exported(TABLE, lambda: every(queries.my_sheets))
def index():
    found = queries.my_sheets(reader(), current_actor(), cursor=request.args.get("cursor"))
    return page("evaluations/sheets.html", found=found)


@blueprint.route("/<public_id>", methods=["GET", "POST"])
@shows(EvaluationSheet)
@permits(P.EVALUATION_SCORE, EvaluationSheet)
def show(sheet: EvaluationSheet):
    stage = sheet.evaluation.stage
    form = form_class(stage)(data=first_values(sheet))
    if sheet.state is SheetState.ASSIGNED and form.validate_on_submit():
        hand_in = request.form.get("act") == "submit"
        verb = evaluations.submit if hand_in else evaluations.fill
        if perform(
            form,
            verb,
            sheet,
            scores_of(form, stage),
            form.comment.data or "",
            by=current_actor(),
            expect=form.expected(),
        ):
            return done(
                say("评分表已提交。") if hand_in else say("已保存，还没有提交。"),
                url_for(".show", public_id=sheet.public_id),
                sheet if hand_in else None,
            )
    return page("evaluations/sheet.html", sheet=sheet, evaluation=sheet.evaluation, project=sheet.evaluation.project,
                form=form, groups=groups_of(form, stage), editable=sheet.state is SheetState.ASSIGNED,
                totals=projects.totals_of(reader(), [sheet.evaluation.project_id])[sheet.evaluation.project_id],
                **record_context(sheet))  # fmt: skip
