"""Questions that need many nouns. A guard gets the answer as a fact, by name: ``None``, or what stands in the way."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.awards.decided import undecided
from portal.domain.calls.models import Call, Lot
from portal.domain.proposals.models import Proposal, ProposalState
from portal.domain.review.models import Panel, PanelState
from portal.kernel.words import Sentence, say


def awards_are_decided(session: Session, call: Call) -> Sentence | None:
    """Nothing of the call is in public, disputed or merely proposed any more; else what stands in the way."""
    return undecided(session, call)


def review_is_ready(session: Session, call: Call) -> Sentence | None:
    """Every opened proposal was checked, and every lot with an eligible one has its panel drawn."""
    states = _states_by_lot(session, call)
    waiting = sum(found.count(ProposalState.OPENED) for found in states.values())
    if waiting:
        return say("还有 %(n)s 份申报没有审查资格。", n=waiting)
    panels = _panels_by_lot(session, call)
    for lot_id, title in _lots_to_review(session, call, states):
        if panels.get(lot_id) in (None, PanelState.COMMITTED):
            return say("“%(lot)s”还没有抽取评审专家。", lot=title)
    return None


def panels_are_complete(session: Session, call: Call) -> Sentence | None:
    """Every lot with an eligible proposal has all scores of its panel."""
    panels = _panels_by_lot(session, call)
    for lot_id, title in _lots_to_review(session, call, _states_by_lot(session, call)):
        if panels.get(lot_id) is not PanelState.COMPLETE:
            return say("“%(lot)s”的评分还没有交齐。", lot=title)
    return None


def _states_by_lot(session: Session, call: Call) -> dict[int, list[ProposalState]]:
    found: dict[int, list[ProposalState]] = {}
    for lot_id, state in session.execute(select(Proposal.lot_id, Proposal.state).where(Proposal.call_id == call.id)):
        found.setdefault(lot_id, []).append(state)
    return found


def _panels_by_lot(session: Session, call: Call) -> dict[int, PanelState]:
    rows = session.execute(select(Panel.lot_id, Panel.state).where(Panel.call_id == call.id))
    return {lot_id: state for lot_id, state in rows}


def _lots_to_review(session: Session, call: Call, states: dict[int, list[ProposalState]]) -> list[tuple[int, str]]:
    lots = session.execute(select(Lot.id, Lot.title).where(Lot.call_id == call.id).order_by(Lot.position))
    return [(lot_id, title) for lot_id, title in lots if ProposalState.ELIGIBLE in states.get(lot_id, [])]
