"""Offices: two people make an appointment that decides; it ends on its day, when it is not confirmed again, or at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.domain.appointments import operations, queries
from portal.kernel import clock, journal, lifecycle, people, policy, work
from portal.kernel.outbox import Notice
from portal.kernel.people import User
from portal.kernel.permissions import Permission
from portal.kernel.roles import DECIDING, ROLES, STAND_INS, Reach, Role
from portal.kernel.words import Forbidden, Invalid, Refused
from portal.workflows import desk
from tests.domain.offices import another_admin, appoint, hand_on, newcomer, office, propose

#: Who uses one of these has the last word of a process, releases money, looks into everything, or appoints.
LAST_WORDS = {
    Permission.APPOINTMENT_CONFIRM, Permission.AWARD_DECIDE, Permission.CALL_APPROVE, Permission.CATALOGUE_PUBLISH,
    Permission.CONTRACT_SIGN_PURCHASER, Permission.FILING_FILE, Permission.HOLD_LIFT, Permission.JOURNAL_READ,
    Permission.OBJECTION_APPEAL_DECIDE, Permission.PAYMENT_APPROVE, Permission.PROJECT_TERMINATE, Permission.QUALIFIED_PUBLISH,
    Permission.REGISTRATION_APPROVE,
}  # fmt: skip


@pytest.fixture
def admin(session, frozen_time):
    return people.actor_for(session, "admin")


@pytest.fixture
def second(session, admin):
    return another_admin(session)


def told(session, user_id):
    return [str(n.msgid % n.parts) for n in session.query(Notice).filter_by(user_id=user_id).order_by(Notice.id)]


def take_time(session, frozen_time, moment):
    frozen_time(moment)
    session.commit()
    return [step.action for record, step in lifecycle.tick(session) if record.__tablename__ in ("appointments", "delegations")]


# --- giving -----------------------------------------------------------------------------------------------------


def test_every_office_that_has_the_last_word_is_among_the_deciding_ones():
    offices = {role for role, (reach, _) in ROLES.items() if reach in (Reach.REGION, Reach.DEPARTMENT)}
    assert {role for role in offices if ROLES[role][1] & LAST_WORDS} | {Role.KEY_KEEPER, Role.LEADER} == DECIDING


def test_an_office_that_decides_nothing_is_in_force_at_once(session, admin):
    record = propose(session, admin, "newcomer")
    assert (record.state.value, record.confirmed_by_id, record.starts_at) == ("in_force", None, clock.now())
    assert [e.action for e in journal.of(session, record)] == ["confirm", "begin"]
    assert people.actor_for(session, "newcomer").role is Role.ACCEPTOR
    assert told(session, record.user_id) == ["“区民政局 · 受理岗”的任命生效"]


@pytest.mark.parametrize("role", sorted(DECIDING - {Role.ADMINISTRATOR}))
def test_a_deciding_office_waits_for_another_administrator(session, admin, second, role):
    record = propose(session, admin, "newcomer", role)
    assert record.state.value == "proposed"
    assert people.actor_for(session, "newcomer").role is Role.ACCOUNT
    with pytest.raises(Refused, match="由提议人以外的另一位管理员确认"):
        lifecycle.move(session, record, "confirm", by=admin)
    lifecycle.move(session, record, "confirm", by=second)
    assert (record.state.value, record.confirmed_by_id) == ("in_force", second.user_id)
    assert people.actor_for(session, "newcomer").role is role


def test_the_proposal_lies_in_the_inbox_of_the_administrators(session, admin, second):
    record = propose(session, admin, "newcomer", Role.APPROVER)
    items = desk.inbox(session, second, process="appointment").items
    assert [(item.subject_id, item.duty) for item in items] == [(record.id, "确认或否决任命")]
    assert items[0].due_at == policy.due(session, "appointment.confirm", "/32/3201/320114/", clock.now())


def test_the_proposer_withdraws_and_the_other_refuses_with_a_reason(session, admin, second):
    record = propose(session, admin, "newcomer", Role.APPROVER)
    with pytest.raises(Refused, match="自己的提议可以撤回"):
        lifecycle.move(session, record, "refuse", by=admin, reason="不合适")
    with pytest.raises(Refused, match="请写明理由"):
        lifecycle.move(session, record, "refuse", by=second)
    lifecycle.move(session, record, "refuse", by=second, reason="还在试用期")
    assert record.state.value == "refused"
    again = propose(session, admin, "newcomer", Role.APPROVER)
    lifecycle.move(session, again, "withdraw", by=admin)
    assert again.state.value == "withdrawn"
    assert people.actor_for(session, "newcomer").role is Role.ACCOUNT


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"login": "nobody-here"}, "login", "没有这个账号"),
        ({"login": "admin"}, "login", "不能任命自己"),
        ({"role": Role.EXPERT}, "role", "不在这里任命"),
        ({"role": Role.LEGAL_REPRESENTATIVE}, "role", "不在这里任命"),
        ({"place": "department:999"}, "place", "要选一个地方"),
        ({"role": Role.DEPARTMENT_OFFICER}, "place", "要选一个部门"),
        ({"login": "acceptor"}, "login", "已经担任这个岗位"),
        ({"login": "acceptor", "role": Role.ADMINISTRATOR}, "role", "不兼任别的岗位"),
        ({"login": "admin9"}, "role", "是平台管理员，不兼任"),
    ],
)
def test_a_wrong_proposal_is_refused_at_its_field(session, admin, second, changes, field, sentence):
    newcomer(session, "newcomer")
    given = {"login": "newcomer", "role": Role.ACCEPTOR, "place": "/32/3201/320114/", "title": "区民政局 · 受理", "basis": "决定"}
    with pytest.raises(Invalid, match=sentence) as refused:
        operations.propose(session, by=admin, **{**given, **changes})
    assert refused.value.field == field


def test_only_administrators_propose_confirm_and_end(session, admin, second, as_person):
    record = propose(session, admin, "newcomer", Role.APPROVER)
    for login in ("acceptor", "approver", "supervisor", "leader", "ngo"):
        with pytest.raises(Forbidden):
            propose(session, as_person(login), f"friend-of-{login}")
        with pytest.raises(Forbidden):
            lifecycle.move(session, record, "confirm", by=as_person(login))


def test_an_office_begins_on_its_day_and_never_before_it_was_confirmed(session, admin, second, frozen_time):
    first = clock.today() + timedelta(days=10)
    propose(session, admin, "newcomer", starts_on=first)
    late = propose(session, admin, "latecomer", Role.APPROVER)
    frozen_time(clock.at(first) - timedelta(seconds=1))
    assert people.actor_for(session, "newcomer").role is Role.ACCOUNT
    frozen_time(clock.at(first))
    assert people.actor_for(session, "newcomer").role is Role.ACCEPTOR
    lifecycle.move(session, late, "confirm", by=second)
    assert late.starts_at == clock.at(first)


# --- ending -----------------------------------------------------------------------------------------------------


def test_an_office_ends_at_the_end_of_its_last_day_before_any_tick(session, admin, frozen_time):
    last = clock.today() + timedelta(days=30)
    record = propose(session, admin, "newcomer", ends_on=last)
    frozen_time(clock.at(last, 23, 59))
    assert people.actor_for(session, "newcomer").role is Role.ACCEPTOR
    frozen_time(clock.at(last + timedelta(days=1)))
    assert people.actor_for(session, "newcomer").role is Role.ACCOUNT
    assert take_time(session, frozen_time, clock.now()) == ["run-out"]
    assert (record.state.value, record.ends_at) == ("ended", clock.at(last + timedelta(days=1)))


def test_an_office_is_ended_at_once_with_a_reason(session, admin):
    actor = appoint(session, "newcomer")
    record = office(session, actor)
    with pytest.raises(Refused, match="请写明理由"):
        lifecycle.move(session, record, "end", by=admin)
    lifecycle.move(session, record, "end", by=admin, reason="调离")
    assert people.actor_for(session, "newcomer").role is Role.ACCOUNT
    assert told(session, record.user_id)[-1] == "终止了“区民政局 · 受理岗”"


def test_two_administrators_remain(session, admin, second, as_person):
    lifecycle.move(session, office(session, second), "end", by=admin, reason="调离")
    with pytest.raises(Refused, match="至少要留两位管理员"):
        lifecycle.move(session, office(session, as_person("admin2")), "end", by=admin, reason="调离")


def test_who_represents_an_organization_is_not_ended_here(demo_city, session, admin, as_person):
    with pytest.raises(Refused, match="随登记或备案变更"):
        lifecycle.move(session, office(session, as_person("ngo")), "end", by=admin, reason="调离")


# --- every year again -------------------------------------------------------------------------------------------


def test_an_office_asks_to_be_confirmed_again_and_goes_on(session, admin, second, frozen_time):
    record = office(session, appoint(session, "newcomer"))
    assert record.confirm_by == policy.due(session, "appointment.term", "/32/3201/320114/", clock.now())
    assert take_time(session, frozen_time, record.confirm_by - timedelta(days=31)) == []
    assert take_time(session, frozen_time, record.confirm_by - timedelta(days=30)) == ["call-up"]
    assert told(session, record.user_id)[-1] == "“区民政局 · 受理岗”要重新确认了，到期没有确认就终止"
    assert people.actor_for(session, "newcomer").role is Role.ACCEPTOR
    due = [item for item in desk.inbox(session, admin, process="appointment").items if item.subject_id == record.id]
    assert [(item.duty, item.due_at) for item in due] == [("重新确认岗位", record.confirm_by)]
    lifecycle.move(session, record, "reconfirm", by=second)
    assert (record.state.value, record.confirm_by) == (
        "in_force", policy.due(session, "appointment.term", "/32/3201/320114/", clock.now())
    )  # fmt: skip


def test_an_office_that_nobody_confirms_ends_on_the_day_that_was_told(session, admin, frozen_time):
    record = office(session, appoint(session, "newcomer"))
    take_time(session, frozen_time, record.confirm_by - timedelta(days=30))
    day = record.confirm_by
    assert take_time(session, frozen_time, day - timedelta(seconds=1)) == []
    assert people.actor_for(session, "newcomer").role is Role.ACCEPTOR
    assert take_time(session, frozen_time, day) == ["lapse"]
    assert (record.state.value, record.ends_at) == ("ended", day)
    assert people.actor_for(session, "newcomer").role is Role.ACCOUNT


def test_who_was_told_late_keeps_the_office_for_the_whole_notice(session, admin, frozen_time):
    record = office(session, appoint(session, "newcomer"))
    assert take_time(session, frozen_time, record.confirm_by + timedelta(days=5)) == ["call-up"]
    assert record.confirm_by == clock.now() + timedelta(days=30)
    assert people.actor_for(session, "newcomer").role is Role.ACCEPTOR


# --- leaving ----------------------------------------------------------------------------------------------------


def test_off_boarding_ends_everything_at_once_and_ends_open_sessions(session, admin, second, client):
    actor = appoint(session, "newcomer")
    appoint(session, "newcomer", Role.STREET_OFFICER, place="/32/3201/320114/320114002/", title="街道 · 经办")
    waiting = propose(session, admin, "newcomer", Role.KEY_KEEPER)
    appoint(session, "colleague")
    hand_on(session, actor, "colleague", clock.today(), clock.today() + timedelta(days=3))
    user = session.get(User, actor.user_id)
    epoch = user.session_epoch
    ended = operations.off_board(session, user, by=second, reason="调离本市")
    assert [record.state.value for record in ended] == ["ended", "ended", "withdrawn"]
    assert waiting in ended
    assert user.session_epoch > epoch
    assert people.actor_for(session, "newcomer").role is Role.ACCOUNT
    assert people.actor_for(session, "colleague", standing_in=True).role is Role.ACCOUNT
    entry = journal.of(session, user)[0]
    assert (entry.action, entry.payload.content["reason"]) == ("off-board", "调离本市")
    with pytest.raises(Refused, match="现在没有岗位"):
        operations.off_board(session, user, by=second, reason="再来一次")


def test_nobody_off_boards_oneself(session, admin, second):
    with pytest.raises(Refused, match="请另一位管理员办理"):
        operations.off_board(session, session.get(User, admin.user_id), by=admin, reason="不干了")


def test_what_is_left_behind_names_who_goes_on_with_it(demo_city, session, admin, as_person):
    examiner = as_person("examiner")
    left = queries.left_behind(session, operations.leaves_with(session, session.get(User, examiner.user_id)))
    assert [(row.appointment.id, row.items, row.colleagues) for row in left] == [
        (examiner.appointment_id, desk.counts(session, examiner).total, [])
    ]


def test_what_nobody_may_take_over_is_written_down():
    assert {Role.EXPERT, Role.EVALUATOR, Role.KEY_KEEPER, Role.ADMINISTRATOR, Role.LEADER, Role.SUPERVISOR}.isdisjoint(STAND_INS)


def test_an_account_that_was_locked_out_leaves_no_open_work(session, admin):
    actor = appoint(session, "newcomer")
    operations.off_board(session, session.get(User, actor.user_id), by=admin, reason="调离")
    assert session.query(work.WorkItem).filter_by(process="appointment", subject_id=actor.appointment_id, closed_at=None).count() == 0
