"""Serving on a panel: accept, step aside, score blind, hand everything in."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import BindParameter, Integer, bindparam, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.domain.calls.models import Call, Criterion, Lot
from portal.domain.proposals.models import ProposalState
from portal.domain.review import conflicts
from portal.domain.review.models import (
    SAID_YES,
    SCORES_NOW,
    ConflictKind,
    Panel,
    PanelSeat,
    PanelState,
    Review,
    ReviewState,
    Score,
    SeatState,
)
from portal.kernel import access, clock, engine, lifecycle
from portal.kernel.lifecycle import Ctx
from portal.kernel.people import SYSTEM, Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.words import Invalid, NotFound, Refused, Sentence, Stale, refuse_all, say

#: At or below this share of a criterion's maximum, and at or above the other, a score needs its reason (percent).
LOW, HIGH = 20, 95


# --- what happens around a seat (effects, guards, reactions) ------------------------------------------------------


def serve(session: Session, seat: PanelSeat, by: Actor) -> None:
    """Reaction to an acceptance: scoring starts when every seat has accepted; a substitute starts at once."""
    panel = seat.panel
    engine.lock(session, panel)
    if panel.state is PanelState.SCORING:
        lifecycle.move(session, seat, "begin", by=SYSTEM)
    elif panel.state is PanelState.DRAWN and _accepted(session, panel) == panel.size:
        lifecycle.move(session, panel, "start", by=SYSTEM)


def start_all(ctx: Ctx) -> None:
    """Effect of ``start``: everyone who waits begins."""
    for seat in seats_of(ctx.session, ctx.record):
        if seat.state is SeatState.ACCEPTED:
            lifecycle.move(ctx.session, seat, "begin", by=SYSTEM)


def hand_out(ctx: Ctx) -> None:
    """Effect of ``begin``: the expert gets every eligible proposal of the lot."""
    session, seat = ctx.session, ctx.record
    for proposal in conflicts.proposals_of(session, seat.panel.lot, ProposalState.ELIGIBLE):
        review = Review(
            seat_id=seat.id, proposal_id=proposal.id, assignee_id=seat.assignee_id, region_path=seat.region_path,
            seat=seat, proposal=proposal,
        )  # fmt: skip
        lifecycle.begin(session, review, by=SYSTEM, sentence=say("分发了一份待评的申报书"))


def _accepted(session: Session, panel: Panel) -> int:
    return len([s for s in seats_of(session, panel) if s.state in SAID_YES])


def has_no_tie(ctx: Ctx) -> Sentence | None:
    """Guard: what became known since the draw counts as well."""
    return tie_sentence(conflicts.of_seat(ctx.session, ctx.record))


def tie_sentence(kind: ConflictKind | None) -> Sentence | None:
    if kind is None:
        return None
    return say("您和这个标段的一家申报单位有利益关系（%(kind)s），不能评。请点“我要回避”，由候补专家接替。", kind=kind.label)


def is_in_post(ctx: Ctx) -> Sentence | None:
    """Guard: the account and the appointment as an expert hold today."""
    out = conflicts.out_of_post(ctx.session, [ctx.record.expert])
    return say("您的账号已停用，或专家聘期已满，不能参加评审。请和承办人联系。") if out else None


def panel_is_not_complete(ctx: Ctx) -> Sentence | None:
    done = ctx.record.panel.state is PanelState.COMPLETE
    return say("评审已经完成，评审组不能再变。发现利益关系请告诉承办人，按异议处理。") if done else None


def every_seat_accepted(ctx: Ctx) -> Sentence | None:
    missing = ctx.record.size - _accepted(ctx.session, ctx.record)
    return say("还有 %(n)s 位专家没有确认。", n=missing) if missing > 0 else None


def every_seat_is_done(ctx: Ctx) -> Sentence | None:
    done = [s for s in seats_of(ctx.session, ctx.record) if s.state is SeatState.DONE]
    missing = ctx.record.size - len(done)
    return say("还有 %(n)s 位专家没有交齐评分。", n=missing) if missing > 0 else None


def reviews_are_complete(ctx: Ctx) -> Sentence | None:
    """Every proposal scored on every criterion, with reasons at the extremes."""
    done, every = progress_of(ctx.session, [ctx.record.id]).get(ctx.record.id, (0, 0))
    return say("还有 %(n)s 份没有打完分。", n=every - done) if every > done else None


def hand_in_reviews(ctx: Ctx) -> None:
    """Effect of ``finish``: all reviews of the seat are submitted together."""
    for review in reviews_of(ctx.session, ctx.record):
        if review.state is ReviewState.DRAFT:
            lifecycle.move(ctx.session, review, "submit", by=ctx.by)


def add_up(ctx: Ctx) -> None:
    ctx.record.total = sum(score.points for score in ctx.record.scores)


def complete(session: Session, seat: PanelSeat, by: Actor) -> None:
    """Reaction to the last seat handing in."""
    engine.lock(session, seat.panel)
    done = [s for s in seats_of(session, seat.panel) if s.state is SeatState.DONE]
    if seat.panel.state is PanelState.SCORING and len(done) == seat.panel.size:
        lifecycle.move(session, seat.panel, "complete", by=SYSTEM)


# --- verbs --------------------------------------------------------------------------------------------------------


class Mark(NamedTuple):
    """Points for one criterion in hundredths (``None``: not yet) and the reason."""

    points: int | None
    reason: str = ""


def save(
    session: Session, review: Review, *, by: Actor, marks: dict[int, Mark], comment: str = "", expect: int | None = None
) -> Review:
    """Save the marks (criterion id → mark); may be incomplete. Raises ``Invalid`` with the field of the wrong mark."""
    engine.lock(session, review)
    if not access.allows(by, P.REVIEW_SCORE, review):
        raise NotFound
    if review.state is not ReviewState.DRAFT or review.seat.state not in SCORES_NOW:
        raise Refused(say("评分已经提交，不能再改。"))
    if why := barrier(session, review):
        raise Refused(why)
    if expect is not None and expect != review.version:
        raise Stale(say("这份评分刚刚在别处改过。请先看最新内容。"))
    criteria = {c.id: c for c in criteria_of(session, review)}
    if set(marks) - set(criteria):
        raise TypeError("a mark for a criterion that is not in the rubric")
    refuse_all([fault for key, mark in marks.items() if (fault := _fault(criteria[key], mark))])
    held = {score.criterion_id: score for score in review.scores}
    for key, mark in marks.items():
        _write(session, review, held.get(key), key, mark)
    review.comment = comment.strip()
    review.version += 1
    session.flush()
    session.expire(review, ["scores"])
    return review


def barrier(session: Session, review: Review) -> Sentence | None:
    """Why the author may not score any more although the seat is theirs: a tie or a post that ended; or ``None``."""
    ctx = Ctx(session, review.seat, SYSTEM, "", {}, clock.now())
    return has_no_tie(ctx) or is_in_post(ctx)


def _fault(criterion: Criterion, mark: Mark) -> Invalid | None:
    top = criterion.maximum * 100
    if mark.points is None:
        return None
    if not 0 <= mark.points <= top:
        return Invalid(f"points_{criterion.position}", say("请打 0 到 %(top)s 分。", top=criterion.maximum))
    if needs_reason(mark.points, criterion.maximum) and not mark.reason.strip():
        return Invalid(
            f"reason_{criterion.position}",
            say("这一项分数很低或接近满分（%(low)s%% 以下、%(high)s%% 以上），请写明理由。", low=LOW, high=HIGH),
        )
    return None


def needs_reason(points: int, maximum: int) -> bool:
    """Hundredths against a maximum in points: 0–20 % or ≥ 95 %."""
    return points <= maximum * LOW or points >= maximum * HIGH


def _write(session: Session, review: Review, score: Score | None, criterion_id: int, mark: Mark) -> None:
    if mark.points is None:
        if score is not None:
            session.delete(score)
    elif score is None:
        session.add(Score(review_id=review.id, criterion_id=criterion_id, points=mark.points, reason=mark.reason.strip()))
    else:
        score.points, score.reason = mark.points, mark.reason.strip()


# --- reads --------------------------------------------------------------------------------------------------------


def seats_of(session: Session, panel: Panel) -> list[PanelSeat]:
    """The seats as they stand in the database, also where another expert acted a moment ago."""
    stmt = select(PanelSeat).where(PanelSeat.panel_id == panel.id).options(joinedload(PanelSeat.expert))
    return list(session.scalars(stmt.order_by(PanelSeat.position).execution_options(populate_existing=True)))


def reviews_of(session: Session, seat: PanelSeat) -> list[Review]:
    """The reviews of one seat, in an order that says nothing about the bidders."""
    stmt = (
        select(Review).where(Review.seat_id == seat.id)
        .options(selectinload(Review.scores), joinedload(Review.proposal))
        .order_by(Review.public_id).execution_options(populate_existing=True)
    )  # fmt: skip
    return list(session.scalars(stmt))


def criteria_of(session: Session, review: Review) -> list[Criterion]:
    stmt = select(Criterion).where(Criterion.call_id == review.proposal.call_id)
    return list(session.scalars(stmt.order_by(Criterion.position)))


def is_complete(review: Review) -> bool:
    return len(review.scores) == len(review.proposal.call.criteria)


def with_its_lot(session: Session, seat: PanelSeat) -> PanelSeat:
    """The seat with all that its page speaks of (expert, panel, lot, call), in one statement."""
    whole = joinedload(PanelSeat.panel).joinedload(Panel.lot).joinedload(Lot.call)
    stmt = select(PanelSeat).options(whole, joinedload(PanelSeat.expert)).where(PanelSeat.id == seat.id)
    return session.scalars(stmt).one()


def panel_with_its_lot(session: Session, panel: Panel) -> Panel:
    """The same for a panel."""
    stmt = select(Panel).options(joinedload(Panel.lot).joinedload(Lot.call)).where(Panel.id == panel.id)
    return session.scalars(stmt).one()


def bidders_of(session: Session, panel: Panel) -> list[str]:
    """The names of bidders and implementing groups, by name: enough to declare a conflict, not to unblind a proposal."""
    return sorted(conflicts.parties_of(session, panel.lot).values())


class OwnSeat(NamedTuple):
    """A line of an expert's desk: plain data. ``scored`` of ``every`` proposal."""

    public_id: str
    state: SeatState
    lot: str
    call: str
    scored: int
    every: int


_own_seats = (
    select(PanelSeat.id, PanelSeat.public_id, PanelSeat.state, Lot.title, Call.title)
    .join(Panel, Panel.id == PanelSeat.panel_id).join(Lot, Lot.id == Panel.lot_id).join(Call, Call.id == Panel.call_id)
    .where(PanelSeat.assignee_id == bindparam("user"), PanelSeat.state != SeatState.RECUSED)
    .order_by(PanelSeat.id.desc())
)  # fmt: skip


def desk(session: Session, actor: Actor) -> list[OwnSeat]:
    """The expert's seats, the newest first; recused ones are not among them."""
    seats = session.execute(_own_seats, {"user": actor.user_id}).all()
    progress = progress_of(session, [seat.id for seat in seats])
    return [
        OwnSeat(public_id, state, lot, call, *progress.get(seat_id, (0, 0))) for seat_id, public_id, state, lot, call in seats
    ]


_seats: BindParameter[int] = bindparam("seats", expanding=True)
_marks = (
    select(Score.review_id, func.count().label("n"))
    .where(Score.review_id.in_(select(Review.id).where(Review.seat_id.in_(_seats)))).group_by(Score.review_id).subquery()
)  # fmt: skip
_rubric = select(Criterion.call_id, func.count().label("n")).group_by(Criterion.call_id).subquery()
_progress = (
    select(Review.seat_id, func.count(Review.id), func.sum((func.coalesce(_marks.c.n, 0) == _rubric.c.n).cast(Integer)))
    .join(PanelSeat, PanelSeat.id == Review.seat_id).join(Panel, Panel.id == PanelSeat.panel_id)
    .join(_rubric, _rubric.c.call_id == Panel.call_id).outerjoin(_marks, _marks.c.review_id == Review.id)
    .where(Review.seat_id.in_(_seats), Review.state != ReviewState.VOID).group_by(Review.seat_id)
)  # fmt: skip


def progress_of(session: Session, seat_ids: list[int]) -> dict[int, tuple[int, int]]:
    """Seat id → (proposals scored on every criterion, all proposals): one statement, never a score."""
    rows = session.execute(_progress, {"seats": seat_ids})
    return {seat_id: (int(done or 0), total) for seat_id, total, done in rows}
