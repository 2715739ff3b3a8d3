"""May this organization take this item on this date? Answered from the lists and the register as they stood on that day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.domain.calls import operations as calls
from portal.domain.calls.models import CallKind
from portal.domain.catalogue import editions, items, taking
from portal.domain.catalogue.models import CatalogueKind, QualificationState, TransferItem, TransferMode
from portal.domain.organizations import register
from portal.domain.organizations.models import OrgType
from portal.kernel import clock, holds
from portal.kernel.words import Invalid, say
from tests.domain import calls_made
from tests.domain.test_catalogue import move, opened, proposed, published, town  # noqa: F401 - town is a fixture
from tests.domain.test_qualified import compiled, organization


def listed(town, **other):
    """An organization on this year's list, and an entrusted function in this year's catalogue."""
    row = organization(town, 1, **other)
    edition = opened(town)
    item = proposed(town, starts_on=date(2026, 5, 1))
    published(town, edition)
    move(town, compiled(town), "publish", town.approver)
    return row, item


def answers(town, row, item, on):
    return {r.condition: (r.met, str(r.evidence)) for r in taking.may_take(town.session, row, item, on).reasons}


def entry(town, row):
    return taking.entry_on(town.session, row, clock.today())[0]


def test_an_organization_on_the_list_may_take_an_entrusted_function_and_reads_why(town):
    row, item = listed(town)
    answer = taking.may_take(town.session, row, item, date(2026, 5, 13))
    assert answer.somebody_looks
    assert [(r.condition, r.met) for r in answer.reasons] == [
        ("事项在当天的现行目录里", True), ("是登记的法人，当天在册", True), ("没有限制承接的处理决定", True),
        ("当天在承接目录里", True), ("目录写明的承接条件", None),
    ]  # fmt: skip
    assert answers(town, row, item, date(2026, 5, 13))["当天在承接目录里"] == (True, "列入 2026 年承接目录")


@pytest.mark.parametrize(
    ("on", "condition", "says"),
    [
        (date(2026, 5, 12), "事项在当天的现行目录里", "当天还没有发布目录"),
        (date(2026, 5, 12), "当天在承接目录里", "当天的承接目录里没有这家组织"),
        (date(2024, 2, 29), "是登记的法人，当天在册", "登记于 2024-03-01"),
    ],
)
def test_a_day_before_answers_as_it_was(town, on, condition, says):
    row, item = listed(town)
    assert answers(town, row, item, on)[condition] == (False, says)


def test_a_function_that_starts_later_is_not_taken_before(town):
    row, item = listed(town)
    item.starts_on = date(2026, 7, 1)
    assert answers(town, row, item, date(2026, 5, 13))["事项在当天的现行目录里"] == (False, "这一项从 2026-07-01 起实施")


def test_a_group_without_legal_personality_takes_nothing_itself(town):
    _row, item = listed(town)
    group = organization(town, 2, org_type=OrgType.GROUP, uscc=None)
    assert answers(town, group, item, date(2026, 5, 13))["是登记的法人，当天在册"] == (
        False, "只有街道备案，没有法人资格；可以由登记的依托单位承接"
    )  # fmt: skip


def test_a_hold_answers_for_the_days_it_was_in_force_and_for_no_other(town):
    row, item = listed(town)
    condition = "没有限制承接的处理决定"
    town.travel("2026-05-20 10:00")
    holds.place(town.session, row, "bid", row, say("被列入活动异常名录"), by=town.approver)
    town.travel("2026-05-25 10:00")
    holds.lift(town.session, row, by=town.approver)
    days = [date(2026, 5, 19), date(2026, 5, 20), date(2026, 5, 24), date(2026, 5, 25)]
    assert [answers(town, row, item, day)[condition][0] for day in days] == [True, False, False, True]


def test_what_is_purchased_asks_for_the_call_and_not_for_the_list(town):
    edition = opened(town)
    item = proposed(town, mode=TransferMode.PURCHASE, starts_on=date(2026, 5, 1))
    published(town, edition)
    answer = taking.may_take(town.session, organization(town, 1), item, date(2026, 5, 13))
    assert answer.may
    assert ("承接目录", None) in [(r.condition, r.met) for r in answer.reasons]


@given(days=st.lists(st.integers(0, 60), min_size=0, max_size=6, unique=True))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_entry_of_any_day_is_what_its_last_step_by_that_day_made_it(town, days):
    """Suspended and restored in turn, on any days: every day answers for itself, whenever it is asked."""
    start = date(2026, 5, 13)
    with town.session.begin_nested() as savepoint:
        town.travel("2026-05-13 10:00")
        row, _item = listed(town)
        told = {}
        for n, after in enumerate(sorted(days)):
            town.travel(f"{start + timedelta(days=after)} 11:00")
            action = "restore" if n % 2 else "suspend"
            move(town, entry(town, row), action, town.acceptor, reason="查清")
            told[start + timedelta(days=after)] = QualificationState.LISTED if n % 2 else QualificationState.SUSPENDED
        town.travel("2026-07-20 10:00")
        expected = QualificationState.LISTED
        for n in range(66):
            day = start + timedelta(days=n)
            expected = told.get(day, expected)
            assert taking.entry_on(town.session, row, day)[1] is expected, day
        savepoint.rollback()
    town.session.expire_all()


# --- lots carry items out -----------------------------------------------------------------------------------------


def lot_for(item):
    lot = calls_made.lot()
    lot.item = item.public_id
    return [lot, calls_made.lot(title="困境儿童陪伴")]


def test_a_lot_names_an_item_of_the_edition_in_force_and_keeps_it_when_a_newer_edition_is_out(town):
    edition = opened(town)
    item = proposed(town, mode=TransferMode.PURCHASE)
    published(town, edition)
    call = calls_made.drafted(town.session, lots=lot_for(item))
    assert call.lots[0].catalogue_item is item
    town.travel("2027-02-01 10:00")
    published(town, opened(town, 2027, copy=True))
    assert not items.is_in_force(town.session, item)
    again = calls_made.terms(town.session, lots=lot_for(item))
    calls.edit(town.session, call, by=town.acceptor, terms=again)
    assert call.lots[0].catalogue_item is item
    with pytest.raises(Invalid, match="不在现行目录里"):
        calls_made.drafted(town.session, lots=lot_for(item))


def test_an_item_of_an_edition_that_is_not_out_yet_is_none(town):
    opened(town)
    with pytest.raises(Invalid, match="不在现行目录里"):
        calls_made.drafted(town.session, lots=lot_for(proposed(town)))


def test_what_is_entrusted_goes_to_the_list_alone_and_never_through_procurement(town):
    edition = opened(town)
    item = proposed(town, mode=TransferMode.ENTRUST)
    published(town, edition)
    with pytest.raises(Invalid, match="只能由承接目录上的组织承接"):
        calls_made.drafted(town.session, lots=lot_for(item))
    with pytest.raises(Invalid, match="政府采购不能设这道门槛"):
        calls_made.drafted(town.session, lots=lot_for(item), kind=CallKind.PROCUREMENT)
    call = calls_made.drafted(town.session, lots=lot_for(item), eligibility={**calls_made.RULES, "qualified_list": True})
    assert isinstance(call.lots[0].catalogue_item, TransferItem)


def test_a_heading_of_the_services_is_nothing_that_a_lot_carries_out(town):
    edition = opened(town, kind=CatalogueKind.SERVICES)
    eight = dict.fromkeys(editions.SERVICE_FIELDS, "写明")
    for code in ("A", "A01", "A0101"):
        editions.add_service(town.session, edition, by=town.acceptor, code=code, **{**eight, "name": f"就业{code}"})
    published(town, edition)
    offered = [label for _key, label in items.services_offered(town.session)]
    assert offered == ["A0101 就业A0101"]


def test_who_asks_by_name_or_code_finds_the_organization(town):
    row = organization(town, 1)
    assert register.named(town.session, f" {row.name} ") is row
    assert register.named(town.session, row.uscc.lower()) is row
    assert register.named(town.session, "没有这个") is None
