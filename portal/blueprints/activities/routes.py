"""An activity record: list, new, read, edit. Its steps and photos are served by their own mechanisms."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext as _

from portal.blueprints.activities import blueprint
from portal.blueprints.activities.forms import ActivityForm
from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.blueprints.filters import chosen, one_of
from portal.blueprints.materials import files_of
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, every, exported, yuan
from portal.blueprints.words import shows
from portal.domain.projects import activities, queries
from portal.domain.projects.models import Activity, ActivityState, Project
from portal.domain.satisfaction.operations import has_codes
from portal.kernel import access, regions
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, say

TABLE = Table(N_("活动记录"), (
    (N_("活动"), "title"), (N_("项目"), lambda a: a.project.title), (N_("日期"), "held_on"), (N_("类型"), "kind"), (N_("地点"), "place"),
    (N_("时长（分钟）"), "minutes"), (N_("人次"), "attendances"), (N_("受益人数"), "beneficiaries"), (N_("志愿者人数"), "volunteers"),
    (N_("支出（元）"), yuan("cost_fen")), (N_("状态"), "state"),
))  # fmt: skip


@blueprint.get("/", strict_slashes=False)
@permits(P.ACTIVITY_READ)
@exported(TABLE, lambda: every(activities.listed, state=chosen(ActivityState, "state")), {"state": one_of(ActivityState)})
def index():
    actor = current_actor()
    state = chosen(ActivityState, "state")
    found = activities.listed(reader(), actor, state=state, cursor=request.args.get("cursor"))
    running = queries.of_organization(reader(), actor.organization_id) if actor.organization_id else []
    mine = [project for project in running if access.allows(actor, P.ACTIVITY_RECORD, project)]
    return page("activities/index.html", found=found, state=state, states=ActivityState, projects=mine)


@blueprint.route("/new/<public_id>", methods=["GET", "POST"])
@permits(P.ACTIVITY_RECORD, Project)
def new(project: Project):
    form = _form(project)
    if form.validate_on_submit() and (
        result := perform(form, activities.draft, project, by=current_actor(), **_fields(form))
    ):
        return done(
            say("已存为草稿。可以先传照片，再提交给居委会确认。"),
            url_for(".show", public_id=result.value.public_id),
            result.value,
        )
    return page("activities/edit.html", form=form, heading=_("记录一次活动"), project=project, activity=None)


@blueprint.get("/<public_id>")
@shows(Activity)
@permits(P.ACTIVITY_READ, Activity)
def show(activity: Activity):
    actor = current_actor()
    mine = access.allows(actor, P.ACTIVITY_RECORD, activity)
    inside = mine or (actor.is_authenticated and access.allows(actor, P.ACTIVITY_CONFIRM, activity))
    confirmed = activity.state is ActivityState.CONFIRMED
    return page(
        "activities/show.html", activity=activity, project=activity.project, files=files_of(activity) if inside else [],
        community=regions.name_of(reader(), activity.region_path),
        editable=mine and activity.state in activities.EDITABLE,
        inside=inside, may_code=inside and confirmed, coded=confirmed and has_codes(reader(), activity),
        **record_context(activity, names=inside),
    )  # fmt: skip


@blueprint.route("/<public_id>/edit", methods=["GET", "POST"])
@permits(P.ACTIVITY_RECORD, Activity)
def edit(activity: Activity):
    if activity.state not in activities.EDITABLE:
        return redirect(url_for(".show", public_id=activity.public_id))
    form = _form(activity.project, activity)
    if form.validate_on_submit() and (
        perform(form, activities.edit, activity, by=current_actor(), expect=form.expected(), **_fields(form))
    ):
        return done(say("已保存。"), url_for(".show", public_id=activity.public_id))
    return page(
        "activities/edit.html", form=form, heading=_("修改活动记录"), project=activity.project, activity=activity
    )


def _form(project: Project, activity: Activity | None = None) -> ActivityForm:
    form = ActivityForm(obj=activity)
    form.region_path.choices = [
        ("", _("请选择")),
        *regions.choices(reader(), regions.Level.COMMUNITY, project.region_path),
    ]
    rows = [(row["name"], _("%(name)s（%(unit)s）", name=row["name"], unit=row["unit"])) for row in project.outputs]
    form.output.choices = [("", _("不计入计划产出")), *rows]
    return form


def _fields(form: ActivityForm) -> dict[str, Any]:
    fields = form.fields()
    return {
        **fields,
        "cost_fen": fields["cost_fen"] or 0,
        "note": fields["note"] or "",
        "output": fields["output"] or "",
    }
