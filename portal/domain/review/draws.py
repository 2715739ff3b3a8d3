"""The draw of a panel: candidates and exclusions are committed to, a witness gives a value, anyone recomputes the order.

1. ``commit`` stores candidates, exclusions (with reason codes) and a random salt, and journals only their digest.
2. A witness gives a value that nobody could know before (a stock index's close, a number called aloud).
3. seed = SHA-256(salt + value); order = candidates by SHA-256(seed + expert id); the first ``size`` serve, the rest
   are the substitutes, in this order. Who has a tie to the lot or is not in post when a seat is filled is passed over.
4. When the substitutes are used up, a supplementary round does the same with the pool that is left.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.calls.models import Call, CallState, Lot
from portal.domain.proposals.models import ProposalState
from portal.domain.review.conflicts import exclusions, out_of_post, parties_of, proposals_of
from portal.domain.review.models import DRAWN_BEFORE, GONE, Expert, ExpertDraw, Panel, PanelSeat
from portal.domain.review.replay import commitment_of, issue_record, order_of, seed_of
from portal.kernel import access, clock, journal, lifecycle, outbox, policy
from portal.kernel.lifecycle import Ctx
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.regions import lies_in
from portal.kernel.words import Forbidden, Refused, Sentence, say


def pool(session: Session, lot: Lot) -> list[Expert]:
    """The experts who can be drawn: active, in post, and of a region in or above the call's."""
    experts = session.scalars(select(Expert).where(Expert.active).order_by(Expert.id)).all()
    here = [e for e in experts if lies_in(lot.call.region_path, e.region_path) or lies_in(e.region_path, lot.call.region_path)]
    away = out_of_post(session, here)
    return [e for e in here if e.public_id not in away]


class Candidates(NamedTuple):
    """Who can be drawn (public ids, sorted), who cannot and why, and whether the field had to be left aside."""

    chosen: list[str]
    excluded: list[dict[str, str]]
    whole_pool: bool


def candidates(session: Session, lot: Lot, wanted: int, drawn: Collection[str] = ()) -> Candidates:
    """The pool without those who have a tie to the lot and without those who were ``drawn`` for it before."""
    everybody = pool(session, lot)
    excluded = exclusions(session, everybody, parties_of(session, lot))
    excluded |= {e.public_id: DRAWN_BEFORE for e in everybody if e.public_id in drawn}
    free = [e for e in everybody if e.public_id not in excluded]
    matching = [e for e in free if lot.field.value in e.fields]
    whole_pool = len(matching) < wanted + policy.amount(session, "review.reserve", lot.call.region_path)
    return Candidates(
        sorted(e.public_id for e in (free if whole_pool else matching)),
        [{"expert": expert, "reason": reason} for expert, reason in sorted(excluded.items())], whole_pool,
    )  # fmt: skip


def commit(session: Session, lot: Lot, *, by: Actor) -> Panel:
    """Fix candidates, exclusions and salt; journal their digest; the panel waits for the witness.

    Raises ``Refused`` when proposals are unchecked, none is eligible, the lot has a panel, or too few experts are left.
    """
    call = session.scalars(select(Call).where(Call.id == lot.call_id).with_for_update(of=Call)).one()
    _may_commit(session, call, lot, by)
    found = candidates(session, lot, call.panel_size)
    if len(found.chosen) < call.panel_size:
        raise Refused(
            say("可以抽取的专家只有 %(found)s 人，评审组要 %(size)s 人。请先补充专家库。",
                found=len(found.chosen), size=call.panel_size)
        )  # fmt: skip
    sentence = say("为“%(lot)s”建立评审组", lot=lot.title)
    panel = Panel(lot_id=lot.id, call_id=call.id, region_path=call.region_path, size=call.panel_size, lot=lot, call=call)
    lifecycle.begin(session, panel, by=by, sentence=sentence)
    _seal(session, panel, found, panel.size, by)
    return panel


def _seal(session: Session, panel: Panel, found: Candidates, size: int, by: Actor) -> ExpertDraw:
    lot, salt = panel.lot, secrets.token_hex(32)
    draw = ExpertDraw(
        panel_id=panel.id, round=len(rounds_of(session, panel)) + 1, size=size, candidates=found.chosen,
        excluded=found.excluded, salt=salt, order=[], whole_pool=found.whole_pool, committed_at=clock.now(), panel=panel,
        commitment=commitment_of(lot.public_id, size, found.chosen, found.excluded, salt),
    )  # fmt: skip
    session.add(draw)
    session.flush()
    journal.write(session, panel, "commit", say("封存了候选名单，摘要 %(digest)s", digest=draw.commitment), by=by, key=True,
                  region_path=panel.region_path)  # fmt: skip
    return draw


def _may_commit(session: Session, call: Call, lot: Lot, by: Actor) -> None:
    if not access.allows(by, P.PANEL_DRAW, call):
        raise Forbidden(say("您现在的岗位不能抽取评审专家。"))
    if why := barrier(session, call, lot):
        raise Refused(why)


def barrier(session: Session, call: Call, lot: Lot) -> Sentence | None:
    """Why the list of candidates of this lot cannot be sealed now, or ``None``: for the verb and for the page."""
    if call.state not in (CallState.OPENED, CallState.IN_REVIEW):
        return say("开启并审查资格之后才能抽取专家。")
    if session.scalar(select(Panel.id).where(Panel.lot_id == lot.id)):
        return say("这个标段已经有评审组了。")
    if waiting := proposals_of(session, lot, ProposalState.OPENED):
        return say("还有 %(n)s 份申报没有审查资格。请先办完，再抽取专家。", n=len(waiting))
    if not proposals_of(session, lot, ProposalState.ELIGIBLE):
        return say("这个标段没有通过资格审查的申报，不用组织评审。")
    return None


def draw(
    session: Session, panel: Panel, *, by: Actor, witness: str, witness_name: str, expect: int | None = None,
    reason: str = "", action: str = "draw",
) -> Panel:  # fmt: skip
    """Make the seed of salt and the witness's value, order the candidates, invite the first for every empty seat."""
    lifecycle.move(session, panel, action, by=by, expect=expect, witness=witness.strip(), witness_name=witness_name.strip())
    issue_record(session, rounds_of(session, panel)[-1], by)
    return panel


def supplement(session: Session, panel: Panel, **given: Any) -> Panel:
    """The same for a supplementary round."""
    return draw(session, panel, action="supplement", **given)


def rounds_of(session: Session, panel: Panel) -> list[ExpertDraw]:
    """The panel's draws, the first one first."""
    return list(session.scalars(select(ExpertDraw).where(ExpertDraw.panel_id == panel.id).order_by(ExpertDraw.round)))


def published(session: Session, lot: Lot) -> list[ExpertDraw]:
    """The draws of a lot that anyone may read, the first one first."""
    stmt = select(ExpertDraw).join(Panel, Panel.id == ExpertDraw.panel_id).where(Panel.lot_id == lot.id, ExpertDraw.is_published)
    return list(session.scalars(stmt.order_by(ExpertDraw.round)))


def of_panel(session: Session, panel: Panel) -> ExpertDraw:
    """The draw that made the panel; its seed also decides ties."""
    return rounds_of(session, panel)[0]


def enter_draw(ctx: Ctx) -> None:
    """Effect of ``draw`` and ``supplement``: seed, order, seats."""
    panel, row = ctx.record, rounds_of(ctx.session, ctx.record)[-1]
    row.witness, row.witness_name = ctx.fact("witness"), ctx.fact("witness_name")
    row.seed = seed_of(row.salt, row.witness)
    row.order = order_of(row.seed, row.candidates)
    row.drawn_by_id, row.drawn_at = ctx.by.user_id, ctx.now
    ctx.session.flush()
    fill(ctx.session, panel, by=ctx.by)


def enough_for_a_supplement(ctx: Ctx) -> Sentence | None:
    """Guard of ``seal``."""
    missing = empty_seats(ctx.session, ctx.record)
    found = _for_a_supplement(ctx.session, ctx.record)
    if len(found.chosen) >= missing:
        return None
    return say("还能抽的专家有 %(found)s 人，要补 %(missing)s 席：有利益关系的、已经抽过的都不能再抽。请先补充专家库。",
               found=len(found.chosen), missing=missing)  # fmt: skip


def seal_supplement(ctx: Ctx) -> None:
    """Effect of ``seal``: a new list of candidates, committed to like the first."""
    panel = ctx.record
    _seal(ctx.session, panel, _for_a_supplement(ctx.session, panel), empty_seats(ctx.session, panel), ctx.by)


def _for_a_supplement(session: Session, panel: Panel) -> Candidates:
    drawn = {expert for row in rounds_of(session, panel) for expert in row.order}
    return candidates(session, panel.lot, empty_seats(session, panel), drawn)


def empty_seats(session: Session, panel: Panel) -> int:
    """How many seats of a drawn panel nobody sits on."""
    taken = select(func.count()).where(PanelSeat.panel_id == panel.id, PanelSeat.state.not_in(GONE))
    return panel.size - (session.scalar(taken) or 0)


def fill(session: Session, panel: Panel, *, by: Actor) -> int:
    """Invite, in drawn order, for every empty seat; returns how many stay empty because the substitutes are used up."""
    missing = empty_seats(session, panel)
    while missing and (expert := next_substitute(session, panel)):
        seat(session, panel, expert, by=by)
        missing -= 1
    return missing


def seat(session: Session, panel: Panel, expert_id: str, *, by: Actor) -> PanelSeat:
    """Invite an expert to the next seat, and tell them."""
    expert = session.scalars(select(Expert).where(Expert.public_id == expert_id)).one()
    last = session.scalar(select(func.max(PanelSeat.position)).where(PanelSeat.panel_id == panel.id)) or 0
    sentence = say("邀请参加“%(lot)s”的评审", lot=panel.lot.title)
    row = PanelSeat(
        panel_id=panel.id, expert_id=expert.id, assignee_id=expert.user_id, region_path=panel.region_path,
        position=last + 1, panel=panel, expert=expert,
    )  # fmt: skip
    lifecycle.begin(session, row, by=by, sentence=sentence)
    outbox.tell(session, [expert.user_id], sentence, row)
    return row


def next_substitute(session: Session, panel: Panel) -> str | None:
    """The first expert, round by round, who has not had a seat yet, has no tie to the lot now and is still in post."""
    seated = set(
        session.scalars(
            select(Expert.public_id).join(PanelSeat, PanelSeat.expert_id == Expert.id).where(PanelSeat.panel_id == panel.id)
        )
    )
    waiting = [e for row in rounds_of(session, panel) for e in row.order if e not in seated]
    experts = list(session.scalars(select(Expert).where(Expert.public_id.in_(waiting))))
    passed_over = set(exclusions(session, experts, parties_of(session, panel.lot))) | out_of_post(session, experts)
    return next((e for e in waiting if e not in passed_over), None)
