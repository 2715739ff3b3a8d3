"""One sheet: filled in, saved as often as one likes, handed in once."""

from __future__ import annotations

from flask import request, url_for

from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.blueprints.materials import files_of
from portal.blueprints.rating_sheets import blueprint
from portal.blueprints.rating_sheets.forms import first_values, groups_of, scores_of, sheet_form
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, every, exported, points
from portal.blueprints.words import shows
from portal.domain.ratings import sheets
from portal.domain.ratings.models import RatingSheet, SheetState
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, say

TABLE = Table(N_("等级评估的评分表"), (
    (N_("评估申请"), lambda s: s.application.title), (N_("总分"), points("total")), (N_("状态"), "state"),
))  # fmt: skip


@blueprint.get("/", strict_slashes=False)
@permits(P.RATING_SCORE)
@exported(TABLE, lambda: every(sheets.mine))
def index():
    found = sheets.mine(reader(), current_actor(), cursor=request.args.get("cursor"))
    return page("rating_sheets/index.html", found=found)


@blueprint.route("/<public_id>", methods=["GET", "POST"])
@shows(RatingSheet)
@permits(P.RATING_SCORE, RatingSheet)
def show(sheet: RatingSheet):
    application = sheet.application
    table, editable = application.round.indicators, sheet.state is SheetState.ASSIGNED
    form = sheet_form(table, data={**first_values(sheet.scores, "reason"), "comment": sheet.comment, "version": sheet.version})
    if editable and form.validate_on_submit():
        hand_in = request.form.get("act") == "submit"
        verb, scores = (sheets.submit if hand_in else sheets.fill), scores_of(form, table, "reason")
        if perform(form, verb, sheet, scores, form.comment.data or "", by=current_actor(), expect=form.expected()):
            said = say("评分表已提交。") if hand_in else say("已保存，还没有提交。")
            return done(said, url_for(".show", public_id=sheet.public_id), sheet if hand_in else None)
    sits = sheet.state in (SheetState.ASSIGNED, SheetState.SUBMITTED)  # who stood aside sees nothing of it any more
    own = {code: row.get("points") for code, row in application.self_scores.items()}
    return page("rating_sheets/show.html", sheet=sheet, application=application, form=form, groups=groups_of(form, table, own),
                editable=editable, sits=sits, files=files_of(application) if sits else [],
                **record_context(sheet))  # fmt: skip
