"""The list, one appointment, a proposal, and leaving."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from portal.blueprints.appointments import WAYS, blueprint
from portal.blueprints.appointments.forms import LeaveForm, ProposeForm
from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.blueprints.filters import one_of, typed
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, day, every, exported
from portal.blueprints.words import shows
from portal.domain.appointments import delegations, operations, queries
from portal.kernel import clock, regions
from portal.kernel.offices import Appointment, AppointmentState
from portal.kernel.permissions import Permission as P
from portal.kernel.roles import DECIDING, Role
from portal.kernel.words import N_, say

#: Roles that somebody holds by an appointment: what the list can be narrowed to.
HELD = [role for role in Role if role not in (Role.VISITOR, Role.ACCOUNT, Role.SYSTEM)]


TABLE = Table(N_("岗位任免"), (
    (N_("姓名"), lambda a: a.user.name), (N_("登录名"), lambda a: a.user.login), (N_("岗位"), "title"), (N_("角色"), "role"),
    (N_("从"), day("starts_at")), (N_("到"), lambda a: a.until and clock.local(a.until).date()), (N_("状态"), "state"),
))  # fmt: skip


def _asked() -> dict[str, Any]:
    state, role = request.args.get("state", ""), request.args.get("role", "")
    return {
        "q": request.args.get("q", "").strip()[:60],
        "state": AppointmentState(state) if state in list(AppointmentState) else None,
        "role": Role(role) if role in HELD else None,
    }


@blueprint.get("/")
@permits(P.APPOINTMENT_READ)
@exported(TABLE, lambda: every(queries.listed, **_asked()), {"q": typed, "state": one_of(AppointmentState), "role": one_of(Role)})
def index():
    asked = _asked()
    found = queries.listed(reader(), current_actor(), cursor=request.args.get("cursor"), **asked)
    return page("appointments/index.html", found=found, q=asked["q"], states=list(AppointmentState), roles=HELD,
                proposes=current_actor().holds(P.APPOINTMENT_PROPOSE))  # fmt: skip


@blueprint.route("/new", methods=["GET", "POST"])
@permits(P.APPOINTMENT_PROPOSE)
def new():
    form = ProposeForm(login=request.args.get("login", "")[:60])
    if form.validate_on_submit():
        fields = {k: v for k, v in form.data.items() if k != "csrf_token"}
        if result := perform(form, operations.propose, by=current_actor(), **fields):
            decides = result.value.role in DECIDING
            sentence = say("提议交上去了，由另一位管理员确认后生效。") if decides else say("任命好了，本人已收到通知。")
            return done(sentence, url_for(".show", public_id=result.value.public_id), result.value)
    return page("appointments/new.html", form=form, deciding=[role.label for role in operations.GIVEN_HERE if role in DECIDING])


@blueprint.get("/<public_id>")
@shows(Appointment)
@permits(P.APPOINTMENT_READ, Appointment)
def show(appointment: Appointment):
    actor, session = current_actor(), reader()
    mine = appointment.user_id == actor.user_id
    path = appointment.region_path
    return page("appointments/show.html", appointment=appointment, mine=mine, decides=appointment.role in DECIDING,
                place=regions.name_of(session, path) if path and path != regions.ROOT else None,
                not_delegable=delegations.why_not(appointment) if mine else None,
                delegations=queries.delegations_of(session, appointment),
                leaving=actor.holds(P.APPOINTMENT_END) and not mine and appointment.role not in operations.NOT_AN_OFFICE,
                **record_context(appointment, WAYS))  # fmt: skip


@blueprint.route("/<public_id>/leave", methods=["GET", "POST"])
@permits(P.APPOINTMENT_END, Appointment)
def leave(appointment: Appointment):
    """Off-boarding: every office of this appointment's holder ends in one act."""
    form, person, session = LeaveForm(), appointment.user, reader()
    if form.validate_on_submit():
        if result := perform(form, operations.off_board, person, by=current_actor(), reason=form.reason.data):
            sentence = say("%(name)s的 %(n)s 个岗位都终止了，已登录的设备全部退出。", name=person.name, n=len(result.value))
            return done(sentence, url_for(".index", q=person.login))
    left = queries.left_behind(session, operations.leaves_with(session, person))
    return page("appointments/leave.html", form=form, person=person, appointment=appointment, left=left,
                why_not=operations.why_not_off_board(session, person, current_actor()))  # fmt: skip
