"""Editions of the catalogues and the yearly list of qualified organizations."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from portal.domain.catalogue import editions, qualified, queries
from portal.domain.catalogue.models import (
    CatalogueKind,
    EditionState,
    QualificationState,
    QualifiedListState,
    TransferMode,
)
from portal.domain.organizations.models import Organization, OrganizationState, OrgField, OrgType
from portal.kernel import access, clock, holds, lifecycle, people
from portal.kernel.outbox import Notice
from portal.kernel.people import VISITOR, Actor
from portal.kernel.permissions import Permission, Role
from portal.kernel.words import Forbidden, Invalid, Refused, say
from portal.workflows.facts import months_since_registration, qualified_in
from seeds.people import DISTRICT
from seeds.world import first_community


@pytest.fixture
def town(session, frozen_time):
    frozen_time("2026-05-13 10:00")
    logins = ("acceptor", "examiner", "approver", "department", "ngo", "supervisor")
    return SimpleNamespace(
        session=session, travel=frozen_time, community=first_community(session),
        **{login: people.actor_for(session, login) for login in logins},
    )  # fmt: skip


def move(town, record, action, by, **how):
    return lifecycle.move(town.session, record, action, by=by, **how)


def opened(town, year=2026, kind=CatalogueKind.TRANSFER, **other):
    return editions.open_edition(town.session, by=town.acceptor, kind=kind, year=year, **other)


FUNCTION = {
    "name": "人民调解员的业务培训", "mode": TransferMode.ENTRUST, "legal_basis": "《人民调解法》第十四条",
    "takers": "承接目录内的社会组织", "cost_basis": "按人次测算", "starts_on": date(2026, 7, 1),
}  # fmt: skip


def proposed(town, **other):
    return editions.propose(town.session, by=town.department, **{**FUNCTION, **other})


def published(town, edition):
    for action, by in (("consolidate", town.acceptor), ("review", town.examiner), ("publish", town.approver)):
        move(town, edition, action, by)
    return edition


def as_other_role(actor: Actor, role: Role) -> Actor:
    return Actor(actor.user_id, actor.name, role, region_path=DISTRICT)


# --- editions -----------------------------------------------------------------------------------------------------


def test_publishing_supersedes_the_previous_edition_which_stays_readable(town):
    town.travel("2025-05-13 10:00")
    old = opened(town, 2025)
    proposed(town)
    published(town, old)
    town.travel("2026-05-13 10:00")
    new = published(town, opened(town, copy=True))
    assert (old.state, new.state) == (EditionState.SUPERSEDED, EditionState.PUBLISHED)
    assert [e.year for e in queries.published(town.session, CatalogueKind.TRANSFER)] == [2026, 2025]
    assert access.allows(VISITOR, Permission.CATALOGUE_READ, old)
    assert queries.transfer_items(town.session, old).items[0].name == FUNCTION["name"]


def test_nothing_is_public_before_it_is_published(town):
    edition = opened(town)
    item = proposed(town)
    assert not access.allows(VISITOR, Permission.CATALOGUE_READ, edition)
    assert not access.allows(VISITOR, Permission.CATALOGUE_READ, item)
    published(town, edition)
    assert access.allows(VISITOR, Permission.CATALOGUE_READ, item)


def test_consolidating_reviewing_and_publishing_are_three_people(town):
    edition = opened(town)
    proposed(town)
    move(town, edition, "consolidate", town.acceptor)
    with pytest.raises(Refused, match="不能是同一个人"):
        move(town, edition, "review", as_other_role(town.acceptor, Role.EXAMINER))
    move(town, edition, "review", town.examiner)
    for twice in (town.acceptor, town.examiner):
        with pytest.raises(Refused, match="三个人"):
            move(town, edition, "publish", as_other_role(twice, Role.APPROVER))


def test_an_empty_edition_is_not_consolidated_and_a_returned_one_collects_again(town):
    edition = opened(town)
    with pytest.raises(Refused, match="还没有事项"):
        move(town, edition, "consolidate", town.acceptor)
    item = proposed(town)
    move(town, edition, "consolidate", town.acceptor)
    with pytest.raises(Refused, match="已经汇总"):
        editions.revise(town.session, item, by=town.department, name="别的")
    move(town, edition, "return", town.examiner, reason="依据不全")
    editions.revise(town.session, item, by=town.department, legal_basis="《人民调解法》第十四条第二款")
    assert edition.state is EditionState.COLLECTING


def test_a_year_has_one_edition_and_only_the_bureau_opens_it(town):
    opened(town)
    with pytest.raises(Invalid, match="每年只编一版"):
        opened(town)
    with pytest.raises(Invalid, match="去年到明年"):
        opened(town, 2030)
    with pytest.raises(Forbidden):
        editions.open_edition(town.session, by=town.department, kind=CatalogueKind.SERVICES, year=2026)


def test_departments_propose_only_while_an_edition_collects(town):
    with pytest.raises(Refused, match="没有正在征集"):
        proposed(town)
    with pytest.raises(Forbidden):
        editions.propose(town.session, by=town.ngo, **FUNCTION)
    edition = opened(town)
    assert [proposed(town).code, proposed(town, name="第二项").code] == ["Z001", "Z002"]
    published(town, edition)
    with pytest.raises(Refused, match="没有正在征集"):
        proposed(town)


def test_two_editions_compare_item_by_item(town):
    town.travel("2025-05-13 10:00")
    old = opened(town, 2025)
    for name in ("一", "二", "三"):
        proposed(town, name=name)
    published(town, old)
    town.travel("2026-05-13 10:00")
    new = opened(town)
    proposed(town, continues="Z001", name="一")
    proposed(town, continues="Z002", name="二", mode=TransferMode.PURCHASE)
    with pytest.raises(Invalid, match="已经在这一版里"):
        proposed(town, continues="Z001", name="一")
    proposed(town, name="四")
    published(town, new)
    result = queries.compare(town.session, old, new)
    assert [r.code for r in result.added] == ["Z004"]
    assert [r.code for r in result.dropped] == ["Z003"]
    ((row, changes),) = result.changed
    assert (row.code, [(c.field, c.old, c.new) for c in changes]) == ("Z002", [("方式", "委托", "购买")])
    assert result.unchanged == 1


EIGHT = {
    "kind": "专业服务", "quantity": "100 人次", "scope": "全区", "service_object": "老人", "funding_source": "福彩",
    "supervision": "抽查", "rewards": "优先",
}  # fmt: skip


def test_two_editions_of_the_service_catalogue_compare_field_by_field(town):
    def edition(year, **other):
        found = opened(town, year, CatalogueKind.SERVICES)
        for code, name in (("G", "养老"), ("G01", "居家养老")):
            editions.add_service(town.session, found, by=town.acceptor, code=code, name=name)
        editions.add_service(town.session, found, by=town.acceptor, code="G0101", name="巡访", **{**EIGHT, **other})
        return found

    town.travel("2025-05-13 10:00")
    old = published(town, edition(2025))
    town.travel("2026-05-13 10:00")
    new = edition(2026, quantity="200 人次")
    editions.add_service(town.session, new, by=town.acceptor, code="G0102", name="助餐", **EIGHT)
    result = queries.compare(town.session, old, published(town, new))
    assert [row.code for row in result.added] == ["G0102"]
    ((row, changes),) = result.changed
    assert (row.code, [(c.field, c.old, c.new) for c in changes]) == ("G0101", [("数量", "100 人次", "200 人次")])
    assert (result.dropped, result.unchanged) == ([], 2)


def test_services_form_a_tree_of_three_levels_with_eight_fields(town):
    edition = opened(town, kind=CatalogueKind.SERVICES)

    def add(code, name, **fields):
        return editions.add_service(town.session, edition, by=town.acceptor, code=code, name=name, **fields)

    with pytest.raises(Invalid, match="先加上一级目录 A"):
        add("A01", "居家养老")
    for wrong in ("a1", "A1", "AA", "A010101", "1"):
        with pytest.raises(Invalid):
            add(wrong, "x")
    add("G", "养老")
    with pytest.raises(Refused, match="“G”下面还没有目录"):
        move(town, edition, "consolidate", town.acceptor)
    add("G01", "居家养老")
    with pytest.raises(Invalid, match="八项"):
        add("G0101", "巡访", **{**EIGHT, "rewards": ""})
    item = add("g0101", "巡访", **EIGHT)
    assert (item.code, item.level) == ("G0101", 3)
    with pytest.raises(Invalid, match="已经有了"):
        add("G0101", "巡访", **EIGHT)
    with pytest.raises(Refused, match="先删下面的"):
        editions.drop(town.session, town.session.query(type(item)).filter_by(code="G").one(), by=town.acceptor)
    (root,) = queries.service_tree(town.session, edition)
    assert [root.item.code, root.below[0].item.code, root.below[0].below[0].item.code] == ["G", "G01", "G0101"]
    assert queries.service_tree(town.session, edition, "没有") == []
    assert queries.service_tree(town.session, edition, "巡访")[0].below[0].below[0].item.name == "巡访"


# --- the qualified list -------------------------------------------------------------------------------------------


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
