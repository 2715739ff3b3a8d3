"""Money: due by its event, released by one, paid by another, in a ledger that always balances."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from portal import documents
from portal.domain.funds import ledger, operations, queries
from portal.domain.funds.ledger import Line, Unbalanced
from portal.domain.funds.models import AccountCode, LedgerLine, Tranche, TrancheState, Trigger, Voucher
from portal.domain.projects.models import Contract
from portal.extensions import db
from portal.kernel import engine, holds, lifecycle, money, papers
from portal.kernel.people import SYSTEM, actor_for
from portal.kernel.words import Forbidden, Refused, Stale, say
from tests.domain.ranked import Ranked, ranked_call
from tests.rush import all_at_once, refusals

S = TrancheState


@pytest.fixture
def city(session, frozen_time) -> Ranked:
    return ranked_call(session)


@pytest.fixture
def contract(city) -> Contract:
    return city.in_force()


def states(city: Ranked, contract: Contract) -> list[TrancheState]:
    return [t.state for t in city.tranches(contract)]


def balances(city: Ranked) -> dict[AccountCode, int]:
    return {b.account: b.balance_fen for b in ledger.trial_balance(city.session, city.by("finance"))}


def test_with_the_contract_the_money_is_promised_and_the_first_part_is_due(city, contract):
    assert states(city, contract) == [S.DUE, S.WAITING, S.WAITING]
    assert [t.amount_fen for t in city.tranches(contract)] == [5000000, 3000000, 2000001]
    assert balances(city) == {AccountCode.LOTTERY: -10000001, AccountCode.COMMITMENTS: 10000001}


def test_a_payment_is_booked_once_with_its_voucher_and_paper(city, contract):
    first = city.pay_next(contract)
    assert (first.state, first.paid_by_id, first.released_by_id) == (
        S.PAID, city.by("finance").user_id, city.by("examiner").user_id,
    )  # fmt: skip
    voucher = queries.voucher_of(city.session, first)
    assert [(x.account, x.amount_fen) for x in voucher.lines] == [
        (AccountCode.PROVIDERS, 5000000), (AccountCode.COMMITMENTS, -5000000),
    ]  # fmt: skip
    (paper,) = papers.papers_of(city.session, first)
    assert (paper.kind, paper.number, paper.public) == ("payment_voucher", voucher.number, False)
    documents.check("payment_voucher", paper.facts)
    assert balances(city)[AccountCode.COMMITMENTS] == 5000001
    assert queries.paid_of_project(city.session, first.project_id) == 5000000


def test_releasing_and_paying_are_two_people(city, contract):
    first = city.tranches(contract)[0]
    with pytest.raises(Forbidden):
        lifecycle.move(city.session, first, "release", by=city.by("finance"))
    city.release(first)
    with pytest.raises(Forbidden):
        lifecycle.move(city.session, first, "pay", by=city.by("examiner"))


def test_one_person_with_both_appointments_cannot_do_both(city, contract):
    from dataclasses import replace

    first = city.tranches(contract)[0]
    city.release(first)
    both = replace(city.by("finance"), user_id=city.by("examiner").user_id)
    with pytest.raises(Refused, match="复核和拨付不能是同一个人"):
        lifecycle.move(city.session, first, "pay", by=both)


def test_what_is_not_due_is_not_released(city, contract):
    with pytest.raises(Stale):
        city.release(city.tranches(contract)[1])


def test_parts_are_paid_in_their_order(city, contract):
    operations.fall_due(city.session, city.project(contract), Trigger.MID, by=city.by("examiner"))
    with pytest.raises(Refused, match="还没有办结，要按次序拨付"):
        city.release(city.tranches(contract)[1])
    city.pay_next(contract)
    city.pay_next(contract)
    assert states(city, contract) == [S.PAID, S.PAID, S.WAITING]


@pytest.mark.parametrize("subject", ["project", "organization", "contract", "award"])
def test_a_hold_wherever_it_lies_stops_release_and_payment(city, contract, subject):
    first = city.tranches(contract)[0]
    place = {"project": first.project, "organization": contract.organization, "contract": contract,
             "award": contract.award}[subject]  # fmt: skip
    holds.place(city.session, place, "payment", contract, say("整改没有完成，暂停拨款。"), by=SYSTEM)
    with pytest.raises(Refused, match="整改没有完成，暂停拨款"):
        city.release(first)
    holds.lift(city.session, contract, by=SYSTEM)
    city.release(first)
    holds.place(city.session, place, "payment", contract, say("整改没有完成，暂停拨款。"), by=SYSTEM)
    with pytest.raises(Refused, match="整改没有完成，暂停拨款"):
        city.pay(first)
    assert first.state is S.RELEASED
    holds.lift(city.session, contract, by=SYSTEM)
    city.pay(first)


def test_a_hold_on_something_else_does_not_stop_the_money(city, contract):
    holds.place(city.session, contract.organization, "bid", contract, say("不得参加申报。"), by=SYSTEM)
    city.pay_next(contract)
    assert states(city, contract)[0] is S.PAID


def test_nothing_is_paid_above_the_contract(city, contract):
    city.pay_next(contract)
    operations.fall_due(city.session, city.project(contract), Trigger.MID, by=SYSTEM)
    second = city.tranches(contract)[1]
    second.amount_fen = 5000002
    city.release(second)
    with pytest.raises(Refused, match="超过了协议金额"):
        city.pay(second)


def test_nothing_is_paid_twice(city, contract):
    first = city.pay_next(contract)
    with pytest.raises(Stale):
        city.pay(first)
    with pytest.raises(IntegrityError), city.session.begin_nested():
        ledger.book(city.session, "再付一次", [Line(AccountCode.PROVIDERS, 1), Line(AccountCode.COMMITMENTS, -1)],
                    by=SYSTEM, contract=contract, project_id=first.project_id, tranche=first)  # fmt: skip


def test_returned_by_the_finance_officer_it_is_released_anew(city, contract):
    first = city.tranches(contract)[0]
    city.release(first)
    lifecycle.move(city.session, first, "return", by=city.by("finance"), reason="账户名对不上。")
    assert (first.state, first.released_by_id) == (S.DUE, None)
    city.release(first)
    city.pay(first)


def test_what_is_withheld_goes_back_to_its_source(city, contract):
    city.pay_next(contract)
    rest = operations.withhold_rest(city.session, city.project(contract), by=city.by("approver"), reason="项目终止。")
    assert [t.state for t in rest] == [S.WITHHELD, S.WITHHELD]
    assert balances(city) == {AccountCode.LOTTERY: -5000000, AccountCode.COMMITMENTS: 0, AccountCode.PROVIDERS: 5000000}
    assert operations.withhold_rest(city.session, city.project(contract), by=SYSTEM, reason="再来一次。") == []


def test_an_event_that_comes_twice_makes_nothing_due_twice(city, contract):
    project = city.project(contract)
    assert len(operations.fall_due(city.session, project, Trigger.MID, by=SYSTEM)) == 1
    assert operations.fall_due(city.session, project, Trigger.MID, by=SYSTEM) == []


def test_lines_that_do_not_add_up_are_never_booked(city, contract):
    wrong = (
        [Line(AccountCode.PROVIDERS, 2), Line(AccountCode.COMMITMENTS, -1)],
        [Line(AccountCode.PROVIDERS, 0), Line(AccountCode.COMMITMENTS, 0)],
        [Line(AccountCode.PROVIDERS, 0)],
        [],
    )
    before = city.session.query(Voucher).count()
    for lines in wrong:
        with pytest.raises(Unbalanced):
            ledger.book(city.session, "错账", lines, by=SYSTEM, contract=contract, project_id=city.project(contract).id)
    assert city.session.query(Voucher).count() == before


def test_a_ledger_that_was_tampered_with_names_the_voucher(city, contract):
    assert ledger.ledger_is_balanced(city.session)
    voucher = city.session.query(Voucher).one()
    city.session.execute(text("UPDATE ledger_lines SET amount_fen = amount_fen + 1 WHERE amount_fen > 0"))
    assert ledger.unbalanced(city.session) == [voucher.number]


def test_sums_by_source_say_what_is_promised_paid_and_withheld_of_what_one_may_read(city, contract):
    city.pay_next(contract)
    operations.withhold_rest(city.session, city.project(contract), by=SYSTEM, reason="终止。")
    assert queries.totals(city.session) == (5000000, 5000000, 5000001)
    for login in ("finance", "ngo"):
        ((source, sums),) = queries.by_source(city.session, actor_for(city.session, login))
        assert (source.value, sums) == ("lottery", (5000000, 5000000, 5000001)), login
    assert queries.by_source(city.session, actor_for(city.session, "ngo2")) == []


def test_an_organization_sees_its_own_payments_and_vouchers_only(city, contract):
    seen = {login: len(queries.payments(city.session, actor_for(city.session, login)).items)
            for login in ("ngo", "accountant", "ngo2", "examiner", "finance", "resident1", "admin")}  # fmt: skip
    assert seen == {"ngo": 3, "accountant": 3, "ngo2": 0, "examiner": 3, "finance": 3, "resident1": 0, "admin": 0}
    vouchers = {login: len(queries.vouchers(city.session, actor_for(city.session, login)).items)
                for login in ("ngo", "accountant", "ngo2", "resident1")}  # fmt: skip
    assert vouchers == {"ngo": 1, "accountant": 1, "ngo2": 0, "resident1": 0}
    assert ledger.trial_balance(city.session, actor_for(city.session, "ngo2")) == []


def test_ten_clerks_at_once_pay_one_tranche_once(real_app):
    """On a database of its own: real commits, real locks."""
    with real_app.app_context():
        with engine.writing(db.session):
            city = ranked_call(db.session)
            first = city.tranches(city.in_force())[0]
            city.release(first)
            tranche_id, clerk = first.id, city.by("finance")
        db.session.remove()

    def pay(session) -> None:
        lifecycle.move(session, session.get(Tranche, tranche_id), "pay", by=clerk)

    outcomes = all_at_once(real_app, [pay] * 10)
    assert [type(refusal) for refusal in refusals(outcomes)] == [Stale] * 9
    with real_app.app_context():
        assert db.session.query(Voucher).filter_by(tranche_id=tranche_id).count() == 1
        assert ledger.ledger_is_balanced(db.session)
        assert db.session.query(LedgerLine).filter_by(account=AccountCode.PROVIDERS).one().amount_fen == 5000000


PERCENTS = st.lists(st.integers(0, 100), min_size=1, max_size=5).map(
    lambda cuts: [b - a for a, b in zip([0, *sorted(cuts)], [*sorted(cuts), 100], strict=True)]
)


@given(fen=st.integers(0, 10**12), percents=PERCENTS)
def test_shares_add_up_keep_their_order_and_are_off_by_less_than_a_fen_each(fen, percents):
    parts = money.share(fen, percents)
    assert sum(parts) == fen
    assert len(parts) == len(percents)
    assert all(part == fen * percent // 100 for part, percent in zip(parts[:-1], percents[:-1], strict=True))
    assert 0 <= parts[-1] - fen * percents[-1] // 100 < len(percents)


ACTIONS = st.lists(
    st.sampled_from(["release", "pay", "return", "withhold", "mid", "final", "rest", "hold", "lift"]), max_size=14
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=ACTIONS, which=st.lists(st.integers(0, 2), min_size=14, max_size=14), amount=st.integers(5, 10**9))
def test_after_any_sequence_of_acts_the_ledger_balances_and_nothing_is_paid_above_the_contract(
    session, frozen_time, actions, which, amount
):
    with session.begin_nested() as undo:
        city = ranked_call(session, scores=(9000,), amounts=(amount,), budget_fen=10**9)
        contract = city.in_force()
        for action, n in zip(actions, which, strict=False):
            with suppress(Refused):
                _act(city, contract, action, city.tranches(contract)[n % len(city.tranches(contract))])
            paid = sum(t.amount_fen for t in city.tranches(contract) if t.state is S.PAID)
            assert paid <= contract.amount_fen
            assert ledger.unbalanced(session) == []
            found = balances(city)
            assert sum(found.values()) == 0
            assert found.get(AccountCode.PROVIDERS, 0) == paid
            assert found.get(AccountCode.COMMITMENTS, 0) == sum(
                t.amount_fen for t in city.tranches(contract) if t.state not in (S.PAID, S.WITHHELD)
            )
        undo.rollback()
    session.expire_all()


def _act(city: Ranked, contract: Contract, action: str, tranche: Tranche) -> None:
    project = city.project(contract)
    match action:
        case "mid" | "final":
            operations.fall_due(city.session, project, Trigger(action), by=SYSTEM)
        case "rest":
            operations.withhold_rest(city.session, project, by=SYSTEM, reason="终止。")
        case "hold":
            holds.place(city.session, project, "payment", project, say("暂停。"), by=SYSTEM)
        case "lift":
            holds.lift(city.session, project, by=SYSTEM)
        case "release" | "withhold":
            lifecycle.move(city.session, tranche, action, by=city.by("examiner"), reason="核对过。")
        case _:
            lifecycle.move(city.session, tranche, action, by=city.by("finance"), reason="核对过。")
