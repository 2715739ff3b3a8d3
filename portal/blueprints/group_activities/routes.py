"""An activity of a filed group: list, new, read, edit; and the years of the group above its list."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext as _

from portal.blueprints.edge import current_actor, done, page, perform, permits, reader, refuse
from portal.blueprints.field_help import stand_at
from portal.blueprints.filters import chosen, one_of
from portal.blueprints.group_activities import blueprint
from portal.blueprints.group_activities.forms import GroupActivityForm
from portal.blueprints.materials import files_of
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, every, exported
from portal.blueprints.words import shows
from portal.domain.organizations import group_activities, members
from portal.domain.organizations.group_life import GroupActivity, GroupActivityState
from portal.domain.organizations.models import Organization, OrgType
from portal.kernel import access, regions
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, say
from portal.workflows import group_years

TABLE = Table(N_("备案组织的活动"), (
    (N_("活动"), "title"), (N_("组织"), lambda a: a.organization.name), (N_("日期"), "held_on"), (N_("地点"), "place"),
    (N_("参加人次"), "attendances"), (N_("志愿者人数"), "volunteers"), (N_("状态"), "state"),
))  # fmt: skip


@blueprint.get("/", strict_slashes=False)
@permits(P.ACTIVITY_READ)
@exported(TABLE, lambda: every(group_activities.listed, state=chosen(GroupActivityState, "state")), {"state": one_of(GroupActivityState)})
def index():
    session, actor, state = reader(), current_actor(), chosen(GroupActivityState, "state")
    found = group_activities.listed(session, actor, state=state, cursor=request.args.get("cursor"))
    group = _own_group()
    return page("group_activities/index.html", found=found, state=state, states=list(GroupActivityState), group=group,
                records=group is not None and actor.holds(P.ACTIVITY_RECORD) and group_activities.why_not_record(group) is None,
                years=group_years.years_of(session, group) if group else [], rule=group_years.rule(session, group) if group else None)  # fmt: skip


@blueprint.route("/new", methods=["GET", "POST"])
@permits(P.ACTIVITY_RECORD)
def new():
    group = _own_group()
    if group is None:
        refuse(403)
    form = GroupActivityForm()
    if form.validate_on_submit():
        if result := perform(form, group_activities.draft, group, by=current_actor(), **_fields(form)):
            address = url_for(".show", public_id=result.value.public_id)
            return done(say("已存为草稿。可以先传照片，再提交给居委会确认。"), address, result.value)
    return _edit_page(form, _("记录一次活动"), group, None)


@blueprint.get("/<public_id>")
@shows(GroupActivity)
@permits(P.ACTIVITY_READ, GroupActivity)
def show(activity: GroupActivity):
    actor = current_actor()
    mine = access.allows(actor, P.ACTIVITY_RECORD, activity)
    inside = mine or (actor.is_authenticated and access.allows(actor, P.ACTIVITY_CONFIRM, activity))
    return page(
        "group_activities/show.html", activity=activity, group=activity.organization, files=files_of(activity) if inside else [],
        community=regions.name_of(reader(), activity.region_path), inside=inside,
        editable=mine and activity.state in group_activities.EDITABLE, **record_context(activity, names=inside),
    )  # fmt: skip


@blueprint.route("/<public_id>/edit", methods=["GET", "POST"])
@permits(P.ACTIVITY_RECORD, GroupActivity)
def edit(activity: GroupActivity):
    back = url_for(".show", public_id=activity.public_id)
    if activity.state not in group_activities.EDITABLE:
        return redirect(back)
    form = GroupActivityForm(obj=activity)
    if form.validate_on_submit():
        if perform(form, group_activities.edit, activity, by=current_actor(), expect=form.expected(), **_fields(form)):
            return done(say("已保存。"), back)
    return _edit_page(form, _("修改活动记录"), activity.organization, activity)


def _own_group() -> Organization | None:
    found = members.organization_of(reader(), current_actor())
    return found if found is not None and found.org_type is OrgType.GROUP else None


def _fields(form: GroupActivityForm) -> dict[str, Any]:
    fields = form.fields()
    return {**fields, "note": fields["note"] or "", "volunteers": fields["volunteers"] or 0}


def _edit_page(form: GroupActivityForm, heading: str, group: Organization, activity: GroupActivity | None):
    stand_at(group.region_path)
    return page("group_activities/edit.html", form=form, heading=heading, group=group, activity=activity,
                why_not=group_activities.why_not_record(group))  # fmt: skip
