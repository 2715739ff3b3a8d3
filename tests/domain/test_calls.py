"""Calls: what may be stored, submitted, published; what is frozen; the deadline; questions."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.calls import checks, guards, operations, queries
from portal.domain.calls.models import Call, CallKind, CallState, QuestionState
from portal.domain.organizations.models import Organization
from portal.domain.organizations.naming import neighbourly
from portal.kernel import clock, lifecycle
from portal.kernel.canonical import digest
from portal.kernel.outbox import Notice
from portal.kernel.roles import Role
from portal.kernel.words import Forbidden, Invalid, Refused, Stale
from portal.kernel.work import WorkItem
from tests.domain.calls_made import PLAN, RULES, YUAN, criterion, drafted, lot, published, terms
from tests.domain.ranked import organization


@pytest.fixture(autouse=True)
def _noon(frozen_time):
    return frozen_time


@pytest.fixture
def people_of(session, as_person):
    """The officers and an organization that asks and bids."""
    organization(session, "ngo")
    return SimpleNamespace(
        acceptor=as_person("acceptor"), approver=as_person("approver"), examiner=as_person("examiner"),
        department=as_person("department"), ngo=as_person("ngo", Role.LEGAL_REPRESENTATIVE), resident=as_person("resident1"),
    )  # fmt: skip


def take(session, call, action, by, **facts):
    return lifecycle.move(session, call, action, by=by, **facts)


# --- sums


@given(st.lists(st.integers(1, 100), min_size=1, max_size=12))
def test_a_rubric_passes_exactly_when_its_maxima_add_up_to_100(maxima):
    found = checks.rubric_adds_up(SimpleNamespace(criteria=[SimpleNamespace(maximum=n) for n in maxima]))
    assert (found is None) == (sum(maxima) == 100)
    if found:
        assert found == f"评分细则各项满分合计 {sum(maxima)} 分，应当是 100 分。"


@given(st.lists(st.integers(1, 100), min_size=1, max_size=3))
def test_a_tranche_plan_passes_exactly_when_it_adds_up_to_100_percent(percents):
    plan = [{"trigger": t, "percent": p} for t, p in zip(("signature", "mid", "final"), percents, strict=False)]
    found = checks.tranches_add_up(SimpleNamespace(tranche_plan=plan))
    assert (found is None) == (sum(percents) == 100)
    if found:
        assert found == f"拨款计划合计 {sum(percents)}%，应当是 100%。"


@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=10), st.integers(-1, 1))
def test_lots_pass_exactly_when_their_budgets_add_up_to_the_total(budgets, off):
    lots = [SimpleNamespace(title="x", budget_fen=b) for b in budgets]
    found = checks.lots_add_up(SimpleNamespace(lots=lots, budget_fen=sum(budgets) + off))
    assert (found is None) == (off == 0)


@given(st.integers(-5, 30))
def test_a_panel_is_odd_and_has_at_least_three_seats(size):
    assert (checks.panel_is_odd(SimpleNamespace(panel_size=size)) is None) == (size >= 3 and size % 2 == 1)


# --- what keeps a call from being submitted


BROKEN = [
    ({"lots": []}, "还没有标段。至少要有一个标段。"),
    ({"lots": [lot(300_000 * YUAN)]}, "各标段预算合计 300,000.00 元，和资金总额 400,000.00 元不一致。请改到相等。"),
    ({"lots": [lot(300_000 * YUAN), lot(100_000 * YUAN, "小标段")]},
     "标段“小标段”的预算 100,000.00 元，不够一个上限 150,000.00 元的项目。请改标段预算或上限。"),
    ({"criteria": [criterion(90)]}, "评分细则各项满分合计 90 分，应当是 100 分。"),
    ({"criteria": []}, "评分细则各项满分合计 0 分，应当是 100 分。"),
    ({"tranche_plan": PLAN[:2]}, "拨款计划合计 80%，应当是 100%。"),
    ({"tranche_plan": [{"trigger": "mid", "percent": 50}] * 2}, "拨款计划里同一个时点写了两次。"),
    ({"eligibility": {**RULES, "org_types": []}}, "还没有选哪些组织可以申报。"),
    ({"eligibility": {**RULES, "max_per_organization": 0}}, "每家至少可以申报一个标段。"),
    ({"kind": CallKind.PROCUREMENT, "panel_size": 3}, "政府采购的评审小组至少 5 人，其中专家不少于三分之二。"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "sentence"), BROKEN)
def test_what_is_missing_is_said_when_the_call_is_submitted(session, people_of, changes, sentence):
    call = drafted(session, **changes)
    with pytest.raises(Refused) as refusal:
        take(session, call, "submit", people_of.acceptor)
    assert refusal.value.sentence == sentence
    assert call.state is CallState.DRAFT
    assert sentence in checks.gaps(call)


def test_questions_end_before_the_deadline(session, people_of):
    deadline = clock.now() + timedelta(days=20)
    call = drafted(session, questions_until=deadline)
    with pytest.raises(Refused, match="提问截止应早于申报截止"):
        take(session, call, "submit", people_of.acceptor)


def test_a_deadline_gone_by_is_not_submitted(session, people_of):
    call = drafted(session, now=clock.now() - timedelta(days=30))
    with pytest.raises(Refused, match="申报截止时间已经过去"):
        take(session, call, "submit", people_of.acceptor)


def test_nothing_is_published_after_its_last_moment_for_questions(session, people_of, frozen_time):
    call = drafted(session)
    take(session, call, "submit", people_of.acceptor)
    take(session, call, "approve", people_of.approver)
    frozen_time.forward(days=12)
    with pytest.raises(Refused, match="提问截止时间已经过去"):
        take(session, call, "publish", people_of.acceptor)


# --- what cannot be stored


UNSTORABLE = [
    ("cap_fen", {"cap_fen": 500_000 * YUAN}, "单个项目上限不能超过资金总额 400,000.00 元。"),
    ("panel_size", {"panel_size": 4}, "评委人数应是单数，至少 3 人。"),
    ("panel_size", {"panel_size": 1}, "评委人数应是单数，至少 3 人。"),
]


@pytest.mark.parametrize(("field", "changes", "sentence"), UNSTORABLE)
def test_what_the_tables_would_refuse_is_refused_with_a_sentence(session, field, changes, sentence):
    with pytest.raises(Invalid) as refusal:
        drafted(session, **changes)
    assert (refusal.value.field, refusal.value.sentence) == (field, sentence)


def test_an_opening_before_the_deadline_is_refused(session):
    with pytest.raises(Invalid, match="开启时间至少要比申报截止晚 10 分钟"):
        drafted(session, opening_at=clock.now() + timedelta(days=19))


def test_the_opening_waits_for_what_arrived_in_the_last_second(session):
    deadline = drafted(session).deadline_at
    with pytest.raises(Invalid, match="等最后一刻到达的申报入库"):
        drafted(session, opening_at=deadline + timedelta(minutes=9, seconds=59))
    assert drafted(session, opening_at=deadline + timedelta(minutes=10)).opening_at == deadline + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("condition", "value", "name"),
    [
        ("qualified_list", True, "承接目录"),
        ("min_staff", 2, "从业人数"),
        ("min_rating", 3, "评估等级"),
        ("local_only", True, "所在地区"),
    ],
)
def test_a_procurement_refuses_conditions_at_the_gate_and_says_why(session, condition, value, name):
    with pytest.raises(Invalid) as refusal:
        drafted(session, kind=CallKind.PROCUREMENT, eligibility={**RULES, condition: value})
    assert refusal.value.field == "kind"
    assert refusal.value.sentence.startswith(f"政府采购不能以{name}设门槛：只适用供应商的一般条件")
    assert refusal.value.sentence.endswith("企业和其他合法机构都可以参加。请去掉这一条。")


@pytest.mark.parametrize(
    ("condition", "value"), [("qualified_list", True), ("min_staff", 2), ("min_rating", 3), ("local_only", True)]
)
def test_a_venture_call_may_have_them(session, condition, value):
    assert drafted(session, eligibility={**RULES, condition: value}).eligibility[condition] == value


# --- people


def test_a_department_officer_drafts_for_the_own_department_alone(session, people_of):
    own = people_of.department.department_id
    assert (
        operations.draft(session, by=people_of.department, terms=terms(session, department_id=own)).department_id == own
    )
    with pytest.raises(Invalid, match="您以现在的岗位不能为这个部门起草公告"):
        operations.draft(session, by=people_of.department, terms=terms(session))


def test_the_drafter_does_not_approve(session, people_of):
    call = drafted(session)
    take(session, call, "submit", people_of.acceptor)
    call.drafted_by_id = people_of.approver.user_id
    with pytest.raises(Refused, match="起草和批准不能是同一个人"):
        take(session, call, "approve", people_of.approver)


def test_a_return_needs_a_reason_and_makes_it_a_draft_again(session, people_of):
    call = drafted(session)
    take(session, call, "submit", people_of.acceptor)
    with pytest.raises(Refused, match="请写明理由"):
        take(session, call, "return", people_of.approver)
    take(session, call, "return", people_of.approver, reason="标段二的服务对象写得不清楚")
    assert call.state is CallState.DRAFT


@pytest.mark.parametrize("steps", [(), ("submit",), ("submit", "approve"), ("submit", "approve", "publish")])
def test_a_call_can_be_cancelled_until_its_deadline_and_never_comes_back(session, people_of, steps):
    call = drafted(session)
    for action in steps:
        take(session, call, action, people_of.approver if action == "approve" else people_of.acceptor)
    take(session, call, "cancel", people_of.approver, reason="资金来源调整")
    assert call.state is CallState.CANCELLED
    assert lifecycle.lifecycle_of(call).leaving(call.state) == []


# --- publication


def test_publishing_numbers_and_freezes(session, people_of):
    call = published(session)
    assert call.number == "雨征2026-0001"
    assert call.published_at == clock.now()
    assert call.frozen_digest == digest(guards.frozen_terms(call))


def test_the_digest_covers_what_bidders_rely_on(session):
    call = published(session)
    before = call.frozen_digest
    call.criteria[0].maximum = 59
    assert digest(guards.frozen_terms(call)) != before


def test_nothing_is_edited_after_publication(session, people_of):
    call = published(session)
    with pytest.raises(Refused, match="公告已经发布，评分细则、标段、条件、时间和拨款计划都已冻结，不能再改。"):
        operations.edit(session, call, by=people_of.acceptor, terms=terms(session))


def test_nothing_is_edited_while_it_waits_for_approval(session, people_of):
    call = drafted(session)
    take(session, call, "submit", people_of.acceptor)
    with pytest.raises(Refused, match="公告已经送审，不能再改"):
        operations.edit(session, call, by=people_of.acceptor, terms=terms(session))


def test_editing_keeps_the_lots_that_stay_and_drops_the_others(session, people_of):
    call = drafted(session)
    first = call.lots[0].public_id
    operations.edit(
        session, call, by=people_of.acceptor, terms=terms(session, lots=[lot(400_000 * YUAN, "改过名的标段")])
    )
    assert [(x.public_id, x.title, x.budget_fen) for x in call.lots] == [(first, "改过名的标段", 400_000 * YUAN)]
    assert call.version == 2


def test_an_old_page_changes_nothing(session, people_of):
    call = drafted(session)
    operations.edit(session, call, by=people_of.acceptor, terms=terms(session, title="甲"), expect=1)
    with pytest.raises(Stale):
        operations.edit(session, call, by=people_of.acceptor, terms=terms(session, title="乙"), expect=1)
    assert call.title == "甲"


def test_the_public_sees_a_call_from_its_approval_on(session, people_of, as_person):
    def seen():
        found = queries.current(session, people_of.resident)
        return sum(len(rows) for rows in found.values())

    call = drafted(session)
    assert seen() == 0
    take(session, call, "submit", people_of.acceptor)
    assert seen() == 0
    take(session, call, "approve", people_of.approver)
    assert [row.title for row in queries.current(session, people_of.resident)["coming"]] == ["测试创投征集"]


# --- the deadline


def test_time_closes_the_call_at_its_deadline_and_not_a_second_earlier(session, frozen_time):
    call = published(session)
    session.commit()
    frozen_time(call.deadline_at - timedelta(seconds=1))
    lifecycle.tick(session)
    assert session.get(Call, call.id).state is CallState.PUBLISHED
    frozen_time(call.deadline_at)
    lifecycle.tick(session)
    assert session.get(Call, call.id).state is CallState.CLOSED


def test_it_is_opened_at_its_hour(session, people_of, frozen_time):
    call = published(session)
    session.commit()
    frozen_time(call.deadline_at)
    lifecycle.tick(session)
    with pytest.raises(Refused, match="还没到开启时间：2026-06-05 12:00。"):
        take(session, call, "open", people_of.examiner)
    awaited = session.query(WorkItem).filter_by(subject_type="calls", subject_id=call.id, closed_at=None).one()
    assert (awaited.action, awaited.due_at) == ("open", clock.end_of(clock.local(call.opening_at).date()))
    frozen_time(call.opening_at)
    take(session, call, "open", people_of.examiner)
    assert (call.state, call.opened_at) == (CallState.OPENED, clock.now())


@pytest.mark.parametrize(
    ("action", "reached", "by", "fact"),
    [
        ("begin-review", (), "acceptor", "review_is_ready"),
        ("rank", ("begin-review",), "examiner", "panels_are_complete"),
    ],
)
def test_the_steps_after_the_opening_wait_for_facts_of_later_nouns(
    session, people_of, frozen_time, action, reached, by, fact
):
    call = published(session)
    session.commit()
    frozen_time(call.opening_at)
    lifecycle.tick(session)
    take(session, call, "open", people_of.examiner)
    for step in reached:
        take(session, call, step, people_of.acceptor, review_is_ready=None)
    with pytest.raises(Refused, match=f"缺少办理这一步所需的核对结果：{fact}"):
        take(session, call, action, getattr(people_of, by))
    with pytest.raises(Refused, match="还没准备好"):
        take(session, call, action, getattr(people_of, by), **{fact: "还没准备好"})


# --- questions


def test_a_question_is_asked_answered_in_public_and_its_asker_told(session, people_of):
    call = published(session)
    question = operations.ask(session, call, by=people_of.ngo, body="保险费能列支吗？")
    assert (question.number, question.state) == (1, QuestionState.ASKED)
    assert queries.answered(session, call) == []
    assert [q.body for q in queries.unanswered(session, people_of.acceptor, call)] == ["保险费能列支吗？"]
    assert [q.body for q in queries.own_open_questions(session, call, people_of.ngo)] == ["保险费能列支吗？"]
    take(session, question, "answer", people_of.acceptor, answer="可以，不超过 3%。")
    assert [(q.number, q.answer) for q in queries.answered(session, call)] == [(1, "可以，不超过 3%。")]
    assert queries.unanswered(session, people_of.acceptor, call) == []
    told = session.query(Notice).filter_by(user_id=people_of.ngo.user_id, subject_public_id=question.public_id).count()
    assert told == 1


def test_who_asked_is_in_no_public_column(session, people_of):
    call = published(session)
    question = operations.ask(session, call, by=people_of.ngo, body="保险费能列支吗？")
    take(session, question, "answer", people_of.acceptor, answer="可以。")
    assert set(queries.answered(session, call)[0]._fields) == {"public_id", "number", "body", "answer", "answered_at"}


def test_a_question_one_second_late_is_refused(session, people_of, frozen_time):
    call = published(session)
    frozen_time(call.questions_until - timedelta(seconds=1))
    operations.ask(session, call, by=people_of.ngo, body="赶上了吗？")
    frozen_time(call.questions_until)
    with pytest.raises(Refused, match="提问已于 2026-05-25 12:00 截止"):
        operations.ask(session, call, by=people_of.ngo, body="晚了吗？")


def test_the_same_question_twice_is_one_question(session, people_of):
    call = published(session)
    operations.ask(session, call, by=people_of.ngo, body="保险费能列支吗？")
    with pytest.raises(Invalid, match="这个问题您已经提过了"):
        operations.ask(session, call, by=people_of.ngo, body=" 保险费能列支吗？ ")


def test_only_an_organization_asks(session, people_of):
    call = published(session)
    for actor in (people_of.resident, people_of.acceptor):
        with pytest.raises(Forbidden):
            operations.ask(session, call, by=actor, body="我能问吗？")


@pytest.mark.parametrize("naming", ["我们{}能申报吗？", "联系电话 13812345678"])
def test_a_question_tells_nobody_who_asks(session, people_of, naming):
    call = published(session)
    name = session.get_one(Organization, people_of.ngo.organization_id).name
    with pytest.raises(Invalid) as refusal:
        operations.ask(session, call, by=people_of.ngo, body=naming.format(name))
    assert refusal.value.field == "body"
    with pytest.raises(Invalid):
        operations.ask(session, call, by=people_of.ngo, body=naming.format(neighbourly(name)))
