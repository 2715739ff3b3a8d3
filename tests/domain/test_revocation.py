"""A revoked registration ends the standing on the register and everybody's seat; when the decision falls, all of it is back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.domain.organizations import members
from portal.domain.organizations.models import OrganizationState, OrgType
from portal.domain.sanctions import operations
from portal.domain.sanctions.models import AppealWay, SanctionState
from portal.kernel import holds, people
from portal.kernel.people import Appointment
from portal.kernel.roles import Role
from portal.kernel.words import Refused
from tests.domain import sanctioned as s
from tests.domain.sanctioned import K, move


@pytest.fixture
def b(session, frozen_time):
    frozen_time("2026-05-13 10:00")
    return s.bureau(session)


def test_a_revoked_organization_is_off_the_register_and_nobody_acts_for_it(b):
    sanction = s.imposed(b, K.REVOCATION)
    assert (b.org.state, b.org.ended_on.isoformat()) == (OrganizationState.REVOKED, "2026-05-13")
    assert members.members_of(b.session, b.org) == []
    assert people.actor_for(b.session, "ngo").organization_id is None
    assert {hold.blocks for hold in holds.on(b.session, b.org)} >= {"bid", "supply", "payment"}
    with pytest.raises(Refused, match="已经退出名册，不能再列入或者处罚。"):
        operations.propose(b.session, b.org, by=b.acceptor, content=s.content())
    assert sanction.is_public


def test_when_the_decision_falls_the_organization_its_certificate_and_its_people_are_back(b):
    seated = [(seat.user_id, seat.role) for seat in members.members_of(b.session, b.org)]
    sanction = s.imposed(b, K.REVOCATION)
    appeal = operations.appeal(b.session, sanction, by=b.acceptor, way=AppealWay.RECONSIDERATION, body="区政府复议决定书 3 号。")
    move(b, appeal, "uphold", s.another_approver(b.session), answer="复议决定：撤销。")
    assert (sanction.state, b.org.state, b.org.ended_on) == (SanctionState.ANNULLED, OrganizationState.ACTIVE, None)
    assert [(seat.user_id, seat.role) for seat in members.members_of(b.session, b.org)] == seated
    assert people.actor_for(b.session, "ngo").role is Role.LEGAL_REPRESENTATIVE
    assert holds.on(b.session, b.org) == []


def test_whoever_left_before_does_not_come_back(b):
    ended = b.session.scalars(select(Appointment).where(Appointment.organization_id == b.org.id)).all()
    assert len(ended) == 1
    other = members.hold(b.session, b.org, b.finance.user_id, Role.ACCOUNTANT, by=b.head)
    members.dismiss(b.session, b.org, other.id, by=b.head)
    sanction = s.imposed(b, K.REVOCATION)
    appeal = operations.appeal(b.session, sanction, by=b.acceptor, way=AppealWay.RECONSIDERATION, body="复议决定。")
    move(b, appeal, "uphold", s.another_approver(b.session), answer="撤销。")
    assert [seat.role for seat in members.members_of(b.session, b.org)] == [Role.LEGAL_REPRESENTATIVE]


def test_a_filed_group_has_no_registration_to_revoke(b):
    b.org.org_type = OrgType.GROUP
    b.session.flush()
    with pytest.raises(Refused, match="备案的社区社会组织没有登记可撤销"):
        operations.propose(b.session, b.org, by=b.acceptor, content=s.content(K.REVOCATION))
