"""The draw of a panel: candidates and exclusions are committed to, a witness gives a value, anyone recomputes the order.

1. ``commit`` stores candidates, exclusions (with reason codes) and a random salt, and journals only their digest.
2. A witness gives a value that nobody could know before (a stock index's close, a number called aloud).
3. seed = SHA-256(salt + value); order = candidates by SHA-256(seed + expert id); the first ``size`` serve, the rest
   are the substitutes, in this order.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.calls.models import Call, CallState, Lot
from portal.domain.organizations.models import Organization
from portal.domain.proposals.models import Proposal, ProposalState
from portal.domain.review.models import Conflict, ConflictKind, Expert, ExpertDraw, Panel, PanelSeat
from portal.kernel import access, clock, journal, lifecycle, papers, policy
from portal.kernel.canonical import digest
from portal.kernel.lifecycle import Ctx
from portal.kernel.people import Actor, Appointment
from portal.kernel.permissions import Permission as P
from portal.kernel.regions import lies_in
from portal.kernel.words import Forbidden, Refused, say

LOOK_BACK = timedelta(days=3 * 365)
ALGORITHM = (
    "种子 = SHA-256（盐 + 见证值）；次序 = 候选专家按 SHA-256（种子 + 专家编号）从小到大；前若干名为正选，其余依次为候补。"  # official
)


def seed_of(salt: str, witness: str) -> str:
    return hashlib.sha256((salt + witness).encode()).hexdigest()


def order_of(seed: str, candidates: list[str]) -> list[str]:
    return sorted(candidates, key=lambda expert: (hashlib.sha256((seed + expert).encode()).hexdigest(), expert))


def commitment_of(lot: str, size: int, candidates: list[str], excluded: list[dict[str, str]], salt: str) -> str:
    return digest({"lot": lot, "size": size, "candidates": candidates, "excluded": excluded, "salt": salt})


def proposals_of(session: Session, lot: Lot, *states: ProposalState) -> list[Proposal]:
    """The opened proposals of a lot, in these states (all when none is named)."""
    stmt = select(Proposal).where(Proposal.lot_id == lot.id, Proposal.opened_at.is_not(None))
    return list(session.scalars(stmt.where(Proposal.state.in_(states)) if states else stmt.order_by(Proposal.id)))


def parties_of(session: Session, lot: Lot) -> set[int]:
    """Every bidder and implementing group of the lot: whoever is tied to one of them leaves the whole lot."""
    return {x for p in proposals_of(session, lot) for x in (p.organization_id, p.implementer_id) if x}


def exclusions(session: Session, experts: list[Expert], parties: set[int]) -> dict[str, str]:
    """Expert public id → reason code, for those who are tied to a party of the lot."""
    out: dict[str, str] = {}
    names = set(session.scalars(select(Organization.name).where(Organization.id.in_(parties))))
    serving = set(
        session.scalars(
            select(Appointment.user_id).where(
                Appointment.organization_id.in_(parties),
                Appointment.ends_at.is_(None) | (Appointment.ends_at > clock.now() - LOOK_BACK),
            )
        )
    )
    declared = dict(
        session.execute(select(Conflict.expert_id, Conflict.kind).where(Conflict.organization_id.in_(parties))).all()
    )
    for expert in experts:
        if expert.id in declared:
            out[expert.public_id] = declared[expert.id].value
        elif expert.user_id in serving:
            out[expert.public_id] = ConflictKind.EMPLOYMENT.value
        elif expert.unit in names:
            out[expert.public_id] = ConflictKind.SAME_UNIT.value
    return out


def pool(session: Session, lot: Lot) -> list[Expert]:
    """The active experts who live in or above the call's region."""
    experts = session.scalars(select(Expert).where(Expert.active).order_by(Expert.id)).all()
    return [e for e in experts if lies_in(lot.call.region_path, e.region_path) or lies_in(e.region_path, lot.call.region_path)]


def commit(session: Session, lot: Lot, *, by: Actor) -> Panel:
    """Fix candidates, exclusions and salt; journal their digest; the panel waits for the witness.

    Raises ``Refused`` when proposals are unchecked, none is eligible, the lot has a panel, or too few experts are left.
    """
    call = session.scalars(select(Call).where(Call.id == lot.call_id).with_for_update(of=Call)).one()
    _may_commit(session, call, lot, by)
    everybody = pool(session, lot)
    excluded = exclusions(session, everybody, parties_of(session, lot))
    free = [e for e in everybody if e.public_id not in excluded]
    matching = [e for e in free if lot.field.value in e.fields]
    reserve = policy.amount(session, "review.reserve", call.region_path)
    whole_pool = len(matching) < call.panel_size + reserve
    candidates = sorted(e.public_id for e in (free if whole_pool else matching))
    if len(candidates) < call.panel_size:
        raise Refused(
            say("可以抽取的专家只有 %(found)s 人，评审组要 %(size)s 人。请先补充专家库。", found=len(candidates), size=call.panel_size)
        )
    reasons = [{"expert": expert, "reason": reason} for expert, reason in sorted(excluded.items())]
    sentence = say("为“%(lot)s”建立评审组", lot=lot.title)
    panel = Panel(lot_id=lot.id, call_id=call.id, region_path=call.region_path, size=call.panel_size, lot=lot, call=call)
    lifecycle.begin(session, panel, by=by, sentence=sentence)
    salt = secrets.token_hex(32)
    draw = ExpertDraw(
        panel_id=panel.id, candidates=candidates, excluded=reasons, salt=salt, order=[], whole_pool=whole_pool,
        commitment=commitment_of(lot.public_id, panel.size, candidates, reasons, salt), committed_at=clock.now(),
    )  # fmt: skip
    session.add(draw)
    session.flush()
    journal.write(session, panel, "commit", say("封存了候选名单，摘要 %(digest)s", digest=draw.commitment), by=by, key=True,
                  region_path=panel.region_path)  # fmt: skip
    return panel


def _may_commit(session: Session, call: Call, lot: Lot, by: Actor) -> None:
    if not access.allows(by, P.PANEL_DRAW, call):
        raise Forbidden(say("您现在的岗位不能抽取评审专家。"))
    if call.state not in (CallState.OPENED, CallState.IN_REVIEW):
        raise Refused(say("开启并审查资格之后才能抽取专家。"))
    if session.scalar(select(Panel.id).where(Panel.lot_id == lot.id)):
        raise Refused(say("这个标段已经有评审组了。"))
    waiting = proposals_of(session, lot, ProposalState.OPENED)
    if waiting:
        raise Refused(say("还有 %(n)s 份申报没有审查资格。请先办完，再抽取专家。", n=len(waiting)))
    if not proposals_of(session, lot, ProposalState.ELIGIBLE):
        raise Refused(say("这个标段没有通过资格审查的申报，不用组织评审。"))


def draw(
    session: Session, panel: Panel, *, by: Actor, witness: str, witness_name: str, expect: int | None = None,
    reason: str = "",
) -> Panel:  # fmt: skip
    """Make the seed of salt and the witness's value, order the candidates, invite the first ``size``."""
    lifecycle.move(session, panel, "draw", by=by, expect=expect, witness=witness.strip(), witness_name=witness_name.strip())
    _issue_record(session, panel, of_panel(session, panel), by)
    return panel


def of_panel(session: Session, panel: Panel) -> ExpertDraw:
    return session.scalars(select(ExpertDraw).where(ExpertDraw.panel_id == panel.id)).one()


def enter_draw(ctx: Ctx) -> None:
    """Effect of ``draw``: seed, order, seats."""
    panel, row = ctx.record, of_panel(ctx.session, ctx.record)
    row.witness, row.witness_name = ctx.fact("witness"), ctx.fact("witness_name")
    row.seed = seed_of(row.salt, row.witness)
    row.order = order_of(row.seed, row.candidates)
    row.drawn_by_id, row.drawn_at = ctx.by.user_id, ctx.now
    for position, expert in enumerate(row.order[: panel.size], 1):
        seat(ctx.session, panel, expert, position, by=ctx.by)


def seat(session: Session, panel: Panel, expert_id: str, position: int, *, by: Actor) -> PanelSeat:
    """Invite an expert to a seat."""
    expert = session.scalars(select(Expert).where(Expert.public_id == expert_id)).one()
    sentence = say("邀请参加“%(lot)s”的评审", lot=panel.lot.title)
    row = PanelSeat(
        panel_id=panel.id, expert_id=expert.id, assignee_id=expert.user_id, region_path=panel.region_path,
        position=position, panel=panel, expert=expert,
    )  # fmt: skip
    lifecycle.begin(session, row, by=by, sentence=sentence)
    return row


def next_substitute(session: Session, panel: Panel) -> str | None:
    """The first expert of the same draw who has not had a seat yet and has not come into conflict meanwhile."""
    row = of_panel(session, panel)
    seated = set(
        session.scalars(
            select(Expert.public_id).join(PanelSeat, PanelSeat.expert_id == Expert.id).where(PanelSeat.panel_id == panel.id)
        )
    )
    waiting = [e for e in row.order if e not in seated]
    experts = list(session.scalars(select(Expert).where(Expert.public_id.in_(waiting))))
    conflicted = exclusions(session, experts, parties_of(session, panel.lot))
    return next((e for e in waiting if e not in conflicted), None)


def replay(row: ExpertDraw) -> list[dict[str, Any]]:
    """Recompute the draw from what is stored: [{"what", "stored", "recomputed", "same"}]."""
    panel = row.panel
    again = [("commitment", row.commitment, commitment_of(panel.lot.public_id, panel.size, row.candidates, row.excluded, row.salt))]
    if row.seed is not None and row.witness is not None:
        seed = seed_of(row.salt, row.witness)
        again += [("seed", row.seed, seed), ("order", " ".join(row.order), " ".join(order_of(seed, row.candidates)))]
    return [{"what": what, "stored": stored, "recomputed": new, "same": stored == new} for what, stored, new in again]


def _issue_record(session: Session, panel: Panel, row: ExpertDraw, by: Actor) -> None:
    experts = {e.public_id: e for e in session.scalars(select(Expert).where(Expert.public_id.in_(row.order)))}
    reasons = [e["reason"] for e in row.excluded]
    facts = {
        "call_number": panel.call.number or "", "call_title": panel.call.title, "lot": panel.lot.title,
        "drawn_at": clock.local(row.drawn_at or clock.now()).isoformat(timespec="seconds"),
        "pool_size": len(row.candidates) + len(row.excluded), "candidates": len(row.candidates),
        "exclusions": [
            {"reason": ConflictKind(code).label, "count": reasons.count(code)} for code in sorted(set(reasons))
        ],
        "panel_size": panel.size, "algorithm": ALGORITHM, "commitment": row.commitment,
        "committed_at": clock.local(row.committed_at).isoformat(timespec="seconds"),
        "witnesses": [{"name": row.witness_name, "unit": "", "value": row.witness}], "seed": row.seed,
        "experts": [
            {"position": n, "name": experts[key].name, "unit": experts[key].unit,
             "standing": "正选" if n <= panel.size else "候补"}  # official
            for n, key in enumerate(row.order, 1)
        ],
        "operator": by.name,
    }  # fmt: skip
    papers.issue(session, panel, "draw_record", "专家抽取记录", facts, series="抽", issuer=panel.call.department.name, by=by,
                 public=False)  # fmt: skip
