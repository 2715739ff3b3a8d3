"""The ledger: double entry, every voucher adds up to zero. ``book`` is the only code that writes it.

Debits are positive, credits negative. Three bookings exist:

====================  =======================  ==========================
what happens          debit (+)                credit (−)
====================  =======================  ==========================
contract in force     commitments, the amount  the source of its money
tranche paid          providers, the tranche   commitments
tranche withheld      the source               commitments
====================  =======================  ==========================

So the balance of a source is what was promised from it (negative), the balance of ``commitments`` is what is signed
and not yet paid, the balance of ``providers`` is what organizations received; together they are zero.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from portal.domain.funds.models import AccountCode, LedgerLine, Tranche, Voucher
from portal.domain.projects.models import Contract
from portal.kernel import access, clock, journal
from portal.kernel.papers import next_number
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.words import say


class Unbalanced(ValueError):
    """A voucher whose lines do not add up to zero: a defect of the program, never an input."""


class Line(NamedTuple):
    account: AccountCode
    amount_fen: int  # debit positive, credit negative


def book(
    session: Session, text: str, lines: list[Line], *, by: Actor, contract: Contract, project_id: int,
    tranche: Tranche | None = None,
) -> Voucher:  # fmt: skip
    """Store one balanced voucher. Raises ``Unbalanced``."""
    if len(lines) < 2 or sum(line.amount_fen for line in lines) != 0 or any(not line.amount_fen for line in lines):
        raise Unbalanced(f"{text}: {lines}")
    voucher = Voucher(
        number=next_number(session, "凭"), booked_on=clock.today(), text=text[:200], region_path=contract.region_path,
        tranche_id=tranche.id if tranche else None, contract_id=contract.id,
        organization_id=contract.organization_id, booked_by_id=by.user_id,
        lines=[
            LedgerLine(account=line.account, organization_id=contract.organization_id, project_id=project_id,
                       amount_fen=line.amount_fen)
            for line in lines
        ],
    )  # fmt: skip
    session.add(voucher)
    session.flush()
    sentence = say("记账：%(text)s，凭证 %(number)s", text=voucher.text, number=voucher.number)
    journal.write(session, voucher, "book", sentence, by=by, region_path=voucher.region_path)
    return voucher


def unbalanced(session: Session) -> list[str]:
    """Numbers of vouchers that do not add up to zero or have fewer than two lines: must be empty."""
    stmt = (
        select(Voucher.number)
        .outerjoin(LedgerLine, LedgerLine.voucher_id == Voucher.id)
        .group_by(Voucher.id, Voucher.number)
        .having((func.coalesce(func.sum(LedgerLine.amount_fen), 0) != 0) | (func.count(LedgerLine.id) < 2))
        .order_by(Voucher.id)
    )
    return list(session.scalars(stmt))


def ledger_is_balanced(session: Session) -> bool:
    return not unbalanced(session)


class Balance(NamedTuple):
    account: AccountCode
    debit_fen: int
    credit_fen: int
    balance_fen: int


def trial_balance(session: Session, actor: Actor) -> list[Balance]:
    """Debits, credits and balance of every account, of the vouchers that the actor may read."""
    debit = func.sum(case((LedgerLine.amount_fen > 0, LedgerLine.amount_fen), else_=0))
    credit = func.sum(case((LedgerLine.amount_fen < 0, -LedgerLine.amount_fen), else_=0))
    rows = session.execute(
        select(LedgerLine.account, debit, credit)
        .join(Voucher, Voucher.id == LedgerLine.voucher_id)
        .where(access.predicate(actor, P.LEDGER_READ, Voucher))
        .group_by(LedgerLine.account)
    )
    found = {account: Balance(account, int(d), int(c), int(d - c)) for account, d, c in rows}
    return [found[code] for code in AccountCode if code in found]
