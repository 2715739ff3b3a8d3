"""The items that wait, what will move, and moving it."""

from __future__ import annotations

from flask import request, url_for

from portal.blueprints.assignments import blueprint
from portal.blueprints.assignments.forms import AssignForm
from portal.blueprints.edge import current_actor, done, page, perform, permits, reader, spoken
from portal.kernel.permissions import Permission as P
from portal.kernel.words import Invalid, Refused, say
from portal.workflows import assignments, desk


@blueprint.route("/", methods=["GET", "POST"])
@permits(P.WORK_ASSIGN)
def index():
    """Choosing leads to a look at what will move; moving is a second press."""
    session, actor, form = reader(), current_actor(), AssignForm()
    people = assignments.people_of(session, actor)
    form.offer(people)
    if form.validate_on_submit():
        if "confirmed" not in request.form:
            if moving := _previewed(form):
                return page("assignments/preview.html", form=form, moving=moving)
        elif result := perform(form, assignments.assign, by=actor, ids=form.ids(), to=form.to.data, reason=form.reason.data):
            return done(say("交过去了 %(n)s 件，双方都收到了通知。", n=result.value), url_for(".index"))
    chosen = {"process": request.args.get("process", "")[:30], "with_whom": request.args.get("with_whom", "")[:12]}
    found = assignments.listed(session, actor, cursor=request.args.get("cursor"), **chosen)
    return page("assignments/index.html", form=form, found=found, chosen=chosen, people=people,
                titles=desk.processes())  # fmt: skip


def _previewed(form: AssignForm) -> assignments.Moving | None:
    try:
        return assignments.preview(reader(), current_actor(), form.ids(), form.to.data)
    except Invalid as wrong:
        field = form[wrong.field]
        field.errors = [*field.errors, spoken(wrong.sentence)]
    except Refused as refusal:
        form.form_errors.append(spoken(refusal.sentence))
    return None
