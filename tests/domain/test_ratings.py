"""From a round to a rating: who may apply, who scores, what is blind, what is public, what ends it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.domain.organizations import register
from portal.domain.organizations.models import OrgType
from portal.domain.organizations.register import Filters
from portal.domain.ratings import applications, grants, measures, objections, rounds, scoring, sheets
from portal.domain.ratings.conditions import conditions
from portal.domain.ratings.granted import MeasureKind, MeasureState, RatingState
from portal.domain.ratings.models import ApplicationState, RoundState, SheetState
from portal.kernel import access, clock, holds, lifecycle, papers, people
from portal.kernel.people import SYSTEM, VISITOR
from portal.kernel.permissions import Permission as P
from portal.kernel.words import Forbidden, Invalid, Stale, say
from portal.workflows import ratings as panels
from tests.domain.rated import PANEL, bureau, refusal  # noqa: F401 - the fixture

A, S = ApplicationState, SheetState


# --- rounds ----------------------------------------------------------------------------------------------------------


def test_a_round_is_opened_by_another_officer_and_frozen_as_it_opens(bureau):
    found = bureau.round(opened=False)
    bureau.move(found, "propose", bureau.acceptor)
    with pytest.raises(Forbidden):
        bureau.move(found, "open", bureau.acceptor)
    assert not access.allows(VISITOR, P.RATING_READ, found)
    bureau.move(found, "open", bureau.approver)
    assert found.bands == {"1": 601, "2": 701, "3": 801, "4": 901, "5": 951}
    assert access.allows(VISITOR, P.RATING_READ, found)
    change = {"closes_at": found.closes_at, "introduction": "", "indicators": found.indicators}
    assert "不能再改" in refusal(rounds.edit, bureau.session, found, by=bureau.acceptor, **change)


def test_a_table_that_does_not_add_up_is_not_proposed(bureau):
    found = bureau.round(opened=False)
    rows = [dict(row) for row in found.indicators]
    rows[0]["maximum"] += 1
    rounds.edit(bureau.session, found, by=bureau.acceptor, closes_at=found.closes_at, introduction="", indicators=rows)
    assert refusal(bureau.move, found, "propose", bureau.acceptor) == "指标的满分加起来是 1001 分，要正好 1000 分。"
    kept = rows[:3]
    assert "4 到 60 项" in refusal(
        rounds.edit, bureau.session, found, by=bureau.acceptor, closes_at=found.closes_at, introduction="", indicators=kept
    )


def test_there_is_one_round_a_year_and_type(bureau):
    bureau.round()
    second = bureau.round(opened=False)
    assert "已经有一轮" in refusal(bureau.move, second, "propose", bureau.acceptor)
    assert bureau.round(org_type=OrgType.FOUNDATION).state is RoundState.OPEN


def test_a_round_must_stay_open_for_its_days(bureau):
    found = bureau.round(opened=False, days=5)
    bureau.move(found, "propose", bureau.acceptor)
    assert refusal(bureau.move, found, "open", bureau.approver) == "申请截止离今天不到 20 天，请退回改晚一点。"


def test_when_it_closes_drafts_are_dropped_and_nobody_applies_any_more(bureau):
    found = bureau.round()
    application = bureau.draft(found)
    bureau.travel(found.closes_at + timedelta(seconds=1))
    assert "已经截止" in refusal(bureau.move, application, "submit", bureau.head)
    bureau.move(found, "close", SYSTEM)
    assert application.state is A.WITHDRAWN
    assert "不受理申请" in refusal(applications.draft, bureau.session, found, by=bureau.head)


# --- applying --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "unmet"),
    [
        ({"registered_on": date(2024, 5, 14)}, "登记满两年"), ({"registered_on": date(2024, 5, 13)}, None),
        ({"last_annual_report": 2023}, "年度报告按时报送（前一年的由初审核对）"), ({"last_annual_report": 2024}, None),
        ({"last_annual_report": None}, "年度报告按时报送（前一年的由初审核对）"),
        ({"org_type": OrgType.FOUNDATION}, "是本轮评估的一类法人，名册状态正常"),
    ],
)  # fmt: skip
def test_each_condition_is_looked_at_and_shown(bureau, fields, unmet):
    found = bureau.round()
    for name, value in fields.items():
        setattr(bureau.organization, name, value)
    assert [c.condition for c in conditions(bureau.session, bureau.organization, found) if not c.met] == ([unmet] if unmet else [])


def test_an_open_sanction_keeps_an_organization_out_and_is_looked_at_again_at_the_decision(bureau):
    found = bureau.round()
    application = bureau.publicised(found, 92, 92, 92)
    hold = holds.place(bureau.session, bureau.organization, "bid", bureau.organization, say("列入活动异常名录"), by=bureau.acceptor)
    bureau.travel(application.publicity_ends_at + timedelta(minutes=1))
    bureau.move(application, "end-publicity", SYSTEM)
    assert refusal(bureau.move, application, "grant", bureau.approver) == "列入活动异常名录"
    assert "列入活动异常名录" in str(conditions(bureau.session, bureau.organization, found)[3].evidence)
    hold.lifted_at = clock.now()
    bureau.move(application, "grant", bureau.approver)
    assert bureau.organization.rating_in_force == 4


def test_a_colleague_does_not_begin_a_second_draft(bureau):
    found = bureau.round()
    bureau.draft(found)
    assert "已经有一份申请" in refusal(applications.draft, bureau.session, found, by=bureau.head)


def test_what_is_missing_is_named_before_it_is_handed_in(bureau):
    found = bureau.round()
    application = applications.draft(bureau.session, found, by=bureau.head)
    assert refusal(bureau.move, application, "submit", bureau.head) == "还没有写自评报告。"
    applications.edit(bureau.session, application, by=bureau.head, summary="做了。", scores={})
    assert refusal(bureau.move, application, "submit", bureau.head) == "“法人资格”还没有自评得分。"
    full = {row["code"]: {"points": row["maximum"] * 100, "note": ""} for row in found.indicators}
    applications.edit(bureau.session, application, by=bureau.head, summary="做了。", scores=full)
    assert refusal(bureau.move, application, "submit", bureau.head) == "还没有附“基础条件”的佐证材料。"
    too_much = {**full, "i01": {"points": 2001, "note": ""}}
    with pytest.raises(Invalid) as refused:
        applications.edit(bureau.session, application, by=bureau.head, summary="做了。", scores=too_much)
    assert refused.value.field == "i01_points"
    with pytest.raises(Stale):
        applications.edit(bureau.session, application, by=bureau.head, summary="旧页", scores=full, expect=1)


# --- the panel -------------------------------------------------------------------------------------------------------


def test_a_panel_is_odd_untied_and_not_seated_by_the_checker(bureau):
    application = bureau.submitted(bureau.round())
    assert "请先核对近两年的年度报告" in refusal(bureau.move, application, "check", bureau.acceptor, reports_in_order=False, note="")
    bureau.move(application, "check", bureau.acceptor, reports_in_order=True, note="合格")
    ids = {login: bureau.expert(login).user_id for login in (*PANEL, "expert4")}
    two = [ids["expert1"], ids["expert2"]]
    assert "单数，现在选了 2 人" in refusal(panels.seat, bureau.session, application, by=bureau.examiner, members=two)
    bureau.lead(bureau.organization, "expert3")
    assert [str(c.why_not) for c in panels.candidates(bureau.session, application) if c.why_not] == ["要回避：任职关系"]
    tied = [*two, ids["expert3"]]
    assert "要回避" in refusal(panels.seat, bureau.session, application, by=bureau.examiner, members=tied)
    panels.seat(bureau.session, application, by=bureau.examiner, members=[*two, ids["expert4"]])
    assert application.state is A.SCORING


def test_sheets_are_blind_until_all_are_in_and_then_the_result_is_worked_out(bureau):
    application = bureau.seated(bureau.round())
    first, second, third = (bureau.expert(login) for login in PANEL)
    own = sheets.own_of(bureau.session, application, first)
    assert access.allows(first, P.RATING_READ, application)
    assert not any(access.allows(other, P.RATING_SCORE, own) for other in (second, bureau.examiner, bureau.approver, bureau.supervisor, bureau.head))
    with pytest.raises(Forbidden):
        sheets.fill(bureau.session, own, {}, "", by=second)
    for by, share in ((first, 95), (second, 92)):
        sheets.submit(bureau.session, sheets.own_of(bureau.session, application, by), bureau.sheet(application, share), "", by=by)
    assert (application.state, application.score) == (A.SCORING, None)
    sheets.submit(bureau.session, sheets.own_of(bureau.session, application, third), bureau.sheet(application, 90), "", by=third)
    assert (application.state, application.score, application.level) == (A.SCORED, 92_334, 4)  # each mean is rounded, then they are added
    again = scoring.result_of(application.round.indicators, [bureau.sheet(application, n) for n in (95, 92, 90)], application.round.bands)
    assert (again.means, again.score, again.level) == (application.means, application.score, application.level)


def test_the_extremes_ask_for_a_reason(bureau):
    application = bureau.seated(bureau.round())
    by = bureau.expert(PANEL[0])
    own = sheets.own_of(bureau.session, application, by)
    silent = {code: {**row, "reason": ""} for code, row in bureau.sheet(application, 100).items()}
    assert refusal(sheets.submit, bureau.session, own, silent, "", by=by) == "“法人资格”打了满分或不到一半的分，请写明理由。"
    with pytest.raises(Invalid):
        sheets.fill(bureau.session, own, {"i01": {"points": -1, "reason": ""}}, "", by=by)


def test_who_is_recused_sees_nothing_any_more_and_the_panel_does_not_shrink(bureau):
    application = bureau.seated(bureau.round())
    first, second, third = (bureau.expert(login) for login in PANEL)
    leaving = sheets.own_of(bureau.session, application, third)
    bureau.move(leaving, "recuse", third, reason="曾任顾问")
    assert not access.allows(third, P.RATING_READ, application)
    for by in (first, second):
        sheets.submit(bureau.session, sheets.own_of(bureau.session, application, by), bureau.sheet(application, 80), "", by=by)
    assert application.state is A.SCORING
    fourth = bureau.expert("expert4")
    panels.replace(bureau.session, application, by=bureau.examiner, leaving=third.user_id, substitute=fourth.user_id, reason="回避")
    assert leaving.state is S.DROPPED
    sheets.submit(bureau.session, sheets.own_of(bureau.session, application, fourth), bureau.sheet(application, 80), "", by=fourth)
    assert application.state is A.SCORED


# --- publicity and decision ------------------------------------------------------------------------------------------


def test_a_result_is_public_for_seven_days_and_then_decided_by_somebody_else(bureau):
    application = bureau.seated(bureau.round())
    bureau.score(application, 96, 97, 96)
    assert not access.allows(VISITOR, P.RATING_READ, application)
    assert "实地考察" in refusal(bureau.move, application, "publicise", bureau.examiner)
    bureau.visit(application)
    bureau.move(application, "publicise", bureau.examiner)
    assert access.allows(VISITOR, P.RATING_READ, application)
    assert not access.allows(VISITOR, P.RATING_READ, application, publicly=False)
    assert (clock.local(application.publicity_ends_at).date() - clock.today()).days == 7
    bureau.travel(application.publicity_ends_at + timedelta(minutes=1))
    bureau.move(application, "end-publicity", SYSTEM)
    bureau.move(application, "grant", bureau.approver)
    held = grants.held_by(bureau.session, bureau.organization.id)
    assert (held.level, held.starts_on, held.ends_on) == (5, date(2026, 5, 21), date(2031, 5, 20))
    assert (bureau.organization.rating, bureau.organization.rating_until) == (5, date(2031, 5, 20))
    (paper,) = papers.papers_of(bureau.session, held)
    assert (paper.kind, paper.facts["level"], paper.facts["valid_to_on"], paper.public) == ("rating_certificate", "5A", "2031-05-20", True)


def test_below_the_lowest_band_nothing_is_publicised(bureau):
    application = bureau.seated(bureau.round())
    bureau.score(application, 60, 60, 60)
    bureau.visit(application)
    assert "没有达到 1A" in refusal(bureau.move, application, "publicise", bureau.examiner)
    bureau.move(application, "decline", bureau.approver, reason="得分 600")
    assert (application.state, bureau.organization.rating) == (A.NOT_RATED, None)
    assert not access.allows(VISITOR, P.RATING_READ, application)


def test_an_objection_holds_the_decision_and_one_that_is_upheld_leads_to_another_panel(bureau):
    application = bureau.publicised(bureau.round(), 92, 92, 92)
    objection = objections.raise_objection(bureau.session, application, by=bureau.resident, body="服务没有做")
    assert "已经对这个结果提出过异议" in refusal(objections.raise_objection, bureau.session, application, by=bureau.resident, body="再来")
    bureau.travel(application.publicity_ends_at + timedelta(minutes=1))
    bureau.move(application, "end-publicity", SYSTEM)
    assert refusal(bureau.move, application, "grant", bureau.approver) == "还有 1 项异议没有答复，请先查清、答复，再作决定。"
    objections.settle("uphold")(bureau.session, objection, by=bureau.examiner, answer="属实")
    assert "重新评估" in refusal(bureau.move, application, "grant", bureau.approver)
    bureau.move(application, "reassess", bureau.approver, reason="异议成立")
    same = [bureau.expert(login).user_id for login in PANEL]
    assert "参加过这份申请的办理" in refusal(panels.seat, bureau.session, application, by=bureau.examiner, members=same)
    assert not access.allows(bureau.expert("expert4"), P.RATING_READ, application)


def test_nobody_objects_after_the_public_days(bureau):
    application = bureau.publicised(bureau.round(), 92, 92, 92)
    bureau.travel(application.publicity_ends_at + timedelta(seconds=1))
    assert "不在公示期" in refusal(objections.raise_objection, bureau.session, application, by=bureau.resident, body="晚了")


# --- the rating itself -----------------------------------------------------------------------------------------------


def rating(bureau, level: int = 4, starts_on: date = date(2024, 1, 10)):
    return grants.enter_earlier(bureau.session, bureau.organization, level=level, starts_on=starts_on, source="公告 1 号", by=bureau.acceptor)


def test_a_rating_of_before_is_entered_with_its_own_term(bureau):
    held = rating(bureau)
    assert (held.ends_on, held.title, bureau.organization.rating_in_force) == (date(2029, 1, 9), "银杏树下社区服务中心 · 4A", 4)
    assert "现在有 4A 等级" in refusal(rating, bureau)
    with pytest.raises(Forbidden):
        grants.enter_earlier(bureau.session, bureau.organization, level=4, starts_on=date(2024, 1, 10), source="公告", by=bureau.approver)
    other = bureau.found("青石巷儿童中心", 1)
    for wrong in ({"starts_on": date(2022, 1, 1)}, {"level": 6}, {"source": " "}):
        fields = {"level": 4, "starts_on": date(2024, 1, 10), "source": "公告", **wrong}
        with pytest.raises(Invalid) as refused:
            grants.enter_earlier(bureau.session, other, by=bureau.acceptor, **fields)
        assert refused.value.field == next(iter(wrong))


def test_half_a_year_before_its_end_a_rating_is_reminded_and_after_the_end_it_counts_no_more(bureau):
    held = rating(bureau)
    assert clock.local(held.reminds_at).date() == date(2028, 7, 9)
    bureau.travel("2028-07-09 09:00")
    bureau.move(held, "near-end", SYSTEM)
    assert (held.state, bureau.organization.rating_in_force) == (RatingState.ENDING, 4)
    bureau.travel("2029-01-09 23:00")
    assert register.listed(bureau.session, Filters(rating=3)).items[0].rating == 4
    bureau.travel("2029-01-10 00:30")  # no tick yet: the day decides
    assert bureau.organization.rating_in_force is None
    assert register.listed(bureau.session, Filters(rating=3)).items == []
    assert register.listed(bureau.session, Filters()).items[0].rating is None
    bureau.move(held, "expire", SYSTEM)
    assert (held.state, held.held_until, bureau.organization.rating) == (RatingState.EXPIRED, date(2029, 1, 9), None)
    assert [grants.level_of(bureau.session, bureau.organization.id, on) for on in (date(2024, 1, 9), date(2024, 1, 10), date(2029, 1, 9), date(2029, 1, 10))] == [None, 4, 4, None]  # fmt: skip


def test_a_new_rating_takes_the_place_of_the_old_one(bureau):
    old = rating(bureau, 3, date(2024, 1, 10))
    application = bureau.granted(bureau.round(), 92, 92, 92)
    new = applications.rating_of(bureau.session, application)
    assert (old.state, old.held_until, new.level) == (RatingState.REPLACED, new.starts_on - timedelta(days=1), 4)
    assert grants.level_of(bureau.session, bureau.organization.id, old.held_until) == 3
    assert bureau.organization.rating_until == new.ends_on


def test_who_was_rated_lately_waits(bureau):
    rating(bureau, 3, date(2025, 1, 10))
    found = bureau.round()
    unmet = [c for c in conditions(bureau.session, bureau.organization, found) if not c.met]
    assert [str(c.evidence) for c in unmet] == ["2025-01-10 评为 3A，满 24 个月（2027-01-10）可以再申请"]


# --- what takes it away ----------------------------------------------------------------------------------------------


def noticed(bureau, held, kind=MeasureKind.REVOKE, to_level=None):
    return measures.begin(bureau.session, held, by=bureau.acceptor, kind=kind, grounds="档案不实", to_level=to_level)


def test_a_rating_is_taken_away_only_after_notice_and_defence_and_by_another_officer(bureau):
    held = rating(bureau)
    measure = noticed(bureau, held)
    assert "已经有一件在办" in refusal(noticed, bureau, held)
    assert refusal(bureau.move, measure, "decide", bureau.examiner, reason="属实") == "组织的陈述申辩期还没有满，不能作出决定。"
    bureau.move(measure, "reply", bureau.head, reason="已经改了")
    with pytest.raises(Forbidden):
        bureau.move(measure, "decide", bureau.acceptor, reason="属实")
    bureau.move(measure, "decide", bureau.examiner, reason="属实")
    assert (held.state, held.held_until, bureau.organization.rating) == (RatingState.REVOKED, date(2026, 5, 12), None)
    assert grants.level_of(bureau.session, bureau.organization.id, date(2026, 5, 12)) == 4
    assert grants.level_of(bureau.session, bureau.organization.id, date(2026, 5, 13)) is None


def test_silence_is_waited_for_until_its_time_is_over(bureau):
    measure = noticed(bureau, rating(bureau), MeasureKind.LOWER, 3)
    bureau.travel("2026-05-28 10:00")
    bureau.move(measure, "decide", bureau.examiner, reason="属实")
    assert (measure.rating.level, bureau.organization.rating_in_force) == (3, 3)


def test_an_overturned_measure_gives_the_level_back(bureau):
    held = rating(bureau)
    measure = noticed(bureau, held)
    bureau.move(measure, "reply", bureau.head, reason="不实")
    bureau.move(measure, "decide", bureau.examiner, reason="属实")
    bureau.travel("2026-05-20 10:00")
    bureau.move(measure, "appeal", bureau.head, reason="请复核")
    with pytest.raises(Forbidden):
        bureau.move(measure, "overturn", bureau.examiner, reason="查过")
    bureau.move(measure, "overturn", bureau.approver, reason="证据不足")
    assert (measure.state, held.state, held.level, bureau.organization.rating_in_force) == (MeasureState.OVERTURNED, RatingState.IN_FORCE, 4, 4)
    assert [grants.level_of(bureau.session, bureau.organization.id, date(2026, 5, day)) for day in (12, 15, 20)] == [4, None, 4]


def test_lowering_voids_the_certificate_and_issues_another(bureau):
    application = bureau.granted(bureau.round(), 92, 92, 92)
    held = applications.rating_of(bureau.session, application)
    measure = noticed(bureau, held, MeasureKind.LOWER, 2)
    bureau.move(measure, "reply", bureau.head, reason="认")
    bureau.move(measure, "decide", bureau.examiner, reason="属实")
    old, new = papers.papers_of(bureau.session, held)
    assert (old.revoked_at is not None, new.revoked_at, new.facts["level"]) == (True, None, "2A")
    assert (held.level, held.ends_on) == (2, grants.ends_on(bureau.session, held.region_path, held.starts_on))


def test_an_appeal_has_its_time_and_a_lowering_must_lower(bureau):
    held = rating(bureau)
    with pytest.raises(Invalid) as refused:
        noticed(bureau, held, MeasureKind.LOWER, 4)
    assert refused.value.field == "to_level"
    measure = noticed(bureau, held, MeasureKind.LOWER, 3)
    bureau.move(measure, "reply", bureau.head, reason="不服")
    bureau.move(measure, "decide", bureau.examiner, reason="属实")
    bureau.travel("2026-07-01 10:00")
    assert "期限已经过了" in refusal(bureau.move, measure, "appeal", bureau.head, reason="晚了")


def test_nothing_in_a_rating_is_moved_by_people(bureau):
    held = rating(bureau)
    for by in (bureau.approver, bureau.examiner, bureau.acceptor, bureau.head):
        assert [step.action for step in lifecycle.open_steps(held, by)] == []
    assert people.SYSTEM.holds(P.SYSTEM_TICK)
