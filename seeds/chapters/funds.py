"""Contracts signed and money paid; of the newest, one waits for a signature, one for the examiner, one for finance."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select

from portal.domain.awards.models import Award, AwardState
from portal.domain.funds.guards import payment_holds
from portal.domain.funds.models import Tranche, TrancheState
from portal.domain.projects import contracts
from portal.domain.projects.contract_text import period_of
from portal.domain.projects.models import Contract
from portal.kernel import clock, lifecycle, saved_filters
from portal.kernel.roles import Role
from seeds.chapters.proposals import spokesman
from seeds.world import City

TERMS = "高温、寒潮预警期间，户外和入户活动可以改为电话探访，事后在活动记录里说明。"
SIGNED = 9  # days from the award to the contract


def begin(city: City, key: str) -> None:
    """The projects of a call: signed, and the first money paid."""
    for award in _confirmed(city, key):
        latest = city.day(-48) if key == "finished" else None
        sign(city, draft(city, award, _after(award, 4), latest), _after(award, SIGNED))
    pay_due(city, key, _after_call(city, key))


def begins(city: City, key: str) -> datetime:
    """The moment at which the first contract of a call is signed."""
    return min((_after(award, SIGNED) for award in _confirmed(city, key)), default=city.now)


def leave_waiting(city: City) -> None:
    """The newest awards: a contract to sign, a payment to check, a payment to make, as far as there are so many."""
    ours = city.actor("ngo").organization_id
    awards = sorted(_confirmed(city, "publicity"), key=lambda award: award.organization_id != ours)
    if not awards:
        return
    began = max(city.moment(-4, 9), _after(awards[0], 0) + timedelta(hours=2))
    drawn = [draft(city, award, began + timedelta(minutes=40 * n)) for n, award in enumerate(awards)]
    for n, contract in enumerate(drawn[1:]):
        sign(city, contract, began + timedelta(days=1, hours=n))
    if len(drawn) > 2:
        release(city, drawn[2], began + timedelta(days=2, hours=2))
    with city.at(-1) as session:
        saved_filters.save(session, "payments.index", "等我拨的", "state=released", by=city.actor("finance"))


def draft(city: City, award: Award, moment: datetime, latest: date | None = None) -> Contract:
    """``latest``: the last day that a finished project may have, so that it was evaluated by today."""
    with city.at(moment) as session:
        starts_on, ends_on = period_of(session, award, clock.today())
        ends_on = min(ends_on, latest or ends_on)
        return contracts.draft(session, award, by=city.actor("acceptor"), starts_on=starts_on, ends_on=ends_on, terms=TERMS)


def sign(city: City, contract: Contract, moment: datetime) -> None:
    """Both sides, the purchaser three hours after the provider."""
    provider = spokesman(city, contract.organization)
    assert provider is not None
    assert provider.role is Role.LEGAL_REPRESENTATIVE
    with city.at(moment) as session:
        contracts.sign("sign-provider")(session, contract, by=provider, digest=contract.digest)
    with city.at(moment + timedelta(hours=3)) as session:
        contracts.sign("sign-purchaser")(session, contract, by=city.actor("approver"), digest=contract.digest)


def release(city: City, contract: Contract, moment: datetime) -> None:
    with city.at(moment) as session:
        for tranche in _in_state(city, TrancheState.DUE, contract):
            lifecycle.move(session, tranche, "release", by=city.actor("examiner"))


def pay_due(city: City, key: str, moment: datetime) -> None:
    """Check and pay every part of the call's contracts that is due and not held, as of a moment."""
    with city.at(moment) as session:
        for tranche in _in_state(city, TrancheState.DUE):
            if tranche.contract.award.call_id != city.calls[key].id or payment_holds(session, tranche):
                continue
            lifecycle.move(session, tranche, "release", by=city.actor("examiner"))
            with city.stand(moment + timedelta(days=1, hours=2)):
                lifecycle.move(session, tranche, "pay", by=city.actor("finance"))


def _in_state(city: City, state: TrancheState, contract: Contract | None = None) -> list[Tranche]:
    stmt = select(Tranche).where(Tranche.state == state).order_by(Tranche.contract_id, Tranche.position)
    if contract is not None:
        stmt = stmt.where(Tranche.contract_id == contract.id)
    return list(city.session.scalars(stmt))


def _confirmed(city: City, key: str) -> list[Award]:
    stmt = select(Award).where(Award.call_id == city.calls[key].id, Award.state == AwardState.CONFIRMED)
    return list(city.session.scalars(stmt.order_by(Award.id)))


def _after(award: Award, days: int) -> datetime:
    assert award.decided_at is not None
    return award.decided_at + timedelta(days=days)


def _after_call(city: City, key: str) -> datetime:
    """Some days after the last contract of the call came into force."""
    stmt = select(Contract.in_force_at).join(Award).where(Award.call_id == city.calls[key].id)
    return max(city.session.scalars(stmt)) + timedelta(days=6)
