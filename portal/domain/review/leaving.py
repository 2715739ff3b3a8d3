"""Leaving a panel: by one's own word, because a tie was found, or replaced by an officer; and who comes instead."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.domain.review import conflicts, draws
from portal.domain.review.models import (
    GONE,
    Absence,
    Expert,
    Panel,
    PanelSeat,
    PanelState,
    Review,
    ReviewState,
    SeatState,
)
from portal.kernel import clock, engine, journal, lifecycle, outbox, policy
from portal.kernel.access import scope_of
from portal.kernel.base import session_of
from portal.kernel.lifecycle import Ctx
from portal.kernel.people import SYSTEM, Actor, holders
from portal.kernel.permissions import Permission as P
from portal.kernel.words import Refused, Sentence, say

LATE = (SeatState.SILENT, SeatState.LATE)


# --- due dates ----------------------------------------------------------------------------------------------------


def due_of(seat: PanelSeat) -> datetime | None:
    """When the answer or the scores are due; for a seat that is late: when they were; ``None`` when nothing is awaited."""
    if seat.state in LATE:
        return seat.missed_at
    key = {SeatState.INVITED: "review.accept", SeatState.SERVING: "review.score"}.get(seat.state)
    return policy.due(session_of(seat), key, seat.region_path, seat.entered_at) if key else None


# --- guards and effects -------------------------------------------------------------------------------------------


def cause_holds(ctx: Ctx) -> Sentence | None:
    """Guard of ``replace``: late by the calendar, out of post by the register, or asked for by the expert."""
    seat, cause = ctx.record, ctx.fact("cause")
    if cause is Absence.OVERDUE:
        due = due_of(seat)
        if due is None:
            return say("现在不等这位专家办什么，谈不上逾期。要提前更换，请选别的事由并写明。")
        if seat.state not in LATE and due > ctx.now:
            return say("期限是 %(day)s，还没有过。要提前更换，请选别的事由并写明。", day=f"{clock.local(due):%Y-%m-%d}")
    if cause is Absence.POST and not conflicts.out_of_post(ctx.session, [seat.expert]):
        return say("这位专家的账号和聘任现在都有效。请选别的事由。")
    return None


def note_missed(ctx: Ctx) -> None:
    """Effect of falling silent or late: the due date stays on record, whenever the tick came."""
    ctx.record.missed_at = due_of(ctx.record)


def record_cause(ctx: Ctx) -> None:
    """Effect of ``replace``."""
    ctx.record.cause = ctx.fact("cause")
    step_aside(ctx)


def step_aside(ctx: Ctx) -> None:
    """Effect of leaving: the reviews are void, and nothing on the expert's desk speaks of the lot any more."""
    session, seat = ctx.session, ctx.record
    reviews = _reviews(session, seat)
    for review in reviews:
        if review.state is not ReviewState.VOID:
            lifecycle.move(session, review, "void", by=SYSTEM)
    session.flush()
    outbox.unsay(session, seat.assignee_id, [seat.public_id, seat.panel.public_id, *(r.public_id for r in reviews)])


def _reviews(session: Session, seat: PanelSeat) -> list[Review]:
    return list(session.scalars(select(Review).where(Review.seat_id == seat.id).order_by(Review.id)))


# --- reactions ----------------------------------------------------------------------------------------------------


def fill_seat(session: Session, seat: PanelSeat, by: Actor) -> None:
    """Reaction to a seat that was left: the next substitute is invited; a panel never shrinks."""
    panel = seat.panel
    engine.lock(session, panel)
    if panel.state in (PanelState.DRAWN, PanelState.SCORING):
        fill_or_run_short(session, panel, by)


def fill_or_run_short(session: Session, panel: Panel, by: Actor) -> None:
    """Reaction to a draw, and the rest of the one above: where the substitutes are used up, a supplementary draw is due."""
    if draws.fill(session, panel, by=SYSTEM):
        lifecycle.move(session, panel, "run-short", by=SYSTEM)


def say_no_more(session: Session, seat: PanelSeat, by: Actor) -> None:
    """Reaction to an exclusion: the expert hears that they are out, not of which lot (its pages are closed to them)."""
    outbox.unsay(session, seat.assignee_id, [seat.public_id])
    outbox.tell(session, [seat.assignee_id], say("因利益关系，您不再参加一个标段的评审，由候补专家接替"), seat.expert)


# --- verbs --------------------------------------------------------------------------------------------------------


def replace(
    session: Session, seat: PanelSeat, *, by: Actor, cause: Absence, reason: str, expect: int | None = None
) -> PanelSeat:
    """Replace an expert who stays silent, is late or cannot take part. Raises ``Refused`` when the cause does not hold."""
    lifecycle.move(session, seat, "replace", by=by, reason=reason, expect=expect, cause=cause)
    return seat


def leave_tied_lots(session: Session, expert: Expert) -> int:
    """Take the expert off every unfinished panel whose lot they are tied to as of now; returns how many seats."""
    stmt = (
        select(PanelSeat).join(Panel, Panel.id == PanelSeat.panel_id).options(joinedload(PanelSeat.panel))
        .where(PanelSeat.expert_id == expert.id, PanelSeat.state.not_in(GONE)).order_by(PanelSeat.id)
    )  # fmt: skip
    left = 0
    for seat in session.scalars(stmt).all():
        kind = conflicts.of_seat(session, seat)
        if kind is None:
            continue
        if seat.panel.state is PanelState.COMPLETE:
            _tell_officers(session, seat.panel)
        else:
            lifecycle.move(session, seat, "exclude", by=SYSTEM, reason=kind.label)
            left += 1
    return left


def _tell_officers(session: Session, panel: Panel) -> None:
    """A tie that shows after the last score voids nothing by itself: it is put on record for those who decide."""
    sentence = say("“%(lot)s”评审完成后，发现一位专家和申报单位有利益关系", lot=panel.lot.title)
    journal.write(session, panel, "tie-found", sentence, by=SYSTEM, key=True, region_path=panel.region_path)
    outbox.tell(session, holders(session, P.PANEL_DRAW, scope_of(panel)), sentence, panel)


def recheck(session: Session, panel: Panel, *, by: Actor) -> int:
    """Look at the ties of everyone on an unfinished panel again; whoever has one leaves. Returns how many."""
    if panel.state is PanelState.COMPLETE:
        raise Refused(say("评审已经完成。发现利益关系，按异议处理。"))
    seats = _standing(session, panel)
    tied = conflicts.in_panel(session, panel, seats)
    journal.write(session, panel, "recheck", say("重新核对了专家的利益关系，%(n)s 人要回避", n=len(tied)), by=by,
                  region_path=panel.region_path)  # fmt: skip
    for seat in seats:
        if seat.id in tied:
            lifecycle.move(session, seat, "exclude", by=SYSTEM, reason=tied[seat.id].label)
    return len(tied)


def _standing(session: Session, panel: Panel) -> list[PanelSeat]:
    stmt = select(PanelSeat).where(PanelSeat.panel_id == panel.id, PanelSeat.state.not_in(GONE))
    return list(session.scalars(stmt.order_by(PanelSeat.position)))


def recheck_all(session: Session) -> int:
    """The same for every panel at work, one unit of work each where a tie shows: for ``flask tick``. Returns how many left.

    Ties come about elsewhere as well (an expert joins an organization that bids); nobody has to think of looking.
    """
    at_work = (PanelState.DRAWN, PanelState.SCORING, PanelState.SHORT, PanelState.SEALED)
    left = 0
    for panel in session.scalars(select(Panel).where(Panel.state.in_(at_work)).order_by(Panel.id)).all():
        if conflicts.in_panel(session, panel, _standing(session, panel)):
            left += engine.in_one_unit(session, partial(recheck, panel=panel, by=SYSTEM))
    return left
