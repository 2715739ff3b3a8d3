"""What a proposal says: the shape of a draft, what is still missing, how the money adds up, the canonical package."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from sqlalchemy.orm import Session

from portal.domain.proposals.models import Proposal
from portal.kernel import papers
from portal.kernel.canonical import canonical_json
from portal.kernel.words import N_

FORMAT = 1
TEXTS = {"summary": 3000, "target_group": 200, "team": 2000, "risks": 2000}
NUMBERS = ("beneficiaries", "amount_fen", "own_funds_fen")
ROWS: dict[str, dict[str, type]] = {
    "plan": {"title": str, "when": str, "place": str},
    "outputs": {"name": str, "unit": str, "quantity": int},
    "budget": {"item": str, "basis": str, "fen": int},
}
#: part → what people call it; all of these must be there when the proposal is submitted
PARTS = {
    "summary": N_("项目概述"),
    "target_group": N_("服务对象"),
    "beneficiaries": N_("受益人数"),
    "plan": N_("实施计划"),
    "outputs": N_("可衡量的产出"),
    "budget": N_("预算明细"),
    "amount_fen": N_("申请资金"),
    "team": N_("项目团队"),
    "risks": N_("风险和对策"),
}


def empty() -> dict[str, Any]:
    return {**dict.fromkeys(TEXTS, ""), **dict.fromkeys(NUMBERS, 0), **{name: [] for name in ROWS}}


def clean(fields: dict[str, Any]) -> dict[str, Any]:
    """A draft in its one shape: known keys, bounded texts, whole numbers; rows that are wholly blank fall away."""
    unknown = set(fields) - set(empty())
    if unknown:
        raise TypeError(f"a proposal has no {sorted(unknown)}")
    draft = empty()
    for name, limit in TEXTS.items():
        draft[name] = str(fields.get(name) or "").strip()[:limit]
    for name in NUMBERS:
        draft[name] = max(0, int(fields.get(name) or 0))
    for name, columns in ROWS.items():
        rows = [_row(row, columns) for row in fields.get(name) or []]
        draft[name] = [row for row in rows if any(row.values())][:100]
    return draft


def _row(row: dict[str, Any], columns: dict[str, type]) -> dict[str, Any]:
    return {
        key: max(0, int(row.get(key) or 0)) if kind is int else str(row.get(key) or "").strip()[:200]
        for key, kind in columns.items()
    }


def missing(title: str, draft: dict[str, Any]) -> list[str]:
    """The labels of the parts that are empty or half filled."""
    gaps = [] if title.strip() else [N_("项目名称")]
    for name, label in PARTS.items():
        value = draft.get(name)
        whole = all(all(row.values()) for row in value) if isinstance(value, list) else True
        if not value or not whole:
            gaps.append(label)
    return gaps


def part_with(text: str, title: str, draft: dict[str, Any]) -> str:
    """The label of the first part in which a text stands, or nothing."""
    if text in title:
        return N_("项目名称")
    for name, label in PARTS.items():
        value = draft.get(name)
        said = [str(cell) for row in value for cell in row.values()] if isinstance(value, list) else [str(value or "")]
        if any(text in words for words in said):
            return label
    return ""


def budget_total(draft: dict[str, Any]) -> int:
    return sum(row["fen"] for row in draft.get("budget", []))


def financed(draft: dict[str, Any]) -> int:
    """What is asked for and the own funds together: the budget must add up to it."""
    return draft.get("amount_fen", 0) + draft.get("own_funds_fen", 0)


def package(session: Session, proposal: Proposal) -> bytes:
    """The canonical package: everything that is handed in, in one spelling, salted so that nobody can guess it."""
    group = proposal.implementer
    return canonical_json({
        "format": FORMAT,
        "proposal": proposal.public_id,
        "call": {"number": proposal.call.number, "title": proposal.call.title},
        "lot": {"id": proposal.lot.public_id, "title": proposal.lot.title},
        "organization": {
            "id": proposal.organization.public_id, "name": proposal.organization.name,
            "uscc": proposal.organization.uscc,
        },
        "implementer": {"id": group.public_id, "name": group.name} if group else None,
        "title": proposal.title,
        "content": proposal.draft,
        "attachments": [
            {"name": a.filename, "material": a.material, "sha256": a.sha256, "size": a.size}
            for a in papers.attachments_of(session, proposal)
        ],
        "salt": secrets.token_hex(16),
    })  # fmt: skip


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def unpacked(data: bytes, sha256: str) -> dict[str, Any]:
    """The package read back in memory. Raises ``ValueError`` when it is not the one that was receipted."""
    if digest_of(data) != sha256:
        raise ValueError("the package is not the one that was receipted")
    return json.loads(data)
