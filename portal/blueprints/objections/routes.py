"""An objection: raise, list, read."""

from __future__ import annotations

from flask import request, url_for

from portal.blueprints.edge import current_actor, done, load, page, perform, permits, reader
from portal.blueprints.filters import chosen, one_of
from portal.blueprints.objections import WAYS, blueprint
from portal.blueprints.objections.forms import ObjectionForm
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, day, every, exported
from portal.blueprints.words import shows
from portal.domain.awards import objections, queries
from portal.domain.awards.models import Award, Objection, ObjectionState
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, say

TABLE = Table(N_("异议"), (
    (N_("拟立项"), "title"), (N_("编号"), "number"), (N_("提出日期"), day("created_at")), (N_("状态"), "state"),
))  # fmt: skip


@blueprint.get("/")
@permits(P.OBJECTION_READ)
@exported(TABLE, lambda: every(objections.listed, state=chosen(ObjectionState, "state")), {"state": one_of(ObjectionState)})
def index():
    found = objections.listed(reader(), current_actor(), state=chosen(ObjectionState, "state"),
                              cursor=request.args.get("cursor"))  # fmt: skip
    return page("objections/index.html", found=found, states=list(ObjectionState))


@blueprint.route("/new/<award_id>", methods=["GET", "POST"])
@permits(P.OBJECTION_RAISE)
def new(award_id: str):
    award = load(Award, award_id, (P.AWARD_READ,))
    form, actor = ObjectionForm(), current_actor()
    if form.validate_on_submit() and (
        result := perform(form, objections.raise_objection, award, by=actor, body=form.body.data)
    ):
        raised = result.value
        sentence = say("异议已收到，编号 %(number)s。这一项暂停立项，等候答复。", number=raised.number)
        return done(sentence, url_for(".show", public_id=raised.public_id), raised)
    award = queries.whole(reader(), award)
    why_not = objections.why_not(reader(), award, actor)
    return page("objections/new.html", form=form, award=award, why_not=why_not)


@blueprint.get("/<public_id>")
@shows(Objection)
@permits(P.OBJECTION_READ, Objection)
def show(objection: Objection):
    award = queries.whole(reader(), objection.award)
    return page("objections/show.html", objection=objection, award=award, **record_context(objection, WAYS))
