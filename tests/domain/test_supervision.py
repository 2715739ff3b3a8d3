"""Several offices look after one organization: they read the same, each follows up its own word, tasks go from desk to desk."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from portal.domain.organizations.models import Organization
from portal.domain.supervision import operations
from portal.domain.supervision.models import NoteKind, NoteState, SupervisionTask, TaskState
from portal.domain.supervision.offices import OfficeKind, addressable
from portal.kernel import access, clock, lifecycle, people, work
from portal.kernel.outbox import Notice
from portal.kernel.permissions import Permission as P
from portal.kernel.words import Forbidden, Invalid, Refused
from portal.kernel.work import WorkItem
from portal.workflows import reminders, supervision
from seeds.people import STREET
from tests.domain.founding import town  # noqa: F401 - town is a fixture
from tests.domain.joining import entered, led

DUE = date(2026, 5, 20)


@pytest.fixture
def place(town):
    """An organization of the street whose competent authority is the department that ``department`` acts for."""
    organization, head = led(town)
    organization.region_path = town.community
    assert town.community.startswith(STREET)
    organization.authority = "区司法局"
    town.session.flush()
    actor = people.actor_for
    return SimpleNamespace(
        organization=organization, head=head, session=town.session, travel=town.travel, acceptor=town.acceptor, street=town.street,
        examiner=town.examiner, supervisor=town.supervisor, department=actor(town.session, "department"),
        finance=actor(town.session, "finance"), stranger=town.ngo2,
    )  # fmt: skip


def note(place, by, kind=NoteKind.OBSERVATION, **fields):
    return operations.write_note(place.session, place.organization, by=by, kind=kind, body="办公室有人值班。", **fields)


def task(place, by, to=OfficeKind.STREET, **fields):
    given = {"title": "上门核实办公场所", "body": "请拍照留存。", "due_on": DUE, **fields}
    return operations.pass_task(place.session, place.organization, by=by, to=to, **given)


def move(place, record, action, by, **how):
    return lifecycle.move(place.session, record, action, by=by, **how)


def inbox(place, actor):
    stmt = select(WorkItem).where(work.awaited_from(actor), WorkItem.process.startswith("supervision"))
    return [(item.duty, clock.local(item.due_at).date()) for item in place.session.scalars(stmt)]


# --- who reads -------------------------------------------------------------------------------------------------------


def test_every_office_of_the_organization_reads_the_same_and_others_nothing(place):
    for_offices, shared = note(place, place.acceptor), note(place, place.department, shared=True)
    passed = task(place, place.acceptor)
    for actor in (place.acceptor, place.examiner, place.department, place.street, place.finance, place.supervisor):
        assert access.allows(actor, P.SUPERVISION_READ, place.organization), actor.title
        assert {n.id for n in operations.notes_of(place.session, place.organization, actor)} == {for_offices.id, shared.id}
        assert operations.tasks_of(place.session, place.organization, actor) == [passed]
    assert [n.id for n in operations.notes_of(place.session, place.organization, place.head)] == [shared.id]
    assert operations.tasks_of(place.session, place.organization, place.head) == []
    assert operations.notes_of(place.session, place.organization, place.stranger) == []


def test_the_authority_is_the_department_of_that_name_and_words_otherwise(place):
    assert place.organization.authority_id == place.department.department_id
    stmt = access.visible(select(Organization), place.department, P.SUPERVISION_READ)
    assert place.session.scalars(stmt).all() == [place.organization]
    place.organization.authority = "区妇女联合会"
    place.session.flush()
    assert (place.organization.authority_id, place.session.scalars(stmt).all()) == (None, [])
    assert [office.kind for office, _ in addressable(place.session, place.organization)] == [OfficeKind.REGISTRAR, OfficeKind.STREET]
    with pytest.raises(Forbidden):
        note(place, place.department)


def test_who_only_watches_and_the_organization_itself_write_nothing(place):
    for actor in (place.supervisor, place.head, place.stranger):
        with pytest.raises(Forbidden):
            note(place, actor)
        with pytest.raises(Forbidden):
            task(place, actor)


# --- notes -----------------------------------------------------------------------------------------------------------


def test_a_reminder_asks_for_an_answer_and_its_office_settles_it(place):
    reminder = note(place, place.acceptor, NoteKind.REMINDER, due_on=DUE)
    assert (reminder.state, reminder.shared) == (NoteState.ASKED, True)
    assert inbox(place, place.head) == [("答复管理部门的提醒", DUE)]
    with pytest.raises(Invalid, match="像是手机号或身份证号"):
        move(place, reminder, "answer", place.head, answer="找王老师 13800000001。")
    move(place, reminder, "answer", place.head, answer="已经换证。")
    told = [n.msgid for n in place.session.query(Notice).filter_by(user_id=place.acceptor.user_id)]
    assert told == ["答复了管理部门给“%(caption)s”的提醒"]
    with pytest.raises(Refused, match="由它跟进"):
        move(place, reminder, "settle", place.department)
    place.travel("2026-05-18 10:00")
    move(place, reminder, "ask-again", place.examiner, reason="没有附证照。")
    assert inbox(place, place.head) == [("答复管理部门的提醒", date(2026, 5, 25))]
    move(place, reminder, "answer", place.head, answer="证照已公示。")
    move(place, reminder, "settle", place.examiner)
    assert reminder.state is NoteState.SETTLED


def test_an_observation_asks_nobody_and_is_only_taken_back(place):
    observed = note(place, place.street)
    assert observed.state is NoteState.RECORDED
    assert {step.action for step in lifecycle.open_steps(observed, place.street)} == {"withdraw"}
    with pytest.raises(Refused, match="赛虹桥街道写的，由它跟进"):
        move(place, observed, "withdraw", place.acceptor, reason="写错了")
    move(place, observed, "withdraw", place.street, reason="写错了")
    assert observed.state is NoteState.WITHDRAWN


def test_days_and_numbers_that_cannot_be_are_refused_beside_their_field(place):
    for due in (None, date(2026, 5, 13), date(2027, 6, 1)):
        with pytest.raises(Invalid) as refusal:
            note(place, place.acceptor, NoteKind.REMINDER, due_on=due)
        assert refusal.value.field == "due_on", due
    with pytest.raises(Invalid, match="13800000001"):
        operations.write_note(place.session, place.organization, by=place.acceptor, kind=NoteKind.OBSERVATION, body="电话13800000001")
    with pytest.raises(Invalid) as refusal:
        task(place, place.acceptor, title="找 11010519491231002X")
    assert refusal.value.field == "title"


# --- tasks -----------------------------------------------------------------------------------------------------------


def test_a_department_asks_the_street_which_takes_it_up_and_answers(place):
    asked = task(place, place.department)
    assert inbox(place, place.street) == [("接办转来的监管事项", DUE)]
    for other in (place.acceptor, place.department, place.finance):
        assert inbox(place, other) == []
    with pytest.raises(Refused, match="这件事转给了赛虹桥街道，由它办"):
        move(place, asked, "accept", place.acceptor)
    move(place, asked, "accept", place.street)
    assert inbox(place, place.street) == [("办完并答复转来的监管事项", DUE)]
    move(place, asked, "answer", place.street, answer="门牌和登记一致。")
    assert (asked.state, asked.answer) == (TaskState.DONE, "门牌和登记一致。")
    told = [n.msgid for n in place.session.query(Notice).filter_by(user_id=place.department.user_id)]
    assert told == ["接办了“%(caption)s”", "办完并答复了“%(caption)s”"]


def test_what_is_asked_of_the_department_lies_with_it_alone(place):
    asked = task(place, place.acceptor, OfficeKind.AUTHORITY)
    assert inbox(place, place.department) == [("接办转来的监管事项", DUE)]
    assert [inbox(place, actor) for actor in (place.acceptor, place.street)] == [[], []]
    with pytest.raises(Forbidden):
        move(place, asked, "take-up", place.street)
    move(place, asked, "send-back", place.department, reason="这件归街道。")
    assert asked.state is TaskState.DECLINED


def test_what_is_asked_of_the_registrar_any_of_its_officers_does(place):
    asked = task(place, place.street, OfficeKind.REGISTRAR)
    assert [inbox(place, a) != [] for a in (place.acceptor, place.examiner, place.street, place.finance)] == [True, True, False, False]
    move(place, asked, "accept", place.acceptor)
    move(place, asked, "answer", place.examiner, answer="可以。")
    assert asked.state is TaskState.DONE


def test_only_who_asked_takes_it_back_and_nobody_asks_themselves(place):
    asked = task(place, place.department)
    with pytest.raises(Refused, match="区司法局转办的，由它撤回"):
        move(place, asked, "withdraw", place.acceptor, reason="不用了")
    move(place, asked, "withdraw", place.department, reason="已经问清楚了")
    assert (asked.state, inbox(place, place.street)) == (TaskState.WITHDRAWN, [])
    for actor, to, why in ((place.street, OfficeKind.STREET, "您自己的部门"), (place.acceptor, OfficeKind.FINANCE, "没有这样的部门")):
        with pytest.raises(Invalid, match=why):
            task(place, actor, to)


def test_what_is_late_reminds_the_office_and_then_its_superior(place):
    task(place, place.department)
    place.session.commit()
    place.travel("2026-05-28 10:00")
    assert reminders.remind(place.session) >= 2
    told = [n.msgid for n in place.session.query(Notice).filter_by(user_id=place.street.user_id)]
    assert any("已到期，还没有办" in msgid for msgid in told)
    superior = [n.msgid for n in place.session.query(Notice).filter_by(user_id=place.supervisor.user_id)]
    assert any("报告上级" in msgid for msgid in superior)
    assert [len(operations.tasks(place.session, actor, late=True).items) for actor in (place.street, place.department)] == [1, 1]
    found = operations.counts(place.session, place.street)
    assert (found.tasks, found.ours, found.late) == (1, 1, 1)


# --- the page ---------------------------------------------------------------------------------------------------------


def test_standing_and_open_matters_are_told_and_sealed_bids_are_none_of_them(place):
    lines = [(line.as_it_should_be, str(line.sentence)) for line in supervision.standing_of(place.session, place.organization)]
    assert lines == [
        (True, "名册状态：正常"), (False, "还没有报送年度报告"), (True, "没有参加等级评估"), (True, "承接目录：不在现行目录里"),
        (False, "还没有备案过的负责人名册"), (True, "没有未解除的限制"),
    ]  # fmt: skip
    note(place, place.acceptor, NoteKind.REMINDER, due_on=DUE)
    matters = supervision.open_matters(place.session, place.organization, place.street)
    assert [(m.duty, m.caption) for m in matters] == [("答复管理部门的提醒", place.organization.name)]


def test_lists_are_narrowed_by_what_is_asked(place):
    other = entered(SimpleNamespace(session=place.session, community=place.organization.region_path), "松柏里为老服务中心", "52320114MJDEM0778X")
    reminder = note(place, place.acceptor, NoteKind.REMINDER, due_on=DUE)
    operations.write_note(place.session, other, by=place.acceptor, kind=NoteKind.OBSERVATION, body="正常。")
    found = operations.notes(place.session, place.acceptor, kind=NoteKind.REMINDER, state=NoteState.ASKED, q="银杏")
    assert found.items == [reminder]
    assert len(operations.notes(place.session, place.acceptor).items) == 2
    assert operations.looked_after(place.session, place.street, q="松柏").items == [other]
    assert place.session.query(SupervisionTask).count() == 0
