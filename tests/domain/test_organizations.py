"""Registration: three different people, complete materials, right names, right codes; the register that comes of it."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as scheme

from portal.domain.organizations import filings, keeping, members, naming, register, registrations, uscc
from portal.domain.organizations.models import (
    FilingState,
    GroupKind,
    Organization,
    OrganizationState,
    OrgField,
    OrgType,
    RegistrationState,
)
from portal.domain.organizations.register import Filters
from portal.domain.organizations.registration_guards import MATERIALS
from portal.kernel import clock, journal, lifecycle, papers, people
from portal.kernel.people import Actor, Appointment
from portal.kernel.permissions import Role
from portal.kernel.words import Forbidden, Invalid, Refused, Stale
from seeds.people import DISTRICT
from seeds.world import first_community

WEDNESDAY = date(2026, 5, 13)
CODE = uscc.completed("52320114MJDEM0999")


@pytest.fixture
def town(session, frozen_time):
    """The district with its officers, on an ordinary Wednesday."""
    frozen_time("2026-05-13 10:00")
    return SimpleNamespace(
        session=session, travel=frozen_time, community=first_community(session),
        **{login: people.actor_for(session, login) for login in (
            "ngo", "ngo2", "group", "accountant", "acceptor", "examiner", "approver", "committee", "street", "supervisor"
        )},
    )  # fmt: skip


def content(town, **other):
    return {
        "org_type": OrgType.SERVICE, "field": OrgField.COMMUNITY, "region_path": town.community, "authority": "",
        "fancy": "银杏树下", "field_words": "社区服务", "form_word": "中心", "legal_representative": "顾南乔",
        "phone": "52400000", "address": "听雨路 8 号", "purpose": "探访独居老人", "capital_fen": 3_000_000,
        "full_time_staff": 4, "members": 0, **other,
    }  # fmt: skip


def attach(town, record, *kinds):
    for kind in kinds:
        papers.attach(town.session, record, kind, f"{kind}.pdf", "application/pdf", 9, "a" * 64, by=town.ngo)


def drafted(town, *, materials=MATERIALS, **other):
    registration = registrations.draft(town.session, by=town.ngo, **content(town, **other))
    attach(town, registration, *materials)
    return registration


def move(town, record, action, by, **how):
    return lifecycle.move(town.session, record, action, by=by, **how)


def submitted(town, **other):
    registration = drafted(town, **other)
    move(town, registration, "submit", town.ngo)
    return registration


def examined(town, **other):
    registration = submitted(town, **other)
    move(town, registration, "accept", town.acceptor)
    move(town, registration, "examine", town.examiner)
    return registration


def registered(town, code=CODE, **other):
    registration = examined(town, **other)
    registrations.approve(town.session, registration, by=town.approver, uscc=code)
    return registration.organization


def as_other_role(actor: Actor, role: Role) -> Actor:
    """The same person in another appointment."""
    return Actor(actor.user_id, actor.name, role, region_path=DISTRICT)


# --- the whole way ------------------------------------------------------------------------------------------------


def test_three_people_make_a_legal_person_with_a_certificate_and_a_representative(town):
    organization = registered(town)
    assert (organization.name, organization.uscc, organization.state) == (
        "南京市雨花台区银杏树下社区服务中心", CODE, OrganizationState.ACTIVE,
    )  # fmt: skip
    assert organization.registered_on == WEDNESDAY
    registration = registrations.listed(town.session, town.supervisor).items[0]
    assert registration.state is RegistrationState.APPROVED
    (paper,) = papers.papers_of(town.session, registration)
    assert (paper.kind, paper.issuer) == ("registration_certificate", "南京市雨花台区民政局")
    assert paper.facts["uscc"] == CODE
    assert "authority" not in paper.facts
    appointed = town.session.query(Appointment).filter_by(organization_id=organization.id).one()
    assert (appointed.user_id, appointed.role) == (town.ngo.user_id, Role.LEGAL_REPRESENTATIVE)


def test_the_register_tells_its_own_story_without_names(town):
    organization = registered(town)
    story = register.opened(town.session, organization)["story"]
    assert sorted(e.action for e in story) == ["accept", "approve", "enter", "examine", "issue-paper", "submit"]


def test_only_the_applicant_submits(town):
    registration = drafted(town)
    with pytest.raises(Forbidden):
        move(town, registration, "submit", town.ngo2)


@pytest.mark.parametrize("missing", MATERIALS)
def test_every_material_is_needed(town, missing):
    registration = drafted(town, materials=[m for m in MATERIALS if m != missing])
    with pytest.raises(Refused, match="还缺"):
        move(town, registration, "submit", town.ngo)


def test_a_field_outside_the_four_classes_needs_an_authority_and_its_consent(town):
    registration = drafted(town, field=OrgField.HEALTH)
    with pytest.raises(Refused, match="业务主管单位"):
        move(town, registration, "submit", town.ngo)
    registrations.edit(town.session, registration, by=town.ngo, **content(town, field=OrgField.HEALTH, authority="区卫生健康委员会"))
    with pytest.raises(Refused, match="业务主管单位同意的文件"):
        move(town, registration, "submit", town.ngo)
    attach(town, registration, "consent")
    move(town, registration, "submit", town.ngo)
    assert registration.state is RegistrationState.SUBMITTED


@pytest.mark.parametrize("field", [OrgField.INDUSTRY, OrgField.SCIENCE, OrgField.CHARITY, OrgField.COMMUNITY])
def test_the_four_classes_register_without_an_authority(town, field):
    registration = submitted(town, field=field, authority="不该填的单位")
    assert registration.authority is None


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"capital_fen": 999_999}, "注册资金至少 10,000 元"),
        ({"full_time_staff": 0}, "至少要有 1 名专职人员"),
        ({"org_type": OrgType.ASSOCIATION, "form_word": "协会", "members": 49}, "至少要有 50 名会员"),
        ({"org_type": OrgType.FOUNDATION, "form_word": "基金会", "capital_fen": 199_999_999}, "至少 2,000,000 元"),
    ],
)
def test_founding_conditions_come_from_the_policy(town, other, said):
    with pytest.raises(Refused, match=said):
        move(town, drafted(town, **other), "submit", town.ngo)


# --- three different people ---------------------------------------------------------------------------------------


def test_who_accepted_does_not_examine(town):
    registration = submitted(town)
    move(town, registration, "accept", town.acceptor)
    with pytest.raises(Refused, match="受理和审核不能是同一个人"):
        move(town, registration, "examine", as_other_role(town.acceptor, Role.EXAMINER))


@pytest.mark.parametrize("who", ["acceptor", "examiner"])
@pytest.mark.parametrize("action", ["approve", "refuse"])
def test_who_accepted_or_examined_does_not_decide(town, who, action):
    registration = examined(town)
    twice = as_other_role(getattr(town, who), Role.APPROVER)
    with pytest.raises(Refused, match="要由三个人办理"):
        move(town, registration, action, twice, uscc=CODE, reason="理由")


def test_nobody_handles_their_own_application(town):
    registration = submitted(town)
    with pytest.raises(Refused, match="自己提出的申请"):
        move(town, registration, "accept", as_other_role(town.ngo, Role.ACCEPTOR))


# --- supplement, return, refusal, silence --------------------------------------------------------------------------


def test_a_supplement_is_answered_and_accepted_again(town):
    registration = submitted(town)
    number = registration.number
    with pytest.raises(Refused, match="请写明理由"):
        move(town, registration, "supplement", town.acceptor)
    move(town, registration, "supplement", town.acceptor, reason="缺门牌号")
    registrations.edit(town.session, registration, by=town.ngo, **content(town, address="听雨路 8 号 101 室"))
    move(town, registration, "submit", town.ngo)
    assert (registration.state, registration.number) == (RegistrationState.SUBMITTED, number)


def test_the_examiner_returns_and_the_approver_sends_back(town):
    registration = submitted(town)
    move(town, registration, "accept", town.acceptor)
    move(town, registration, "return", town.examiner, reason="章程缺终止条款")
    assert registration.state is RegistrationState.SUPPLEMENT
    again = examined(town, fancy="梧桐荫")
    move(town, again, "return", town.approver, reason="请再核对场所")
    assert (again.state, again.examined_by_id) == (RegistrationState.ACCEPTED, None)


def test_a_refusal_says_why_and_leaves_no_organization(town):
    registration = examined(town)
    move(town, registration, "refuse", town.approver, reason="以营利为目的")
    assert registration.state is RegistrationState.REFUSED
    assert town.session.query(Organization).count() == 0
    assert journal.of(town.session, registration)[0].payload.content["reason"] == "以营利为目的"


def test_silence_for_five_working_days_is_acceptance_and_no_person_accepted(town):
    registration = submitted(town)
    assert clock.local(registration.accept_due_at).date() == date(2026, 5, 20)
    town.session.commit()
    town.travel("2026-05-20 23:00")
    assert lifecycle.tick(town.session) == []
    town.travel("2026-05-21 00:01")
    lifecycle.tick(town.session)
    assert (registration.state, registration.accepted_by_id) == (RegistrationState.ACCEPTED, None)


def test_direct_registration_has_the_shorter_promise(town):
    direct = registrations.limits_of(town.session, submitted(town))
    other = registrations.limits_of(town.session, drafted(town, field=OrgField.HEALTH, fancy="安宁渡"))
    assert (direct.decide.amount, direct.decide.statutory, other.decide.amount) == (5, 60, 10)


@pytest.mark.parametrize("steps", [(), ("submit",), ("submit", "accept"), ("submit", "accept", "examine")])
def test_the_applicant_withdraws_until_the_decision(town, steps):
    registration = drafted(town)
    for action, by in zip(steps, (town.ngo, town.acceptor, town.examiner), strict=False):
        move(town, registration, action, by)
    move(town, registration, "withdraw", town.ngo)
    assert registration.state is RegistrationState.WITHDRAWN


def test_what_was_handed_in_is_not_edited_and_an_old_page_is_stale(town):
    registration = drafted(town)
    with pytest.raises(Stale):
        registrations.edit(town.session, registration, by=town.ngo, expect=99, **content(town))
    move(town, registration, "submit", town.ngo)
    with pytest.raises(Refused, match="已经提交"):
        registrations.edit(town.session, registration, by=town.ngo, **content(town))


# --- the code -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", "18 位"),
        (uscc.completed("52320114MJDEM099X")[:17], "18 位"),
        (uscc.completed("91320114MJDEM0999"), "第 1 位是 5"),
        (uscc.completed("51320114MJDEM0999"), "第 2 位是 2"),
        (uscc.completed("52320115MJDEM0999"), "区划代码 320114"),
        (CODE[:-1] + ("0" if CODE[-1] != "0" else "1"), "校验码"),
    ],
)
def test_a_wrong_code_is_said_beside_its_field(town, code, said):
    registration = examined(town)
    with pytest.raises(Invalid, match=said) as refusal:
        registrations.approve(town.session, registration, by=town.approver, uscc=code)
    assert refusal.value.field == "uscc"


def test_a_code_belongs_to_one_organization(town):
    registered(town)
    second = examined(town, fancy="梧桐荫")
    with pytest.raises(Refused, match="已经是“南京市雨花台区银杏树下社区服务中心”的"):
        registrations.approve(town.session, second, by=town.approver, uscc=CODE)


def test_blanks_and_small_letters_are_tidied(town):
    assert registered(town, code=f" {CODE[:8].lower()} {CODE[8:].lower()} ").uscc == CODE


@given(
    kind=st.sampled_from(sorted(uscc.KINDS)), body=st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=9, max_size=9),
    position=st.integers(0, 17), other=st.sampled_from([chr(c) for c in range(32, 127)] + ["５", "Ａ", "〇", "é", "\n"]),
)  # fmt: skip
def test_any_single_changed_character_is_refused(kind, body, position, other):
    code = uscc.completed(f"5{uscc.KINDS[kind]}320114{body}")
    assert uscc.fault(code, kind, DISTRICT) is None
    assert scheme.is_valid(code)
    changed = code[:position] + other + code[position + 1 :]
    if changed != code:
        assert uscc.fault(changed, kind, DISTRICT) is not None


# --- names --------------------------------------------------------------------------------------------------------


def parts(fancy, field="社区服务", form="中心"):
    return {"fancy": fancy, "field": field, "form": form}


def test_a_name_is_taken_by_the_register_or_by_an_earlier_application(town):
    registered(town)
    submitted(town, fancy="梧桐荫")
    drafted(town, fancy="松柏里")
    check = {fancy: naming.check(town.session, DISTRICT, parts(fancy)) for fancy in ("银杏树下", "梧桐荫", "松柏里", "新名字")}
    assert [check[f].free for f in check] == [False, False, True, True]
    assert "正在由别人申请" in check["梧桐荫"].taken


def test_names_that_sound_or_look_alike_are_shown_and_do_not_forbid(town):
    registered(town)
    found = naming.check(town.session, DISTRICT, parts("吟幸树夏", "养老服务"))
    assert found.free
    assert [(s.name, s.why) for s in found.similar] == [("南京市雨花台区银杏树下社区服务中心", "字号读音相同")]
    assert [s.why for s in naming.check(town.session, DISTRICT, parts("银杏树下", "养老服务")).similar] == ["字号相同"]
    assert [s.why for s in naming.check(town.session, DISTRICT, parts("银杏树旁", "养老服务")).similar] == ["字号相近"]
    assert naming.check(town.session, DISTRICT, parts("青石巷")).similar == []


@pytest.mark.parametrize("fancy", ["A1", "银", "中国好人", "一二三四五六七八九十一", "银 杏"])
def test_a_faulty_fancy_name_is_refused(town, fancy):
    assert naming.check(town.session, DISTRICT, parts(fancy)).fault
    with pytest.raises(Invalid):
        registrations.draft(town.session, by=town.ngo, **content(town, fancy=fancy))


def test_the_form_fits_the_type(town):
    with pytest.raises(Invalid, match="社会服务机构的名称以"):
        registrations.draft(town.session, by=town.ngo, **content(town, form_word="基金会"))


# --- the register -------------------------------------------------------------------------------------------------


def test_the_register_is_found_by_name_initials_and_code(town):
    registered(town)
    for q in ("银杏", "yxsx", "YXSX", CODE, CODE[:10].lower()):
        assert [row.uscc for row in register.listed(town.session, Filters(q=q)).items] == [CODE], q
    for q in ("没有", "zzz", "9132", "%", "_"):
        found = register.listed(town.session, Filters(q=q)).items
        assert (q in "%_") == bool(found)


def test_filters_narrow_and_pages_follow_each_other(town):
    for n, fancy in enumerate(("银杏树下", "梧桐荫", "松柏里")):
        registered(town, code=uscc.completed(f"52320114MJDEM010{n}"), fancy=fancy)
    first = register.listed(town.session, Filters(), size=2)
    second = register.listed(town.session, Filters(), size=2, cursor=first.next_cursor)
    back = register.listed(town.session, Filters(), size=2, cursor=second.prev_cursor)
    assert [len(p.items) for p in (first, second, back)] == [2, 1, 2]
    assert [r.id for r in back.items] == [r.id for r in first.items]
    assert (first.total, second.next_cursor, back.prev_cursor) == (3, None, None)
    assert register.listed(town.session, Filters(org_type=OrgType.GROUP)).items == []
    assert len(register.listed(town.session, Filters(org_type=OrgType.SERVICE, region_path=DISTRICT)).items) == 3
    assert register.listed(town.session, Filters(rating=3)).items == []


def test_only_the_acceptor_keeps_the_register(town):
    organization = registered(town)
    decided = {"rating": 4, "tax_exempt": True, "last_annual_report": None, "full_time_staff": 5}
    with pytest.raises(Forbidden):
        keeping.keep(town.session, organization, by=town.ngo, **decided)
    keeping.keep(town.session, organization, by=town.acceptor, **decided)
    assert (organization.rating, organization.full_time_staff) == (4, 5)
    with pytest.raises(Invalid, match="年度报告的年份"):
        keeping.keep(town.session, organization, by=town.acceptor, **{**decided, "last_annual_report": 2026})


def test_the_legal_representative_appoints_and_dismisses(town):
    organization = registered(town)
    town.travel.forward(minutes=1)
    chief = people.actor_for(town.session, "ngo")
    with pytest.raises(Forbidden):
        members.appoint(town.session, organization, by=town.ngo2, login="accountant", role=Role.ACCOUNTANT)
    held = members.appoint(town.session, organization, by=chief, login="accountant", role=Role.ACCOUNTANT)
    with pytest.raises(Invalid, match="已经是"):
        members.appoint(town.session, organization, by=chief, login="accountant", role=Role.ACCOUNTANT)
    with pytest.raises(Invalid, match="没有这个账号"):
        members.appoint(town.session, organization, by=chief, login="nobody", role=Role.CASE_OFFICER)
    town.travel.forward(days=1)
    members.dismiss(town.session, organization, held.id, by=chief)
    assert [m.role for m in members.members_of(town.session, organization)] == [Role.LEGAL_REPRESENTATIVE]


# --- filing -------------------------------------------------------------------------------------------------------


def filed(town, *, sponsor="", kind=GroupKind.ASSOCIATION_LIKE, members_=10, materials=("charter",)):
    filing = filings.draft(
        town.session, by=town.group, name="听雨社区晨风太极队", kind=kind, field=OrgField.SPORTS,
        region_path=town.community, responsible_person="柳晨风", phone="52400000", meeting_place="小广场", purpose="打拳",
        roster=[{"name": f"成员{n}", "duty": ""} for n in range(members_)], sponsor=sponsor,
    )  # fmt: skip
    attach(town, filing, *materials)
    return filing


@pytest.mark.parametrize(("kind", "few"), [(GroupKind.ASSOCIATION_LIKE, 9), (GroupKind.SERVICE_LIKE, 2)])
def test_a_small_roster_is_refused_with_its_number(town, kind, few):
    with pytest.raises(Refused, match=f"名册只有 {few} 人"):
        move(town, filed(town, kind=kind, members_=few), "submit", town.group)
    larger = filed(town, kind=kind, members_=few + 1)
    move(town, larger, "submit", town.group)
    assert larger.state is FilingState.SUBMITTED


def test_a_filing_needs_its_charter(town):
    with pytest.raises(Refused, match="还缺章程"):
        move(town, filed(town, materials=()), "submit", town.group)


def test_a_sponsor_is_registered_and_says_so_in_writing(town):
    with pytest.raises(Invalid, match="登记名册里没有"):
        filed(town, sponsor="没有这个单位")
    organization = registered(town)
    filing = filed(town, sponsor=organization.uscc)
    with pytest.raises(Refused, match="依托单位同意的文件"):
        move(town, filing, "submit", town.group)
    attach(town, filing, "sponsor-consent")
    move(town, filing, "submit", town.group)
    assert filing.sponsor_id == organization.id


def test_committee_publicity_and_street_file_a_group_that_can_be_raised(town):
    filing = filed(town)
    move(town, filing, "submit", town.group)
    move(town, filing, "check", town.committee)
    town.session.commit()
    town.travel("2026-05-21 00:01")
    lifecycle.tick(town.session)
    with pytest.raises(Refused, match="核对和备案不能是同一个人"):
        move(town, filing, "file", as_other_role(town.committee, Role.STREET_OFFICER))
    move(town, filing, "file", town.street)
    group = filing.organization
    assert (group.org_type, group.uscc, group.filing_number) == (OrgType.GROUP, None, filing.number)
    town.travel.forward(minutes=1)
    leader = people.actor_for(town.session, "group")
    raised = registrations.draft(town.session, by=leader, raise_group=True, **content(town, fancy="晨风"))
    attach(town, raised, *MATERIALS)
    for action, by in (("submit", leader), ("accept", town.acceptor), ("examine", town.examiner)):
        move(town, raised, action, by)
    registrations.approve(town.session, raised, by=town.approver, uscc=CODE)
    assert (raised.organization_id, group.org_type, group.uscc) == (group.id, OrgType.SERVICE, CODE)
    assert group.filing_number == filing.number


def test_a_returned_filing_comes_back(town):
    filing = filed(town)
    move(town, filing, "submit", town.group)
    move(town, filing, "return", town.committee, reason="名册有重名")
    filings.edit(town.session, filing, by=town.group, meeting_place="活动室")
    move(town, filing, "submit", town.group)
    assert (filing.state, filing.meeting_place) == (FilingState.SUBMITTED, "活动室")

