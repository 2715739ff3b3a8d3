"""Experts who sit, or sat within three years, on the board of a party: found on the rolls of the organizations.

Certain is what the identity number says, or a confirmed phone together with the name; the expert is then excluded like
with any other tie. A phone or a name alone may be another person's: that is shown to the officer, who asks, and enters
the tie if there is one. What was committed to is not touched: an exclusion is frozen with its reason code.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import String, or_, select, type_coerce
from sqlalchemy.orm import Session

from portal.domain.organizations.officeholders import HOLDS, Office, Officeholder, Roll
from portal.domain.review.models import Expert
from portal.kernel import clock, personal
from portal.kernel.vault import marks_of

LOOK_BACK = timedelta(days=3 * 365)


class Likeness(NamedTuple):
    """A board member who may be the expert. ``certain``: who is."""

    expert_id: int
    expert: str
    public_id: str
    office: Office
    organization_id: int
    certain: bool


def seated(session: Session, experts: Sequence[Expert], parties: Iterable[int]) -> set[int]:
    """The ids of the experts who certainly sit on the board of one of these organizations, or did within three years."""
    return {found.expert_id for found in likenesses(session, experts, parties) if found.certain}


def possible(session: Session, experts: Sequence[Expert], parties: Iterable[int]) -> list[Likeness]:
    """What an officer should ask about: who may be whom, and is not known to be anybody there."""
    found = likenesses(session, experts, parties)
    sure = {f.expert_id for f in found if f.certain}
    return [f for f in found if f.expert_id not in sure]


def likenesses(session: Session, experts: Sequence[Expert], parties: Iterable[int]) -> list[Likeness]:
    """Every board member of the organizations who has an expert's identity number, confirmed phone or name."""
    organizations = list(parties)
    if not experts or not organizations:
        return []
    by_identity = _marks(session, Officeholder.identity_mark, {e.id: e.identity_number for e in experts})
    by_phone = _marks(session, Officeholder.phone_mark, {e.id: personal.bare_phone(e.user.phone or "") or None for e in experts})
    by_name: dict[str, list[int]] = defaultdict(list)
    for expert in experts:
        by_name[_plain(expert.name)].append(expert.id)
    known = {expert.id: expert for expert in experts}
    found: dict[tuple[int, int], Likeness] = {}
    for row in session.execute(_held_by(organizations, by_identity, by_phone, experts)):
        same_number = by_identity.get(row.identity, ())
        for expert_id in {*same_number, *by_phone.get(row.phone, ()), *by_name.get(_plain(row.name), ())}:
            expert = known[expert_id]
            if expert.identity_number and row.identity and expert_id not in same_number:
                continue  # both are identified, and are two people
            certain = expert_id in same_number or (
                expert_id in by_phone.get(row.phone, ()) and _plain(expert.name) == _plain(row.name)
            )
            known_as = found.get((expert_id, row.organization_id))
            if known_as is None or certain > known_as.certain:
                found[expert_id, row.organization_id] = Likeness(
                    expert_id, expert.name, expert.public_id, row.office, row.organization_id, certain
                )
    return list(found.values())


def _held_by(organizations: list[int], by_identity: dict[str, Any], by_phone: dict[str, Any], experts: Sequence[Expert]):
    identity, phone = (type_coerce(column, String(64)) for column in (Officeholder.identity_mark, Officeholder.phone_mark))
    still_ties = or_(Roll.state.in_(HOLDS), Roll.in_force_until > clock.today() - LOOK_BACK)
    alike = or_(identity.in_(list(by_identity)), phone.in_(list(by_phone)), Officeholder.name.in_([e.name for e in experts]))
    return (
        select(Officeholder.name, Officeholder.office, Officeholder.organization_id, identity.label("identity"), phone.label("phone"))
        .join(Roll, Roll.id == Officeholder.roll_id)
        .where(Officeholder.organization_id.in_(organizations), still_ties, alike).order_by(Officeholder.id)
    )  # fmt: skip


def _marks(session: Session, column: Any, values: Mapping[int, str | None]) -> dict[str, list[int]]:
    """Mark, under every key that is kept → the experts whose value it is."""
    found: dict[str, list[int]] = defaultdict(list)
    for expert_id, value in values.items():
        for mark in marks_of(session, column, value) if value else ():
            found[mark].append(expert_id)
    return dict(found)


def _plain(name: str) -> str:
    """Width and blanks make no other person."""
    return "".join(unicodedata.normalize("NFKC", name).split())


