"""The people of an organization on record: who holds office now or on any day, who works there, how many they are."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.blueprints.filters import a_day
from portal.blueprints.organizations import blueprint
from portal.blueprints.rolls.forms import StaffForm
from portal.blueprints.tables import Table, exported
from portal.domain.organizations import members, roll_reads, rolls
from portal.domain.organizations.models import Organization
from portal.kernel import access, clock
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, NotFound, say

TABLE = Table(N_("组织人员"), (
    (N_("姓名"), "name"), (N_("职务"), "office"), (N_("法定代表人"), "legal_representative"), (N_("怎样工作"), "employment"),
    (N_("社会工作者职业资格"), "social_worker"), (N_("证书编号"), "certificate"), (N_("管会计或出纳"), "accountant"),
    (N_("到岗日期"), "since"),
))  # fmt: skip


def _day() -> date:
    """The day that is asked for, today where none is, or none that ever was."""
    asked = request.args.get("on", "")
    try:
        return min(date.fromisoformat(asked), clock.today()) if a_day(asked) else clock.today()
    except ValueError:
        return clock.today()


def _rows(organization: Organization) -> list[Any]:
    day = _day()
    roll = roll_reads.as_of(reader(), organization, day)
    return [*(roll_reads.people_of(reader(), roll) if roll else []), *roll_reads.declared(reader(), organization, day)]


@blueprint.get("/people")
@permits(P.ROLL_WRITE)
def own_people():
    """From the menu: the people of the organization that one acts for now."""
    organization = members.organization_of(reader(), current_actor())
    if organization is None:
        raise NotFound
    return _people_page(organization)


@blueprint.get("/<public_id>/people")
@permits(P.ROLL_READ, Organization)
@exported(TABLE, lambda organization: _rows(organization))
def people(organization: Organization):
    return _people_page(organization)


def _people_page(organization: Organization):
    session, actor, day = reader(), current_actor(), _day()
    today = day == clock.today()
    mine = access.allows(actor, P.ROLL_WRITE, organization)
    officer = actor.organization_id is None
    roll = roll_reads.as_of(session, organization, day)
    seated = roll_reads.people_of(session, roll) if roll else []
    numbers = roll_reads.public_part(session, organization)
    waiting = roll_reads.under_way(session, organization) if today else None
    return page(
        "organizations/people.html", organization=organization, day=day, today_shown=today, roll=roll, seated=seated, mine=mine,
        waiting=waiting if waiting and access.allows(actor, P.ROLL_READ, waiting) else None, officer=officer,
        staff=roll_reads.declared(session, organization, day), gone=roll_reads.gone(session, organization) if today else [],
        history=roll_reads.accepted(session, organization), numbers=numbers,
        may_look=mine or access.allows(actor, P.CONTACT_REVEAL, organization),
        seats=roll_reads.elsewhere(session, seated) if officer else {},
        difference=roll_reads.staff_difference(organization, numbers.full_time) if not numbers.is_empty else None,
        why_not=rolls.why_not_draft(session, organization) if mine else None,
    )  # fmt: skip


@blueprint.route("/<public_id>/people/new", methods=["GET", "POST"])
@permits(P.ROLL_WRITE, Organization)
def declare(organization: Organization):
    back = url_for(".people", public_id=organization.public_id)
    form = StaffForm()
    if form.validate_on_submit():
        if perform(form, rolls.declare, organization, by=current_actor(), **form.fields()):
            return done(say("已登记。"), back)
    return page("rolls/person.html", form=form, person=None, heading=_("登记工作人员或志愿者"), organization=organization, back=back)
