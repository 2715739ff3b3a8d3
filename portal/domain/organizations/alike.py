"""Organizations that may be one and the same: names that sound alike, the same head. Shown to an officer, never merged.

Every question is answered by an index (the initials, the head), so it costs the same on a register of a million.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from pypinyin import lazy_pinyin
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.organizations.models import Organization, OrganizationState
from portal.domain.organizations.naming import neighbourly
from portal.domain.organizations.search import pinyin_of
from portal.kernel import regions
from portal.kernel.paging import Page

ALIKE = 0.75  # share of equal characters from which two names are shown as similar
SHORTEST = 4  # initials; shorter ones say nothing
MOST_HEADED = 20  # whoever heads more organizations than this is an office, not a person


class Asked(NamedTuple):
    name: str
    head: str
    prefix: str  # how names begin there: city and district


class Twin(NamedTuple):
    name: str
    public_id: str
    same_head: bool


def near(session: Session, asked: Sequence[Asked]) -> dict[str, list[Twin]]:
    """Name → organizations on the register that it may be, without the one that has just this name: two statements at most."""
    initials: dict[str, set[str]] = defaultdict(set)
    for one in asked:
        for letters in _initials(one):
            if len(letters) >= SHORTEST:
                initials[letters].add(one.name)
    wanted = {one.name: one for one in asked}
    found: dict[str, list[Twin]] = defaultdict(list)
    columns = select(Organization.name, Organization.public_id, Organization.legal_representative, Organization.pinyin)
    for name, public_id, head, letters in session.execute(columns.where(Organization.pinyin.in_(sorted(initials)))) if initials else ():
        for other in initials[letters]:
            if other != name and alike(other, name, wanted[other].prefix):
                found[other].append(Twin(name, public_id, head == wanted[other].head))
    return found


def _initials(one: Asked) -> set[str]:
    """Of the name without its place, with it, and with the place that it has here; spelling is what costs, so once."""
    short = bare(one.name, one.prefix)
    own, place = pinyin_of(short), one.name.removesuffix(short)
    return {own, _spelt(place) + own, _spelt(one.prefix) + own}


def bare(name: str, prefix: str = "") -> str:
    """A name without city and district; ``prefix``: as they are called here, for names that begin with the district alone."""
    short = neighbourly(name)
    district = prefix.partition("市")[2]  # official: how places are called
    return short.removeprefix(district) if district and len(short) > len(district) + 2 else short


@lru_cache(64)
def _spelt(place: str) -> str:
    return pinyin_of(place)


def alike(one: str, other: str, prefix: str = "") -> bool:
    """Whether two names, place aside, read or sound nearly the same."""
    a, b = bare(one, prefix), bare(other, prefix)
    return a == b or SequenceMatcher(None, a, b).ratio() >= ALIKE or lazy_pinyin(a) == lazy_pinyin(b)


def headed_by(session: Session, heads: Iterable[str]) -> dict[str, list[str]]:
    """Person → names of the active organizations that they head."""
    stmt = (
        select(Organization.legal_representative, Organization.name)
        .where(Organization.legal_representative.in_(sorted(set(heads))), Organization.state == OrganizationState.ACTIVE)
        .order_by(Organization.id)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for head, name in session.execute(stmt):
        found[head].append(name)
    return found


class Group(NamedTuple):
    """Organizations whose names sound alike, the oldest first."""

    pinyin: str
    organizations: list[Organization]


def groups(session: Session, region_path: str, *, cursor: str | None = None, size: int = 25) -> Page:
    """Groups of a place, page by page in the order of their initials: the index is walked from the cursor on and no further
    than a page needs."""
    after = cursor if cursor and cursor.isascii() and cursor.isalnum() else ""
    here = regions.within(Organization.region_path, region_path)
    stmt = (
        select(Organization.pinyin)
        .where(Organization.pinyin > after, func.length(Organization.pinyin) >= SHORTEST, here)
        .group_by(Organization.pinyin).having(func.count() > 1).order_by(Organization.pinyin).limit(size + 1)
    )  # fmt: skip
    letters = list(session.scalars(stmt))
    more, letters = len(letters) > size, letters[:size]
    sharing = select(Organization).where(Organization.pinyin.in_(letters), here).order_by(Organization.id)
    together: dict[str, list[Organization]] = defaultdict(list)
    for organization in session.scalars(sharing) if letters else ():
        together[organization.pinyin].append(organization)
    judged = [Group(key, _alike_ones(together[key])) for key in letters]
    return Page([group for group in judged if len(group.organizations) > 1], letters[-1] if more else None)


def _alike_ones(organizations: list[Organization]) -> list[Organization]:
    return [one for one in organizations if any(one is not other and alike(one.name, other.name) for other in organizations)]
