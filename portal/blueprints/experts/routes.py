"""The pool's list and one expert's page, with the declarations of conflict."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask_babel import gettext as _

from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.blueprints.experts import blueprint
from portal.blueprints.experts.forms import ConflictForm, EnterForm, ExpertForm, OwnForm
from portal.blueprints.filters import one_of, typed
from portal.blueprints.tables import Table, every, exported
from portal.blueprints.words import shows
from portal.domain.organizations.models import OrgField
from portal.domain.review import experts
from portal.domain.review.models import Expert
from portal.kernel import access
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, say

TABLE = Table(N_("评审专家库"), (
    (N_("姓名"), "name"), (N_("单位"), "unit"), (N_("领域"), lambda e: _("、").join(_(OrgField(f).label) for f in e.fields)),
    (N_("参加抽取"), "active"),
))  # fmt: skip


def _asked() -> dict[str, str]:
    return {key: request.args.get(key, "")[:60] for key in ("q", "field")}


@blueprint.get("/")
@permits(P.EXPERT_READ)
@exported(TABLE, lambda: every(experts.listed, **_asked()), {"q": typed, "field": one_of(OrgField)})
def index():
    asked = _asked()
    manages = current_actor().holds(P.EXPERT_MANAGE)
    found = experts.listed(reader(), current_actor(), cursor=request.args.get("cursor"), **asked)
    return page("experts/index.html", found=found, asked=asked, fields=list(OrgField), manages=manages)


@blueprint.route("/new", methods=["GET", "POST"])
@permits(P.EXPERT_MANAGE)
def new():
    form = EnterForm()
    if form.validate_on_submit():
        actor = current_actor()
        if result := perform(form, experts.enter, by=actor, login=form.login.data, unit=form.unit.data, title=form.title.data,
                             fields=form.fields_.data, region_path=actor.region_path):  # fmt: skip
            return done(say("已列入专家库。"), url_for(".show", public_id=result.value.public_id))
    return page("experts/new.html", form=form)


@blueprint.get("/mine")
@permits(P.EXPERT_DECLARE)
def mine():
    expert = experts.of_user(reader(), current_actor().user_id)
    return redirect(url_for(".show", public_id=expert.public_id) if expert else url_for(".index"))


@blueprint.get("/<public_id>")
@shows(Expert)
@permits(P.EXPERT_READ, Expert)
def show(expert: Expert):
    return page("experts/show.html", expert=expert, fields=[OrgField(f) for f in expert.fields],
                conflicts=experts.conflicts_of(reader(), expert), may_edit=_may_edit(current_actor(), expert))  # fmt: skip


@blueprint.route("/<public_id>/edit", methods=["GET", "POST"])
@permits((P.EXPERT_MANAGE, P.EXPERT_DECLARE), Expert)
def edit(expert: Expert):
    keeps = experts.keeps(current_actor(), expert)
    form = (ExpertForm if keeps else OwnForm)(
        data={"unit": expert.unit, "title": expert.title, "fields_": expert.fields, "active": expert.active,
              "version": expert.version}
    )  # fmt: skip
    if form.validate_on_submit():
        given = {"unit": form.unit.data, "active": form.active.data} if keeps else {}
        if perform(form, experts.update, expert, by=current_actor(), expect=form.expected(), title=form.title.data,
                   fields=form.fields_.data, **given):  # fmt: skip
            return done(say("已保存。"), url_for(".show", public_id=expert.public_id))
    return page("experts/edit.html", form=form, expert=expert, keeps=keeps)


@blueprint.route("/<public_id>/conflicts", methods=["GET", "POST"])
@permits((P.EXPERT_MANAGE, P.EXPERT_DECLARE), Expert)
def conflicts(expert: Expert):
    form = ConflictForm()
    if form.validate_on_submit():
        if perform(form, experts.declare_by_name, expert, by=current_actor(), name=form.organization.data,
                   kind=form.kind.data, note=form.note.data or ""):
            return done(say("已申报。这家组织参加的标段不会再抽到您；正在评的，席位已由候补接替。"), url_for(".show", public_id=expert.public_id))
    return page("experts/conflicts.html", form=form, expert=expert)


def _may_edit(actor: Actor, expert: Expert) -> bool:
    return access.allows(actor, P.EXPERT_MANAGE, expert) or access.allows(actor, P.EXPERT_DECLARE, expert)
