"""Procurement intentions: written by the purchaser, made public by another, kept by the call or withdrawn with a reason."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.calls.models import CallKind
from portal.domain.intentions import operations, queries
from portal.domain.intentions.models import IntentionState
from portal.kernel import access, lifecycle
from portal.kernel.people import VISITOR
from portal.kernel.permissions import Permission
from portal.kernel.words import Forbidden, Invalid, Refused, Stale
from portal.workflows import announcements
from tests.domain import calls_made
from tests.domain.test_catalogue import move, town  # noqa: F401 - town is a fixture

YUAN = 100
WRITTEN = {"title": "驻点调解服务", "outline": "三个片区驻点调解", "budget_fen": 660_000 * YUAN, "expected_on": date(2026, 7, 9), "remark": ""}


def drafted(town, **other):
    return operations.draft(town.session, by=town.department, department_id=town.department.department_id, **{**WRITTEN, **other})


def published(town, **other):
    intention = drafted(town, **other)
    move(town, intention, "submit", town.department)
    move(town, intention, "publish", town.approver)
    return intention


def test_it_is_public_from_its_publication_with_a_number_and_the_first_of_its_month(town):
    intention = drafted(town)
    assert not access.allows(VISITOR, Permission.INTENTION_READ, intention)
    move(town, intention, "submit", town.department)
    move(town, intention, "publish", town.approver)
    assert access.allows(VISITOR, Permission.INTENTION_READ, intention)
    assert (intention.number, intention.expected_on, intention.quarter) == ("雨意2026-0001", date(2026, 7, 1), (2026, 3))


@pytest.mark.parametrize("month", [date(2026, 4, 30), date(2029, 1, 1)])
def test_a_month_that_is_over_or_far_off_is_refused(town, month):
    with pytest.raises(Invalid, match="请填从本月到 2028 年 12 月之间的月份。"):
        drafted(town, expected_on=month)


def test_a_month_that_went_by_while_it_lay_is_refused_at_the_publication(town):
    intention = drafted(town, expected_on=date(2026, 5, 1))
    move(town, intention, "submit", town.department)
    town.travel("2026-06-01 09:00")
    with pytest.raises(Refused, match="预计采购的月份 2026-05 已经过去"):
        move(town, intention, "publish", town.approver)


def test_nobody_writes_for_another_department_and_no_organization_at_all(town):
    with pytest.raises(Invalid, match="不能为这个部门写采购意向"):
        operations.draft(town.session, by=town.department, department_id=town.department.department_id + 1, **WRITTEN)
    with pytest.raises(Forbidden, match="不能写采购意向"):
        operations.draft(town.session, by=town.ngo, department_id=town.department.department_id, **WRITTEN)


def test_numbers_that_name_a_person_stay_out(town):
    with pytest.raises(Invalid):
        drafted(town, outline="联系人 13912345678")


def test_only_a_draft_is_changed_and_from_its_newest_page(town):
    intention = drafted(town)
    with pytest.raises(Stale):
        operations.edit(town.session, intention, by=town.department, expect=intention.version + 1, **WRITTEN)
    operations.edit(town.session, intention, by=town.department, **{**WRITTEN, "title": "驻点调解"})
    assert intention.title == "驻点调解"
    move(town, intention, "submit", town.department)
    with pytest.raises(Refused, match="已经送审，不能再改"):
        operations.edit(town.session, intention, by=town.department, **WRITTEN)


def test_the_call_that_keeps_it_fulfils_it_and_no_second_call_does(town):
    intention = published(town)
    own = {"kind": CallKind.PROCUREMENT, "department_id": intention.department_id, "intention": intention.public_id}
    call = calls_made.drafted(town.session, **own)
    for action, by in (("submit", town.acceptor), ("approve", town.approver), ("publish", town.acceptor)):
        lifecycle.move(town.session, call, action, by=by)
    assert intention.state is IntentionState.FULFILLED
    with pytest.raises(Invalid, match="不是这个单位正在公开的"):
        calls_made.drafted(town.session, **own)


def test_a_venture_call_keeps_none_and_a_procurement_none_of_another_purchaser(town):
    intention = published(town)
    with pytest.raises(Invalid, match="只对应政府购买服务的公告"):
        calls_made.drafted(town.session, intention=intention.public_id)
    with pytest.raises(Invalid, match="不是这个单位正在公开的"):
        calls_made.drafted(town.session, kind=CallKind.PROCUREMENT, intention=intention.public_id)


def test_officers_are_told_when_a_procurement_was_not_announced_or_too_late(town):
    own = {"kind": CallKind.PROCUREMENT, "department_id": town.department.department_id}
    bare = calls_made.drafted(town.session, **own)
    assert "还没有对应的意向" in str(announcements.of_intention(town.session, bare))
    intention = published(town)
    call = calls_made.drafted(town.session, intention=intention.public_id, publish_on=date(2026, 5, 23), **own)
    assert "只公开了 10 天，原则上要满 30 天" in str(announcements.of_intention(town.session, call))
    call.publish_on = date(2026, 6, 12)
    assert announcements.of_intention(town.session, call) is None
    assert announcements.of_intention(town.session, calls_made.drafted(town.session)) is None


def test_the_list_is_one_of_quarters_and_says_what_is_late(town):
    published(town)
    autumn = published(town, title="档案整理", expected_on=date(2026, 10, 1))
    drafted(town, title="还没送审")
    rows = queries.listed(town.session, VISITOR, quarter=(2026, 4)).items
    assert [row.title for row in rows] == ["档案整理"]
    assert [row.title for row in queries.listed(town.session, VISITOR).items] == ["档案整理", "驻点调解服务"]
    assert queries.quarters(town.session) == [(2026, 4), (2026, 3)]
    town.travel("2026-11-01 09:00")
    assert queries.is_late(autumn)
