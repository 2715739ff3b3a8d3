"""One person of an organization: added to a roll, changed, taken off it; the number behind the stars, for a reason."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, url_for
from flask_babel import gettext as _

from portal.blueprints.contacts import LookForm
from portal.blueprints.edge import current_actor, done, page, perform, permits
from portal.blueprints.rolls import blueprint, people
from portal.blueprints.rolls.forms import PersonForm, SeatForm, StaffForm
from portal.domain.organizations import rolls
from portal.domain.organizations.officeholders import Officeholder, Roll
from portal.kernel import identity, personal
from portal.kernel.permissions import Permission as P
from portal.kernel.words import say
from portal.workflows import contacts


@blueprint.route("/<public_id>/add", methods=["GET", "POST"])
@permits(P.ROLL_WRITE, Roll)
def add(roll: Roll):
    back = url_for(".show", public_id=roll.public_id)
    if roll.state not in rolls.EDITABLE:
        return redirect(back)
    form = SeatForm()
    if form.validate_on_submit():
        if perform(form, rolls.add_to_roll, roll, by=current_actor(), **form.fields()):
            return done(say("已加进名册。"), back)
    return page("rolls/person.html", form=form, person=None, heading=_("加一人"), organization=roll.organization, back=back)


@people.route("/<public_id>/edit", methods=["GET", "POST"])
@permits(P.ROLL_WRITE, Officeholder)
def edit(person: Officeholder):
    back = page_of(person)
    if not rolls.changeable(person):
        return redirect(back)
    form = _form(person)
    if form.validate_on_submit():
        if perform(form, rolls.change, person, by=current_actor(), expect=form.expected(), **form.fields()):
            return done(say("已保存。"), back)
    elif not form.errors:
        form.hide_numbers()
    return page("rolls/person.html", form=form, person=person, heading=person.name, organization=person.organization, back=back)


def _form(person: Officeholder) -> PersonForm:
    kind: type[PersonForm] = StaffForm if person.roll is None else SeatForm if "name" in rolls.changeable(person) else PersonForm
    return kind(obj=person)


@people.post("/<public_id>/remove")
@permits(P.ROLL_WRITE, Officeholder)
def remove(person: Officeholder):
    back = page_of(person)
    if perform(None, rolls.remove, person, by=current_actor()):
        return done(say("已从名册里删去。"), back)
    return redirect(back)


@people.route("/<public_id>/number", methods=["GET", "POST"])
@permits((P.CONTACT_REVEAL, P.ROLL_WRITE), Officeholder)
def number(person: Officeholder):
    return _look(person, "identity_number", _("证件号码"), identity.masked(person.identity_number or ""))


@people.route("/<public_id>/phone", methods=["GET", "POST"])
@permits((P.CONTACT_REVEAL, P.ROLL_WRITE), Officeholder)
def phone(person: Officeholder):
    return _look(person, "phone", _("联系电话"), personal.masked(person.phone or ""))


def _look(person: Officeholder, what: str, heading: str, masked: str):
    if not masked:
        abort(404)
    form, shown = LookForm(), None
    if form.validate_on_submit():
        looked = perform(form, contacts.reveal_person, person, by=current_actor(), what=what, reason=form.reason.data)
        shown = looked.value if looked else None
    return page("rolls/number.html", form=form, person=person, shown=shown, masked=masked, heading=heading, most=contacts.AN_HOUR,
                back=page_of(person))  # fmt: skip


def page_of(person: Any) -> str:
    """Where a person is listed: on the roll, or among the organization's people."""
    if person.roll is not None and person.roll.state not in rolls.HOLDS:
        return url_for("rolls.show", public_id=person.roll.public_id)
    return url_for("organizations.people", public_id=person.organization.public_id)
