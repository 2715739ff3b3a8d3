"""Reads of money: payments, vouchers, sums by source and by stage."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.domain.calls.models import FundingSource
from portal.domain.funds.models import Tranche, TrancheState, Voucher
from portal.domain.organizations.models import Organization
from portal.domain.projects.models import Contract
from portal.kernel import access
from portal.kernel.paging import Page, paginate
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P


class Sums(NamedTuple):
    """Fen: what is promised (withheld parts left out), what of it is paid, what is withheld."""

    contracted_fen: int
    paid_fen: int
    withheld_fen: int

    @property
    def outstanding_fen(self) -> int:
        return self.contracted_fen - self.paid_fen


def _sum(*states: TrancheState, inverse: bool = False) -> Any:
    found = Tranche.state.not_in(states) if inverse else Tranche.state.in_(states)
    return func.coalesce(func.sum(case((found, Tranche.amount_fen), else_=0)), 0)


_SUMS = (
    _sum(TrancheState.WITHHELD, inverse=True),
    _sum(TrancheState.PAID),
    _sum(TrancheState.WITHHELD),
)


def totals(session: Session) -> Sums:
    """Of the whole city: for the home page's figures."""
    return Sums(*(int(value) for value in session.execute(select(*_SUMS)).one()))


def by_source(session: Session, actor: Actor) -> list[tuple[FundingSource, Sums]]:
    """Per source of the money that the actor may read of, in the sources' order; sources without money are left out."""
    mine = access.predicate(actor, P.PAYMENT_READ, Tranche)
    found = session.execute(select(Tranche.source, *_SUMS).where(mine).group_by(Tranche.source))
    rows = {row[0]: Sums(*map(int, row[1:])) for row in found}
    return [(source, rows[source]) for source in FundingSource if source in rows]


def paid_of_project(session: Session, project_id: int) -> int:
    return of_project(session, project_id).paid_fen


def of_project(session: Session, project_id: int) -> Sums:
    return Sums(*(int(v) for v in session.execute(select(*_SUMS).where(Tranche.project_id == project_id)).one()))


def tranches_of_project(session: Session, project_id: int) -> list[Tranche]:
    return list(session.scalars(select(Tranche).where(Tranche.project_id == project_id).order_by(Tranche.position)))


def tranches_of_contract(session: Session, contract_id: int) -> list[Tranche]:
    return list(session.scalars(select(Tranche).where(Tranche.contract_id == contract_id).order_by(Tranche.position)))


def payments(
    session: Session, actor: Actor, *, q: str = "", state: TrancheState | None = None,
    source: FundingSource | None = None, cursor: str | None = None, size: int = 25,
) -> Page:  # fmt: skip
    """The tranches that the actor may read, newest first."""
    columns = (
        Tranche.id, Tranche.public_id, Tranche.title, Tranche.trigger, Tranche.percent, Tranche.amount_fen,
        Tranche.source, Tranche.state, Tranche.paid_at, Tranche.entered_at, Organization.name.label("organization"),
    )  # fmt: skip
    stmt = (
        select(*columns)
        .join(Organization, Organization.id == Tranche.organization_id)
        .where(access.predicate(actor, P.PAYMENT_READ, Tranche))
    )
    if q:
        like = "%" + q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        stmt = stmt.where(or_(Tranche.title.like(like, escape="\\"), Organization.name.like(like, escape="\\")))
    if state:
        stmt = stmt.where(Tranche.state == state)
    if source:
        stmt = stmt.where(Tranche.source == source)
    total = session.scalar(select(func.count()).select_from(stmt.subquery())) if not cursor else None
    return paginate(session, stmt, keys=(Tranche.id,), cursor=cursor, scalars=False, size=size, total=total)


def vouchers(session: Session, actor: Actor, *, cursor: str | None = None, size: int = 25) -> Page:
    """The vouchers that the actor may read with their lines, newest first."""
    stmt = access.visible(select(Voucher).options(selectinload(Voucher.lines)), actor, P.LEDGER_READ)
    return paginate(session, stmt, keys=(Voucher.id,), cursor=cursor, size=size)


def voucher_of(session: Session, tranche: Tranche) -> Voucher | None:
    return session.scalars(select(Voucher).where(Voucher.tranche_id == tranche.id)).one_or_none()


def tranche_of(session: Session, voucher: Voucher) -> Tranche | None:
    return session.get(Tranche, voucher.tranche_id) if voucher.tranche_id else None


def whole(session: Session, tranche: Tranche) -> Tranche:
    """The tranche with everything its page names, in one statement."""
    stmt = select(Tranche).where(Tranche.id == tranche.id).options(
        joinedload(Tranche.contract).joinedload(Contract.organization), joinedload(Tranche.project)
    )  # fmt: skip
    return session.scalars(stmt.execution_options(populate_existing=True)).one()
