"""The people of an organization: who acts for it, who was invited, and what its head does about both."""

from __future__ import annotations

from flask import redirect, url_for

from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.blueprints.organizations import blueprint
from portal.blueprints.organizations.forms import InviteForm, RoleForm
from portal.blueprints.steps import actions_for
from portal.domain.appointments.guards import OF_AN_ORGANIZATION
from portal.domain.organizations import invitations
from portal.domain.organizations import members as people
from portal.domain.organizations.models import Organization
from portal.extensions import limiter
from portal.kernel import access
from portal.kernel.permissions import Permission as P
from portal.kernel.words import NotFound, say


@blueprint.get("/members")
@permits(P.MEMBER_READ)
def own_members():
    """From the menu: the people of the organization that one acts for now."""
    organization = people.organization_of(reader(), current_actor())
    if organization is None:
        raise NotFound
    return _members_page(organization)


@blueprint.get("/<public_id>/members")
@permits(P.MEMBER_READ, Organization)
def members(organization: Organization):
    return _members_page(organization)


def _members_page(organization: Organization):
    leads, session = access.allows(current_actor(), P.ORGANIZATION_APPOINT, organization), reader()
    return page(
        "organizations/members.html", organization=organization, leads=leads, may=people.MAY, changeable=OF_AN_ORGANIZATION,
        members=people.members_of(session, organization),
        waiting=[(i, actions_for(i)) for i in invitations.open_of(session, organization)] if leads else [],
        settled=invitations.settled_of(session, organization) if leads else [],
    )  # fmt: skip


@blueprint.route("/<public_id>/members/invite", methods=["GET", "POST"])
@permits(P.ORGANIZATION_APPOINT, Organization)
@limiter.limit("60/hour", methods=["POST"])
def invite(organization: Organization):
    form = InviteForm()
    if form.validate_on_submit():
        if perform(form, invitations.invite, organization, by=current_actor(), to=form.to.data, role=form.role.data):
            return done(say("邀请发出去了，对方接受以后就是成员。"), url_for(".members", public_id=organization.public_id))
    return page("organizations/invite.html", form=form, organization=organization, may=people.MAY, offered=OF_AN_ORGANIZATION)


@blueprint.route("/<public_id>/members/<int:appointment_id>/role", methods=["GET", "POST"])
@permits(P.ORGANIZATION_APPOINT, Organization)
def change_role(organization: Organization, appointment_id: int):
    form, held = RoleForm(), people.member(reader(), organization, appointment_id)
    if held is None:
        raise NotFound
    if form.validate_on_submit():
        if perform(form, people.change_role, organization, appointment_id, by=current_actor(), role=form.role.data):
            return done(say("已改任，本人会收到通知。"), url_for(".members", public_id=organization.public_id))
    return page("organizations/change_role.html", form=form, organization=organization, held=held, may=people.MAY,
                offered=OF_AN_ORGANIZATION)  # fmt: skip


@blueprint.post("/<public_id>/members/<int:appointment_id>/dismiss")
@permits(P.ORGANIZATION_APPOINT, Organization)
def dismiss(organization: Organization, appointment_id: int):
    back = url_for(".members", public_id=organization.public_id)
    if perform(None, people.dismiss, organization, appointment_id, by=current_actor()):
        return done(say("已免去，对方马上不能再代表组织办事。"), back)
    return redirect(back)
