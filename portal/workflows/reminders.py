"""Reminders of work that is due soon or late, and the report to the superior: each once, by the region's policy.

The row of the reminder, the notices and the journal entry are written in one unit of work; whoever looks again finds the
row and says nothing. Only in office hours: nobody is woken because a day begins at midnight.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal.kernel import access, clock, engine, journal, outbox, people, policy, workdays
from portal.kernel.channels import Kind
from portal.kernel.journal import JournalEntry
from portal.kernel.people import SYSTEM, Appointment
from portal.kernel.permissions import Permission
from portal.kernel.policy import Setting
from portal.kernel.regions import ancestors
from portal.kernel.roles import ROLES, Reach, Role, roles_with
from portal.kernel.words import Sentence, say
from portal.kernel.work import Stage, WorkItem, WorkReminder, awaited_people
from portal.kernel.workdays import Unit

log = logging.getLogger(__name__)
OFFICE_HOURS = range(8, 20)
FARTHEST = timedelta(days=30)  # no reminder comes earlier before a due day
KEYS = {Stage.BEFORE: "reminder.before", Stage.OVERDUE: "reminder.overdue", Stage.ESCALATED: "reminder.escalate"}
SUPERIORS = (Role.LEADER, Role.SUPERVISOR)


def remind(session: Session) -> int:
    """Give every reminder whose day has come; returns how many. One unit of work each; what fails does not stop the rest."""
    if clock.local(clock.now()).hour not in OFFICE_HOURS:
        return 0
    given, failures = 0, list[Exception]()
    for item_id, stage in _due(session):
        try:
            given += engine.in_one_unit(session, partial(_give, item_id=item_id, stage=stage))
        except Exception as failure:
            log.exception("work item %s: the reminder %s failed; it is tried again at the next look", item_id, stage)
            failures.append(failure)
    if failures:
        raise failures[0]
    return given


def given_about(session: Session, item_id: int) -> list[WorkReminder]:
    """What was said about one item, in order."""
    return list(session.scalars(select(WorkReminder).where(WorkReminder.work_item_id == item_id).order_by(WorkReminder.id)))


class Subject(NamedTuple):
    subject_type: str
    subject_id: int


def records_behind(session: Session, entries: Iterable[JournalEntry]) -> dict[int, Subject]:
    """Entry → what it is about; an entry about an item is about the item's record."""
    about = {entry.id: Subject(entry.subject_type, entry.subject_id) for entry in entries}
    items = {key: where.subject_id for key, where in about.items() if where.subject_type == WorkItem.__tablename__}
    if items:
        stmt = select(WorkItem.id, WorkItem.subject_type, WorkItem.subject_id).where(WorkItem.id.in_(set(items.values())))
        records = {item_id: Subject(kind, key) for item_id, kind, key in session.execute(stmt)}
        about |= {key: records[item_id] for key, item_id in items.items() if item_id in records}
    return about


def _due(session: Session) -> list[tuple[int, Stage]]:
    """(item, stage) of what is to be said now. A stage that is long past is left out: who is late is not told to hurry."""
    columns = (WorkItem.id, WorkItem.region_path, WorkItem.due_at, WorkItem.opened_at, WorkItem.permission)
    stmt = (
        select(*columns)
        .where(WorkItem.closed_at.is_(None), WorkItem.permission != Permission.SYSTEM_TICK)
        .where(WorkItem.due_at <= clock.now() + FARTHEST)
        .where(~exists().where(WorkReminder.work_item_id == WorkItem.id, WorkReminder.stage == Stage.ESCALATED))
        .order_by(WorkItem.id)
    )
    items = list(session.execute(stmt))
    given = select(WorkReminder.work_item_id, WorkReminder.stage).join(WorkItem).where(WorkItem.closed_at.is_(None))
    known = {(item_id, stage) for item_id, stage in session.execute(given)}
    return [(item.id, stage) for item in items for stage in Stage if (item.id, stage) not in known and _has_come(session, item, stage)]


def _has_come(session: Session, item: Any, stage: Stage) -> bool:
    try:
        setting = policy.get(session, KEYS[stage], item.region_path or "/")
    except policy.MissingPolicy:
        return False  # a region that sets no reminders gives none
    today, due, opened = clock.today(), clock.local(item.due_at).date(), clock.local(item.opened_at).date()
    if stage is Stage.BEFORE:
        # Whoever was asked within the last days before the due day has just been told.
        in_time = clock.now() <= item.due_at
        return in_time and _days(session, setting, today, due) <= setting.amount < _days(session, setting, opened, due)
    late = clock.now() > item.due_at and _days(session, setting, due, today) >= setting.amount
    return late and (stage is Stage.OVERDUE or _is_an_offices(item))


def _days(session: Session, setting: Setting, start: date, end: date) -> int:
    return workdays.between(start, end, session) if setting.unit is Unit.WORKING_DAYS else (end - start).days


def _is_an_offices(item: Any) -> bool:
    """What an office owes is reported to its superior; what people owe themselves, or experts owe in secret, is not."""
    reaches = {ROLES[role][0] for role in roles_with(item.permission)}
    return bool(item.region_path) and bool(reaches & {Reach.REGION, Reach.DEPARTMENT})


def _give(session: Session, item_id: int, stage: Stage) -> bool:
    item = session.get(WorkItem, item_id, with_for_update=True, populate_existing=True)
    said = select(WorkReminder.id).where(WorkReminder.work_item_id == item_id, WorkReminder.stage == stage)
    if item is None or item.closed_at is not None or session.scalar(said) is not None:
        return False  # done meanwhile, or somebody else looked at the same moment
    record = access.subject_of(session, item)
    if record is None:
        return False
    told = _superiors(session, item) if stage is Stage.ESCALATED else awaited_people(session, item.permission, access.place_of(item), item)
    sentence = _sentence(session, item, stage)
    session.add(WorkReminder(work_item_id=item.id, stage=stage, at=clock.now(), told=len(set(told))))
    outbox.tell(session, sorted(set(told)), sentence, record, Kind.ESCALATION if stage is Stage.ESCALATED else Kind.REMINDER)
    if stage is Stage.ESCALATED:
        # Of the item, not of the record: the supervisor reads it, the record's public story does not tell it.
        journal.write(session, item, "escalate", sentence, by=SYSTEM, region_path=item.region_path)
    return True


def _superiors(session: Session, item: WorkItem) -> list[int]:
    """Leaders and supervisors of the place and of those above it; of the nearest place that has some."""
    stmt = people.current(select(Appointment.region_path, Appointment.user_id).where(Appointment.role.in_(SUPERIORS)))
    by_place: dict[str | None, list[int]] = {}
    for path, user_id in session.execute(stmt.where(Appointment.region_path.in_(ancestors(item.region_path or "/")))):
        by_place.setdefault(path, []).append(user_id)
    return next((by_place[path] for path in ancestors(item.region_path or "/") if path in by_place), [])


def _sentence(session: Session, item: WorkItem, stage: Stage) -> Sentence:
    assert item.due_at
    parts: dict[str, Any] = {"duty": item.duty, "caption": item.caption}
    day = f"{clock.local(item.due_at):%Y-%m-%d}"
    if stage is Stage.BEFORE:
        return say("“%(caption)s”的“%(duty)s”%(day)s 到期，请及时办理", day=day, **parts)
    if stage is Stage.OVERDUE:
        return say("“%(caption)s”的“%(duty)s”%(day)s 已到期，还没有办", day=day, **parts)
    late = workdays.between(clock.local(item.due_at).date(), clock.today(), session)
    return say("“%(caption)s”的“%(duty)s”逾期 %(num)s 个工作日，报告上级", num=late, **parts)


