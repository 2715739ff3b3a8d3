"""Coming off a list, appealing, and what a sanction stops elsewhere."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from portal.domain.calls.models import CallKind
from portal.domain.funds.models import Tranche
from portal.domain.incubators.models import Tenancy
from portal.domain.proposals.conditions import conditions
from portal.domain.sanctions import operations, queries
from portal.domain.sanctions.kinds import BLOCKS
from portal.domain.sanctions.models import AppealState, AppealWay, RepairState, SanctionState
from portal.kernel import clock, holds, lifecycle, papers, people
from portal.kernel.outbox import Notice
from portal.kernel.people import Appointment, User
from portal.kernel.roles import Role
from portal.kernel.words import Forbidden, Invalid, Refused
from tests.bidding import Story
from tests.domain import sanctioned as s
from tests.domain.founding import as_other_role
from tests.domain.ranked import ranked_call
from tests.domain.sanctioned import K, move


@pytest.fixture
def b(session, frozen_time):
    frozen_time("2026-05-13 10:00")
    return s.bureau(session)


# --- removal -----------------------------------------------------------------------------------------------------------


def test_who_put_things_right_comes_off_the_same_day_with_a_paper_and_a_public_mark(b, frozen_time):
    sanction = s.imposed(b)
    frozen_time("2026-06-10 10:00")
    repair = s.removed(b, sanction)
    assert (repair.state, sanction.state, clock.local(sanction.left_at).date()) == (RepairState.GRANTED, SanctionState.REMOVED, date(2026, 6, 10))
    assert holds.on(b.session, b.org) == []
    assert sanction.is_public
    paper = papers.papers_of(b.session, sanction)[-1]
    assert (paper.kind, paper.facts["removed_on"], paper.facts["reason"]) == ("sanction_removal", "2026-06-10", "上门核对，已在登记的住所办公。")
    assert [x.id for x in queries.record_of(b.session, b.org)] == [sanction.id]
    frozen_time("2027-06-11 00:00:01")
    assert not sanction.is_public


def test_an_application_needs_words_and_proof_and_two_other_people(b):
    sanction = s.imposed(b)
    with pytest.raises(Invalid, match="请写明情况。"):
        operations.apply_for_removal(b.session, sanction, by=b.head, statement=" ")
    repair = operations.apply_for_removal(b.session, sanction, by=b.head, statement="改了。")
    with pytest.raises(Refused, match="还没有证明已经改正的材料"):
        move(b, repair, "submit", b.head)
    with pytest.raises(Refused, match="这项决定的移出已经在办。"):
        operations.apply_for_removal(b.session, sanction, by=b.head, statement="再来一份。")
    s.attach(b, repair, "rectified", b.head)
    move(b, repair, "submit", b.head)
    with pytest.raises(Invalid, match="请写明核查到的情况"):
        move(b, repair, "check", b.examiner, finding=" ")
    move(b, repair, "check", b.examiner, finding="属实。")
    with pytest.raises(Refused, match="提出、核查和决定不能是同一个人。"):
        move(b, repair, "grant", as_other_role(b.examiner, Role.APPROVER))


def test_a_refused_removal_leaves_everything_and_can_be_tried_again(b):
    sanction = s.imposed(b)
    repair = s.applied(b, sanction)
    move(b, repair, "check", b.examiner, finding="仍无人办公。")
    move(b, repair, "refuse", b.approver, reason="没有改正。")
    assert (sanction.stands, len(holds.on(b.session, b.org))) == (True, len(BLOCKS[K.ABNORMAL]))
    s.removed(b, sanction)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (K.SERIOUS, "“严重违法失信名单”要到 2028-05-13 以后才能申请移出。"), (K.WARNING, "“警告”要到 2026-08-13 以后才能申请移出。"),
        (K.SUSPENSION, "“限期停止活动”不能申请移出：不服的可以申诉、复议或者诉讼。"),
    ],
)  # fmt: skip
def test_what_has_a_shortest_period_is_not_left_earlier(b, kind, words):
    with pytest.raises(Refused, match=words):
        operations.apply_for_removal(b.session, s.imposed(b, kind), by=b.head, statement="已经改正。")


def test_after_the_period_an_officer_proposes_the_removal_and_two_others_check_and_decide(b, frozen_time):
    sanction = s.imposed(b, K.ABNORMAL, ground=s.G.PENALISED)
    with pytest.raises(Refused, match="还没有满期：2026-11-13 以后才能提出期满移出。"):
        operations.propose_end(b.session, sanction, by=b.acceptor, statement="期满。")
    frozen_time("2026-11-14 09:00")
    move(b, sanction, "look-again", people.SYSTEM)
    repair = operations.propose_end(b.session, sanction, by=b.acceptor, statement="列入满半年，没有需要改正的事项。")
    with pytest.raises(Refused, match="提出的人不能自己核查。"):
        move(b, repair, "check", as_other_role(b.acceptor, Role.EXAMINER), finding="属实。")
    move(b, repair, "check", b.examiner, finding="属实。")
    move(b, repair, "grant", b.approver)
    assert sanction.state is SanctionState.REMOVED


def test_a_removal_under_way_lapses_when_the_decision_falls(b):
    sanction = s.imposed(b)
    repair = s.applied(b, sanction)
    appeal = operations.appeal(b.session, sanction, by=b.head, way=AppealWay.REVIEW, body="认错了门牌。")
    move(b, appeal, "uphold", s.another_approver(b.session), answer="核查时认错了门牌。")
    assert (sanction.state, repair.state) == (SanctionState.ANNULLED, RepairState.WITHDRAWN)


# --- appeals -------------------------------------------------------------------------------------------------------------


def test_whoever_had_a_part_does_not_judge_the_appeal(b):
    sanction = s.imposed(b)
    appeal = operations.appeal(b.session, sanction, by=b.head, way=AppealWay.REVIEW, body="不服。")
    for actor in (b.approver, as_other_role(b.examiner, Role.APPROVER), as_other_role(b.acceptor, Role.APPROVER)):
        with pytest.raises(Refused, match="经手过这项决定的人不能处理对它的申诉"):
            move(b, appeal, "dismiss", actor, answer="维持。")
    judge = s.another_approver(b.session)
    with pytest.raises(Invalid, match="请写明决定和理由"):
        move(b, appeal, "dismiss", judge, answer=" ")
    move(b, appeal, "dismiss", judge, answer="事实清楚，维持。")
    assert (appeal.state, sanction.stands) == (AppealState.DISMISSED, True)


def test_an_appeal_that_is_upheld_makes_the_decision_as_if_it_had_never_been(b):
    sanction = s.imposed(b)
    appeal = operations.appeal(b.session, sanction, by=b.head, way=AppealWay.REVIEW, body="不服。")
    move(b, appeal, "uphold", s.another_approver(b.session), answer="认定有误。")
    assert (sanction.state, sanction.is_public, holds.on(b.session, b.org)) == (SanctionState.ANNULLED, False, [])
    assert all(paper.revoked_at for paper in papers.papers_of(b.session, sanction))
    assert queries.record_of(b.session, b.org) == []


def test_an_appeal_comes_in_time_unless_an_officer_records_what_was_judged_elsewhere(b, frozen_time):
    sanction = s.imposed(b)
    frozen_time("2026-07-13 00:00:01")
    with pytest.raises(Refused, match="“行政复议”的期限在 2026-07-12 已经结束。"):
        operations.appeal(b.session, sanction, by=b.head, way=AppealWay.RECONSIDERATION, body="不服。")
    frozen_time("2026-11-14 00:00:01")
    with pytest.raises(Refused, match="“行政诉讼”的期限在 2026-11-13 已经结束。"):
        operations.appeal(b.session, sanction, by=b.head, way=AppealWay.LITIGATION, body="不服。")
    with pytest.raises(Forbidden):
        operations.appeal(b.session, sanction, by=b.finance, way=AppealWay.LITIGATION, body="代录。")
    lodged = operations.appeal(b.session, sanction, by=b.acceptor, way=AppealWay.LITIGATION, body="区法院（2026）行初 9 号判决。")
    with pytest.raises(Refused, match="这项决定已经有申诉在办。"):
        operations.appeal(b.session, sanction, by=b.acceptor, way=AppealWay.LITIGATION, body="再录一次。")
    assert (lodged.number, told(b, b.supervisor)[-1]) == ("雨申2026-0001", "“银杏树下社区服务中心 · 活动异常名录”的决定被申诉")


def told(b, actor) -> list[str]:
    stmt = select(Notice).where(Notice.user_id == actor.user_id).order_by(Notice.id)
    return [notice.msgid % notice.parts for notice in b.session.scalars(stmt)]


# --- many at once ----------------------------------------------------------------------------------------------------------


def test_all_who_are_late_with_a_report_are_put_forward_and_served_together_each_as_a_case_of_its_own(b):
    others = [s.bureau(b.session, login, f"第{n}中心").org for n, login in enumerate(("ngo2", "ngo3"), 1)]
    others[0].last_annual_report = 2024
    others[1].last_annual_report = None
    b.session.flush()
    found = queries.late_with_report(b.session, b.acceptor, 2025).items
    assert [(row.organization.name, row.why_not) for row in found] == [("第1中心", None), ("第2中心", None)]
    made = operations.propose_late(b.session, others, by=b.acceptor, year=2025, facts="到期没有报送。")
    assert [(x.number, x.state, x.year) for x in made] == [("雨信2026-0001", SanctionState.PROPOSED, 2025), ("雨信2026-0002", SanctionState.PROPOSED, 2025)]
    (batch,) = queries.batches(b.session, b.examiner)
    assert batch.count == 2
    again = queries.late_with_report(b.session, b.acceptor, 2025).items
    assert all("列入活动异常名录已经在办" in row.why_not for row in again)
    assert operations.notify_all(b.session, batch.batch, by=b.examiner) == 2
    assert {x.state for x in made} == {SanctionState.NOTICE}
    with pytest.raises(Refused, match="这一批已经没有待告知的了。"):
        operations.notify_all(b.session, batch.batch, by=b.examiner)


# --- what it stops elsewhere ---------------------------------------------------------------------------------------------------


def unmet(session, proposal) -> list[str]:
    return [found.condition for found in conditions(session, proposal) if not found.met]


@pytest.mark.parametrize(
    ("kind", "call_kind", "words"),
    [
        (K.ABNORMAL, CallKind.VENTURE, ["没有限制申报的处理决定"]), (K.ABNORMAL, CallKind.PROCUREMENT, []),
        (K.WARNING, CallKind.VENTURE, ["没有限制申报的处理决定"]), (K.WARNING, CallKind.PROCUREMENT, []),
        (K.SERIOUS, CallKind.VENTURE, ["没有限制申报的处理决定"]), (K.SERIOUS, CallKind.PROCUREMENT, ["参加采购前三年内没有重大违法记录"]),
        (K.SUSPENSION, CallKind.PROCUREMENT, ["参加采购前三年内没有重大违法记录"]),
    ],
)  # fmt: skip
def test_grants_ask_for_a_clean_standing_and_procurement_for_no_serious_record(session, frozen_time, kind, call_kind, words):
    frozen_time("2026-05-13 10:00")
    story = Story(session, kind=call_kind)
    proposal = story.drafted("ngo")
    b = _around(session, story.orgs["ngo"])
    before = unmet(session, proposal)
    s.imposed(b, kind)
    assert [word for word in unmet(session, proposal) if word not in before] == words


def test_sponsor_and_group_are_both_looked_at(session, frozen_time):
    frozen_time("2026-05-13 10:00")
    story = Story(session)
    proposal = story.drafted("ngo")
    proposal.implementer = story.orgs["ngo2"]
    s.imposed(_around(session, story.orgs["ngo2"], "ngo2"))
    assert unmet(session, proposal).count("没有限制申报的处理决定") == 1


def _around(session, org, login="ngo"):
    actors = {who: people.actor_for(session, who) for who in ("acceptor", "examiner", "approver")}
    return SimpleNamespace(session=session, org=org, head=people.actor_for(session, login), **actors)


def test_an_abnormal_listing_stops_award_and_contract_and_asks_finance_for_a_second_look(session):
    city = ranked_call(session)
    award = city.publicise()[0]
    city.end_publicity()
    b = _around(session, award.organization, _login(session, award.organization))
    listing = s.imposed(b)
    with pytest.raises(Refused, match="资助类征集的拟立项不能确认"):
        city.confirm(award)
    s.removed(b, listing)
    city.confirm(award)
    contract = city.draft(award)
    listing = s.imposed(b)
    with pytest.raises(Refused, match="生效中"):
        city.sign_provider(contract)
    s.removed(b, listing)
    city.sign_provider(contract)
    city.sign_purchaser(contract)
    s.imposed(b)
    tranche = _first_tranche(session, contract)
    lifecycle.move(session, tranche, "release", by=city.by("examiner"))
    finance = city.by("finance")
    with pytest.raises(Refused, match="每一笔要由财政写明复查意见。请先写明复查意见，再拨付。"):
        lifecycle.move(session, tranche, "pay", by=finance)
    lifecycle.move(session, tranche, "look-again", by=finance, reason="查过专账，款项用途清楚。")
    lifecycle.move(session, tranche, "pay", by=finance)


def test_a_serious_listing_stops_the_money(session):
    city = ranked_call(session)
    contract = city.in_force()
    s.imposed(_around(session, contract.organization, _login(session, contract.organization)), K.SERIOUS)
    with pytest.raises(Refused, match="暂停在办项目的拨款"):
        city.pay_next(contract)


def _login(session, organization) -> str:
    stmt = select(User.login).join(Appointment, Appointment.user_id == User.id).where(Appointment.organization_id == organization.id)
    return session.scalars(stmt).first()


def _first_tranche(session, contract):
    return session.scalars(select(Tranche).where(Tranche.contract_id == contract.id).order_by(Tranche.position)).first()


def test_the_incubator_is_told_of_its_tenant_and_tenancy_goes_on(demo_city, session, as_person):
    tenancy = session.scalars(select(Tenancy).where(Tenancy.state == "resident", Tenancy.organization_id.is_not(None))).first()
    assert tenancy is not None
    b = _around(session, tenancy.organization, _login(session, tenancy.organization))
    before = set(session.scalars(select(Notice.id)))
    s.imposed(b)
    manager = as_person("incubator")
    new = session.scalars(select(Notice).where(Notice.id.not_in(before), Notice.user_id == manager.user_id)).all()
    assert [notice.msgid for notice in new] == ["在驻的%(name)s：%(kind)s（%(number)s，%(day)s 起）"]
    assert tenancy.state.value == "resident"
