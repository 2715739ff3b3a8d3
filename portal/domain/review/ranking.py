"""From scores to a ranking: by the rule frozen with the call, recomputable from the score sheet without names."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.domain.calls.models import Aggregation, Call, CallState, Criterion, Lot
from portal.domain.proposals.models import Proposal, ProposalState
from portal.domain.review import aggregation as rules
from portal.domain.review import conflicts, draws
from portal.domain.review.models import Panel, PanelSeat, PanelState, Review, ReviewState, Score
from portal.kernel import clock, lifecycle, papers
from portal.kernel.people import SYSTEM, Actor
from portal.kernel.words import Refused, say


@dataclass(frozen=True)
class Result:
    """One proposal's result. ``scores``: the panel's totals, column by column, without names."""

    proposal: Proposal
    rank: int
    score: int
    scores: list[int]
    dropped: tuple[int, ...]
    spread: int
    outliers: list[int]
    criteria: tuple[int, ...]
    proposable: bool


def results(session: Session, lot: Lot) -> list[Result]:
    """The lot's results in ranking order, computed from the submitted reviews; empty before all are in."""
    panel = session.scalars(select(Panel).where(Panel.lot_id == lot.id)).one_or_none()
    if panel is None or panel.state is not PanelState.COMPLETE:
        return []
    seed = draws.of_panel(session, panel).seed or ""
    by_proposal = _reviews(session, panel, seed)
    rule = rules.RULES[Aggregation(panel.call.aggregation).value]
    entries, proposals = [], {}
    for proposal, reviews in by_proposal:
        totals = [r.total or 0 for r in reviews]
        entries.append(rules.Entry(proposal.public_id, rule(totals), _criteria_sums(reviews), proposal.amount_fen or 0))
        proposals[proposal.public_id] = (proposal, totals)
    trimmed = panel.call.aggregation is Aggregation.TRIMMED_MEAN
    return [
        Result(
            proposals[e.key][0], n, e.score, proposals[e.key][1],
            rules.dropped(proposals[e.key][1]) if trimmed else (), rules.spread(proposals[e.key][1]),
            rules.outliers(proposals[e.key][1]), e.criteria, e.score >= panel.call.pass_score,
        )
        for n, e in enumerate(rules.ranking(entries, seed), 1)
    ]  # fmt: skip


def _reviews(session: Session, panel: Panel, seed: str) -> list[tuple[Proposal, list[Review]]]:
    """Each proposal's submitted reviews; columns in an order that is the same for all and tells nobody who sits where."""
    stmt = (
        select(Review).join(PanelSeat, PanelSeat.id == Review.seat_id)
        .where(PanelSeat.panel_id == panel.id, Review.state == ReviewState.SUBMITTED)
        .options(
            joinedload(Review.seat), joinedload(Review.proposal).joinedload(Proposal.organization),
            selectinload(Review.scores).joinedload(Score.criterion),
        )
    )  # fmt: skip
    grouped: dict[int, list[Review]] = defaultdict(list)
    for review in session.scalars(stmt):
        grouped[review.proposal_id].append(review)
    out = []
    for reviews in grouped.values():
        reviews.sort(key=lambda r: rules.lot_number(seed, r.seat.public_id))
        out.append((reviews[0].proposal, reviews))
    return out


def _criteria_sums(reviews: list[Review]) -> tuple[int, ...]:
    sums: dict[int, int] = defaultdict(int)
    for review in reviews:
        for score in review.scores:
            sums[score.criterion.position] += score.points
    return tuple(points for _, points in sorted(sums.items()))


def rank_call(session: Session, call: Call, by: Actor) -> None:
    """Reaction to ``rank``: every eligible proposal gets its score and its rank in its lot."""
    for lot in call.lots:
        eligible = conflicts.proposals_of(session, lot, ProposalState.ELIGIBLE)
        found = results(session, lot)
        if len(found) != len(eligible):
            raise Refused(say("“%(lot)s”的评分还没有交齐，不能计算结果。", lot=lot.title))
        for result in found:
            lifecycle.move(session, result.proposal, "rank", by=SYSTEM, score=result.score, rank=result.rank)


def publish_draws(session: Session, call: Call, by: Actor) -> None:
    """Reaction to the publicity: from now on anyone may read the draw records."""
    for panel in session.scalars(select(Panel).where(Panel.call_id == call.id)):
        for row in draws.rounds_of(session, panel):
            row.published_at = row.published_at or clock.now()
        for paper in papers.papers_of(session, panel):
            paper.public = True


def is_proposable(proposal: Proposal) -> bool:
    """Ranked, and not below the score that the call asks for."""
    return proposal.score is not None and proposal.score >= proposal.call.pass_score


@dataclass(frozen=True)
class Opinion:
    """What the panel said about one proposal under one criterion: points and reasons, without names."""

    criterion: Criterion
    points: list[int]
    reasons: list[str]


def opinions(session: Session, proposal: Proposal) -> tuple[list[int], list[Opinion], list[str]]:
    """(totals, criterion by criterion, comments) for the bidder and the officers; columns as in the score sheet."""
    panel = session.scalars(select(Panel).where(Panel.lot_id == proposal.lot_id)).one_or_none()
    if panel is None or panel.state is not PanelState.COMPLETE:
        return [], [], []
    seed = draws.of_panel(session, panel).seed or ""
    found = [reviews for p, reviews in _reviews(session, panel, seed) if p.id == proposal.id]
    reviews = found[0] if found else []
    marks: dict[int, Opinion] = {}
    for review in reviews:
        for score in review.scores:
            opinion = marks.setdefault(score.criterion.position, Opinion(score.criterion, [], []))
            opinion.points.append(score.points)
            if score.reason:
                opinion.reasons.append(score.reason)
    comments = [r.comment for r in reviews if r.comment]
    return [r.total or 0 for r in reviews], [marks[k] for k in sorted(marks)], comments


def bidder_may_see_scores(call: Call) -> bool:
    return call.state in (CallState.PUBLICITY, CallState.AWARDED)


def score_for(proposal: Proposal, actor: Actor) -> int | None:
    """The score as this reader may know it: the bidder hears it with the publicity, not before."""
    own = actor.organization_id == proposal.organization_id
    return proposal.score if not own or bidder_may_see_scores(proposal.call) else None
