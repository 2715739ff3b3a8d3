"""From the ranking into public: who is proposed, the sheet without names, and the next in line when an award falls."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from portal.domain.awards.guards import submission_number, tell_organization
from portal.domain.awards.lifecycles import LIVE
from portal.domain.awards.models import Award, AwardState, Publicity
from portal.domain.calls.models import Call, CallState, Lot
from portal.domain.proposals.models import Proposal, ProposalState
from portal.domain.review import ranking
from portal.domain.review.models import GONE, Expert, Panel, PanelSeat
from portal.kernel import clock, lifecycle, policy
from portal.kernel.people import SYSTEM, Actor
from portal.kernel.words import Refused, say

STANDING = (*LIVE, AwardState.CONTRACTED)


def publicise(session: Session, call: Call, by: Actor) -> None:
    """Reaction to the call's step: every lot goes into public, with the awards that its ranking proposes."""
    for lot in call.lots:
        publicise_lot(session, lot, by=by)


def publicise_lot(session: Session, lot: Lot, *, by: Actor) -> Publicity:
    """One lot into public for a whole period. A lot without a winner is publicised too: nobody reached the line."""
    ranked = ranked_of(session, lot)
    chosen = choose(session, lot, ranked)
    now = clock.now()
    publicity = Publicity(
        lot_id=lot.id, lot=lot, call_id=lot.call_id, call=lot.call, region_path=lot.call.region_path,
        round=_rounds(session, lot) + 1, starts_at=now,
        ends_at=policy.due(session, "awards.publicity", lot.call.region_path, now),
        sheet=sheet_of(session, lot, ranked, {p.id for p in chosen}), experts=expert_names(session, lot),
    )  # fmt: skip
    lifecycle.begin(session, publicity, by=by, sentence=say("公示了“%(lot)s”的评审结果", lot=lot.title))
    for proposal in chosen:
        _propose(session, publicity, proposal, by)
    return publicity


def _propose(session: Session, publicity: Publicity, proposal: Proposal, by: Actor) -> Award:
    award = Award(
        proposal=proposal, proposal_id=proposal.id, publicity=publicity, publicity_id=publicity.id,
        call_id=proposal.call_id, organization_id=proposal.organization_id, region_path=publicity.region_path,
        amount_fen=proposal.amount_fen,
    )  # fmt: skip
    sentence = say("把“%(title)s”列为拟立项，进入公示", title=proposal.title)
    lifecycle.begin(session, award, by=by, sentence=sentence)
    tell_organization(session, award, sentence)
    return award


def propose_next(session: Session, publicity: Publicity, *, by: Actor) -> Publicity:
    """An award fell: the next in line of the lot goes into public, for a whole period of its own."""
    lot = session.get_one(Lot, publicity.lot_id, with_for_update=True, populate_existing=True)
    if lot.call.state is not CallState.PUBLICITY:
        raise Refused(say("征集已经办结，不能再递补。"))
    if not choose(session, lot, ranked_of(session, lot)):
        raise Refused(say("没有可以递补的项目：名额已满，或后面的项目没有达到分数线、超出标段余额。"))
    return publicise_lot(session, lot, by=by)


def can_propose_next(session: Session, publicity: Publicity) -> bool:
    lot = publicity.lot
    return publicity.call.state is CallState.PUBLICITY and bool(choose(session, lot, ranked_of(session, lot)))


def ranked_of(session: Session, lot: Lot) -> list[Proposal]:
    """The lot's proposals that have a rank, best first, whatever became of them since."""
    stmt = select(Proposal).where(Proposal.lot_id == lot.id, Proposal.rank.is_not(None))
    return list(session.scalars(stmt.options(joinedload(Proposal.organization)).order_by(Proposal.rank, Proposal.id)))


def choose(session: Session, lot: Lot, ranked: list[Proposal]) -> list[Proposal]:
    """Best first, at or above the line, while places and money last. Nobody is passed over for a cheaper one."""
    taken = session.execute(
        select(Award.proposal_id, Award.amount_fen, Award.state)
        .join(Proposal, Proposal.id == Award.proposal_id)
        .where(Proposal.lot_id == lot.id)
    ).all()
    standing = [row for row in taken if row.state in STANDING]
    places, money = lot.places - len(standing), lot.budget_fen - sum(row.amount_fen for row in standing)
    judged, chosen = {row.proposal_id for row in taken}, []
    for proposal in ranked:
        if proposal.id in judged or proposal.state is not ProposalState.RANKED:
            continue
        if places < 1 or (proposal.score or 0) < lot.call.pass_score or (proposal.amount_fen or 0) > money:
            break
        chosen.append(proposal)
        places, money = places - 1, money - (proposal.amount_fen or 0)
    return chosen


def sheet_of(session: Session, lot: Lot, ranked: list[Proposal], proposed: set[int]) -> list[dict[str, Any]]:
    """The score sheet: one row a proposal, one column a judge, the same order in every row and no names. ``before``: what
    an earlier publicity of the lot made of the proposal ("standing", "fallen" or nothing)."""
    before = {
        proposal_id: "standing" if state in STANDING else "fallen"
        for proposal_id, state in session.execute(
            select(Award.proposal_id, Award.state).where(Award.proposal_id.in_([p.id for p in ranked]))
        )
    }
    columns = {result.proposal.id: result.scores for result in ranking.results(session, lot)}
    return [
        {
            "rank": p.rank, "proposal": p.title, "number": submission_number(session, p),
            "organization": p.organization.name, "amount_fen": p.amount_fen, "score": p.score,
            "seats": columns.get(p.id, []), "proposed": p.id in proposed, "before": before.get(p.id),
        }
        for p in ranked
    ]  # fmt: skip


def expert_names(session: Session, lot: Lot) -> list[str]:
    """Who sat on the panel, by name and in the order of names: it says nothing about who gave which score."""
    stmt = (
        select(Expert.name)
        .join(PanelSeat, PanelSeat.expert_id == Expert.id)
        .join(Panel, Panel.id == PanelSeat.panel_id)
        .where(Panel.lot_id == lot.id, PanelSeat.state.not_in(GONE))
    )
    return sorted(session.scalars(stmt))


def _rounds(session: Session, lot: Lot) -> int:
    return session.scalar(select(func.count()).select_from(Publicity).where(Publicity.lot_id == lot.id)) or 0


def decline_the_rest(session: Session, call: Call, by: Actor) -> None:
    """Reaction to the end of the call: who was ranked and not awarded hears so."""
    stmt = select(Proposal).where(Proposal.call_id == call.id, Proposal.state == ProposalState.RANKED)
    for proposal in session.scalars(stmt.order_by(Proposal.id)).all():
        lifecycle.move(session, proposal, "decline", by=SYSTEM)
