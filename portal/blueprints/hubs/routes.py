"""Hubs: the public list, proposing one, its page, asking to join."""

from __future__ import annotations

from flask import request, url_for
from flask_babel import gettext as _

from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.blueprints.filters import chosen, one_of
from portal.blueprints.hubs import blueprint
from portal.blueprints.hubs.forms import HubForm, JoinForm
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, every, exported
from portal.blueprints.words import shows
from portal.domain.hubs import operations, queries
from portal.domain.hubs.models import AT_WORK, Hub, HubKind
from portal.kernel import access, papers, regions
from portal.kernel.permissions import Permission as P
from portal.kernel.regions import Level
from portal.kernel.words import N_, say
from portal.workflows import hubs as public_record

TABLE = Table(N_("枢纽型社会组织"), (
    (N_("组织"), "name"), (N_("编号"), "number"), (N_("类别"), "kind"), (N_("服务领域"), "field"), (N_("认定日期"), "recognised_on"),
    (N_("会员"), "members"), (N_("状态"), "state"),
))  # fmt: skip
MEMBERS = Table(N_("枢纽的会员"), (
    (N_("组织"), "name"), (N_("类型"), "org_type"), (N_("领域"), "field"), (N_("名册状态"), "state"),
    (N_("等级"), lambda r: f"{r.rating}A" if r.rating else None), (N_("年度报告"), "last_annual_report"), (N_("项目"), "projects"),
    (N_("居民满意度"), lambda r: r.satisfaction / 100 if r.satisfaction else None), (N_("加入"), "joined_on"),
))  # fmt: skip


@blueprint.get("/", strict_slashes=False)
@permits(P.HUB_READ)
@exported(TABLE, lambda: every(queries.listed, kind=chosen(HubKind, "kind")), {"kind": one_of(HubKind)})
def index():
    session, actor = reader(), current_actor()
    found = queries.listed(session, actor, kind=chosen(HubKind, "kind"), cursor=request.args.get("cursor"))
    return page("hubs/index.html", found=found, kinds=list(HubKind), near=regions.colloquial, may_propose=actor.holds(P.HUB_PROPOSE))


@blueprint.route("/new", methods=["GET", "POST"])
@permits(P.HUB_PROPOSE)
def new():
    form, session, actor = HubForm(), reader(), current_actor()
    here = actor.region_path or regions.ROOT
    form.area_path.choices = [("", _("不限地方")), *regions.choices(session, Level.STREET, here), *regions.choices(session, Level.COMMUNITY, here)]
    if form.validate_on_submit():
        if result := perform(form, operations.propose, by=actor, **form.fields()):
            return done(say("已提出认定，等批准岗决定。"), url_for(".show", public_id=result.value.public_id), result.value)
    return page("hubs/new.html", form=form)


@blueprint.get("/<public_id>")
@shows(Hub)
@permits(P.HUB_READ, Hub)
@exported(MEMBERS, lambda hub: public_record.members(reader(), hub))
def show(hub: Hub):
    session, actor = reader(), current_actor()
    inside = access.allows(actor, P.HUB_READ, hub, publicly=False)
    return page(
        "hubs/show.html", hub=hub, organization=hub.organization, at_work=hub.state in AT_WORK, inside=inside,
        area=regions.name_of(session, hub.area_path) if hub.area_path else None, members=public_record.members(session, hub),
        applications=queries.applications_of(session, hub, actor) if inside else [], own=queries.own_membership(session, hub, actor),
        why_not=operations.why_not_join(session, hub, actor), papers=papers.papers_of(session, hub),
        leads=access.allows(actor, P.HUB_NOTE, hub, publicly=False), **record_context(hub, names=inside),
    )  # fmt: skip


@blueprint.route("/<public_id>/join", methods=["GET", "POST"])
@permits(P.HUB_JOIN)
def join(public_id: str):
    hub = operations.to_join(reader(), public_id)
    form = JoinForm()
    if form.validate_on_submit():
        if result := perform(form, operations.apply, hub, by=current_actor(), message=form.message.data):
            said = say("申请已交给枢纽。")
            return done(said, url_for("hub_memberships.show", public_id=result.value.public_id), result.value)
    return page("hubs/join.html", form=form, hub=hub, why_not=operations.why_not_join(reader(), hub, current_actor()))
