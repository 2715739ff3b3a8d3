"""The desk's reads: what awaits a person, what they did, what they wait for. Core rows, one statement each."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, String, and_, bindparam, case, exists, false, func, literal, not_, or_, select, union_all
from sqlalchemy.orm import Session

from portal.domain.organizations.models import Organization
from portal.kernel import access, clock, lifecycle, regions, work, workdays
from portal.kernel.journal import JournalEntry
from portal.kernel.outbox import Notice
from portal.kernel.paging import Page, paginate
from portal.kernel.people import Actor, Delegation, User
from portal.kernel.permissions import Permission
from portal.kernel.roles import Reach, Role, roles_with
from portal.kernel.words import N_
from portal.kernel.work import WorkItem

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
SOON = 3  # working days: what look.md calls yellow
PAGE = 30


class Due(enum.StrEnum):
    """The groups of the inbox, the most urgent first."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"
    NONE = "none"

    @property
    def label(self) -> str:
        return {
            Due.OVERDUE: N_("已逾期"),
            Due.TODAY: N_("今天到期"),
            Due.SOON: N_("3 个工作日内"),
            Due.LATER: N_("以后"),
            Due.NONE: N_("没有期限"),
        }[self]


@dataclass(frozen=True)
class Bounds:
    """Where the groups end, as of now."""

    now: datetime
    today: datetime
    soon: datetime

    def group_of(self, due_at: datetime | None) -> Due:
        if due_at is None:
            return Due.NONE
        if due_at < self.now:
            return Due.OVERDUE
        return Due.TODAY if due_at <= self.today else Due.SOON if due_at <= self.soon else Due.LATER

    def values(self) -> dict[str, datetime]:
        """What ``GROUPS`` is asked with."""
        return {"now": self.now, "today": self.today, "soon": self.soon}


_at = WorkItem.due_at
_now, _today, _soon = (bindparam(name, type_=_at.type) for name in ("now", "today", "soon"))
#: SQL: the item lies in this group, as of ``Bounds.values()``.
GROUPS = {
    Due.OVERDUE: _at < _now,
    Due.TODAY: and_(_at >= _now, _at <= _today),
    Due.SOON: and_(_at > _today, _at >= _now, _at <= _soon),
    Due.LATER: _at > _soon,
    Due.NONE: _at.is_(None),
}


def bounds(session: Session) -> Bounds:
    today = clock.today()
    return Bounds(clock.now(), clock.end_of(today), clock.end_of(workdays.add(today, SOON, session)))


# --- the inbox --------------------------------------------------------------------------------------------------

due_or_never = func.coalesce(WorkItem.due_at, NEVER, type_=WorkItem.due_at.type).label("due_or_never")
_items = select(
    WorkItem.id, WorkItem.process, WorkItem.subject_type, WorkItem.subject_id, WorkItem.subject_public_id,
    WorkItem.caption, WorkItem.action, WorkItem.duty, WorkItem.permission, WorkItem.region_path, WorkItem.opened_at,
    WorkItem.due_at, Organization.name.label("organization"), due_or_never,
).outerjoin(Organization, WorkItem.organization_id == Organization.id)  # fmt: skip


@lru_cache(maxsize=1024)
def _awaited(actor: Actor) -> Select:
    """The inbox's statement, built once for an actor."""
    return _items.where(work.awaited_from(actor))


@lru_cache(maxsize=1024)
def _counted(actor: Actor) -> Any:
    return work.awaited_from(actor)


def inbox(
    session: Session, actor: Actor, *, process: str = "", due: Due | None = None, text: str = "",
    cursor: str | None = None, total: int | None = None,
) -> Page:  # fmt: skip
    """One page of what this actor is awaited for, the most urgent first."""
    stmt = _awaited(actor)
    if process:
        stmt = stmt.where(WorkItem.process == process)
    if due:
        stmt = stmt.where(GROUPS[due]).params(**bounds(session).values())
    if text:
        stmt = stmt.where(_mentions(text))
    keys = (due_or_never, WorkItem.id)
    return paginate(session, stmt, keys=keys, cursor=cursor, size=PAGE, descending=False, scalars=False, total=total)


def _mentions(text: str) -> Any:
    """The caption, the organization's name or initials, or the record's number contain the text."""
    named = [
        WorkItem.caption.contains(text, autoescape=True),
        Organization.name.contains(text, autoescape=True),
        Organization.pinyin.startswith(text.lower(), autoescape=True),
    ]
    if any(character.isdigit() for character in text):
        named += [_numbered(model, text) for model in lifecycle.governed() if _has_number(model)]
    return or_(*named)


def _has_number(model: Any) -> bool:
    """The model's number is one that people read and type, ``备2026-0003``."""
    return hasattr(model, "number") and isinstance(model.number.type, String)


def _numbered(model: Any, text: str) -> Any:
    found = select(model.id).where(model.number.contains(text, autoescape=True))
    return and_(WorkItem.subject_type == model.__tablename__, WorkItem.subject_id.in_(found))


def find_item(session: Session, actor: Actor, public_id: str, action: str) -> Any:
    """One open item of this actor, or ``None``."""
    stmt = _awaited(actor).where(WorkItem.subject_public_id == public_id, WorkItem.action == action)
    return session.execute(stmt).first()


NOTICES = "*notices"  # no process has this name


def _new_to(user_id: int) -> Any:
    return and_(Notice.user_id == user_id, Notice.read_at.is_(None))


@dataclass(frozen=True)
class Counts:
    """How much waits: by process and by group."""

    by_process: dict[str, int]
    by_due: dict[Due, int]
    table: dict[tuple[str, Due], int]
    unread: int  # notices

    @property
    def total(self) -> int:
        return sum(self.by_process.values())

    def of(self, process: str = "", due: Due | None = None) -> int:
        return sum(n for (p, d), n in self.table.items() if process in ("", p) and due in (None, d))


@lru_cache(maxsize=1024)
def _counting(actor: Actor) -> Any:
    """The statement of the counts, built once for an actor."""
    group = case(*[(GROUPS[due], due.value) for due in Due], else_=Due.LATER.value).label("due")
    stmt = select(WorkItem.process, group, func.count()).where(_counted(actor)).group_by(WorkItem.process, group)
    new = select(literal(NOTICES), literal(""), func.count()).where(_new_to(actor.user_id or 0))
    return union_all(stmt, new)


def counts(session: Session, actor: Actor) -> Counts:
    """One statement for the navigation and for the inbox's head, the unread notices among it."""
    rows = session.execute(_counting(actor), bounds(session).values()).all()
    table = {(process, Due(due)): number for process, due, number in rows if process != NOTICES}
    unread = next(number for process, _due, number in rows if process == NOTICES)
    by_process: dict[str, int] = {}
    by_due: dict[Due, int] = {}
    for (process, due), number in table.items():
        by_process[process] = by_process.get(process, 0) + number
        by_due[due] = by_due.get(due, 0) + number
    return Counts(by_process, by_due, table, unread)


def processes() -> dict[str, str]:
    """Name → title of every process."""
    return {table.name: table.title for table in lifecycle.governed().values()}


def subject_of(session: Session, item: Any) -> Any:
    """The record behind an item, or ``None``."""
    model = next((m for m in lifecycle.governed() if m.__tablename__ == item.subject_type), None)
    return session.get(model, item.subject_id) if model else None


def step_of(item: Any) -> lifecycle.Step | None:
    """The row of the table that the item awaits."""
    table = next((t for m, t in lifecycle.governed().items() if m.__tablename__ == item.subject_type), None)
    return next((s for s in table.steps if s.action == item.action), None) if table else None


# --- what others do next ----------------------------------------------------------------------------------------


def waiting(session: Session, actor: Actor, cursor: str | None = None) -> Page:
    """Open items of others: on the records of one's organization, on one's own, on those one has handed on."""
    keys = (due_or_never, WorkItem.id)
    stmt = _items.where(_of_others(actor))
    return paginate(session, stmt, keys=keys, cursor=cursor, size=PAGE, descending=False, scalars=False)


@lru_cache(maxsize=1024)
def _of_others(actor: Actor) -> Any:
    mine = [WorkItem.owner_id == actor.user_id]
    if actor.organization_id is not None:
        mine.append(WorkItem.organization_id == actor.organization_id)
    if actor.reach in (Reach.REGION, Reach.DEPARTMENT, Reach.INCUBATOR):
        mine.append(and_(_in_reach(actor), _handed_on(actor)))
    return and_(WorkItem.closed_at.is_(None), or_(*mine), not_(_counted(actor)))


def _in_reach(actor: Actor) -> Any:
    if actor.region_path:
        return regions.within(WorkItem.region_path, actor.region_path)
    if actor.department_id is not None:
        return WorkItem.department_id == actor.department_id
    return WorkItem.incubator_id == actor.incubator_id if actor.incubator_id is not None else false()


def _handed_on(actor: Actor) -> Any:
    """The actor has taken a step on the record."""
    return exists().where(
        JournalEntry.subject_type == WorkItem.subject_type, JournalEntry.subject_id == WorkItem.subject_id,
        JournalEntry.actor_id == actor.user_id,
    )  # fmt: skip


# --- what one has done ------------------------------------------------------------------------------------------

_entries = select(
    JournalEntry.id, JournalEntry.at, JournalEntry.role, JournalEntry.subject_type, JournalEntry.subject_id,
    JournalEntry.msgid, JournalEntry.parts, JournalEntry.key, JournalEntry.actor_id, User.name.label("by"),
).join(User, User.id == JournalEntry.actor_id).where(JournalEntry.subject_type != "users")  # fmt: skip


def done_by(session: Session, actor: Actor, cursor: str | None = None) -> Page:
    """The acts of this person, from whichever appointment, and those of colleagues who stood in for them, newest first;
    logging in is not work. ``by``: who did it. Whoever ever stood in is known from the delegations, and the journal is
    indexed by who acted."""
    stood_in = select(Delegation.delegate_id).where(Delegation.delegator_id == actor.user_id)
    for_me = and_(JournalEntry.actor_id.in_(stood_in), JournalEntry.for_id == actor.user_id)
    stmt = _entries.where(or_(JournalEntry.actor_id == actor.user_id, for_me))
    return paginate(session, stmt, keys=(JournalEntry.id,), cursor=cursor, size=PAGE, scalars=False)


def readable(session: Session, actor: Actor, lines: list[Any]) -> dict[tuple[str, int], str]:
    """(table, id) → public id of the subjects that the actor may read: one statement, however many tables."""
    wanted: dict[str, set[int]] = {}
    for line in lines:
        wanted.setdefault(line.subject_type, set()).add(line.subject_id)
    return {(kind, key): public_id for kind, key, public_id in access.readable(session, actor, wanted, "id")}


def owned_processes(session: Session, user_id: int) -> set[str]:
    """The processes in which this person has a record of their own: one statement."""
    tables = {
        table.name: getattr(model, owner)
        for model, table in lifecycle.governed().items()
        if (owner := access.declaration(model).owner)
    }
    found = session.execute(select(*(exists().where(column == user_id).label(f"p{n}") for n, column in enumerate(tables.values())))).one()
    return {name for name, there in zip(tables, found, strict=True) if there}


def awaited_roles(permission: Permission) -> list[str]:
    """Labels of the roles that may take a step."""
    return [role.label for role in roles_with(permission) if role is not Role.SYSTEM]
