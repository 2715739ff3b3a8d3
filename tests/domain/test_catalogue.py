"""Editions of the catalogues and the yearly list of qualified organizations."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from portal.domain.catalogue import editions, queries
from portal.domain.catalogue.models import (
    CatalogueKind,
    EditionState,
    TransferMode,
)
from portal.kernel import access, lifecycle, people
from portal.kernel.people import VISITOR, Actor
from portal.kernel.permissions import Permission
from portal.kernel.roles import Role
from portal.kernel.words import Forbidden, Invalid, Refused
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
