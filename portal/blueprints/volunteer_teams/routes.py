"""Teams that report: the list with counts per community, a new one, one with its services. Steps have their own mechanism."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext as _

from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.blueprints.filters import chosen, one_of, place
from portal.blueprints.steps import actions_for, record_context
from portal.blueprints.tables import Table, day, every, exported
from portal.blueprints.volunteer_teams import blueprint, services
from portal.blueprints.volunteer_teams.forms import ServiceForm, TeamForm
from portal.blueprints.words import shows
from portal.domain.organizations import members, volunteer_teams
from portal.domain.organizations.volunteer_teams import (
    ServiceState,
    TeamKind,
    TeamService,
    TeamState,
    VolunteerTeam,
)
from portal.kernel import access, regions
from portal.kernel.permissions import Permission as P
from portal.kernel.regions import Level
from portal.kernel.words import N_, NotFound, say

TABLE = Table(N_("报到的队伍"), (
    (N_("队伍名称"), "name"), (N_("组织"), lambda t: t.organization.name), (N_("怎样报到"), "kind"),
    (N_("报到的社区"), lambda t: regions.name_of(reader(), t.region_path)), (N_("队长"), "leader"), (N_("服务领域"), "field"),
    (N_("人数"), "people"), (N_("其中党员"), "party_members"), (N_("报到日期"), day("created_at")), (N_("状态"), "state"),
))  # fmt: skip


def _asked() -> dict[str, Any]:
    street = request.args.get("street", "")
    return {"state": chosen(TeamState, "state"), "kind": chosen(TeamKind, "kind"), "street": street if place(street) else ""}


@blueprint.get("/")
@permits(P.TEAM_READ)
@exported(TABLE, lambda: every(volunteer_teams.listed, **_asked()),
          {"state": one_of(TeamState), "kind": one_of(TeamKind), "street": place})  # fmt: skip
def index():
    session, actor, asked = reader(), current_actor(), _asked()
    found = volunteer_teams.listed(session, actor, cursor=request.args.get("cursor"), **asked)
    minutes = volunteer_teams.minutes_of(session, found.items)
    return page("volunteer_teams/index.html", found=found, asked=asked, states=list(TeamState), kinds=list(TeamKind),
                minutes=minutes, hours=hours, reports=actor.holds(P.TEAM_REPORT), streets=regions.choices(session, Level.STREET),
                places=dict(regions.choices(session, Level.COMMUNITY)),
                counted=volunteer_teams.by_community(session, actor) if actor.organization_id is None else [])  # fmt: skip


def hours(minutes: int) -> str:
    """Of one person: 90 → 1.5"""
    return f"{minutes / 60:.1f}".removesuffix(".0")


@blueprint.route("/new", methods=["GET", "POST"])
@permits(P.TEAM_REPORT)
def new():
    organization = members.organization_of(reader(), current_actor())
    if organization is None:
        raise NotFound
    form = _form()
    if form.validate_on_submit():
        if result := perform(form, volunteer_teams.report, organization, by=current_actor(), **form.fields()):
            return done(say("已报到，等社区居委会确认。"), url_for(".show", public_id=result.value.public_id), result.value)
    return page("volunteer_teams/edit.html", form=form, heading=_("队伍报到"), back=url_for(".index"), submit=_("报到"))


@blueprint.get("/<public_id>")
@shows(VolunteerTeam)
@permits(P.TEAM_READ, VolunteerTeam)
def show(team: VolunteerTeam):
    rows = volunteer_teams.services_of(reader(), team)
    mine = access.allows(current_actor(), P.TEAM_REPORT, team)
    return page("volunteer_teams/show.html", team=team, services=rows, mine=mine, hours=hours,
                minutes=volunteer_teams.minutes_of(reader(), [team]).get(team.id, 0), place=regions.name_of(reader(), team.region_path),
                waiting=[(row, actions_for(row)) for row in rows if row.state in (ServiceState.RECORDED, ServiceState.RETURNED)][:10],
                **record_context(team))  # fmt: skip


@blueprint.route("/<public_id>/edit", methods=["GET", "POST"])
@permits(P.TEAM_REPORT, VolunteerTeam)
def edit(team: VolunteerTeam):
    back = url_for(".show", public_id=team.public_id)
    if team.state is not TeamState.RETURNED:
        return redirect(back)
    form = _form(team)
    if form.validate_on_submit():
        if perform(form, volunteer_teams.change, team, by=current_actor(), expect=form.expected(), **form.fields()):
            return done(say("已保存。改好了请再次报到。"), back)
    return page("volunteer_teams/edit.html", form=form, heading=_("修改报到"), back=back, submit=_("保存"))


@blueprint.route("/<public_id>/services/new", methods=["GET", "POST"])
@permits(P.TEAM_REPORT, VolunteerTeam)
def record(team: VolunteerTeam):
    back = url_for(".show", public_id=team.public_id)
    form = ServiceForm()
    if form.validate_on_submit():
        if result := perform(form, volunteer_teams.record, team, by=current_actor(), **form.fields()):
            return done(say("已记下，等社区确认。"), back, result.value)
    return page("volunteer_teams/edit.html", form=form, heading=_("记一次服务"), back=back, submit=_("记下"))


@services.get("/<public_id>")
@shows(TeamService)
@permits(P.TEAM_READ, TeamService)
def service(record: TeamService):
    mine = access.allows(current_actor(), P.TEAM_REPORT, record)
    return page("volunteer_teams/service.html", service=record, mine=mine, hours=hours, **record_context(record))


@services.route("/<public_id>/edit", methods=["GET", "POST"])
@permits(P.TEAM_REPORT, TeamService)
def edit_service(record: TeamService):
    back = url_for(".service", public_id=record.public_id)
    if record.state is not ServiceState.RETURNED:
        return redirect(back)
    form = ServiceForm(obj=record, data={"hours": Decimal(record.minutes) / 60})
    if form.validate_on_submit():
        if perform(form, volunteer_teams.change_service, record, by=current_actor(), expect=form.expected(), **form.fields()):
            return done(say("已保存。改好了请再次提交。"), back)
    return page("volunteer_teams/edit.html", form=form, heading=_("修改服务记录"), back=back, submit=_("保存"))


def _form(team: VolunteerTeam | None = None) -> TeamForm:
    form = TeamForm(obj=team)
    form.region_path.choices = [("", _("请选择")), *regions.choices(reader(), Level.COMMUNITY)]
    return form
