"""Assessments, renewal, graduation, hearing and handover: how a stay goes on and how it ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.domain.incubators import capacity, operations, queries, tenancies
from portal.domain.incubators.models import Assessment, AssessmentState, RentKind, TenancyState
from portal.domain.organizations.models import Organization
from portal.domain.projects.models import Grade
from portal.kernel import access, clock, lifecycle, people
from portal.kernel.outbox import Notice
from portal.kernel.people import SYSTEM, Appointment, User
from portal.kernel.permissions import Permission as P
from portal.kernel.roles import Role
from portal.kernel.words import Forbidden
from tests.domain.tenants import House, items, refusal

S = TenancyState


@pytest.fixture
def house(session, frozen_time) -> House:
    return House(session)


@pytest.fixture
def tenant(house):
    return house.organization("chunfeng", "春风助老服务中心")




def planned(session, tenancy) -> list[tuple[int, str, str]]:
    return [(a.period, a.state.value, clock.local(a.opens_at).date().isoformat()) for a in queries.assessments_of(session, tenancy)]


def assess(house, tenancy, score: int) -> None:
    stmt = select(Assessment).where(Assessment.tenancy_id == tenancy.id).order_by(Assessment.period.desc())
    assessment = house.session.scalars(stmt).first()
    if assessment.state == AssessmentState.PLANNED:
        lifecycle.move(house.session, assessment, "open-now", by=house.manager)
    tenancies.assess(house.session, assessment, by=house.manager, score=score, reason="按计划服务")


def test_every_half_year_is_assessed_and_graded(house, tenant, session):
    tenancy = house.resident(tenant)
    assert planned(session, tenancy) == [(1, "planned", "2026-11-15")]
    first = queries.assessments_of(session, tenancy)[0]
    lifecycle.move(session, first, "open", by=SYSTEM)
    with pytest.raises(Forbidden):
        tenancies.assess(session, first, by=house.mentor, score=9000, reason="好")
    assess(house, tenancy, 8650)
    assert (first.grade, first.score, first.note) == (Grade.GOOD, 8650, "按计划服务")
    assert planned(session, tenancy) == [(1, "assessed", "2026-11-15"), (2, "planned", "2027-05-15")]
    assess(house, tenancy, 9000)
    assert len(planned(session, tenancy)) == 2  # the term ends with the second half-year


def test_a_renewal_needs_an_assessment_that_did_not_fail(house, tenant, session):
    tenancy = house.resident(tenant)
    assert "还没有考核结果" in refusal(house.take, tenancy, "renew", house.manager, months=6)
    assess(house, tenancy, 5000)
    assert "不合格" in refusal(house.take, tenancy, "renew", house.manager, months=6)
    assert "不合格" in refusal(house.take, tenancy, "graduate", house.manager)
    assess(house, tenancy, 7000)
    house.take(tenancy, "renew", house.manager, months=6)
    assert (tenancy.state, tenancy.ends_on.isoformat()) == (S.RENEWAL, "2027-05-14")
    house.take(tenancy, "agree-renewal", tenant)
    assert (tenancy.state, tenancy.ends_on.isoformat()) == (S.RESIDENT, "2027-11-14")
    assert tenancy.renewals == [{"on": "2026-05-15", "months": 6, "ends_on": "2027-11-14"}]
    assert planned(session, tenancy)[-1] == (3, "planned", "2027-11-15")


def test_nobody_stays_longer_than_the_longest_time(house, tenant):
    tenancy = house.resident(tenant)
    assess(house, tenancy, 9000)
    assert "最长 36 个月" in refusal(house.take, tenancy, "renew", house.manager, months=25)
    house.take(tenancy, "renew", house.manager, months=24)
    house.take(tenancy, "agree-renewal", tenant)
    assert tenancy.ends_on.isoformat() == "2029-05-14"


def test_the_end_of_the_term_is_announced_sixty_days_ahead_and_due_on_its_last_day(house, tenant, session, frozen_time):
    tenancy = house.resident(tenant)
    reminder = items(session, tenancy)["near-end"].due_at
    assert clock.local(reminder).isoformat() == "2027-03-15T08:00:00+08:00"
    frozen_time("2027-03-15 08:00")
    lifecycle.move(session, tenancy, "near-end", by=SYSTEM)
    assert clock.local(items(session, tenancy)["renew"].due_at).date() == tenancy.ends_on


def test_a_graduate_stands_on_its_own_feet(house, session):
    newcomer = house.newcomer("xin")
    tenancy = house.resident(newcomer, title="听雨助餐队（筹）")
    assess(house, tenancy, 9200)
    assert "还没有登记或备案" in refusal(house.take, tenancy, "graduate", house.manager)
    assert "岗位办理" in refusal(tenancies.bind_organization, session, tenancy, by=newcomer)
    organization = session.get_one(Organization, house.organization("x", "听雨助餐服务中心").organization_id)
    legal = house.representative(newcomer, organization)
    tenancies.bind_organization(session, tenancy, by=legal)
    assert (tenancy.title, tenancy.organization_id) == ("听雨助餐服务中心", organization.id)
    house.take(tenancy, "graduate", house.manager)
    house.take(tenancy, "agree-graduation", legal)
    assert (tenancy.state, capacity.taken_in(session, house.room.id)) == (S.GRADUATING, 2)
    assert "三项都要办清" in refusal(house.take, tenancy, "hand-over", house.manager, deposit_settled=False)
    house.take(tenancy, "hand-over", house.manager, note="押金已退")
    assert tenancy.handover == {"on": "2026-05-15", "by": "孵小满", "note": "押金已退"}
    assert (tenancy.state, tenancy.exited_on, capacity.taken_in(session, house.room.id)) == (S.GRADUATED, clock.today(), 0)
    assert planned(session, tenancy)[-1][1] == "cancelled"
    assert [g.title for g in queries.graduates(session, house.incubator.id)] == ["听雨助餐服务中心"]


def test_the_house_ends_a_tenancy_only_with_a_cause(house, tenant, frozen_time):
    tenancy = house.resident(tenant)
    assert "不能单方终止" in refusal(house.take, tenancy, "warn", house.manager, reason="想换人")
    frozen_time("2027-05-17 09:00")
    house.take(tenancy, "warn", house.manager, reason="期满没有续驻")
    assert tenancy.state == S.WARNED


def test_a_tenant_is_told_and_heard_before_it_is_dismissed(house, tenant, session, frozen_time):
    tenancy = house.resident(tenant)
    assess(house, tenancy, 5000)
    house.take(tenancy, "warn", house.manager, reason="考核不合格")
    assert clock.local(items(session, tenancy)["reply"].due_at).date().isoformat() == "2026-05-22"
    assert "可以在 2026-05-22 前提出意见" in refusal(house.take, tenancy, "dismiss", house.manager, reason="考核不合格")
    house.take(tenancy, "reply", tenant, reason="两位骨干病了，下月恢复活动")
    assert tenancy.hearing == {
        "on": "2026-05-15", "notice": "考核不合格", "replied_on": "2026-05-15", "reply": "两位骨干病了，下月恢复活动",
    }  # fmt: skip
    house.take(tenancy, "keep", house.manager, reason="说明有理，给两个月")
    assert (tenancy.state, tenancy.hearing) == (S.RESIDENT, None)
    house.take(tenancy, "warn", house.manager, reason="仍没有恢复")
    frozen_time("2026-05-25 09:00")
    house.take(tenancy, "dismiss", house.manager, reason="期限内没有提出意见，活动没有恢复")
    assert (tenancy.state, tenancy.exit_reason) == (S.LEAVING, "期限内没有提出意见，活动没有恢复")


def test_only_the_legal_representative_agrees_and_without_consent_nothing_changes(house, tenant, session):
    tenancy = house.resident(tenant)
    assess(house, tenancy, 9000)
    officer = Appointment(user_id=house.newcomer("ban").user_id, role=Role.CASE_OFFICER, organization_id=tenant.organization_id,
                          title="经办", starts_at=clock.now() - timedelta(days=1))  # fmt: skip
    session.add(officer)
    session.flush()
    case_officer = people.acting_as(session.get_one(User, officer.user_id), officer)
    for step, consent in (("renew", "agree-renewal"), ("graduate", "agree-graduation")):
        ends_on = tenancy.ends_on
        house.take(tenancy, step, house.manager, **({"months": 6} if step == "renew" else {}))
        assert "请法定代表人登录" in refusal(house.take, tenancy, consent, case_officer)
        with pytest.raises(Forbidden):
            house.take(tenancy, consent, house.manager)
        house.take(tenancy, "disagree", tenant, reason="再想想")
        assert (tenancy.state, tenancy.ends_on, tenancy.offer) == (S.RESIDENT, ends_on, None)


def test_who_runs_the_house_is_no_tenant_of_it(house, tenant, session):
    tenancy = house.bring(house.apply(tenant), S.SUBMITTED, tenant)
    user = session.get_one(User, tenant.user_id)
    operations.appoint(session, house.incubator, user, Role.INCUBATOR_MANAGER, by=house.admin, title="运营")
    assert "在这个基地任职" in refusal(house.take, tenancy, "check", house.manager)
    operator = house.organization("op", house.incubator.operator)
    assert "就是这个基地的运营方" in refusal(house.take, house.apply(operator), "submit", operator)


def test_the_assessment_of_who_is_about_to_register_belongs_to_the_applicant(house, session):
    newcomer, stranger = house.newcomer("xin"), house.newcomer("lao")
    first = queries.assessments_of(session, house.resident(newcomer))[0]
    assert access.scope_of(first).owner_id == newcomer.user_id
    assert access.allows(newcomer, P.TENANCY_READ, first)
    assert not access.allows(stranger, P.TENANCY_READ, first)
    lifecycle.move(session, first, "open", by=SYSTEM)
    assert session.scalars(select(Notice).where(Notice.user_id == newcomer.user_id, Notice.subject_type == "assessments")).all()


@pytest.mark.parametrize(
    ("kind", "fen", "note", "sentence"),
    [
        (RentKind.FREE, 100, "首年", "免租的租金填 0"),
        (RentKind.REDUCED, 0, "减半", "减租和按标准收租要填每月租金"),
        (RentKind.REDUCED, 100, " ", "写明依据和期限"),
    ],
)
def test_less_than_the_standard_rent_is_explained_in_the_agreement(house, tenant, kind, fen, note, sentence):
    tenancy = house.bring(house.apply(tenant), S.PUBLICISED, tenant)
    rent = {"rent_kind": kind, "rent_fen": fen, "rent_note": note}
    assert sentence in refusal(house.take, tenancy, "admit", house.manager, **rent)
    house.take(tenancy, "admit", house.manager, rent_kind=RentKind.REDUCED, rent_fen=30000, rent_note="评审会同意减半")
    assert tenancy.agreement["rent_note"].startswith("减租；评审会同意减半；")


def test_the_handover_is_due_within_fifteen_working_days(house, tenant, session, frozen_time):
    tenancy = house.resident(tenant)
    frozen_time("2026-11-02 10:00")
    house.take(tenancy, "leave", tenant, reason="搬到自己的场地")
    assert clock.local(items(session, tenancy)["hand-over"].due_at).date().isoformat() == "2026-11-23"
    assert [state for _, state, _ in planned(session, tenancy)] == ["cancelled"]
