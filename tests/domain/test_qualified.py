"""The yearly list of qualified organizations: compiled from the register, published by another, suspended for a reason."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.catalogue import qualified, queries
from portal.domain.catalogue.models import (
    EditionState,
    QualificationState,
    QualifiedListState,
)
from portal.domain.organizations.models import Organization, OrganizationState, OrgField, OrgType
from portal.kernel import clock, holds
from portal.kernel.outbox import Notice
from portal.kernel.roles import Role
from portal.kernel.words import Forbidden, Invalid, Refused, say
from portal.workflows.facts import months_since_registration, qualified_in
from tests.domain.test_catalogue import as_other_role, move, opened, proposed, published, town  # noqa: F401 - town is a fixture


def organization(town, n, **other):
    row = Organization(
        name=f"组织{n}", pinyin=f"zz{n}", legal_representative="甲", address="听雨路",
        **{"uscc": f"52320114MJDEM0{n:03d}X", "org_type": OrgType.SERVICE, "field": OrgField.COMMUNITY, "region_path": town.community, "purpose": "服务",
           "full_time_staff": 2, "registered_on": date(2024, 3, 1), "last_annual_report": 2025,
           "state": OrganizationState.ACTIVE, **other},
    )  # fmt: skip
    town.session.add(row)
    town.session.flush()
    return row


def compiled(town, year=2026):
    return qualified.compile_list(town.session, by=town.acceptor, year=year)


def on_the_list(town, found):
    return [row.name for row in qualified.entries(town.session, found).items]


@pytest.mark.parametrize(
    ("other", "enters", "failing"),
    [
        ({}, True, []),
        ({"full_time_staff": 1}, False, ["专职人员够数"]),
        ({"org_type": OrgType.ASSOCIATION, "full_time_staff": 2}, False, ["专职人员够数"]),
        ({"org_type": OrgType.ASSOCIATION, "full_time_staff": 3}, True, []),
        ({"last_annual_report": 2024}, False, ["按时报送上一年度工作报告"]),
        ({"last_annual_report": None}, False, ["按时报送上一年度工作报告"]),
        ({"registered_on": date(2026, 2, 1), "last_annual_report": None}, False, ["按时报送上一年度工作报告"]),
        ({"state": OrganizationState.REVOKED}, False, ["没有撤销、异常或者处罚"]),
        ({"org_type": OrgType.GROUP, "uscc": None}, False, ["依法登记，有法人资格"]),
        ({"rating": 5, "full_time_staff": 1}, False, ["专职人员够数"]),
    ],
)
def test_required_conditions_decide_and_each_says_why(town, other, enters, failing):
    row = organization(town, 1, **other)
    judged = qualified.conditions(town.session, row, 2026)
    assert [c.condition for c in judged if c.required and not c.met] == failing
    assert all(c.evidence for c in judged)
    assert on_the_list(town, compiled(town)) == (["组织1"] if enters else [])


def test_rating_and_tax_exemption_are_preferred_not_required(town):
    organization(town, 1)
    organization(town, 2, rating=3)
    organization(town, 3, tax_exempt=True)
    organization(town, 4, rating=2)
    rows = qualified.entries(town.session, compiled(town)).items
    assert [(r.name, r.preferred) for r in rows] == [("组织1", False), ("组织2", True), ("组织3", True), ("组织4", False)]


def test_five_a_enters_without_applying_and_the_evidence_says_so(town):
    row = organization(town, 1, rating=5)
    evidence = [c.evidence for c in qualified.conditions(town.session, row, 2026)]
    assert "评估等级 5A，免申请直接列入" in evidence


def test_a_hold_keeps_off_the_list_and_a_new_compilation_takes_it_back(town):
    row = organization(town, 1)
    hold = holds.place(town.session, row, "bid", row, say("违约三年内不得申报"), by=town.approver)
    assert on_the_list(town, compiled(town)) == []
    ((left, missing),) = qualified.left_out(town.session, compiled(town))
    assert (left.name, missing[0].evidence) == ("组织1", "有未解除的限制：违约三年内不得申报")
    holds.lift(town.session, row, by=town.approver)
    town.session.refresh(hold)
    assert on_the_list(town, compiled(town)) == ["组织1"]
    row.full_time_staff = 0
    assert on_the_list(town, compiled(town)) == []


def test_the_compiler_does_not_publish_and_a_published_list_stands(town):
    organization(town, 1)
    found = compiled(town)
    with pytest.raises(Forbidden):
        move(town, found, "publish", town.acceptor)
    with pytest.raises(Refused, match="编制和发布不能是同一个人"):
        move(town, found, "publish", as_other_role(town.acceptor, Role.APPROVER))
    move(town, found, "publish", town.approver)
    with pytest.raises(Refused, match="已经发布"):
        compiled(town)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"full_time_staff": 0}, "不再符合条件的 1（组织1）"), ({"state": OrganizationState.REVOKED}, "不再符合条件的 1（组织1）"),
        ({"full_time_staff": 9}, "依据有变的 1（组织1）"),
    ],
)  # fmt: skip
def test_a_list_is_not_published_once_the_register_has_moved_on(town, change, words):
    row = organization(town, 1)
    organization(town, 2)
    found = compiled(town)
    for name, value in change.items():
        setattr(row, name, value)
    town.session.flush()
    with pytest.raises(Refused, match="编制以后名册的数据有变") as refusal:
        move(town, found, "publish", town.approver)
    assert words in str(refusal.value)
    compiled(town)
    move(town, found, "publish", town.approver)
    assert found.state is QualifiedListState.PUBLISHED


def test_who_came_to_meet_the_conditions_is_not_left_off_either(town):
    organization(town, 1)
    found = compiled(town)
    organization(town, 2)
    with pytest.raises(Refused, match="新符合条件的 1（组织2）"):
        move(town, found, "publish", town.approver)


def test_an_earlier_years_list_is_not_published_over_a_later_one(town):
    organization(town, 1)
    earlier, later = compiled(town, 2025), compiled(town, 2026)
    move(town, later, "publish", town.approver)
    with pytest.raises(Refused, match="2026 年的目录已经发布，不能再发布更早一年的"):
        move(town, earlier, "publish", town.approver)


def test_departments_hear_of_an_edition_that_collects_and_of_what_is_published(town):
    edition = opened(town)
    proposed(town)
    published(town, edition)
    organization(town, 1)
    move(town, compiled(town), "publish", town.approver)
    told = town.session.query(Notice).filter_by(user_id=town.department.user_id).order_by(Notice.id)
    assert [(n.msgid, n.parts["title"]) for n in told] == [
        ("“%(title)s”开始征集事项，请在“提出事项”里填报", "2026 年政府职能转移目录"), ("发布了“%(title)s”", "2026 年政府职能转移目录"),
        ("发布了“%(title)s”", "2026 年具备承接资格的社会组织目录"),
    ]  # fmt: skip


def test_a_discarded_edition_takes_no_proposals_until_it_is_resumed(town):
    edition = opened(town)
    proposed(town)
    move(town, edition, "discard", town.acceptor)
    with pytest.raises(Refused, match="没有正在征集"):
        proposed(town)
    assert queries.proposed_by(town.session, town.department) == []
    with pytest.raises(Invalid, match="2026 年版放弃过"):
        opened(town)
    move(town, edition, "resume", town.acceptor)
    proposed(town)
    assert published(town, edition).state is EditionState.PUBLISHED


def test_a_discarded_draft_of_the_list_comes_back_by_compiling_it_anew(town):
    organization(town, 1)
    found = compiled(town)
    move(town, found, "discard", town.acceptor)
    with pytest.raises(Refused, match="按今天的数据重新编制"):
        move(town, found, "resume", town.acceptor)
    with pytest.raises(Refused):
        move(town, found, "publish", town.approver)
    organization(town, 2)
    assert compiled(town) is found
    assert (found.state, on_the_list(town, found)) == (QualifiedListState.DRAFT, ["组织1", "组织2"])


def test_an_empty_list_is_not_published(town):
    with pytest.raises(Refused, match="还没有组织"):
        move(town, compiled(town), "publish", town.approver)


def test_next_years_list_supersedes_this_years(town):
    organization(town, 1)
    old = compiled(town, 2025)
    move(town, old, "publish", town.approver)
    new = compiled(town)
    move(town, new, "publish", town.approver)
    assert (old.state, new.state) == (QualifiedListState.SUPERSEDED, QualifiedListState.PUBLISHED)


def test_a_qualification_is_suspended_and_restored_with_reasons(town):
    row = organization(town, 1)
    found = compiled(town)
    entry = town.session.get_one(qualified.Qualification, qualified.entries(town.session, found).items[0].id)
    with pytest.raises(Refused, match="只有现行目录"):
        move(town, entry, "suspend", town.acceptor, reason="抽查不符")
    move(town, found, "publish", town.approver)
    assert qualified_in(town.session, row)
    with pytest.raises(Refused, match="请写明理由"):
        move(town, entry, "suspend", town.acceptor)
    move(town, entry, "suspend", town.acceptor, reason="抽查不符")
    assert (entry.state, qualified_in(town.session, row, 2026)) == (QualificationState.SUSPENDED, False)
    move(town, entry, "restore", town.acceptor, reason="已说明")
    assert qualified_in(town.session, row)
    with pytest.raises(Forbidden):
        move(town, entry, "remove", town.acceptor, reason="注销")
    move(town, entry, "remove", town.approver, reason="注销")
    assert not qualified_in(town.session, row)


def test_only_the_bureau_compiles(town):
    with pytest.raises(Forbidden):
        qualified.compile_list(town.session, by=town.ngo, year=2026)
    with pytest.raises(Invalid):
        compiled(town, 2019)


@pytest.mark.parametrize(("on", "months"), [(date(2024, 8, 31), 5), (date(2024, 9, 1), 6), (date(2024, 3, 1), 0)])
def test_months_since_registration_are_whole_months(town, on, months):
    assert clock.today() == date(2026, 5, 13)
    assert months_since_registration(organization(town, 1), on) == months
