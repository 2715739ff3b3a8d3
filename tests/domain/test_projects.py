"""Projects, their activities and their colours."""

from datetime import date

import pytest

from portal.domain.evaluation.models import EvaluationState, Rectification, RectificationState, SheetState, Stage
from portal.domain.evaluation.queries import sheets_of
from portal.domain.projects import activities, queries, risk
from portal.domain.projects.models import ActivityState, ProjectState
from portal.domain.projects.queries import Filter
from portal.domain.satisfaction.models import SurveyState
from portal.domain.satisfaction.operations import survey_of
from portal.kernel import holds, lifecycle
from portal.kernel.people import VISITOR
from portal.kernel.words import Forbidden, Invalid, Refused, Stale
from portal.kernel.work import WorkItem
from tests.delivery import OUTPUTS, deliver

LIMITS = {"lag": (15, 30, 45), "overspend": (15, 30, 45)}


@pytest.fixture
def delivery(session, frozen_time):
    return deliver(session)


def test_a_project_begins_with_its_contract_and_its_awarded_outputs(delivery):
    project = delivery.project
    assert (project.state, project.number, project.outputs) == (ProjectState.RUNNING, "雨项2026-0001", OUTPUTS)
    assert (project.starts_on, project.ends_on) == (date(2026, 3, 1), date(2026, 11, 30))


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("held_on", {"held_on": date(2026, 5, 16)}),
        ("held_on", {"held_on": date(2026, 2, 28)}),
        ("beneficiaries", {"attendances": 10, "beneficiaries": 11}),
        ("output", {"output": "没有这一项"}),
        ("output", {"output": "", "output_quantity": 3}),
    ],
)
def test_a_wrong_field_of_a_record_is_named(delivery, field, changes):
    with pytest.raises(Invalid) as refusal:
        delivery.draft(**changes)
    assert refusal.value.field == field


def test_another_organization_cannot_record_activities(delivery, session):
    other = deliver(session, "青石巷儿童发展中心", "四点半课堂", login="ngo2")
    with pytest.raises(Forbidden):
        activities.draft(session, delivery.project, by=other.ngo, **delivery.fields())


def test_the_committee_confirms_and_the_record_stands(delivery):
    activity = delivery.confirmed()
    assert (activity.state, activity.confirmed_by_id) == (ActivityState.CONFIRMED, delivery.actor("committee").user_id)
    with pytest.raises(Refused, match="已经提交"):
        activities.edit(delivery.session, activity, by=delivery.ngo, **delivery.fields())


def test_a_returned_record_is_corrected_and_handed_in_again(delivery):
    activity = delivery.draft()
    lifecycle.move(delivery.session, activity, "record", by=delivery.ngo)
    with pytest.raises(Refused, match="理由"):
        lifecycle.move(delivery.session, activity, "return", by=delivery.actor("committee"))
    lifecycle.move(delivery.session, activity, "return", by=delivery.actor("committee"), reason="人数对不上")
    with pytest.raises(Stale):
        activities.edit(delivery.session, activity, by=delivery.ngo, expect=1, **delivery.fields())
    activities.edit(delivery.session, activity, by=delivery.ngo, **delivery.fields(attendances=38, output_quantity=38))
    lifecycle.move(delivery.session, activity, "record", by=delivery.ngo)
    assert (activity.state, activity.attendances) == (ActivityState.RECORDED, 38)


def test_the_organization_cannot_confirm_its_own_activity(delivery):
    activity = delivery.draft()
    lifecycle.move(delivery.session, activity, "record", by=delivery.ngo)
    with pytest.raises(Forbidden):
        lifecycle.move(delivery.session, activity, "confirm", by=delivery.ngo)


def test_a_draft_that_waited_past_the_end_of_the_contract_is_looked_at_again(delivery, frozen_time):
    activity = delivery.draft()
    delivery.project.ends_on = date(2026, 4, 1)
    with pytest.raises(Refused, match="合同期"):
        lifecycle.move(delivery.session, activity, "record", by=delivery.ngo)


def test_only_confirmed_activities_count(delivery):
    delivery.confirmed()
    delivery.draft(attendances=1000, beneficiaries=1, output_quantity=1000)
    totals = queries.totals_of(delivery.session, [delivery.project.id])[delivery.project.id]
    assert (totals.activities, totals.attendances, totals.hours, totals.done) == (1, 40, 1, {"入户探访": 40})


def test_nobody_passes_or_closes_a_project_by_hand(delivery):
    examiner = delivery.actor("examiner")
    delivery.ordered()
    with pytest.raises(Refused, match="核对结果"):
        lifecycle.move(delivery.session, delivery.project, "pass-mid", by=examiner)
    with pytest.raises(Stale):
        lifecycle.move(delivery.session, delivery.project, "close", by=examiner)


def test_the_approver_terminates_with_a_reason_and_the_money_lapses(delivery):
    approver, project = delivery.actor("approver"), delivery.project
    with pytest.raises(Refused, match="理由"):
        lifecycle.move(delivery.session, project, "terminate", by=approver)
    with pytest.raises(Forbidden):
        lifecycle.move(delivery.session, project, "terminate", by=delivery.actor("examiner"), reason="x")
    lifecycle.move(delivery.session, project, "terminate", by=approver, reason="挪用经费，已听取陈述")
    assert project.state is ProjectState.TERMINATED
    with pytest.raises(Refused, match="不能再增加活动记录"):
        delivery.draft()


def test_a_closed_project_takes_no_more_activities(delivery):
    delivery.graded(85)
    delivery.graded(92, Stage.FINAL)
    with pytest.raises(Refused, match="已结项"):
        delivery.draft()


def test_the_list_narrows_by_word_street_and_state(delivery, session):
    def found(**narrowed):
        return [row.title for row in queries.listed(session, VISITOR, Filter(**narrowed)).items]

    street = "/".join(delivery.home.split("/")[:-2]) + "/"
    assert found() == ["独居老人守望"]
    assert found(q="银杏树下") == ["独居老人守望"]
    assert found(q="没有") == []
    assert found(street=street) == ["独居老人守望"]
    assert found(street="/32/3201/320114/999999999/") == []
    assert found(state=ProjectState.CLOSED) == []
    assert queries.summed(session, VISITOR, Filter()) == (1, 28_000_000)


def assessed(**changes):
    facts = {
        "state": ProjectState.RUNNING, "starts_on": date(2026, 1, 1), "ends_on": date(2026, 4, 11), "today": date(2026, 2, 20),
        "outputs": [{"name": "a", "quantity": 100}], "done": {"a": 50}, "spent_fen": 50, "amount_fen": 100, **changes,
    }  # fmt: skip
    return risk.assess(LIMITS, **facts)


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({}, 1),
        ({"done": {"a": 36}}, 1),
        ({"done": {"a": 35}}, 2),
        ({"done": {"a": 20}}, 3),
        ({"done": {"a": 5}}, 4),
        ({"spent_fen": 65}, 2),
        ({"spent_fen": 95}, 4),
        ({"state": ProjectState.RECTIFYING}, 3),
        ({"today": date(2026, 4, 12), "done": {"a": 100}, "spent_fen": 100}, 4),
        ({"outputs": [], "done": {}}, 1),
    ],
)
def test_the_colour_follows_the_published_rules(changes, level):
    assert assessed(**changes).level == level


def test_a_project_that_ended_has_no_colour():
    assert assessed(state=ProjectState.CLOSED) is None


def test_a_terminated_project_leaves_nothing_open(delivery):
    """Evaluation, sheets, records, survey, money: one act ends them, and nobody is awaited any more."""
    session, project = delivery.session, delivery.project
    confirmed, waiting, draft = delivery.confirmed(), delivery.draft(title="待确认"), delivery.draft(title="没写完")
    lifecycle.move(session, waiting, "record", by=delivery.ngo)
    evaluation = delivery.reported()
    lifecycle.move(session, evaluation, "start", by=delivery.actor("acceptor"))
    lifecycle.move(session, project, "terminate", by=delivery.actor("approver"), reason="单方停止服务")
    assert (evaluation.state, {s.state for s in sheets_of(session, evaluation)}) == (
        EvaluationState.STOPPED, {SheetState.DROPPED},
    )  # fmt: skip
    assert (confirmed.state, waiting.state, draft.state) == (
        ActivityState.CONFIRMED, ActivityState.CANCELLED, ActivityState.CANCELLED,
    )  # fmt: skip
    assert survey_of(session, project.id).state is SurveyState.CLOSED
    assert session.query(WorkItem).filter(WorkItem.closed_at.is_(None)).count() == 0


def test_terminating_during_a_rectification_ends_it_and_lifts_its_hold(delivery):
    delivery.graded(55)
    rectification = delivery.session.query(Rectification).one()
    lifecycle.move(delivery.session, delivery.project, "terminate", by=delivery.actor("approver"), reason="拒不整改")
    assert rectification.state is RectificationState.STOPPED
    assert holds.on(delivery.session, delivery.project) == []


def test_a_closed_project_settles_the_records_that_nobody_confirmed(delivery):
    waiting = delivery.draft(title="待确认")
    lifecycle.move(delivery.session, waiting, "record", by=delivery.ngo)
    delivery.graded(85)
    delivery.graded(92, Stage.FINAL)
    assert waiting.state is ActivityState.CANCELLED


@pytest.mark.parametrize("field", ["title", "place", "note"])
def test_a_record_that_will_be_public_names_no_phone(delivery, field):
    with pytest.raises(Invalid, match="13812345678") as refusal:
        delivery.draft(**{field: "王奶奶 13812345678"})
    assert refusal.value.field == field
