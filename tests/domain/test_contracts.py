"""The contract: drawn up from the award, signed by both over one digest, in force at once with project and money."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal import documents
from portal.domain.awards import objections
from portal.domain.awards.models import AwardState
from portal.domain.projects import contract_text, contracts
from portal.domain.projects.models import Contract, ContractState, Party, ProjectState
from portal.kernel import canonical, clock, lifecycle, papers
from portal.kernel.people import acting_as, actor_for
from portal.kernel.words import Forbidden, Invalid, Refused, Stale
from tests.domain.ranked import Ranked, ranked_call


@pytest.fixture
def city(session, frozen_time) -> Ranked:
    return ranked_call(session)


@pytest.fixture
def award(city):
    first = city.publicise()[0]
    city.end_publicity()
    city.confirm(first)
    return first


def test_the_text_repeats_the_proposal_as_awarded_and_its_parts_add_up(city, award):
    contract = city.draft(award)
    facts = contract.facts
    assert (contract.number, contract.state, award.state) == ("雨协2026-0001", ContractState.DRAFTED, AwardState.CONTRACTING)
    assert [(t["name"], t["percent"], t["amount_fen"]) for t in facts["tranches"]] == [
        ("首款", "50", 5000000), ("中期款", "30", 3000000), ("尾款", "20", 2000001),
    ]  # fmt: skip
    assert facts["outputs"] == [{"name": "入户探访", "target": "480 人次", "means": "活动记录、签到和照片"}]
    assert facts["timetable"][0] == {"name": "摸底（社区）", "ends_on": "2026-06-30"}
    assert facts["timetable"][1]["name"] == "全年：探访"
    assert contract.digest == canonical.digest(facts)
    documents.check("contract", facts)


def test_only_the_acceptor_draws_up_a_contract_and_only_of_a_confirmed_award(city):
    first, second = city.publicise()
    start = date(2026, 6, 1)
    with pytest.raises(Stale):
        city.draft(first)
    city.end_publicity()
    city.confirm(second)
    with pytest.raises(Forbidden):
        contracts.draft(city.session, second, by=city.by("approver"), starts_on=start, ends_on=start + timedelta(days=9))


def test_one_award_has_one_contract(city, award):
    city.draft(award)
    with pytest.raises(Stale):
        city.draft(award)
    assert city.session.query(Contract).count() == 1


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "field"),
    [
        (date(2026, 6, 1), date(2026, 6, 1), "ends_on"),
        (date(2026, 6, 1), date(2031, 6, 1), "ends_on"),
        (date(2016, 6, 1), date(2017, 6, 1), "starts_on"),
    ],
)
def test_a_period_that_makes_no_sense_is_refused_at_its_field(starts_on, ends_on, field):
    with pytest.raises(Invalid) as refusal:
        contract_text.check_period(starts_on, ends_on, date(2026, 5, 15))
    assert refusal.value.field == field


@pytest.mark.parametrize("login", ["ngo2", "accountant", "approver", "acceptor", "admin"])
def test_only_the_bidders_legal_representative_signs_for_the_provider(city, award, login):
    contract = city.draft(award)
    with pytest.raises(Forbidden):
        city.sign_provider(contract, login)
    assert contract.state is ContractState.DRAFTED


@pytest.mark.parametrize("login", ["ngo", "acceptor", "examiner", "finance"])
def test_only_the_approver_signs_for_the_purchaser(city, award, login):
    contract = city.draft(award)
    city.sign_provider(contract)
    with pytest.raises(Forbidden):
        city.sign_purchaser(contract, login)


def test_who_was_shown_another_text_cannot_sign(city, award):
    contract = city.draft(award)
    with pytest.raises(Stale, match="协议文本在您打开之后改过"):
        city.sign_provider(contract, digest="0" * 64)
    assert contract.signatures == []


def test_a_text_that_was_changed_behind_its_digest_cannot_be_signed(city, award):
    contract = city.draft(award)
    contract.facts = {**contract.facts, "amount_fen": 1}
    with pytest.raises(Refused, match="协议文本和摘要对不上"):
        city.sign_provider(contract)


def test_with_both_signatures_it_is_in_force_with_paper_project_and_money(city, award):
    contract = city.in_force(award)
    assert (contract.state, award.state) == (ContractState.IN_FORCE, AwardState.CONTRACTED)
    assert contract.in_force_at == clock.now()
    signed = [(s.party, s.name, s.digest) for s in contract.signatures]
    assert signed == [
        (Party.PROVIDER, city.by("ngo").name, contract.digest), (Party.PURCHASER, city.by("approver").name, contract.digest),
    ]  # fmt: skip
    (paper,) = papers.papers_of(city.session, contract)
    assert [block["digest"] for block in paper.facts["signatures"]] == [contract.digest, contract.digest]
    assert [block["name"] for block in paper.facts["signatures"]] == [city.by("approver").name, city.by("ngo").name]
    documents.check("contract", paper.facts)
    assert city.project(contract).state is ProjectState.RUNNING
    assert sum(t.amount_fen for t in city.tranches(contract)) == contract.amount_fen


def test_a_returned_text_is_drawn_up_anew_and_the_old_digest_signs_nothing(city, award):
    contract = city.draft(award)
    old = contract.digest
    lifecycle.move(city.session, contract, "return", by=city.by("ngo"), reason="开始日期太早。")
    assert contract.state is ContractState.RETURNED
    contracts.redraft(city.session, contract, by=city.by("acceptor"), starts_on=date(2026, 7, 1),
                      ends_on=date(2027, 6, 30), terms="夏季高温时段改为电话探访。")  # fmt: skip
    assert contract.facts["clauses"][-1] == {"title": "补充约定", "text": "夏季高温时段改为电话探访。"}
    with pytest.raises(Stale):
        city.sign_provider(contract, digest=old)
    city.sign_provider(contract)
    assert contract.state is ContractState.SIGNED_BY_PROVIDER


def test_sent_back_by_the_purchaser_the_providers_signature_is_void(city, award):
    contract = city.draft(award)
    city.sign_provider(contract)
    lifecycle.move(city.session, contract, "send-back", by=city.by("approver"), reason="地址写错了。")
    city.session.refresh(contract)
    assert contract.signatures == []


def test_an_award_that_falls_takes_its_unsigned_contract_along(city, award):
    contract = city.draft(award)
    lifecycle.move(city.session, award, "cancel", by=city.by("approver"), reason="申报单位放弃。")
    assert contract.state is ContractState.TERMINATED


def test_an_appeal_stops_the_signatures(city):
    first = city.publicise()[0]
    objection = objections.raise_objection(city.session, first, by=city.by("ngo3"), body="单价过高。")
    objections.step("dismiss", "answer")(city.session, objection, by=city.by("examiner"), answer="查无依据。")
    city.end_publicity()
    city.confirm(first)
    contract = city.draft(first)
    objections.step("appeal", "appeal")(city.session, objection, by=city.by("ngo3"), appeal="不服。")
    with pytest.raises(Refused, match="正在投诉处理中"):
        city.sign_provider(contract)


def test_each_sees_their_own_contracts(city, award):
    contract = city.draft(award)
    seen = {
        login: [row.number for row in contracts.listed(city.session, actor_for(city.session, login)).items]
        for login in ("ngo", "accountant", "ngo2", "acceptor", "finance", "supervisor", "resident1", "admin")
    }
    own = [contract.number]
    assert seen == {"ngo": own, "accountant": own, "ngo2": [], "acceptor": own, "finance": own, "supervisor": own,
                    "resident1": [], "admin": []}  # fmt: skip


def test_a_person_without_the_appointment_cannot_sign_even_with_the_same_account(city, award):
    from portal.kernel.people import User

    contract = city.draft(award)
    user = city.session.query(User).filter_by(login="ngo").one()
    with pytest.raises(Forbidden):
        contracts.sign("sign-provider")(city.session, contract, by=acting_as(user), digest=contract.digest)


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 5, 15), date(2026, 6, 1), date(2027, 5, 31)),
        (date(2026, 12, 31), date(2027, 1, 1), date(2027, 12, 31)),
        (date(2027, 1, 31), date(2027, 2, 1), date(2028, 1, 31)),
        (date(2027, 2, 3), date(2027, 3, 1), date(2028, 2, 29)),
    ],
)
def test_the_usual_period_is_twelve_whole_months_from_the_next_month(city, award, today, first, last):
    assert contract_text.period_of(city.session, award, today) == (first, last)


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("第 1 个月", ("2026-06-15", "2026-07-14", "摸底（社区）")),
        ("第一个月", ("2026-06-15", "2026-07-14", "摸底（社区）")),
        ("第二到第十一个月", ("2026-07-15", "2027-05-14", "摸底（社区）")),
        ("months 2 to 11", ("2026-07-15", "2027-05-14", "摸底（社区）")),
        ("第2-11个月", ("2026-07-15", "2027-05-14", "摸底（社区）")),
        ("第三十个月", (None, "2027-06-14", "第三十个月：摸底（社区）")),
        ("三个月", (None, "2027-06-14", "三个月：摸底（社区）")),
        ("第1个月至第3个月", ("2026-06-15", "2026-09-14", "摸底（社区）")),
        ("每个月", (None, "2027-06-14", "每个月：摸底（社区）")),
        ("第 2 至 11 个月", ("2026-07-15", "2027-05-14", "摸底（社区）")),
        ("第 12 至 14 个月", ("2027-05-15", "2027-06-14", "摸底（社区）")),
        ("第 30 个月", (None, "2027-06-14", "第 30 个月：摸底（社区）")),
        ("2026-09", (None, "2026-09-30", "摸底（社区）")),
        ("春天", (None, "2027-06-14", "春天：摸底（社区）")),
    ],
)
def test_the_timetable_of_a_contract_stands_in_days(when, said):
    plan = {"title": "摸底", "when": when, "place": "社区"}
    row = contract_text._milestone(plan, date(2026, 6, 15), date(2027, 6, 14))
    assert (row.get("starts_on"), row["ends_on"], row["name"]) == said
