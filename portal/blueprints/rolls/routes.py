"""Filings of office-holders: the list, a new one, one with its people. Steps and materials are served by their own mechanisms."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask_babel import gettext as _

from portal.blueprints.before import way_ahead
from portal.blueprints.edge import current_actor, done, page, perform, permits, reader, spoken
from portal.blueprints.filters import chosen, one_of, typed, words
from portal.blueprints.materials import MATERIALS, files_of
from portal.blueprints.rolls import blueprint
from portal.blueprints.rolls.forms import RollForm
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, day, every, exported
from portal.blueprints.words import shows
from portal.domain.organizations import roll_guards, roll_reads, rolls
from portal.domain.organizations.models import Organization
from portal.domain.organizations.officeholders import Roll, RollState
from portal.kernel import access, papers
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, say

TABLE = Table(N_("负责人备案"), (
    (N_("组织"), lambda r: r.organization.name), (N_("编号"), "number"), (N_("为什么报备"), "occasion"), (N_("任期开始"), "term_from"),
    (N_("任期届满"), "term_until"), (N_("提交日期"), day("submitted_at")), (N_("备案日期"), "in_force_from"), (N_("状态"), "state"),
))  # fmt: skip
#: What to have at hand before it is begun.
BEFORE = (
    N_("选举或变动的会议决议，有到会人签字"),
    N_("每位理事、监事的姓名、职务、证件号码和电话"),
    N_("公职人员兼职的，还要批准文件"),
)


def _asked() -> dict:
    return {"state": chosen(RollState, "state"), "q": words(), "over": request.args.get("over") == "1"}


@blueprint.get("/")
@permits(P.ROLL_READ)
@exported(TABLE, lambda: every(roll_reads.listed, **_asked()), {"q": typed, "state": one_of(RollState), "over": one_of("1")})
def index():
    asked = _asked()
    found = roll_reads.listed(reader(), current_actor(), cursor=request.args.get("cursor"), **asked)
    return page("rolls/index.html", found=found, asked=asked, states=list(RollState))


@blueprint.route("/new/<public_id>", methods=["GET", "POST"])
@permits(P.ROLL_WRITE, Organization)
def new(organization: Organization):
    form = RollForm()
    if form.validate_on_submit():
        if result := perform(form, rolls.draft, organization, by=current_actor(), **form.fields()):
            return done(say("已存为草稿。下一步：核对名册上的人，上传决议，再提交。"), url_for(".show", public_id=result.value.public_id), result.value)
    return page("rolls/edit.html", form=form, organization=organization, roll=None, heading=_("负责人备案"), needs=BEFORE,
                why_not=rolls.why_not_draft(reader(), organization), legs=way_ahead(Roll, organization.region_path))  # fmt: skip


@blueprint.get("/<public_id>")
@shows(Roll)
@permits(P.ROLL_READ, Roll)
def show(roll: Roll):
    session, actor = reader(), current_actor()
    mine = access.allows(actor, P.ROLL_WRITE, roll)
    people = roll_reads.people_of(session, roll)
    files = files_of(roll)
    held = {a.material for a in papers.attachments_of(session, roll)}
    seats = {} if actor.organization_id else roll_reads.elsewhere(session, people)
    return page(
        "rolls/show.html", roll=roll, people=people, files=files, mine=mine, editable=mine and roll.state in rolls.EDITABLE,
        may_look=mine or access.allows(actor, P.CONTACT_REVEAL, roll), seats=seats,
        needed=[(code in held, spoken(MATERIALS[code])) for code in roll_guards.materials_needed(people)],
        looked_at=[] if actor.organization_id else roll_guards.looked_at(session, roll, people, seats), **record_context(roll),
    )  # fmt: skip


@blueprint.route("/<public_id>/edit", methods=["GET", "POST"])
@permits(P.ROLL_WRITE, Roll)
def edit(roll: Roll):
    back = url_for(".show", public_id=roll.public_id)
    if roll.state not in rolls.EDITABLE:
        return redirect(back)
    form = RollForm(obj=roll)
    if form.validate_on_submit():
        if perform(form, rolls.edit, roll, by=current_actor(), expect=form.expected(), **form.fields()):
            return done(say("已保存。"), back)
    return page("rolls/edit.html", form=form, organization=roll.organization, roll=roll, heading=_("修改负责人备案"), needs=BEFORE,
                why_not=None, legs=[])  # fmt: skip
