"""Registration: three people, every condition, every way back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as scheme

from portal.domain.organizations import register, registrations, uscc
from portal.domain.organizations.models import (
    Organization,
    OrganizationState,
    OrgField,
    OrgType,
    RegistrationState,
)
from portal.domain.organizations.registration_guards import MATERIALS
from portal.kernel import clock, journal, lifecycle, papers
from portal.kernel.people import Appointment
from portal.kernel.roles import Role
from portal.kernel.words import Forbidden, Invalid, Refused, Stale
from seeds.people import DISTRICT
from tests.domain.founding import (  # noqa: F401 - town is a fixture
    CODE,
    as_other_role,
    attach,
    content,
    drafted,
    examined,
    move,
    registered,
    submitted,
    town,
)

WEDNESDAY = date(2026, 5, 13)


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
    move(town, registration, "withdraw" if steps else "discard", town.ngo)
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
