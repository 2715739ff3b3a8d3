"""Verbs and reads of joint supervision."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, false, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.organizations.models import Organization
from portal.domain.supervision.guards import keep_numbers_out
from portal.domain.supervision.models import (
    NoteKind,
    NoteState,
    SupervisionNote,
    SupervisionTask,
    TaskState,
)
from portal.domain.supervision.offices import Office, OfficeKind, addressable, named, office_of
from portal.kernel import access, clock, lifecycle
from portal.kernel.paging import Page, paginate
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.words import Forbidden, Invalid, say

LATEST = timedelta(days=366)  # a day that is set lies within a year
OPEN_TASKS = (TaskState.ASKED, TaskState.ACCEPTED)
OPEN_NOTES = (NoteState.ASKED, NoteState.ANSWERED)


# --- verbs --------------------------------------------------------------------------------------------------------


def write_note(
    session: Session, organization: Organization, *, by: Actor, kind: NoteKind, body: str, shared: bool = False,
    due_on: date | None = None,
) -> SupervisionNote:  # fmt: skip
    """Write down an observation, or remind the organization and ask it for an answer by a day."""
    office, name = _speaking(session, organization, by)
    keep_numbers_out(body=body)
    reminds = kind is NoteKind.REMINDER
    if reminds:
        _check_day(due_on)
    note = SupervisionNote(
        organization_id=organization.id, organization=organization, region_path=organization.region_path,
        department_id=organization.authority_id, kind=kind, body=body.strip(), shared=shared or reminds,
        due_at=clock.end_of(due_on) if reminds and due_on else None, author_id=by.user_id, office=office.kind, office_name=name,
        written_from=office.path,
    )  # fmt: skip
    sentence = say("写了一条关于“%(name)s”的%(kind)s", name=organization.name, kind=kind.label)
    lifecycle.begin(session, note, by=by, sentence=sentence)
    if reminds:
        lifecycle.move(session, note, "ask", by=by)
    return note


def pass_task(
    session: Session, organization: Organization, *, by: Actor, title: str, body: str, due_on: date, to: OfficeKind
) -> SupervisionTask:
    """Ask another office of this organization for something, by a day."""
    office, name = _speaking(session, organization, by)
    keep_numbers_out(title=title, body=body)
    _check_day(due_on)
    asked = {found.kind: (found, called) for found, called in addressable(session, organization)}
    if to not in asked:
        raise Invalid("to", say("这个组织没有这样的部门可以转办，请另选一家。"))
    target, called = asked[to]
    if target == office:
        raise Invalid("to", say("这是您自己的部门，不用转办。"))
    task = SupervisionTask(
        organization_id=organization.id, organization=organization, region_path=organization.region_path,
        department_id=organization.authority_id, title=title.strip(), body=body.strip(), due_at=clock.end_of(due_on),
        author_id=by.user_id, office=office.kind, office_name=name, asked_from=office.path, of_office=target.kind, of_name=called,
        of_path=target.path,
    )  # fmt: skip
    return lifecycle.begin(session, task, by=by, sentence=say("把“%(title)s”转给%(office)s", title=task.caption, office=called))


def _speaking(session: Session, organization: Organization, by: Actor) -> tuple[Office, str]:
    office = office_of(by)
    if office is None or not access.allows(by, P.SUPERVISION_NOTE, organization):
        raise Forbidden(say("只有管这个组织的部门可以写监管记录、转办事项。"))
    return office, named(session, office)


def _check_day(day: date | None) -> None:
    if day is None:
        raise Invalid("due_on", say("请填期限：对方要在哪一天以前答复。"))
    if not clock.today() < day <= clock.today() + LATEST:
        raise Invalid("due_on", say("期限要在明天以后、一年以内。"))


# --- reads --------------------------------------------------------------------------------------------------------


def notes_of(session: Session, organization: Organization, actor: Actor) -> list[SupervisionNote]:
    """What the actor may read of the notes on an organization: what is open first, then the newest."""
    stmt = access.visible(select(SupervisionNote), actor, P.SUPERVISION_READ).where(SupervisionNote.organization_id == organization.id)
    rows = session.scalars(stmt.order_by(SupervisionNote.id.desc()).limit(50)).all()
    return sorted(rows, key=lambda note: note.state not in OPEN_NOTES)


def tasks_of(session: Session, organization: Organization, actor: Actor) -> list[SupervisionTask]:
    """The same for tasks; an organization has none to read."""
    stmt = access.visible(select(SupervisionTask), actor, P.SUPERVISION_READ).where(SupervisionTask.organization_id == organization.id)
    rows = session.scalars(stmt.order_by(SupervisionTask.id.desc()).limit(50)).all()
    return sorted(rows, key=lambda task: task.state not in OPEN_TASKS)


def notes(
    session: Session, actor: Actor, *, cursor: str | None = None, state: NoteState | None = None, kind: NoteKind | None = None,
    q: str = "", late: bool = False,
) -> Page:  # fmt: skip
    """The notes that the actor may read, newest first."""
    stmt = access.visible(select(SupervisionNote), actor, P.SUPERVISION_READ)
    if kind:
        stmt = stmt.where(SupervisionNote.kind == kind)
    if late:
        stmt = stmt.where(SupervisionNote.state == NoteState.ASKED, SupervisionNote.due_at < clock.now())
    stmt = _narrowed(stmt, SupervisionNote, state, q)
    return paginate(session, stmt, keys=(SupervisionNote.created_at, SupervisionNote.id), cursor=cursor)


def tasks(
    session: Session, actor: Actor, *, cursor: str | None = None, state: TaskState | None = None, q: str = "", ours: bool = False,
    late: bool = False,
) -> Page:  # fmt: skip
    """The tasks that the actor may read, newest first. ``ours``: those that the actor's office was asked for."""
    stmt = access.visible(select(SupervisionTask), actor, P.SUPERVISION_READ)
    if ours:
        stmt = stmt.where(_asked_of(office_of(actor)))
    if late:
        stmt = stmt.where(SupervisionTask.state.in_(OPEN_TASKS), SupervisionTask.due_at < clock.now())
    stmt = _narrowed(stmt, SupervisionTask, state, q)
    return paginate(session, stmt, keys=(SupervisionTask.created_at, SupervisionTask.id), cursor=cursor)


def _narrowed(stmt: Select, model: type[Any], state: NoteState | TaskState | None, q: str) -> Select:
    if state:
        stmt = stmt.where(model.state == state)
    if q:
        stmt = stmt.where(model.organization_id.in_(select(Organization.id).where(Organization.name.contains(q, autoescape=True))))
    return stmt


def _asked_of(office: Office | None):
    if office is None:
        return false()
    path = SupervisionTask.of_path.is_(None) if office.path is None else SupervisionTask.of_path == office.path
    return (SupervisionTask.of_office == office.kind) & path


class Counts(NamedTuple):
    """What stands open for the actor to see. ``ours``: tasks that the actor's office is asked for."""

    tasks: int
    ours: int
    late: int
    asked: int
    answered: int


def counts(session: Session, actor: Actor) -> Counts:
    """Two statements, however many records."""
    late = SupervisionTask.due_at < clock.now()
    mine = _asked_of(office_of(actor))
    stmt = access.visible(
        select(func.count(), func.count().filter(mine), func.count().filter(late)).select_from(SupervisionTask), actor,
        P.SUPERVISION_READ, SupervisionTask,
    ).where(SupervisionTask.state.in_(OPEN_TASKS))  # fmt: skip
    open_tasks, ours, overdue = session.execute(stmt).one()
    by_state = access.visible(
        select(SupervisionNote.state, func.count()), actor, P.SUPERVISION_READ, SupervisionNote
    ).group_by(SupervisionNote.state)  # fmt: skip
    states = Counter(dict(session.execute(by_state).all()))
    return Counts(open_tasks, ours, overdue, states[NoteState.ASKED], states[NoteState.ANSWERED])


def looked_after(session: Session, actor: Actor, *, q: str = "", cursor: str | None = None) -> Page:
    """The organizations on whose supervision page the actor may look, by name."""
    stmt = access.visible(select(Organization), actor, P.SUPERVISION_READ)
    if q:
        stmt = stmt.where(or_(Organization.name.contains(q, autoescape=True), Organization.uscc == q.upper()))
    return paginate(session, stmt, keys=(Organization.name, Organization.id), cursor=cursor, descending=False)


