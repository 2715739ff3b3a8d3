"""Tenancies: every guard, terms, agreement, assessments, services."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.domain.incubators import capacity, operations, queries, tenancies, terms
from portal.domain.incubators.models import Assessment, AssessmentState, RentKind, ServiceKind, TenancyState
from portal.domain.organizations.models import Organization
from portal.domain.projects.models import Grade
from portal.kernel import access, clock, journal, lifecycle, papers, people
from portal.kernel.canonical import digest
from portal.kernel.outbox import Notice
from portal.kernel.people import SYSTEM, VISITOR, Appointment, User
from portal.kernel.permissions import Permission as P
from portal.kernel.permissions import Role
from portal.kernel.words import Forbidden, Invalid, Refused, Stale
from portal.kernel.work import WorkItem
from tests.domain.tenants import PANEL, House

S = TenancyState


@pytest.fixture
def house(session, frozen_time) -> House:
    return House(session)


@pytest.fixture
def tenant(house):
    return house.organization("chunfeng", "春风助老服务中心")


def refusal(act, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    return refused.value.sentence


def items(session, tenancy) -> dict[str, WorkItem]:
    stmt = select(WorkItem).where(
        WorkItem.subject_type == "tenancies", WorkItem.subject_id == tenancy.id, WorkItem.closed_at.is_(None)
    )
    return {item.action: item for item in session.scalars(stmt)}


# --- applying ---------------------------------------------------------------------------------------------------


def test_an_organization_applies_under_its_registered_name(house, tenant):
    tenancy = house.apply(tenant, title="另一个名字")
    assert (tenancy.title, tenancy.organization_id, tenancy.state) == ("春风助老服务中心", tenant.organization_id, S.DRAFT)


def test_who_is_about_to_register_names_what_is_to_be(house):
    newcomer = house.newcomer("xin")
    assert house.apply(newcomer).organization_id is None
    with pytest.raises(Invalid) as refused:
        house.apply(newcomer, title="")
    assert refused.value.field == "title"


def test_the_staff_of_an_incubator_does_not_apply_to_it(house):
    assert "不能以申请人身份" in refusal(house.apply, house.manager)


def test_a_draft_is_seen_by_its_tenant_alone(house, tenant):
    tenancy = house.apply(tenant)
    assert access.allows(tenant, P.TENANCY_READ, tenancy)
    assert not access.allows(house.manager, P.TENANCY_READ, tenancy)
    assert not access.allows(VISITOR, P.TENANCY_READ, tenancy)
    house.take(tenancy, "submit", tenant)
    assert access.allows(house.manager, P.TENANCY_READ, tenancy)


def test_the_first_check_is_due_within_five_working_days(house, tenant, session, frozen_time):
    frozen_time("2026-05-15 10:00")  # a Friday
    tenancy = house.bring(house.apply(tenant), S.SUBMITTED, tenant)
    assert clock.local(items(session, tenancy)["check"].due_at).isoformat() == "2026-05-22T23:59:59+08:00"
    assert tenancy.number.startswith("雨驻2026-")


def test_a_tenant_has_one_tenancy_at_a_time(house, tenant):
    first, second = house.apply(tenant), house.apply(tenant)
    house.take(first, "submit", tenant)
    assert first.number in refusal(house.take, second, "submit", tenant)
    house.take(first, "withdraw", tenant)
    house.take(second, "submit", tenant)
    assert second.state == S.SUBMITTED


def test_more_desks_than_the_largest_room_has_are_refused_at_once(house, tenant):
    assert "最大的房间只有 4 个" in refusal(house.take, house.apply(tenant, desks=5), "submit", tenant)


def test_a_supplement_can_be_edited_and_handed_in_again_under_the_same_number(house, tenant, session):
    tenancy = house.bring(house.apply(tenant), S.SUBMITTED, tenant)
    number = tenancy.number
    assert "不能再改" in refusal(tenancies.edit, session, tenancy, by=tenant, plan="x")
    assert "理由" in refusal(house.take, tenancy, "supplement", house.manager)
    house.take(tenancy, "supplement", house.manager, reason="请写清服务对象")
    with pytest.raises(Stale):
        tenancies.edit(session, tenancy, by=tenant, expect=tenancy.version - 1, plan="x")
    tenancies.edit(session, tenancy, by=tenant, expect=tenancy.version, plan="每天给 30 位独居老人送饭")
    house.take(tenancy, "submit", tenant)
    assert (tenancy.state, tenancy.number) == (S.SUBMITTED, number)


# --- deciding ---------------------------------------------------------------------------------------------------


def test_the_one_who_checked_does_not_count_among_the_panel(house, tenant):
    tenancy = house.bring(house.apply(tenant), S.CHECKED, tenant)
    names = ["孵小满", *PANEL[:2], PANEL[0]]
    assert "至少要有 3 位" in refusal(house.take, tenancy, "panel", house.manager, members=names)
    house.take(tenancy, "panel", house.manager, members=["孵小满", *PANEL])
    assert (tenancy.state, tenancy.panel_score, tenancy.panel_members) == (S.PUBLICITY, 8650, ["孵小满", *PANEL])


def test_a_score_below_sixty_is_not_publicised(house, tenant, session):
    tenancy = house.bring(house.apply(tenant), S.CHECKED, tenant)
    assert "不到 60 分" in refusal(house.take, tenancy, "panel", house.manager, score=5999)
    tenancies.judge(session, tenancy, "decline", by=house.manager, members=PANEL, score=5999, reason="计划太空")
    assert (tenancy.state, tenancy.panel_note) == (S.REFUSED, "计划太空")


def test_a_score_beyond_the_scale_is_the_fields_fault(house, tenant):
    tenancy = house.bring(house.apply(tenant), S.CHECKED, tenant)
    with pytest.raises(Invalid) as refused:
        house.take(tenancy, "panel", house.manager, score=10001)
    assert refused.value.field == "score"


def test_the_end_of_publicity_is_taken_by_time_alone(house, tenant, session, frozen_time):
    tenancy = house.bring(house.apply(tenant), S.PUBLICITY, tenant)
    assert clock.local(tenancy.publicity_ends_at).date().isoformat() == "2026-05-22"
    with pytest.raises(Forbidden):
        house.take(tenancy, "end-publicity", house.manager)
    assert items(session, tenancy)["end-publicity"].due_at == tenancy.publicity_ends_at
    house.take(tenancy, "reconsider", house.manager, reason="有居民反映场地另有用途")
    assert tenancy.state == S.CHECKED


def test_nobody_but_the_incubators_own_manager_decides(house, tenant, session):
    tenancy = house.bring(house.apply(tenant), S.SUBMITTED, tenant)
    other = House.__new__(House)
    other.session, other.admin = session, house.admin
    other.incubator = operations.open_incubator(
        session, by=house.admin, name="别处", region_path=house.incubator.region_path, operator="o", address="a", area_m2=1, introduction=""
    )
    other.manager = other.staff("mentor", house.manager.role)
    for actor in (other.manager, house.mentor, tenant, VISITOR):
        with pytest.raises(Forbidden):
            lifecycle.move(session, tenancy, "check", by=actor)


# --- rooms ------------------------------------------------------------------------------------------------------


def test_desks_are_taken_from_the_admission_until_the_handover_is_done(house, tenant, session):
    tenancy = house.bring(house.apply(tenant, desks=3), S.PUBLICISED, tenant)
    assert capacity.taken_in(session, house.room.id) == 0
    house.bring(tenancy, S.RESIDENT, tenant)
    assert capacity.taken_in(session, house.room.id) == 3
    house.take(tenancy, "leave", tenant, reason="搬到自己的场地")
    assert (tenancy.state, capacity.taken_in(session, house.room.id)) == (S.LEAVING, 3)
    house.take(tenancy, "hand-over", house.manager)
    assert (tenancy.state, capacity.taken_in(session, house.room.id)) == (S.LEFT, 0)


def test_who_does_not_fit_waits_with_a_sentence(house, tenant):
    house.resident(tenant, desks=3)
    second = house.organization("qiuyue", "秋月服务社")
    waiting = house.bring(house.apply(second), S.PUBLICISED, second)
    assert refusal(house.take, waiting, "admit", house.manager) == (
        "201 室 只剩 1 个空工位，安排不下 2 个。请换一间，或等有人退出、出壳后再办。"
    )
    house.take(waiting, "admit", house.manager, desks=1)
    assert (waiting.state, waiting.desks) == (S.ADMITTED, 1)


def test_no_more_desks_are_given_than_were_asked_for(house, tenant):
    tenancy = house.bring(house.apply(tenant), S.PUBLICISED, tenant)
    for desks in (0, 3):
        assert "工位要在 1 和申请的 2 个之间" in refusal(house.take, tenancy, "admit", house.manager, desks=desks)


def test_a_room_of_another_incubator_is_refused(house, tenant, session):
    tenancy = house.bring(house.apply(tenant), S.PUBLICISED, tenant)
    other = operations.open_incubator(
        session, by=house.admin, name="别处", region_path=house.incubator.region_path, operator="o", address="a", area_m2=1, introduction=""
    )
    room = operations.furnish(session, other, by=house.admin, name="1", floor=1, area_m2=10, desks=9)
    assert "不属于" in refusal(house.take, tenancy, "admit", house.manager, room_id=room.id)


@pytest.mark.parametrize("days", [-1, 100])
def test_a_term_begins_soon_and_not_in_the_past(house, tenant, days):
    tenancy = house.bring(house.apply(tenant), S.PUBLICISED, tenant)
    start = clock.today() + timedelta(days=days)
    assert "今天和三个月之内" in refusal(house.take, tenancy, "admit", house.manager, starts_on=start)


def test_a_room_is_never_cut_below_what_is_taken(house, tenant, session):
    house.resident(tenant, desks=3)
    with pytest.raises(Invalid) as refused:
        operations.refurnish(session, house.room, by=house.manager, desks=2)
    assert refused.value.sentence == "已经用了 3 个工位，不能少于这个数。"
    assert operations.refurnish(session, house.room, by=house.manager, desks=3).desks == 3
    with pytest.raises(Stale):
        operations.refurnish(session, house.room, by=house.manager, desks=5, expect=1)


def test_rooms_and_appointments_are_not_for_everybody(house, tenant, session):
    with pytest.raises(Forbidden):
        operations.furnish(session, house.incubator, by=tenant, name="301", floor=3, area_m2=1, desks=1)
    with pytest.raises(Forbidden):
        operations.open_incubator(session, by=house.manager, name="新", region_path="/", operator="", address="", area_m2=1, introduction="")
    with pytest.raises(Invalid):
        operations.furnish(session, house.incubator, by=house.manager, name="201 室", floor=2, area_m2=1, desks=1)


# --- agreement, moving in ---------------------------------------------------------------------------------------


def test_both_sides_sign_the_same_digest_and_the_agreement_is_issued(house, tenant, session):
    tenancy = house.bring(house.apply(tenant), S.AGREED, tenant)
    first, second = tenancy.signatures
    assert first["digest"] == second["digest"] == digest(tenancy.agreement)
    assert [s["name"] for s in tenancy.signatures] == [tenant.name, "孵小满"]
    paper = papers.papers_of(session, tenancy)[0]
    assert (paper.kind, paper.facts["desks"], paper.facts["ends_on"]) == ("tenancy_agreement", 2, "2027-05-14")
    assert [s["role"] for s in paper.facts["signatures"]] == [terms.TENANT, terms.HOUSE]


def test_only_the_legal_representative_binds_an_organization(house, tenant, session):
    applicant = house.newcomer("jingban")
    officer = house.representative(applicant, session.get_one(Organization, tenant.organization_id))
    officer = type(officer)(**{**officer.__dict__, "role": tenancies.SPEAKS_FOR_AN_ORGANIZATION[1]})
    tenancy = house.bring(house.apply(officer), S.ADMITTED, tenant)
    assert "法定代表人" in refusal(house.take, tenancy, "sign", officer)


def test_a_changed_text_is_not_countersigned(house, tenant, session):
    tenancy = house.bring(house.apply(tenant), S.SIGNED, tenant)
    tenancy.agreement = {**tenancy.agreement, "rent_fen": 100}
    assert "不是这份文本" in refusal(house.take, tenancy, "countersign", house.manager)


def test_an_admission_lapses_only_after_the_time_to_sign(house, tenant, session, frozen_time):
    tenancy = house.bring(house.apply(tenant), S.ADMITTED, tenant)
    assert "还没有过" in refusal(house.take, tenancy, "lapse", house.manager, reason="没签")
    frozen_time("2026-06-01 09:00")
    house.take(tenancy, "lapse", house.manager, reason="没签")
    assert (tenancy.state, capacity.taken_in(session, house.room.id)) == (S.REFUSED, 0)


def test_nobody_moves_in_before_the_term_begins(house, tenant, frozen_time):
    tenancy = house.bring(house.apply(tenant), S.PUBLICISED, tenant)
    house.take(tenancy, "admit", house.manager, starts_on=clock.today() + timedelta(days=7))
    house.bring(tenancy, S.AGREED, tenant)
    assert "2026-05-22 起入驻" in refusal(house.take, tenancy, "move-in", house.manager)
    frozen_time.forward(days=7)
    house.take(tenancy, "move-in", house.manager)
    assert tenancy.state == S.RESIDENT


# --- assessments, renewal, graduation, exit ---------------------------------------------------------------------


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


# --- services ---------------------------------------------------------------------------------------------------


def test_services_are_counted_by_kind_with_their_minutes(house, tenant, session):
    tenancy = house.resident(tenant)
    for minutes in (60, 90):
        tenancies.give_service(session, tenancy, by=house.manager, kind=ServiceKind.PREMISES, given_on=clock.today(), minutes=minutes)
    last = tenancies.give_service(session, tenancy, by=house.mentor, kind=ServiceKind.TRAINING, given_on=clock.today(), minutes=45, note="预算课")
    found = {row["kind"]: (row["times"], row["minutes"]) for row in queries.services_of(session, tenancy)}
    assert (found[ServiceKind.PREMISES], found[ServiceKind.TRAINING], found[ServiceKind.PARTY]) == ((2, 150), (1, 45), (0, 0))
    assert len(found) == 6
    assert journal.of(session, last)[0].parts["title"] == "春风助老服务中心"


def test_a_service_is_refused_twice_out_of_term_and_out_of_the_mentors_hands(house, tenant, session):
    tenancy = house.resident(tenant)
    entry = {"kind": ServiceKind.POLICY, "given_on": clock.today(), "minutes": 30, "note": ""}
    tenancies.give_service(session, tenancy, by=house.mentor, **entry)
    assert "已经登记过" in refusal(tenancies.give_service, session, tenancy, by=house.mentor, **entry)
    with pytest.raises(Invalid):
        tenancies.give_service(session, tenancy, by=house.mentor, **{**entry, "given_on": clock.today() + timedelta(days=1)})
    with pytest.raises(Forbidden):
        tenancies.give_service(session, tenancy, by=house.mentor, **{**entry, "kind": ServiceKind.PREMISES})
    with pytest.raises(Forbidden):
        tenancies.give_service(session, tenancy, by=tenant, **entry)
