"""People of an organization: invited, answered, changed, dismissed, gone; each act journalled, told and effective at once."""

from __future__ import annotations

import pytest

from portal.domain.organizations import invitations, members
from portal.domain.organizations.membership import Invitation, InvitationState
from portal.kernel import access, journal, lifecycle, people, sessions
from portal.kernel.offices import AppointmentState
from portal.kernel.outbox import Notice, OutboxMessage
from portal.kernel.people import Appointment, User
from portal.kernel.permissions import Permission
from portal.kernel.roles import Role
from portal.kernel.words import Forbidden, Invalid, NotFound, Refused, Stale
from tests.domain.founding import town  # noqa: F401 - a fixture
from tests.domain.joining import invited, joined, led
from tests.domain.offices import newcomer


def roles(town, organization):
    return [(a.user.login, a.role) for a in members.members_of(town.session, organization)]


def told(town, login):
    user = town.session.query(User).filter_by(login=login).one()
    return [n.msgid for n in town.session.query(Notice).filter_by(user_id=user.id).order_by(Notice.id)]


def sentences(town, subject):
    return [str(e.sentence) for e in reversed(journal.of(town.session, subject))]


HEAD = ("ngo", Role.LEGAL_REPRESENTATIVE)


def test_an_account_is_invited_accepts_and_acts_for_the_organization(town):
    organization, head = led(town)
    invitation = invited(town, organization, head)
    assert roles(town, organization) == [HEAD]
    assert told(town, "accountant") == ["“%(organization)s”邀请您担任%(role)s，请答复"]
    lifecycle.move(town.session, invitation, "accept", by=town.accountant)
    assert roles(town, organization) == [HEAD, ("accountant", Role.ACCOUNTANT)]
    held = town.session.get(Appointment, invitation.appointment_id)
    assert (held.state, held.appointed_by_id, held.place_path) == (AppointmentState.IN_FORCE, head.user_id, organization.region_path)
    assert sentences(town, organization) == ["邀请了一位组织财务", "接受邀请，担任组织财务"]
    assert "“%(caption)s”的邀请被接受" in told(town, "ngo")
    actor = people.actor_for(town.session, "accountant", Role.ACCOUNTANT)
    assert access.allows(actor, Permission.MEMBER_READ, organization)
    with pytest.raises(Stale):
        lifecycle.move(town.session, invitation, "accept", by=town.accountant)


def test_nobody_but_the_invited_account_answers(town):
    organization, head = led(town)
    invitation = invited(town, organization, head)
    for other in (town.ngo2, head, town.acceptor):
        for action in ("accept", "decline"):
            with pytest.raises(Forbidden):
                lifecycle.move(town.session, invitation, action, by=other)
    lifecycle.move(town.session, invitation, "decline", by=town.accountant)
    assert (invitation.state, roles(town, organization)) == (InvitationState.DECLINED, [HEAD])
    assert "“%(caption)s”的邀请被谢绝" in told(town, "ngo")


def test_only_the_head_invites_and_only_into_seats_of_an_organization(town):
    organization, head = led(town)
    with pytest.raises(Forbidden, match="只有法定代表人"):
        invited(town, organization, town.ngo2)
    joined(town, organization, head, "accountant", Role.ACCOUNTANT)
    with pytest.raises(Forbidden):
        invited(town, organization, people.actor_for(town.session, "accountant", Role.ACCOUNTANT), "ngo2")
    for role in (Role.LEGAL_REPRESENTATIVE, Role.ACCEPTOR, Role.ADMINISTRATOR):
        with pytest.raises(Invalid, match="只能邀请经办和财务"):
            invited(town, organization, head, "ngo2", role)
    with pytest.raises(Invalid, match="没有这个登录名"):
        invited(town, organization, head, "nobody")
    with pytest.raises(Invalid, match="已经是组织财务了"):
        invited(town, organization, head)


def test_one_seat_is_offered_once_to_the_same_person(town):
    organization, head = led(town)
    invited(town, organization, head, "a.b@example.cn")
    with pytest.raises(Invalid, match="已经邀请过"):
        invited(town, organization, head, "A.B@example.cn")
    invited(town, organization, head, "a.b@example.cn", Role.CASE_OFFICER)
    for n in range(18):
        invited(town, organization, head, f"n{n}@example.cn")
    with pytest.raises(Refused, match="最多 20 份"):
        invited(town, organization, head, "one.more@example.cn")


def test_the_link_of_a_letter_works_once_and_a_later_letter_makes_it_void(town):
    organization, head = led(town)
    invitation = invited(town, organization, head, "someone@example.cn", Role.CASE_OFFICER)
    with pytest.raises(Refused, match="刚刚寄过"):
        lifecycle.move(town.session, invitation, "resend", by=head)
    town.travel.forward(days=1)
    first = invitation.expires_at
    lifecycle.move(town.session, invitation, "resend", by=head)
    assert invitation.expires_at > first
    letters = town.session.query(OutboxMessage).filter(OutboxMessage.key.startswith("invitation-")).order_by(OutboxMessage.id)
    assert [(m.content["to"], m.content["letters"]) for m in letters] == [("someone@example.cn", 1), ("someone@example.cn", 2)]
    with pytest.raises(Refused, match="已经答复过、撤回了或者过期了"):
        invitations.answer_by_link(town.session, invitation.public_id, 1, "accept", by=town.ngo2)
    invitations.answer_by_link(town.session, invitation.public_id, 2, "accept", by=town.ngo2)
    assert roles(town, organization) == [HEAD, ("ngo2", Role.CASE_OFFICER)]
    with pytest.raises(Refused):
        invitations.answer_by_link(town.session, invitation.public_id, 2, "accept", by=town.accountant)


def test_an_invitation_by_login_has_no_link(town):
    organization, head = led(town)
    invitation = invited(town, organization, head)
    assert invitations.by_link(town.session, invitation.public_id, invitation.letters) is None


def test_what_was_taken_back_or_ran_out_is_not_accepted_and_can_be_sent_again(town):
    organization, head = led(town)
    revoked, late = invited(town, organization, head, "ngo2"), invited(town, organization, head, "accountant")
    lifecycle.move(town.session, revoked, "revoke", by=head)
    with pytest.raises(Stale):
        lifecycle.move(town.session, revoked, "accept", by=town.ngo2)
    town.travel.forward(days=8)
    with pytest.raises(Refused, match="已经过期"):
        lifecycle.move(town.session, late, "accept", by=town.accountant)
    town.session.commit()
    assert [step.action for record, step in lifecycle.tick(town.session) if isinstance(record, Invitation)] == ["run-out"]
    assert late.state is InvitationState.EXPIRED
    lifecycle.move(town.session, late, "resend", by=head)
    lifecycle.move(town.session, late, "accept", by=town.accountant)
    assert late.state is InvitationState.ACCEPTED


def test_an_administrator_joins_no_organization(town):
    organization, head = led(town)
    invitation = invited(town, organization, head, "admin")
    with pytest.raises(Refused, match="平台管理员"):
        lifecycle.move(town.session, invitation, "accept", by=people.actor_for(town.session, "admin"))


def test_a_member_changes_seats_and_is_told(town):
    organization, head = led(town)
    held = joined(town, organization, head, "accountant", Role.ACCOUNTANT)
    with pytest.raises(Forbidden):
        members.change_role(town.session, organization, held.id, by=town.ngo2, role=Role.CASE_OFFICER)
    with pytest.raises(Invalid, match="已经是组织财务了"):
        members.change_role(town.session, organization, held.id, by=head, role=Role.ACCOUNTANT)
    with pytest.raises(Invalid, match="只能改成"):
        members.change_role(town.session, organization, held.id, by=head, role=Role.LEGAL_REPRESENTATIVE)
    town.travel.forward(days=1)
    members.change_role(town.session, organization, held.id, by=head, role=Role.CASE_OFFICER)
    assert (held.state, roles(town, organization)) == (AppointmentState.ENDED, [HEAD, ("accountant", Role.CASE_OFFICER)])
    assert told(town, "accountant")[-1] == "您在“%(name)s”改任%(role)s"
    assert sentences(town, organization)[-1] == "把一位成员从组织财务改任组织经办"


def test_who_is_dismissed_is_logged_out_at_once_and_the_head_is_not_dismissed_here(town):
    organization, head = led(town)
    held = joined(town, organization, head, "accountant", Role.ACCOUNTANT)
    key = sessions.begin(town.session, held.user, device="a browser", network="127.0.0.1")
    assert sessions.live(town.session, key) is not None
    town.travel.forward(days=1)
    members.dismiss(town.session, organization, held.id, by=head)
    town.session.commit()
    assert sessions.live(town.session, key) is None
    assert roles(town, organization) == [HEAD]
    own = members.heads_of(town.session, organization)[0]
    with pytest.raises(NotFound):
        members.dismiss(town.session, organization, own.id, by=head)
    with pytest.raises(Refused, match="只能免去经办和财务"):
        lifecycle.move(town.session, own, "dismiss", by=head)


def test_a_member_leaves_and_stays_logged_in_but_not_the_head(town):
    organization, head = led(town)
    held = joined(town, organization, head, "accountant", Role.ACCOUNTANT)
    key = sessions.begin(town.session, held.user, device="a browser", network="127.0.0.1")
    own = members.heads_of(town.session, organization)[0]
    with pytest.raises(Refused, match="唯一的负责人"):
        members.leave(town.session, own, by=head)
    with pytest.raises(Forbidden):
        members.leave(town.session, held, by=head)
    town.travel.forward(days=1)
    members.leave(town.session, held, by=people.actor_for(town.session, "accountant", Role.ACCOUNTANT))
    town.session.commit()
    assert roles(town, organization) == [HEAD]
    assert sentences(town, organization)[-1] == "一位组织财务离开了组织"
    assert "离开了“%(caption)s”的岗位" in told(town, "ngo")
    entered = sessions.live(town.session, key)
    assert entered is not None
    assert [post.role for post in entered.posts] == []


def test_offices_of_the_state_are_not_left_here(town):
    newcomer(town.session, "someone")
    office = people.appointments_of(town.session, town.acceptor.user_id)[0]
    with pytest.raises(Stale):
        lifecycle.move(town.session, office, "leave", by=town.acceptor)
