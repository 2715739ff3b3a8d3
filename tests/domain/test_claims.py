"""Leading an organization's account: claimed with proof, taken over from who left; two officers, and the present head is heard."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.domain.organizations import claims, members
from portal.domain.organizations.membership import Claim, ClaimKind, ClaimState, HolderAnswer, InvitationState
from portal.kernel import access, journal, lifecycle, papers, people, policy, sessions, work
from portal.kernel.offices import AppointmentState
from portal.kernel.outbox import Notice
from portal.kernel.people import User
from portal.kernel.permissions import Permission
from portal.kernel.roles import Role
from portal.kernel.words import Forbidden, Refused, Stale
from portal.kernel.work import WorkItem
from tests.domain.founding import as_other_role, town  # noqa: F401 - town is a fixture
from tests.domain.joining import drafted, entered, invited, led, submitted


def move(town, claim, action, by, **how):
    return lifecycle.move(town.session, claim, action, by=by, **how)


def heads(town, organization):
    return [a.user.login for a in members.heads_of(town.session, organization)]


def told(town, login):
    user = town.session.query(User).filter_by(login=login).one()
    return [(n.msgid, n.kind.value) for n in town.session.query(Notice).filter_by(user_id=user.id).order_by(Notice.id)]


def inbox(town, actor):
    return [i.duty for i in town.session.scalars(select(WorkItem).where(work.awaited_from(actor), WorkItem.process == "claim"))]


def on_notice(town):
    organization, head = led(town)
    claim = submitted(town, organization, town.ngo2)
    move(town, claim, "notify", town.acceptor)
    return organization, head, claim


# --- nobody leads it yet ----------------------------------------------------------------------------------------


def test_an_organization_without_a_head_is_claimed_and_two_officers_decide(town):
    organization = entered(town)
    claim = submitted(town, organization, town.ngo2)
    assert (claim.kind, claim.number, claim.state) == (ClaimKind.CLAIM, "雨认2026-0001", ClaimState.SUBMITTED)
    assert inbox(town, town.acceptor) == ["核对认领组织的申请"]
    move(town, claim, "check", town.acceptor)
    assert (inbox(town, town.acceptor), inbox(town, town.examiner)) == ([], ["决定由谁负责组织账号"])
    with pytest.raises(Forbidden):
        move(town, claim, "approve", town.acceptor)
    with pytest.raises(Refused, match="核对和决定不能是同一个人"):
        move(town, claim, "approve", as_other_role(town.acceptor, Role.EXAMINER))
    move(town, claim, "approve", town.examiner)
    assert (heads(town, organization), claim.state) == (["ngo2"], ClaimState.APPROVED)
    actor = people.actor_for(town.session, "ngo2", Role.LEGAL_REPRESENTATIVE)
    assert access.allows(actor, Permission.ORGANIZATION_APPOINT, organization)
    assert [str(e.sentence) for e in journal.of(town.session, organization)] == ["按申请雨认2026-0001确认了账号的负责人"]
    assert organization.legal_representative == "顾南乔"


def test_a_claim_has_no_notice_and_its_path_says_so(town):
    _organization, _head, succession = on_notice(town)
    claim = submitted(town, entered(town, "松柏里为老服务中心", "52320114MJDEM0778X"), town.ngo2)
    table = lifecycle.lifecycle_of(Claim)
    assert ClaimState.NOTICE not in table.path_of(claim)
    assert table.path_of(succession) == list(table.path)
    assert {s.action for s in lifecycle.open_steps(claim, town.acceptor)} == {"check", "return"}
    with pytest.raises(Stale):
        move(town, claim, "notify", town.acceptor)


def test_what_is_missing_is_said_before_it_is_handed_in(town):
    organization = entered(town)
    claim = drafted(town, organization, town.ngo2, complete=False, phone="", position="")
    with pytest.raises(Refused, match="还没有填：您在组织的职务、联系电话"):
        move(town, claim, "submit", town.ngo2)
    claims.edit(town.session, claim, by=town.ngo2, position="理事长", phone="13800000000", statement="推选我负责")
    with pytest.raises(Refused, match="还缺：申请人身份证件、登记证书或备案证明、盖章的任职证明或授权书"):
        move(town, claim, "submit", town.ngo2)
    with pytest.raises(Refused, match="已经有一份"):
        drafted(town, organization, town.ngo2)


def test_what_is_sent_back_is_put_right_and_goes_the_whole_way_again(town):
    organization, head = led(town)
    claim = submitted(town, organization, town.ngo2)
    with pytest.raises(Refused, match="已经提交"):
        claims.edit(town.session, claim, by=town.ngo2, position="主任", phone="1", statement="")
    move(town, claim, "notify", town.acceptor)
    move(town, claim, "consent", head)
    move(town, claim, "return", town.examiner, reason="决议缺签字。")
    claims.edit(town.session, claim, by=town.ngo2, position="主任", phone="13800000000", statement="补了签字")
    number = claim.number
    move(town, claim, "submit", town.ngo2)
    assert (claim.number, claim.state, claim.holder_answer, claim.checked_by_id) == (number, ClaimState.SUBMITTED, None, None)


def test_a_claim_of_what_has_a_head_meanwhile_goes_no_further(town):
    organization = entered(town)
    first, second = submitted(town, organization, town.ngo2), submitted(town, organization, town.group)
    assert claims.rivals_of(town.session, first) == 1
    for claim in (first, second):
        move(town, claim, "check", town.acceptor)
    move(town, first, "approve", town.examiner)
    with pytest.raises(Refused, match="申请以后有了变化"):
        move(town, second, "approve", town.examiner)
    move(town, second, "refuse", town.examiner, reason="已由理事长负责。")
    assert heads(town, organization) == ["ngo2"]


def test_no_officer_has_a_say_in_their_own_claim_and_no_administrator_claims(town):
    organization = entered(town)
    with pytest.raises(Refused, match="平台管理员"):
        drafted(town, organization, people.actor_for(town.session, "admin"))
    own = submitted(town, organization, town.acceptor)
    with pytest.raises(Refused, match="不能办理自己提出的申请"):
        move(town, own, "check", town.acceptor)


# --- the head left ----------------------------------------------------------------------------------------------


def test_the_present_head_is_told_whatever_they_chose_and_has_working_days_to_answer(town):
    organization, head, claim = on_notice(town)
    assert ("核对了负责“%(caption)s”账号的申请，通知现任负责人答复", "served") in told(town, "ngo")
    assert inbox(town, head) == ["答复接任负责人的申请"]
    days = policy.amount(town.session, "claim.answer", organization.region_path)
    assert (days, claim.notice_ends_at.isoformat()) == (10, "2026-05-27T15:59:59+00:00")
    assert heads(town, organization) == ["ngo"]


def test_who_consents_hands_over_when_the_second_officer_agrees(town):
    organization, head, claim = on_notice(town)
    waiting = invited(town, organization, head, "someone@example.cn")
    key = sessions.begin(town.session, members.heads_of(town.session, organization)[0].user, device="x", network="127.0.0.1")
    town.travel.forward(days=1)
    with pytest.raises(Forbidden):
        move(town, claim, "consent", town.ngo2)
    move(town, claim, "consent", head)
    assert (claim.holder_answer, heads(town, organization)) == (HolderAnswer.CONSENT, ["ngo"])
    former = members.heads_of(town.session, organization)[0]
    move(town, claim, "approve", town.examiner)
    town.session.commit()
    assert heads(town, organization) == ["ngo2"]
    assert (former.state, waiting.state) == (AppointmentState.ENDED, InvitationState.REVOKED)
    assert sessions.live(town.session, key) is None
    assert people.actor_for(town.session, "ngo").organization_id is None


def test_an_objection_needs_its_reason_and_the_officer_decides(town):
    organization, head, claim = on_notice(town)
    with pytest.raises(Refused, match="请写明理由"):
        move(town, claim, "object", head)
    move(town, claim, "object", head, reason="我没有离职，决议是假的。")
    assert (claim.state, claim.holder_answer) == (ClaimState.CHECKED, HolderAnswer.OBJECTION)
    move(town, claim, "refuse", town.examiner, reason="经核实，决议没有法定人数。")
    assert heads(town, organization) == ["ngo"]


def test_silence_is_no_obstacle_but_decides_nothing(town):
    organization, _head, claim = on_notice(town)
    town.session.commit()
    town.travel("2026-05-27 23:00")
    assert [s.action for r, s in lifecycle.tick(town.session) if r is claim] == []
    town.travel("2026-05-28 00:10")
    assert [s.action for r, s in lifecycle.tick(town.session) if r is claim] == ["end-notice"]
    assert (claim.state, claim.holder_answer, heads(town, organization)) == (ClaimState.CHECKED, HolderAnswer.SILENCE, ["ngo"])


def test_nobody_of_the_organization_sees_a_draft_and_the_head_reads_no_identity_card(town):
    organization, head = led(town)
    claim = drafted(town, organization, town.ngo2)
    readers = [town.ngo2, head, town.acceptor]
    assert [access.allows(a, Permission.CLAIM_READ, claim) for a in readers] == [True, False, False]
    move(town, claim, "submit", town.ngo2)
    assert [access.allows(a, Permission.CLAIM_READ, claim) for a in readers] == [True, True, True]
    assert [access.allows(a, Permission.CLAIM_READ_PROOF, claim) for a in readers] == [True, False, True]
    assert papers.attachments_of(town.session, claim)


def test_the_head_itself_has_nothing_to_claim(town):
    organization, head = led(town)
    with pytest.raises(Refused, match="您已经是“银杏树下社区服务中心”的负责人了"):
        drafted(town, organization, head)


def test_a_phone_of_a_claim_is_not_readable_in_the_database(town):
    claim = submitted(town, entered(town), town.ngo2)
    stored = town.session.connection().exec_driver_sql(f"SELECT phone FROM claims WHERE id = {claim.id}").scalar_one()
    assert "13800000000" not in stored
    town.session.expire_all()
    assert claim.phone == "13800000000"


def test_whoever_withdraws_leaves_everything_as_it_was(town):
    organization, _head, claim = on_notice(town)
    move(town, claim, "withdraw", town.ngo2)
    assert (claim.state, heads(town, organization)) == (ClaimState.WITHDRAWN, ["ngo"])
