"""What became of an item of a catalogue: who took it over, by which call and contract, and which money followed (费随事转)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from portal.domain.awards.models import Award
from portal.domain.calls.models import Call, Lot
from portal.domain.catalogue.models import CatalogueEdition, TransferItem
from portal.domain.funds.models import Tranche, TrancheState
from portal.domain.organizations.models import Organization
from portal.domain.projects.models import Contract, Project
from portal.domain.proposals.models import Proposal
from portal.kernel import access
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P

LIMIT = 100  # lots, and contracts, of one item; an item of a year has a handful


@dataclass(frozen=True)
class Taken:
    """One contract that carries the item out; ``paid_fen`` so far."""

    organization: str
    organization_id: str
    project: str
    project_id: str
    contract: str
    amount_fen: int
    paid_fen: int
    state: Any


@dataclass(frozen=True)
class Link:
    """One lot by which the item was given out, under the edition of which year, and who got it."""

    year: int
    call: str
    call_id: str
    number: str | None
    state: Any
    lot: str
    budget_fen: int
    taken: list[Taken]


@dataclass(frozen=True)
class Chain:
    links: list[Link]

    @property
    def amount_fen(self) -> int:
        return sum(taken.amount_fen for link in self.links for taken in link.taken)

    @property
    def paid_fen(self) -> int:
        return sum(taken.paid_fen for link in self.links for taken in link.taken)


def chain_of(session: Session, actor: Actor, item: Any) -> Chain:
    """As far as the actor may read the calls; contracts from the day on which they are in force, when they are public."""
    lots = _lots(session, actor, item)
    by_lot: dict[int, list[Taken]] = {}
    for row in _contracts(session, [lot.id for lot in lots]):
        taken = Taken(row.organization, row.organization_id, row.project, row.project_id, row.contract, row.amount_fen,
                      row.paid_fen or 0, row.state)  # fmt: skip
        by_lot.setdefault(row.lot_id, []).append(taken)
    return Chain([
        Link(lot.year, lot.title, lot.public_id, lot.number, lot.state, lot.lot, lot.budget_fen, by_lot.get(lot.id, [])) for lot in lots
    ])  # fmt: skip


def _lots(session: Session, actor: Actor, item: Any) -> list[Row]:
    """A code stays with its function from edition to edition: last year's call belongs to the same chain."""
    model, column = type(item), Lot.transfer_item_id if isinstance(item, TransferItem) else Lot.service_item_id
    stmt = (
        select(Lot.id, Lot.title.label("lot"), Lot.budget_fen, Call.public_id, Call.title, Call.number, Call.state,
               CatalogueEdition.year)
        .join(Call, Call.id == Lot.call_id).join(model, model.id == column)
        .join(CatalogueEdition, CatalogueEdition.id == model.edition_id)
        .where(model.code == item.code, model.region_path == item.region_path, access.predicate(actor, P.CALL_READ, Call))
        .order_by(Call.deadline_at.desc(), Lot.position).limit(LIMIT)
    )  # fmt: skip
    return list(session.execute(stmt))


def _contracts(session: Session, lot_ids: list[int]) -> list[Row]:
    if not lot_ids:
        return []
    paid = (
        select(func.sum(Tranche.amount_fen)).where(Tranche.contract_id == Contract.id, Tranche.state == TrancheState.PAID)
        .correlate(Contract).scalar_subquery()
    )  # fmt: skip
    stmt = (
        select(Proposal.lot_id, Organization.name.label("organization"), Organization.public_id.label("organization_id"),
               Project.title.label("project"), Project.public_id.label("project_id"), Project.state,
               Contract.number.label("contract"), Contract.amount_fen, paid.label("paid_fen"))
        .join(Award, Award.proposal_id == Proposal.id).join(Contract, Contract.award_id == Award.id)
        .join(Project, Project.contract_id == Contract.id).join(Organization, Organization.id == Contract.organization_id)
        .where(Proposal.lot_id.in_(lot_ids), Contract.in_force_at.is_not(None), Project.is_public)
        .order_by(Contract.id).limit(LIMIT)
    )  # fmt: skip
    return list(session.execute(stmt))
