"""What officers see of reviewing, lot by lot: how far it is, never a score before all are in."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from portal.domain.calls.models import Call, CallState, Lot
from portal.domain.proposals.models import Proposal, ProposalState
from portal.domain.review import draws
from portal.domain.review.models import Panel
from portal.kernel import access
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.words import Sentence

SHOWN = (CallState.OPENED, CallState.IN_REVIEW, CallState.RANKED, CallState.PUBLICITY)


@dataclass(frozen=True)
class LotRow:
    lot: Lot
    unchecked: int
    eligible: int
    panel: Panel | None
    barrier: Sentence | None  # why no panel can be drawn now


def lots(session: Session, actor: Actor) -> list[LotRow]:
    """The lots of opened calls in the actor's reach, the newest call first."""
    calls = access.visible(select(Call.id), actor, P.PANEL_READ, Call).where(Call.state.in_(SHOWN))
    stmt = select(Lot).join(Call, Call.id == Lot.call_id).where(Lot.call_id.in_(calls)).options(joinedload(Lot.call))
    found = list(session.scalars(stmt.order_by(Call.deadline_at.desc(), Lot.position).limit(100)))
    ids = [lot.id for lot in found]
    panels = {p.lot_id: p for p in session.scalars(select(Panel).where(Panel.lot_id.in_(ids)))}
    counted = (
        select(Proposal.lot_id, Proposal.state, func.count()).where(Proposal.lot_id.in_(ids), Proposal.opened_at.is_not(None))
        .group_by(Proposal.lot_id, Proposal.state)
    )  # fmt: skip
    counts: dict[tuple[int, ProposalState], int] = {(lot, state): n for lot, state, n in session.execute(counted)}
    standing = (ProposalState.ELIGIBLE, ProposalState.RANKED, ProposalState.AWARDED, ProposalState.NOT_AWARDED)
    return [
        LotRow(
            lot, counts.get((lot.id, ProposalState.OPENED), 0), sum(counts.get((lot.id, s), 0) for s in standing),
            panels.get(lot.id), None if lot.id in panels else draws.barrier(session, lot.call, lot),
        )
        for lot in found
    ]  # fmt: skip
