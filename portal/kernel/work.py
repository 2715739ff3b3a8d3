"""Work items: who is awaited, where, by when. Written by the lifecycle alone; the inbox and the tick read them."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    and_,
    bindparam,
    false,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.kernel import clock, regions
from portal.kernel.base import Base, EnumString, PathString, Row
from portal.kernel.engine import rows_changed
from portal.kernel.people import Actor, holders
from portal.kernel.permissions import Permission
from portal.kernel.roles import DIRECTS, ROLES, Reach, Role, held_for_another, is_own, roles_with
from portal.kernel.words import N_


class WorkItem(Row, Base):
    """One awaited step on one record: open until the record leaves the state that awaits it."""

    __tablename__ = "work_items"
    __table_args__ = (
        Index("ix_work_items_subject", "subject_type", "subject_id"),
        Index(
            "ix_work_items_open", "permission", "region_path", "due_at",
            sqlite_where=text("closed_at IS NULL"), postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_work_items_organization", "organization_id", "closed_at"),
        Index("ix_work_items_owner", "owner_id", "closed_at"),
    )  # fmt: skip

    process: Mapped[str] = mapped_column(String(30))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    subject_public_id: Mapped[str] = mapped_column(String(12))
    caption: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(60))
    duty: Mapped[str] = mapped_column(String(120))
    permission: Mapped[Permission] = mapped_column(EnumString(Permission, 60))
    region_path: Mapped[str | None] = mapped_column(PathString)
    office_path: Mapped[str | None] = mapped_column(PathString)  # the one office awaited; none: whoever has the region
    organization_id: Mapped[int | None]
    department_id: Mapped[int | None]
    incubator_id: Mapped[int | None]
    owner_id: Mapped[int | None]
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  # of an office's people, the one it lies with
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None]


class Stage(enum.StrEnum):
    """What was said about an item: in time, when it was late, and to the superior."""

    BEFORE = "before"
    OVERDUE = "overdue"
    ESCALATED = "escalated"

    @property
    def label(self) -> str:
        return {
            Stage.BEFORE: N_("到期前提醒了承办人"),
            Stage.OVERDUE: N_("逾期后提醒了承办人"),
            Stage.ESCALATED: N_("逾期已报告上级"),
        }[self]


class WorkReminder(Row, Base):
    """One reminder of one item, given once. ``told``: how many people."""

    __tablename__ = "work_reminders"
    __table_args__ = (UniqueConstraint("work_item_id", "stage"),)

    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_items.id"))
    stage: Mapped[Stage] = mapped_column(EnumString(Stage))
    at: Mapped[datetime]
    told: Mapped[int]


def awaited_from(actor: Actor):
    """SQL predicate: the open items that this actor is awaited for."""
    mine = [p for p in actor.permissions if p is not Permission.SYSTEM_TICK]
    branches = []
    if mine:
        lies_here = or_(WorkItem.handler_id.is_(None), WorkItem.handler_id.in_(actor.hands))
        branches.append(and_(WorkItem.permission.in_(mine), _scope(actor, actor.reach), lies_here))
    own = list(ROLES[Role.ACCOUNT][1])
    branches.append(and_(WorkItem.permission.in_(own), WorkItem.owner_id == actor.user_id))
    return and_(WorkItem.closed_at.is_(None), or_(*branches))


def awaited_from_any(actors: Iterable[Actor]):
    """The same for a person in all of their appointments."""
    return or_(*map(awaited_from, actors))


def directed_by(actor: Actor):
    """SQL predicate: the open items that this actor may lay on the desk of one of the people who may do them."""
    roles = DIRECTS.get(actor.role, frozenset())
    theirs = {p for role in roles for p in held_for_another(role)}
    if not theirs or Permission.WORK_ASSIGN not in actor.permissions:
        return false()
    return and_(WorkItem.closed_at.is_(None), WorkItem.permission.in_(theirs), _scope(actor, actor.reach))


def release(session: Session, user_id: int) -> int:
    """What lay with this person lies with the whole office again; returns how many items."""
    lay = (WorkItem.handler_id == user_id, WorkItem.closed_at.is_(None))
    return rows_changed(session, update(WorkItem).where(*lay).values(handler_id=None))


def _scope(actor: Actor, reach: Reach):
    if reach is Reach.REGION and actor.region_path:
        ours = or_(WorkItem.office_path.is_(None), WorkItem.office_path == actor.region_path)
        return and_(regions.within(WorkItem.region_path, actor.region_path), ours)
    if reach is Reach.ORGANIZATION:
        return WorkItem.organization_id == actor.organization_id
    if reach is Reach.DEPARTMENT:
        return WorkItem.department_id == actor.department_id
    if reach is Reach.INCUBATOR:
        return WorkItem.incubator_id == actor.incubator_id
    if reach is Reach.ASSIGNED:
        return WorkItem.assignee_id == actor.user_id
    return false()


def awaited_people(session: Session, permission: Permission, scope: Any, owed: Any) -> list[int]:
    """User ids of those who are awaited for a step: the holders of its permission there (``scope``: an ``access.Scope`` or
    an item), of whom only the one that an item lies with; the owner where it is a step that people take for themselves,
    and whoever it is assigned to (``owed``)."""
    people = holders(session, permission, scope)
    if (handler := getattr(owed, "handler_id", None)) in people:
        people = [handler]
    if is_own(permission) and scope.owner_id:
        people.append(scope.owner_id)
    if (assignee := getattr(owed, "assignee_id", None)) and Reach.ASSIGNED in {ROLES[role][0] for role in roles_with(permission)}:
        people.append(assignee)
    return people


_CLOSE = (
    update(WorkItem)
    .where(WorkItem.subject_type == bindparam("kind"), WorkItem.subject_id == bindparam("record"))
    .where(WorkItem.closed_at.is_(None))
    .values(closed_at=bindparam("now"), closed_by_id=bindparam("by"))
)


def close(session: Session, record: Any, *, by: Actor) -> None:
    """Close what was awaited on a record: it moved on. One statement; items loaded before are not looked at again."""
    facts = {"kind": record.__tablename__, "record": record.id, "now": clock.now(), "by": by.user_id}
    session.execute(_CLOSE, facts, execution_options={"synchronize_session": False})


def due_for_the_system(session: Session) -> list[tuple[str, int, str]]:
    """(table, id, action) of the steps that time takes, whose moment has come: all of them, the earliest first, as what
    waits for something else (a hold) must not stand in the way of what comes after it."""
    stmt = (
        select(WorkItem.subject_type, WorkItem.subject_id, WorkItem.action)
        .where(WorkItem.permission == Permission.SYSTEM_TICK, WorkItem.closed_at.is_(None))
        .where(WorkItem.due_at <= clock.now())
        .order_by(WorkItem.due_at, WorkItem.id)
    )
    return [(kind, record_id, action) for kind, record_id, action in session.execute(stmt)]


def coming_for_the_system(session: Session, limit: int, until: datetime | None = None) -> list[tuple[datetime, str, int]]:
    """Steps that time will take, the next first: (moment, duty, how many records). Of no record by name."""
    stmt = (
        select(WorkItem.due_at, WorkItem.duty, func.count())
        .where(WorkItem.permission == Permission.SYSTEM_TICK, WorkItem.closed_at.is_(None))
        .where(WorkItem.due_at > clock.now())
        .group_by(WorkItem.due_at, WorkItem.duty)
        .order_by(WorkItem.due_at, WorkItem.duty)
        .limit(limit)
    )
    return list(session.execute(stmt if until is None else stmt.where(WorkItem.due_at <= until)))
