"""Tenancies: every guard, terms, agreement, assessments, services."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.domain.incubators import capacity, operations, queries, tenancies, terms
from portal.domain.incubators.models import ServiceKind, TenancyState
from portal.domain.organizations.models import Organization
from portal.kernel import access, clock, journal, lifecycle, papers
from portal.kernel.canonical import digest
from portal.kernel.people import VISITOR
from portal.kernel.permissions import Permission as P
from portal.kernel.words import Forbidden, Invalid, Stale
from tests.domain.tenants import PANEL, House, items, refusal

S = TenancyState


@pytest.fixture
def house(session, frozen_time) -> House:
    return House(session)


@pytest.fixture
def tenant(house):
    return house.organization("chunfeng", "春风助老服务中心")


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
