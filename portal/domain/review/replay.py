"""What a draw is computed from, computing it again, and its record: no secret is left once the seed is made."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.review.models import GONE, Expert, ExpertDraw, PanelSeat, SeatState, reason_label
from portal.kernel import clock, papers
from portal.kernel.canonical import canonical_json
from portal.kernel.people import Actor
from portal.kernel.words import N_

ALGORITHM = N_(
    "种子 = SHA-256（盐 + 见证值）；次序 = 候选专家按 SHA-256（种子 + 专家编号）从小到大；前若干名为正选，其余依次为候补。"
)


def seed_of(salt: str, witness: str) -> str:
    return hashlib.sha256((salt + witness).encode()).hexdigest()


def order_of(seed: str, candidates: list[str]) -> list[str]:
    return sorted(candidates, key=lambda expert: (hashlib.sha256((seed + expert).encode()).hexdigest(), expert))


def sealed_text(lot: str, size: int, candidates: list[str], excluded: list[dict[str, str]], salt: str) -> bytes:
    """The bytes whose SHA-256 is the commitment: canonical JSON, UTF-8, no line end."""
    return canonical_json({"lot": lot, "size": size, "candidates": candidates, "excluded": excluded, "salt": salt})


def commitment_of(lot: str, size: int, candidates: list[str], excluded: list[dict[str, str]], salt: str) -> str:
    return hashlib.sha256(sealed_text(lot, size, candidates, excluded, salt)).hexdigest()


def sealed(row: ExpertDraw) -> bytes:
    """The sealed list of this draw, for whoever recomputes the commitment."""
    return sealed_text(row.panel.lot.public_id, row.size, row.candidates, row.excluded, row.salt)


def recomputed(row: ExpertDraw) -> list[dict[str, Any]]:
    """Recompute the draw from what is stored: [{"what", "stored", "recomputed", "same"}]."""
    again = [("commitment", row.commitment, hashlib.sha256(sealed(row)).hexdigest())]
    if row.seed is not None and row.witness is not None:
        seed = seed_of(row.salt, row.witness)
        again += [("seed", row.seed, seed), ("order", " ".join(row.order), " ".join(order_of(seed, row.candidates)))]
    return [{"what": what, "stored": stored, "recomputed": new, "same": stored == new} for what, stored, new in again]


def agrees(row: ExpertDraw) -> bool:
    """Everything that is stored is what the rule gives."""
    return all(step["same"] for step in recomputed(row))


def places(session: Session, row: ExpertDraw) -> list[tuple[int, str, str, str]]:
    """(position, number, name, what became of the place) in drawn order."""
    names = dict(session.execute(select(Expert.public_id, Expert.name).where(Expert.public_id.in_(row.order))).all())
    stmt = select(Expert.public_id, PanelSeat.state).join(PanelSeat, PanelSeat.expert_id == Expert.id)
    states = dict(session.execute(stmt.where(PanelSeat.panel_id == row.panel_id)).all())
    return [
        (position, number, names.get(number, ""), _became(states.get(number))) for position, number in enumerate(row.order, 1)
    ]


def _became(state: SeatState | None) -> str:
    if state is None:
        return N_("候补，没有递补")
    return state.label if state in GONE else N_("参加评审")


def issue_record(session: Session, row: ExpertDraw, by: Actor) -> None:
    """Issue the paper of a draw: for the officers at once, for everybody with the result."""
    panel = row.panel
    experts = {e.public_id: e for e in session.scalars(select(Expert).where(Expert.public_id.in_(row.order)))}
    reasons = [e["reason"] for e in row.excluded]
    facts = {
        "call_number": panel.call.number or "", "call_title": panel.call.title, "lot": panel.lot.title,
        "drawn_at": clock.local(row.drawn_at or clock.now()).isoformat(timespec="seconds"),
        "pool_size": len(row.candidates) + len(row.excluded), "candidates": len(row.candidates),
        "exclusions": [{"reason": reason_label(code), "count": reasons.count(code)} for code in sorted(set(reasons))],
        "panel_size": row.size, "algorithm": ALGORITHM, "commitment": row.commitment,
        "committed_at": clock.local(row.committed_at).isoformat(timespec="seconds"),
        "witnesses": [{"name": row.witness_name, "unit": "", "value": row.witness}], "seed": row.seed,
        "experts": [
            {"position": n, "name": experts[key].name, "unit": experts[key].unit,
             "standing": "正选" if n <= row.size else "候补", "note": key}  # official
            for n, key in enumerate(row.order, 1)
        ],
        "operator": by.signed, "round": row.round, "salt": row.salt, "sealed": sealed(row).decode(), "agrees": agrees(row),
    }  # fmt: skip
    papers.issue(session, panel, "draw_record", N_("专家抽取记录"), facts, series="抽", issuer=panel.call.department.name, by=by)
