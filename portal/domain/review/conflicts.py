"""Who may not judge a lot: ties between an expert and a party of the lot, looked at again at every step."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.domain.calls.models import Lot
from portal.domain.organizations.models import Organization
from portal.domain.proposals.models import Proposal, ProposalState
from portal.domain.review.models import Conflict, ConflictKind, Expert, Panel, PanelSeat
from portal.kernel import clock
from portal.kernel.people import Appointment, User, in_force
from portal.kernel.roles import Role

LOOK_BACK = timedelta(days=3 * 365)
_BLANKS = re.compile(r"\s+")
_BRACKETS = str.maketrans("（）", "()")  # official


def proposals_of(session: Session, lot: Lot, *states: ProposalState) -> list[Proposal]:
    """The opened proposals of a lot, in these states (all when none is named)."""
    stmt = select(Proposal).where(Proposal.lot_id == lot.id, Proposal.opened_at.is_not(None))
    return list(session.scalars(stmt.where(Proposal.state.in_(states)) if states else stmt.order_by(Proposal.id)))


def parties_of(session: Session, lot: Lot) -> dict[int, str]:
    """Id → name of every bidder and implementing group of the lot: whoever is tied to one of them leaves the whole lot."""
    takes_part = or_(Proposal.organization_id == Organization.id, Proposal.implementer_id == Organization.id)
    opened = select(Proposal.id).where(Proposal.lot_id == lot.id, Proposal.opened_at.is_not(None), takes_part)
    return dict(session.execute(select(Organization.id, Organization.name).where(opened.exists())).all())


def exclusions(session: Session, experts: list[Expert], parties: dict[int, str]) -> dict[str, str]:
    """Expert public id → reason code (a ``ConflictKind``), for those who are tied to a party of the lot."""
    out: dict[str, str] = {}
    names = [_plain(name) for name in parties.values()]
    serving = set(
        session.scalars(
            select(Appointment.user_id).where(
                Appointment.organization_id.in_(list(parties)),
                Appointment.ends_at.is_(None) | (Appointment.ends_at > clock.now() - LOOK_BACK),
            )
        )
    )
    declared = dict(
        session.execute(select(Conflict.expert_id, Conflict.kind).where(Conflict.organization_id.in_(list(parties)))).all()
    )
    for expert in experts:
        if expert.id in declared:
            out[expert.public_id] = declared[expert.id].value
        elif expert.user_id in serving:
            out[expert.public_id] = ConflictKind.EMPLOYMENT.value
        elif any(name in _plain(unit) for unit in units_of(expert) for name in names):
            out[expert.public_id] = ConflictKind.SAME_UNIT.value
    return out


def units_of(expert: Expert) -> list[str]:
    """The unit and those that were left within three years: a new employer does not untie from the old one."""
    since = clock.now() - LOOK_BACK
    return [expert.unit, *(u["unit"] for u in expert.former_units if datetime.fromisoformat(u["until"]) > since)]


def _plain(name: str) -> str:
    return _BLANKS.sub("", name).translate(_BRACKETS)


def of_seat(session: Session, seat: PanelSeat) -> ConflictKind | None:
    """The tie that stands between this expert and the lot as of now, or ``None``."""
    found = exclusions(session, [seat.expert], parties_of(session, seat.panel.lot))
    return ConflictKind(found[seat.expert.public_id]) if found else None


def in_panel(session: Session, panel: Panel, seats: list[PanelSeat]) -> dict[int, ConflictKind]:
    """Seat id → the tie that is found now: one look for the whole panel."""
    found = exclusions(session, [seat.expert for seat in seats], parties_of(session, panel.lot))
    return {seat.id: ConflictKind(found[seat.expert.public_id]) for seat in seats if seat.expert.public_id in found}


def out_of_post(session: Session, experts: list[Expert]) -> set[str]:
    """The public ids of those whose account is closed or whose appointment as an expert does not hold today."""
    stmt = (
        select(Appointment.user_id).join(User, User.id == Appointment.user_id)
        .where(Appointment.user_id.in_([e.user_id for e in experts]), Appointment.role == Role.EXPERT, User.active)
        .where(in_force())
    )  # fmt: skip
    holding = set(session.scalars(stmt))
    return {e.public_id for e in experts if e.user_id not in holding}
