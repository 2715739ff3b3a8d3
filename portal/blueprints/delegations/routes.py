"""What one gave and took over, one delegation, a new one."""

from __future__ import annotations

from flask import abort, url_for
from flask_babel import gettext as _

from portal.blueprints.delegations import blueprint
from portal.blueprints.delegations.forms import GiveForm
from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.blueprints.steps import record_context
from portal.blueprints.words import shows
from portal.domain.appointments import delegations, queries
from portal.kernel import people, policy
from portal.kernel.people import Appointment, Delegation
from portal.kernel.permissions import Permission as P
from portal.kernel.roles import STAND_INS
from portal.kernel.words import say


@blueprint.get("/")
@permits(P.DELEGATION_GIVE)
def index():
    actor, session = current_actor(), reader()
    held = [a for a in people.appointments_of(session, actor.user_id or 0) if a.role in STAND_INS]
    return page("delegations/index.html", found=queries.delegations_with(session, actor), held=held)


@blueprint.route("/new/<public_id>", methods=["GET", "POST"])
@permits(P.DELEGATION_GIVE, Appointment)
def new(appointment: Appointment):
    if appointment.user_id != current_actor().user_id:
        abort(404)
    form, session = GiveForm(), reader()
    form.delegate.choices = [("", _("请选择")), *((u.public_id, u.name) for u in people.may_stand_in(session, appointment))]
    if form.validate_on_submit():
        fields = {k: v for k, v in form.data.items() if k != "csrf_token"}
        if result := perform(form, delegations.give, appointment, by=current_actor(), **fields):
            return done(say("交代好了。代办期间您可以看，不能办；要自己办，就提前结束。"),
                        url_for(".show", public_id=result.value.public_id), result.value)  # fmt: skip
    return page("delegations/new.html", form=form, appointment=appointment, why_not=delegations.why_not(appointment),
                nobody=len(form.delegate.choices) == 1,
                longest=policy.get(session, "delegation.longest", appointment.place_path or "/"))  # fmt: skip


@blueprint.get("/<public_id>")
@shows(Delegation)
@permits(P.DELEGATION_READ, Delegation)
def show(delegation: Delegation):
    return page("delegations/show.html", delegation=delegation, **record_context(delegation))
