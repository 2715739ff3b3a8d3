"""Evaluations: who may do what, how the score is made, and what follows from it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from portal.domain.evaluation import endings
from portal.domain.evaluation import operations as evaluations
from portal.domain.evaluation.doubts import about
from portal.domain.evaluation.indicators import SHEETS, sheet_for
from portal.domain.evaluation.models import (
    EvaluationSheet,
    EvaluationState,
    Rectification,
    RectificationState,
    SheetState,
    Stage,
)
from portal.domain.evaluation.preview import preview_of
from portal.domain.evaluation.queries import sheet_counts, sheets_of
from portal.domain.evaluation.scoring import panel_score, parts_of, weighed
from portal.domain.funds.models import Tranche, TrancheState, Trigger
from portal.domain.projects.models import Grade, ProjectState
from portal.domain.satisfaction.models import SurveyState
from portal.domain.satisfaction.operations import survey_of
from portal.domain.satisfaction.results import tally
from portal.kernel import clock, holds, lifecycle, papers, people, policy
from portal.kernel.words import Forbidden, Invalid, Refused, Stale
from portal.workflows import outcomes
from tests.delivery import deliver

scores = st.integers(0, 10_000)


@pytest.fixture
def delivery(session, frozen_time):
    return deliver(session)


def tranche(delivery, trigger: Trigger) -> Tranche:
    return delivery.session.query(Tranche).filter_by(project_id=delivery.project.id, trigger=trigger).one()


def rectification(delivery) -> Rectification:
    return delivery.session.query(Rectification).one()


@pytest.mark.parametrize("stage", list(Stage))
def test_the_indicators_of_a_stage_add_up_to_a_hundred(stage):
    assert sum(indicator.maximum for indicator in SHEETS[stage]) == 100


def test_ordering_takes_the_project_into_its_evaluation(delivery):
    evaluation = delivery.ordered()
    assert (evaluation.state, evaluation.round, delivery.project.state) == (
        EvaluationState.ORDERED,
        1,
        ProjectState.MID,
    )
    with pytest.raises(Stale):
        delivery.ordered()


@pytest.mark.parametrize(
    "chosen", [(), ("evaluator", "expert1"), ("ngo", "expert1", "expert2"), ("acceptor", "expert1", "expert2")]
)
def test_at_least_three_evaluators_without_a_post_in_the_provider_are_chosen(delivery, chosen):
    with pytest.raises(Invalid) as refusal:
        delivery.ordered(evaluators=chosen)
    assert refusal.value.field == "evaluators"


def test_the_organization_cannot_order_its_own_evaluation(delivery):
    ids = [delivery.actor(login).user_id for login in ("evaluator", "expert1", "expert2")]
    with pytest.raises(Forbidden):
        evaluations.order(delivery.session, delivery.project, Stage.MID, evaluators=ids, by=delivery.ngo)


@pytest.mark.parametrize(("done", "field"), [([1], "outputs"), ([1, -1], "outputs")])
def test_a_report_names_every_output(delivery, done, field):
    with pytest.raises(Invalid) as refusal:
        evaluations.report(delivery.session, delivery.ordered(), by=delivery.ngo, progress="x", done=done, spent_fen=0)
    assert refusal.value.field == field


def test_a_returned_report_is_handed_in_again(delivery):
    evaluation, acceptor = delivery.reported(), delivery.actor("acceptor")
    with pytest.raises(Refused, match="理由"):
        lifecycle.move(delivery.session, evaluation, "return", by=acceptor)
    lifecycle.move(delivery.session, evaluation, "return", by=acceptor, reason="请补支出明细")
    evaluations.report(
        delivery.session, evaluation, by=delivery.ngo, progress="已补", done=[60, 2], spent_fen=2_000_000
    )
    assert (evaluation.state, evaluation.self_report["outputs"][0]["done"]) == (EvaluationState.REPORTED, 60)


def test_only_the_assignee_fills_a_sheet(delivery):
    evaluation = delivery.reported()
    lifecycle.move(delivery.session, evaluation, "start", by=delivery.actor("acceptor"))
    mine, other = sheets_of(delivery.session, evaluation)[:2]
    with pytest.raises(Forbidden):
        evaluations.fill(delivery.session, other, {}, "", by=people.acting_as(mine.assignee))


def test_an_extreme_score_needs_a_reason_and_a_missing_one_is_named(delivery):
    evaluation = delivery.reported()
    lifecycle.move(delivery.session, evaluation, "start", by=delivery.actor("acceptor"))
    sheet = sheets_of(delivery.session, evaluation)[0]
    by = people.acting_as(sheet.assignee)
    rows = {i.code: {"points": i.maximum * 80, "reason": ""} for i in sheet_for(Stage.MID)}
    with pytest.raises(Refused, match="还没有打分"):
        evaluations.submit(delivery.session, sheet, {**rows, "team": {"points": None, "reason": ""}}, "", by=by)
    with pytest.raises(Refused, match="请写明理由"):
        evaluations.submit(delivery.session, sheet, {**rows, "team": {"points": 1000, "reason": ""}}, "", by=by)
    with pytest.raises(Invalid, match="0 到 10"):
        evaluations.submit(delivery.session, sheet, {**rows, "team": {"points": 1001, "reason": "好"}}, "", by=by)
    evaluations.submit(delivery.session, sheet, rows, "", by=by)
    assert (sheet.state, sheet.total) == (SheetState.SUBMITTED, 8000)
    with pytest.raises(Refused, match="已经提交"):
        evaluations.fill(delivery.session, sheet, rows, "", by=by)


def test_a_grade_waits_for_every_sheet(delivery):
    evaluation = delivery.reported()
    lifecycle.move(delivery.session, evaluation, "start", by=delivery.actor("acceptor"))
    with pytest.raises(Refused, match="3 张评分表中交了 0 张"):
        evaluations.grade(delivery.session, evaluation, by=delivery.actor("examiner"), conclusion="好", paid_fen=0)


def test_a_passed_mid_term_releases_the_second_part(delivery):
    evaluation = delivery.graded(85)
    assert (evaluation.score, evaluation.grade) == (8500, Grade.GOOD)
    assert delivery.project.state is ProjectState.MID_PASSED
    assert tranche(delivery, Trigger.MID).state is TrancheState.DUE
    (paper,) = papers.papers_of(delivery.session, evaluation)
    assert (paper.kind, paper.facts["score"], paper.facts["grade"]) == ("evaluation_report", "85.00", "良好")


def test_a_failed_mid_term_names_its_demands(delivery):
    with pytest.raises(Refused, match="整改要求"):
        delivery.graded(55, demands="")
    assert delivery.project.state is ProjectState.MID


def test_a_failed_mid_term_holds_payments_until_the_rectification_is_accepted(delivery):
    delivery.graded(55)
    record, project = rectification(delivery), delivery.project
    first, examiner = tranche(delivery, Trigger.SIGNATURE), delivery.actor("examiner")
    assert (project.state, record.state, record.demands) == (
        ProjectState.RECTIFYING,
        RectificationState.OPEN,
        "补齐签到表",
    )
    with pytest.raises(Refused, match="正在整改"):
        lifecycle.move(delivery.session, first, "release", by=examiner)
    evaluations.report_rectification(delivery.session, record, by=delivery.ngo, report="已补齐")
    lifecycle.move(delivery.session, record, "return", by=examiner, reason="还缺两张")
    evaluations.report_rectification(delivery.session, record, by=delivery.ngo, report="全部补齐")
    lifecycle.move(delivery.session, record, "accept", by=examiner)
    assert (project.state, holds.on(delivery.session, project)) == (ProjectState.RUNNING, [])
    lifecycle.move(delivery.session, first, "release", by=examiner)
    assert first.state is TrancheState.RELEASED
    again = delivery.graded(75)
    assert (again.round, project.state) == (2, ProjectState.MID_PASSED)


def test_the_final_evaluation_counts_the_residents_and_closes_the_survey(delivery):
    delivery.graded(85)
    for code in delivery.codes(30):
        delivery.vote(code, 4)
    evaluation = delivery.graded(92, Stage.FINAL)
    assert (evaluation.parts["panel"], evaluation.parts["satisfaction"]) == (9200, 8000)
    assert (evaluation.score, evaluation.grade) == (8840, Grade.GOOD)
    assert survey_of(delivery.session, delivery.project.id).state is SurveyState.CLOSED
    project = delivery.project
    assert (project.state, project.final_score, project.final_grade) == (ProjectState.CLOSED, 8840, Grade.GOOD)
    assert tranche(delivery, Trigger.FINAL).state is TrancheState.DUE


def test_too_few_residents_leave_their_share_to_the_panel(delivery):
    delivery.graded(85)
    for code in delivery.codes(7):
        delivery.vote(code, 1)
    evaluation = delivery.graded(92, Stage.FINAL)
    assert (evaluation.score, evaluation.parts["weights"], evaluation.parts["answers"]) == (
        9200,
        {"panel": 100, "satisfaction": 0},
        7,
    )


def test_a_failed_final_closes_with_fail_and_withholds_the_rest(delivery):
    delivery.graded(85)
    delivery.graded(40, Stage.FINAL)
    assert (delivery.project.state, delivery.project.final_grade) == (ProjectState.CLOSED, Grade.FAIL)
    assert tranche(delivery, Trigger.FINAL).state is TrancheState.WITHHELD


def test_no_report_is_failed_by_an_officer_and_only_after_the_due_day(delivery, frozen_time):
    evaluation, examiner = delivery.ordered(), delivery.actor("examiner")
    with pytest.raises(Refused, match="还没有到期"):
        evaluations.fail_unreported(delivery.session, evaluation, by=examiner, reason="未交", demands="补交")
    frozen_time(policy.due(delivery.session, "evaluation.self-report", evaluation.region_path, evaluation.entered_at))
    frozen_time.forward(seconds=1)
    evaluations.fail_unreported(delivery.session, evaluation, by=examiner, reason="两次催告未交", demands="补交自评")
    assert (evaluation.score, evaluation.grade, rectification(delivery).demands) == (0, Grade.FAIL, "补交自评")
    assert clock.now() > evaluation.created_at


def test_who_scored_does_not_grade(delivery, session):
    evaluation = delivery.scored(85)
    evaluation.evaluators = [*evaluation.evaluators, delivery.actor("examiner").user_id]
    with pytest.raises(Refused, match="打过分"):
        evaluations.grade(session, evaluation, by=delivery.actor("examiner"), conclusion="好", paid_fen=0)


def test_a_mid_term_evaluation_waits_for_a_fifth_of_the_contracts_time(delivery):
    delivery.project.starts_on = date(2026, 5, 10)
    with pytest.raises(Refused, match="过了 20% 才能"):
        delivery.ordered()


def test_a_final_evaluation_waits_for_the_end_of_delivery_or_for_every_output(delivery):
    delivery.graded(85)
    acceptor, ids = delivery.actor("acceptor"), [delivery.actor(x).user_id for x in ("evaluator", "expert1", "expert2")]
    with pytest.raises(Refused, match="到期或者全部完成"):
        evaluations.order(delivery.session, delivery.project, Stage.FINAL, evaluators=ids, by=acceptor)
    delivery.confirmed(output_quantity=100)
    delivery.confirmed(output="健康讲座", output_quantity=4)
    order = evaluations.order(delivery.session, delivery.project, Stage.FINAL, evaluators=ids, by=acceptor)
    assert (order.state, delivery.project.state) == (EvaluationState.ORDERED, ProjectState.FINAL)


def test_an_evaluator_who_does_not_answer_is_replaced_with_a_reason(delivery):
    session, evaluation, acceptor = delivery.session, delivery.reported(), delivery.actor("acceptor")
    lifecycle.move(session, evaluation, "start", by=acceptor)
    first, *others = sheets_of(session, evaluation)
    successor = delivery.actor("expert3").user_id
    with pytest.raises(Refused, match="理由"):
        endings.replace(session, evaluation, by=acceptor, sheet=first.id, successor=successor, reason="")
    with pytest.raises(Invalid) as refusal:
        endings.replace(session, evaluation, by=acceptor, sheet=first.id, successor=others[0].assignee_id, reason="x")
    assert refusal.value.field == "successor"
    endings.replace(session, evaluation, by=acceptor, sheet=first.id, successor=successor, reason="十天没有答复")
    sheets = sheets_of(session, evaluation)
    assert [s.state for s in sheets] == [SheetState.DROPPED, *[SheetState.ASSIGNED] * 3]
    assert (evaluation.evaluators[0], sheet_counts(sheets)) == (successor, (0, 3))
    rows = {i.code: {"points": i.maximum * 80, "reason": "如实"} for i in sheet_for(Stage.MID)}
    for sheet in sheets[1:]:
        evaluations.submit(session, sheet, rows, "", by=people.acting_as(sheet.assignee))
    outcomes.grade(session, evaluation, by=delivery.actor("examiner"), conclusion="好")
    assert (evaluation.score, papers.papers_of(session, evaluation)[0].facts["evaluator"]) == (8000, "评估组（3 人）")


def test_the_grader_sees_the_score_that_the_sheets_make(delivery):
    evaluation = delivery.reported()
    assert preview_of(delivery.session, evaluation) is None
    lifecycle.move(delivery.session, evaluation, "start", by=delivery.actor("acceptor"))
    for sheet, share in zip(sheets_of(delivery.session, evaluation), (80, 90, 70), strict=True):
        rows = {i.code: {"points": i.maximum * share, "reason": "如实"} for i in sheet_for(Stage.MID)}
        evaluations.submit(delivery.session, sheet, rows, "", by=people.acting_as(sheet.assignee))
    preview = preview_of(delivery.session, evaluation)
    assert (preview.totals, preview.score, preview.grade) == ([7000, 8000, 9000], 8000, Grade.GOOD)


@pytest.mark.parametrize(
    ("score", "grade"),
    [(10_000, Grade.EXCELLENT), (9_000, Grade.EXCELLENT), (8_999, Grade.GOOD), (8_000, Grade.GOOD), (7_999, Grade.PASS),
     (6_000, Grade.PASS), (5_999, Grade.FAIL), (0, Grade.FAIL)],
)  # fmt: skip
def test_the_grade_changes_at_its_threshold(score, grade):
    assert Grade.of(score) is grade


@given(scores, scores)
def test_a_higher_score_never_has_a_lower_grade(one, other):
    order = [Grade.FAIL, Grade.PASS, Grade.GOOD, Grade.EXCELLENT]
    low, high = sorted((one, other))
    assert order.index(Grade.of(low)) <= order.index(Grade.of(high))


@given(st.lists(scores, min_size=1, max_size=9))
def test_the_panel_lies_between_its_lowest_and_highest_sheet(totals):
    assert min(totals) <= panel_score(totals) <= max(totals)


@given(scores, scores, st.integers(0, 100))
def test_the_weighed_score_lies_between_panel_and_residents(panel, residents, share):
    assert min(panel, residents) <= weighed(panel, residents, share) <= max(panel, residents)


@given(st.integers(0, 60), scores)
def test_the_residents_count_exactly_when_they_are_enough(answers, panel):
    result = tally({1: answers, 2: 0, 3: 0, 4: 0, 5: 0}, dict.fromkeys(range(1, 6), 0), 30)
    score, parts = parts_of(Stage.FINAL, [panel], result, 30)
    assert (score == panel and parts["weights"]["satisfaction"] == 0) or answers >= 30


def test_nobody_sees_scores_before_the_last_sheet_is_in(delivery):
    evaluation = delivery.scored(80)
    assert preview_of(delivery.session, evaluation) is not None
    last = sheets_of(delivery.session, evaluation)[-1]
    delivery.session.execute(update(EvaluationSheet).where(EvaluationSheet.id == last.id).values(state=SheetState.ASSIGNED))
    delivery.session.expire_all()
    assert preview_of(delivery.session, evaluation) is None


def test_what_does_not_agree_is_said_before_the_grade(delivery):
    evaluation = delivery.reported()
    rows = [{"name": "探访", "unit": "次", "planned": 100, "done": 90}, {"name": "课", "unit": "节", "planned": 10, "done": 3}]
    evaluation.self_report = {**evaluation.self_report, "outputs": rows, "spent_fen": 16000000}
    assert about(evaluation, {"探访": 29, "课": 3}, 5299200, 8280000) == [
        "“探访”计划 100 次，台账确认 29 次（29%）。",
        "自报支出 160,000.00 元，台账里活动的花费合计 52,992.00 元，相差 107,008.00 元。",
        "自报支出 160,000.00 元，比已拨付的 82,800.00 元多：请核对多出的钱从哪里来。",
    ]


def test_a_report_that_agrees_with_the_records_raises_no_doubt(delivery):
    evaluation = delivery.reported()
    rows = [{"name": "探访", "unit": "次", "planned": 100, "done": 30}]
    evaluation.self_report = {**evaluation.self_report, "outputs": rows, "spent_fen": 5000000}
    assert about(evaluation, {"探访": 30}, 4500000, 5000000) == []
