"""The public list and page of incubators; rooms for those who run them."""

from __future__ import annotations

from flask import Response, abort, request, url_for
from flask_babel import gettext as _

from portal.blueprints.edge import current_actor, done, page, perform, permits, public, reader
from portal.blueprints.filters import typed
from portal.blueprints.incubators import blueprint, pictures
from portal.blueprints.incubators.forms import DesksForm, RoomForm
from portal.blueprints.tables import Table, exported
from portal.blueprints.words import shows
from portal.documents.tables import csv_bytes
from portal.domain.incubators import capacity, operations, queries
from portal.domain.incubators.models import Incubator
from portal.kernel import access, policy
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, say

TABLE = Table(N_("孵化基地"), (
    (N_("名称"), "name"), (N_("运营方"), "operator"), (N_("地址"), "address"), (N_("面积（㎡）"), "area_m2"), (N_("在驻"), "tenants"),
    (N_("工位"), "desks"), (N_("空余"), lambda i: i.desks - i.taken),
))  # fmt: skip


def _words() -> str:
    return request.args.get("q", "").strip()[:60]


@blueprint.get("", strict_slashes=False)
@public
@exported(TABLE, lambda: queries.incubators(reader(), q=_words()), {"q": typed})
def index():
    q = _words()
    return page("incubators/index.html", rows=queries.incubators(reader(), q=q), q=q)


@blueprint.get("/<public_id>")
@shows(Incubator)
@permits(P.INCUBATOR_READ, Incubator)
def show(incubator: Incubator):
    session, rooms = reader(), capacity.rooms_of(reader(), incubator.id)
    return page(
        "incubators/show.html", incubator=incubator, rooms=rooms, floors=pictures.floors(rooms),
        desks=sum(room.desks for room in rooms), taken=sum(room.taken for room in rooms),
        services=queries.services_of_incubator(session, incubator.id),
        tenants=queries.in_residence(session, incubator.id), graduates=queries.graduates(session, incubator.id),
        announced=queries.in_publicity(session, incubator.id), manages=_manages(incubator),
        first_check=policy.get(session, "tenancy.check", incubator.region_path),
    )  # fmt: skip


@blueprint.get("/<public_id>/rooms.csv")
@permits(P.INCUBATOR_READ, Incubator)
def rooms_table(incubator: Incubator):
    rows = [(r.name, r.floor, r.area_m2, r.desks, r.taken, r.free) for r in capacity.rooms_of(reader(), incubator.id)]
    body = csv_bytes((_("房间"), _("楼层"), _("面积（㎡）"), _("工位"), _("已用"), _("空余")), rows)
    return Response(body, mimetype="text/csv", headers={"Content-Disposition": "attachment; filename=rooms.csv"})


@blueprint.route("/<public_id>/rooms/new", methods=["GET", "POST"])
@permits(P.INCUBATOR_MANAGE, Incubator)
def new_room(incubator: Incubator):
    form = RoomForm()
    if form.validate_on_submit():
        if perform(form, operations.furnish, incubator, by=current_actor(), **form.fields()):
            return done(say("房间已增加。"), url_for(".show", public_id=incubator.public_id))
    return page("incubators/room.html", form=form, incubator=incubator, heading=_("增加房间"))


@blueprint.route("/<public_id>/rooms/<room_id>", methods=["GET", "POST"])
@permits(P.INCUBATOR_MANAGE, Incubator)
def edit_room(incubator: Incubator, room_id: str):
    room = next((r for r in incubator.rooms if r.public_id == room_id), None)
    if room is None:
        abort(404)
    form = DesksForm(obj=room)
    if form.validate_on_submit():
        if perform(form, operations.refurnish, room, by=current_actor(), expect=form.expected(), **form.fields()):
            return done(say("工位数已改。"), url_for(".show", public_id=incubator.public_id))
    return page("incubators/room.html", form=form, incubator=incubator, heading=_("修改%(room)s", room=room.name))


def _manages(incubator: Incubator) -> bool:
    return access.allows(current_actor(), P.INCUBATOR_MANAGE, incubator)
