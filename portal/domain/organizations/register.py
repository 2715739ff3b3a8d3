"""The public register: the busiest list. Statements are built once per combination of filters and then only bound."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from portal.domain.organizations.models import (
    Filing,
    Organization,
    OrganizationState,
    OrgField,
    OrgType,
    Registration,
)
from portal.domain.organizations.uscc import tidy
from portal.kernel import journal, paging, regions
from portal.kernel.journal import JournalEntry
from portal.kernel.paging import Page

PAGE = 25
COUNTED = 1000  # beyond this a total is not counted: it would cost more than the page
_COLUMNS = (
    Organization.id, Organization.public_id, Organization.name, Organization.uscc, Organization.filing_number,
    Organization.org_type, Organization.field, Organization.rating, Organization.registered_on, Organization.state,
)  # fmt: skip
_END = "\U0010ffff"
_NO_WILDCARDS = str.maketrans("", "", "%_\\")


@dataclass(frozen=True)
class Filters:
    """What people look for. ``q``: part of a name, pinyin initials, or a credit code."""

    q: str = ""
    org_type: OrgType | None = None
    field: OrgField | None = None
    region_path: str = ""
    rating: int | None = None
    state: OrganizationState | None = None

    def used(self) -> dict[str, Any]:
        """The conditions by name, ``q`` told apart by what it looks like."""
        found = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "q"}
        found = {name: value for name, value in found.items() if value}
        q = self.q.replace("\x00", "").strip()[:60]
        if q:
            found[_kind_of(q)] = q
        return found


def _kind_of(q: str) -> str:
    code = tidy(q)
    if len(code) >= 4 and code.isascii() and code.isalnum() and code[0].isdigit():
        return "code"
    return "initials" if q.isascii() and q.isalpha() else "words"


_CONDITIONS = {
    "org_type": lambda: Organization.org_type == bindparam("org_type"),
    "field": lambda: Organization.field == bindparam("field"),
    "region_path": lambda: Organization.region_path.between(bindparam("region_from"), bindparam("region_to")),
    "rating": lambda: Organization.rating >= bindparam("rating"),
    "state": lambda: Organization.state == bindparam("state"),
    "code": lambda: Organization.uscc.between(bindparam("q_from"), bindparam("q_to")),
    "initials": lambda: Organization.pinyin.between(bindparam("q_from"), bindparam("q_to")),
    "words": lambda: Organization.name.contains(bindparam("q"), autoescape=False),
}


def _bound(used: dict[str, Any]) -> dict[str, Any]:
    values = {k: v for k, v in used.items() if k in ("org_type", "field", "rating", "state")}
    if path := used.get("region_path"):
        values |= {"region_from": path, "region_to": path + _END}
    if code := used.get("code"):
        values |= {"q_from": tidy(code), "q_to": tidy(code) + _END}
    if initials := used.get("initials"):
        values |= {"q_from": initials.lower(), "q_to": initials.lower() + _END}
    if words := used.get("words"):
        values["q"] = words.translate(_NO_WILDCARDS)
    return values


@lru_cache(maxsize=512)
def _statement(names: frozenset[str], place: str) -> Select:
    """``place``: '' the first page, '<' after a row, '>' before a row."""
    stmt = select(*_COLUMNS).where(*(_CONDITIONS[name]() for name in sorted(names)))
    if place == "<":
        stmt = stmt.where(Organization.id < bindparam("here"))
    if place == ">":
        stmt = stmt.where(Organization.id > bindparam("here"))
    return stmt.order_by(Organization.id.asc() if place == ">" else Organization.id.desc()).limit(bindparam("size"))


@lru_cache(maxsize=512)
def _counting(names: frozenset[str]) -> Select:
    found = select(Organization.id).where(*(_CONDITIONS[name]() for name in sorted(names))).limit(COUNTED + 1)
    return select(func.count()).select_from(found.subquery())


def listed(session: Session, filters: Filters, *, cursor: str | None = None, size: int = PAGE) -> Page:
    """One page of the register, newest entries first. The register is public by law: nobody's view is narrowed."""
    used = filters.used()
    names, values = frozenset(used), _bound(used)
    back, here = paging.position(cursor)
    place = "" if here is None else ">" if back else "<"
    given = {**values, "size": size + 1, **({"here": here} if place else {})}
    rows = list(session.execute(_statement(names, place), given))
    more, rows = len(rows) > size, rows[:size]
    if back:
        rows.reverse()
    counted = session.scalar(_counting(names), values) or 0
    total = counted if counted <= COUNTED else None
    if not rows:
        return Page([], total=total)
    has_next, has_prev = (True, more) if place == ">" else (more, place == "<")
    return Page(
        rows,
        paging.cursor_after(rows[-1].id) if has_next else None,
        paging.cursor_before(rows[0].id) if has_prev else None,
        total,
    )


def opened(session: Session, organization: Organization) -> dict[str, Any]:
    """What its public page shows besides the row: the applications behind it and its public story, newest first."""
    registrations = list(session.scalars(
        select(Registration).where(Registration.organization_id == organization.id).order_by(Registration.id)
    ))  # fmt: skip
    filings = list(session.scalars(
        select(Filing).where(Filing.organization_id == organization.id)
        .options(joinedload(Filing.sponsor)).order_by(Filing.id)
    ))  # fmt: skip
    sponsored = session.execute(
        select(Organization.public_id, Organization.name)
        .where(Organization.sponsor_id == organization.id).order_by(Organization.name).limit(50)
    ).all()  # fmt: skip
    return {
        "registrations": registrations, "filings": filings, "sponsored": sponsored,
        "place": regions.name_of(session, organization.region_path),
        "story": _story(session, organization, [*registrations, *filings]),
    }  # fmt: skip


def _story(session: Session, organization: Organization, applications: list[Any]) -> list[JournalEntry]:
    """The turning points of the applications and everything about the organization itself."""
    entries = [e for e in journal.of(session, organization, limit=100) if e.action != journal.LOOK]
    for application in applications:
        entries += [e for e in journal.of(session, application) if e.key]
    return sorted(entries, key=lambda e: e.id, reverse=True)
