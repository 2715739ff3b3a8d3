"""The register as it stood: one organization on a day, its versions, and the act behind each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.organizations.models import Organization, OrganizationVersion
from portal.kernel import access, clock, lifecycle, versions
from portal.kernel.journal import JournalEntry
from portal.kernel.paging import Page
from portal.kernel.people import Actor
from portal.kernel.words import N_, Sentence, say


class Compared(NamedTuple):
    """One column: as it stood on the day, and as it stands now."""

    name: str
    then: Any
    now: Any

    @property
    def differs(self) -> bool:
        return self.then != self.now


class Told(NamedTuple):
    """A version with what it changed (column, before, after), and the act behind it: in words, and the record of the
    process, where the reader may open it."""

    version: OrganizationVersion
    changed: list[tuple[str, Any, Any]]
    act: Sentence | str
    subject: tuple[str, str] | None


def as_of(session: Session, organization: Organization, day: date) -> SimpleNamespace | None:
    """The register's row as it stood at the end of a day, without the phone; nothing before its history begins."""
    version = versions.as_of(session, organization, day)
    return versions.stood(version) if version else None


def compared(session: Session, organization: Organization, day: date) -> list[Compared]:
    """Every column on that day beside today; empty before the history begins."""
    stood = as_of(session, organization, day)
    now = versions.now_of(organization)
    names = versions.columns_of(Organization) if stood else []
    return [Compared(name, getattr(stood, name), getattr(now, name)) for name in names]


def why_not_told(session: Session, organization: Organization, day: date) -> Sentence | None:
    """Why the register says nothing of a day."""
    if day > clock.today():
        return say("还没有到这一天。请填今天或者以前的日期。")
    first = versions.first_of(session, organization)
    if first and clock.local(first.valid_from).date() <= day:
        return None
    if day < organization.registered_on:
        return say("那时它还没有登记（备案）：登记（备案）的日期是 %(day)s。", day=organization.registered_on.isoformat())
    since = clock.local(first.valid_from).date() if first else clock.today()
    return say("门户从 %(day)s 起保存它在名册上的历史；更早的样子请向登记（备案）机关查档案。", day=since.isoformat())


def told(session: Session, organization: Organization, actor: Actor, *, cursor: str | None = None) -> Page:
    """Its versions, the newest first, each with what it changed and by which act."""
    found = versions.listed(session, organization, cursor=cursor)
    entries = _entries(session, found.items)
    wanted: dict[str, set[int]] = {}
    for version in found.items:
        if version.act_type:
            wanted.setdefault(version.act_type, set()).add(version.act_id)
    open_to = {(kind, key): public_id for kind, key, public_id in access.readable(session, actor, wanted, "id")}
    rows = []
    for version in found.items:
        public_id = open_to.get((version.act_type, version.act_id))
        subject = (version.act_type, public_id) if public_id else None
        rows.append(Told(version, versions.changed(version), _act(version, entries), subject))
    return replace(found, items=rows)


def _entries(session: Session, found: Sequence[OrganizationVersion]) -> dict[int, JournalEntry]:
    keys = [version.entry_id for version in found if version.entry_id]
    stmt = select(JournalEntry).where(JournalEntry.id.in_(keys))
    return {entry.id: entry for entry in session.scalars(stmt)} if keys else {}


def _act(version: OrganizationVersion, entries: dict[int, JournalEntry]) -> Sentence | str:
    """The journal's sentence about the organization; else the step of the process that wrote it."""
    if entry := entries.get(version.entry_id or 0):
        return entry.sentence
    steps = [s for model, p in lifecycle.governed().items() if model.__tablename__ == version.act_type for s in p.steps]
    step = next((s for s in steps if s.action == version.action), None)
    if step is not None:
        return step.label
    return N_("从这时起保存历史") if version.first else N_("改了名册")


def name_of(session: Session, organization_id: int) -> str:
    """The name of the organization that a version refers to (its sponsor), as it is called today."""
    return session.scalar(select(Organization.name).where(Organization.id == organization_id)) or ""
