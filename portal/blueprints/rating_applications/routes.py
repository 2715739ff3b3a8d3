"""The desk's list, beginning an application, the self-assessment, the record, what everybody may see of it."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for

from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.blueprints.filters import chosen, one_of
from portal.blueprints.materials import files_of
from portal.blueprints.rating_applications import blueprint
from portal.blueprints.rating_applications.ways import WAYS
from portal.blueprints.rating_sheets.forms import assessment_form, first_values, groups_of, scores_of
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, day, every, exported, points
from portal.blueprints.words import shows
from portal.domain.organizations.models import OrgType
from portal.domain.ratings import applications, objections, scoring, sheets
from portal.domain.ratings.indicators import TYPES
from portal.domain.ratings.models import ApplicationState, RatingApplication, RatingRound, SheetState
from portal.kernel import access
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, say

TABLE = Table(N_("等级评估申请"), (
    (N_("组织"), lambda a: a.organization.name), (N_("编号"), "number"), (N_("评估轮次"), lambda a: a.round.title),
    (N_("提交日期"), day("submitted_at")), (N_("得分"), points("score")), (N_("等级"), lambda a: f"{a.level}A" if a.level else None),
    (N_("状态"), "state"),
))  # fmt: skip


def _asked() -> dict[str, Any]:
    return {"state": chosen(ApplicationState, "state"), "org_type": chosen(OrgType, "type")}


@blueprint.get("/", strict_slashes=False)
@permits(P.RATING_READ)
@exported(TABLE, lambda: every(applications.listed, **_asked()), {"state": one_of(ApplicationState), "type": one_of(OrgType)})
def index():
    found = applications.listed(reader(), current_actor(), cursor=request.args.get("cursor"), **_asked())
    return page("rating_applications/index.html", found=found, states=list(ApplicationState), types=TYPES)


@blueprint.post("/new/<round_id>")
@permits(P.RATING_APPLY)
def new(round_id: str):
    """Begin a draft in a round; its page showed the conditions."""
    found = reader().query(RatingRound).filter_by(public_id=round_id).one_or_none()
    if found is None or not access.allows(current_actor(), P.RATING_READ, found):
        return redirect(url_for("ratings.index"))
    if result := perform(None, applications.draft, found, by=current_actor()):
        said = say("已建好草稿。下一步：对照指标自评，附上四个部分的材料，再提交。")
        return done(said, url_for(".edit", public_id=result.value.public_id))
    return redirect(url_for("rating_rounds.show", public_id=round_id))


@blueprint.get("/<public_id>")
@shows(RatingApplication)
@permits(P.RATING_READ, RatingApplication)
def show(application: RatingApplication):
    session, actor = reader(), current_actor()
    inside = access.allows(actor, P.RATING_READ, application, publicly=False)
    if not inside:
        return page("rating_applications/result.html", application=application, parts=_parts(application),
                    open_to_objections=objections.in_public(application), rating=applications.rating_of(session, application),
                    **record_context(application, names=False))  # fmt: skip
    mine = access.allows(actor, P.RATING_APPLY, application, publicly=False)
    panel = sheets.of_application(session, application)
    result_is_in = application.state in applications.RESULT_IS_IN
    return page(
        "rating_applications/show.html", application=application, files=files_of(application), parts=_parts(application),
        own_total=applications.total_of(application.self_scores), editable=mine and application.state in applications.EDITABLE, mine=mine,
        panel=panel if _sees_people(application) else [], handed_in=sum(s.state is SheetState.SUBMITTED for s in panel),
        sitting=sum(s.state in (SheetState.ASSIGNED, SheetState.SUBMITTED) for s in panel), missing=any(s.state is SheetState.RECUSED for s in panel),
        given=[s for s in panel if s.state is SheetState.SUBMITTED] if result_is_in else [], result_is_in=result_is_in,
        own_sheet=sheets.own_of(session, application, actor), rating=applications.rating_of(session, application),
        objections=objections.readable(session, application, actor), open_to_objections=objections.in_public(application),
        **record_context(application, WAYS),
    )  # fmt: skip


def _parts(application: RatingApplication) -> list[Any]:
    return scoring.by_part(application.round.indicators, application.means or {})


def _sees_people(application: RatingApplication) -> bool:
    """Officers know who sits on the panel; the organization and the members learn nobody's name."""
    return current_actor().is_officer and access.allows(current_actor(), P.RATING_READ, application, publicly=False)


@blueprint.route("/<public_id>/edit", methods=["GET", "POST"])
@permits(P.RATING_APPLY, RatingApplication)
def edit(application: RatingApplication):
    if application.state not in applications.EDITABLE:
        return redirect(url_for(".show", public_id=application.public_id))
    table = application.round.indicators
    values = {**first_values(application.self_scores, "note"), "summary": application.summary, "version": application.version}
    form = assessment_form(table, data=values)
    if form.validate_on_submit():
        scores = scores_of(form, table, "note")
        if perform(form, applications.edit, application, by=current_actor(), expect=form.expected(), summary=form.summary.data or "",
                   scores=scores):  # fmt: skip
            return done(say("自评已保存。"), url_for(".show", public_id=application.public_id))
    return page("rating_applications/edit.html", form=form, application=application, groups=groups_of(form, table))
