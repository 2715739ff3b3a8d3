"""Reminders before and after the due day, and the report to the superior: each once."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from portal.kernel import clock, outbox, policy
from portal.kernel.channels import Kind
from portal.kernel.journal import JournalEntry
from portal.kernel.outbox import Notice
from portal.kernel.people import User
from portal.kernel.permissions import Permission
from portal.kernel.policy import PolicySetting
from portal.kernel.work import Stage, WorkItem, WorkReminder
from portal.workflows import reminders
from portal.workflows.tick import tick
from tests.blueprints.desk_world import filing

# 2026-05-15 is a Friday: the item is opened then and due at the end of Monday, 25 May.
DUE = clock.at(date(2026, 5, 25), 17)


@pytest.fixture
def item(session, frozen_time):
    frozen_time("2026-05-15 10:00")
    record = filing(session, "晨风太极队")
    session.query(WorkItem).delete()
    row = WorkItem(
        process="filing", subject_type="filings", subject_id=record.id, subject_public_id=record.public_id, caption=record.name,
        action="check", duty="核对备案申请", permission=Permission.FILING_CHECK, region_path=record.region_path,
        owner_id=record.applicant_id, opened_at=clock.now(), due_at=DUE,
    )  # fmt: skip
    session.add(row)
    session.commit()
    return row


def told(session, kind):
    stmt = select(User.login, Notice.msgid).join(User, User.id == Notice.user_id).where(Notice.kind == kind)
    return [login for login, _ in session.execute(stmt.order_by(User.login))]


def stages(session):
    return list(session.scalars(select(WorkReminder.stage).order_by(WorkReminder.id)))


def test_each_reminder_is_given_once_on_its_day(session, item, frozen_time):
    days = {
        "2026-05-20 10:00": [],
        "2026-05-21 10:00": [Stage.BEFORE],  # two working days before: Friday and Monday are left
        "2026-05-22 10:00": [Stage.BEFORE],
        "2026-05-25 18:00": [Stage.BEFORE],  # late, and no working day has passed
        "2026-05-26 10:00": [Stage.BEFORE, Stage.OVERDUE],
        "2026-05-27 10:00": [Stage.BEFORE, Stage.OVERDUE],
        "2026-05-28 10:00": [Stage.BEFORE, Stage.OVERDUE, Stage.ESCALATED],
        "2026-06-30 10:00": [Stage.BEFORE, Stage.OVERDUE, Stage.ESCALATED],
    }
    for moment, given in days.items():
        frozen_time(moment)
        for _ in range(3):
            reminders.remind(session)
        assert stages(session) == given, moment
    assert told(session, Kind.REMINDER) == ["committee", "committee"]
    assert told(session, Kind.ESCALATION) == ["leader", "supervisor"]


def test_a_report_to_the_superior_is_in_the_journal_of_the_item_and_not_of_the_record(session, item, frozen_time):
    frozen_time("2026-05-28 10:00")
    reminders.remind(session)
    entries = session.scalars(select(JournalEntry).where(JournalEntry.action == "escalate")).all()
    assert [(e.subject_type, e.subject_id, e.region_path) for e in entries] == [("work_items", item.id, item.region_path)]
    assert str(entries[0].sentence) == "“晨风太极队”的“核对备案申请”逾期 3 个工作日，报告上级"


def test_nobody_is_reminded_at_night(session, item, frozen_time):
    for moment in ("2026-05-22 07:59", "2026-05-22 20:00", "2026-05-22 23:59"):
        frozen_time(moment)
        assert reminders.remind(session) == 0
    frozen_time("2026-05-23 08:00")
    assert reminders.remind(session) == 1


def test_who_was_asked_yesterday_is_not_told_to_hurry(session, item, frozen_time):
    item.opened_at = clock.at(date(2026, 5, 22), 9)
    session.commit()
    frozen_time("2026-05-22 10:00")
    assert reminders.remind(session) == 0


def test_what_is_done_is_reminded_of_no_more(session, item, frozen_time):
    item.closed_at = clock.now()
    session.commit()
    frozen_time("2026-05-28 10:00")
    assert reminders.remind(session) == 0


def test_what_people_owe_for_themselves_is_reported_to_nobody(session, item, frozen_time):
    item.permission = Permission.FILING_APPLY
    session.commit()
    frozen_time("2026-05-28 10:00")
    reminders.remind(session)
    assert stages(session) == [Stage.OVERDUE]
    assert told(session, Kind.REMINDER) == ["resident1"]


def test_the_region_says_how_many_days(session, item, frozen_time):
    setting = session.query(PolicySetting).filter_by(key="reminder.before").one()
    setting.amount = 4
    session.commit()
    policy.forget(session)
    frozen_time("2026-05-19 10:00")
    assert reminders.remind(session) == 1


def test_a_region_without_the_setting_reminds_nobody(session, item, frozen_time):
    session.query(PolicySetting).filter(PolicySetting.key.startswith("reminder.")).delete()
    session.commit()
    policy.forget(session)
    frozen_time("2026-05-28 10:00")
    assert reminders.remind(session) == 0


def test_a_reminder_that_fails_leaves_nothing_and_the_next_look_gives_it(session, item, frozen_time, monkeypatch):
    frozen_time("2026-05-22 10:00")
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "tell", lambda *_, **__: (_ for _ in ()).throw(OSError("disk")))
        with pytest.raises(OSError, match="disk"):
            reminders.remind(session)
    assert stages(session) == []
    assert told(session, Kind.REMINDER) == []
    assert reminders.remind(session) == 1


def test_the_tick_reminds_and_a_superior_sees_it_on_the_item(session, client, item, frozen_time):
    frozen_time("2026-05-28 10:00")
    assert tick(session).failed == 0
    assert stages(session) == [Stage.OVERDUE, Stage.ESCALATED]
    client.login("committee")
    text = client.page("/desk").text
    assert "逾期后提醒了承办人" in text
    assert "逾期已报告上级" in text
    client.logout()
    client.login("supervisor")
    assert "“晨风太极队”的“核对备案申请”逾期 3 个工作日，报告上级" in client.page("/journal/?kind=work_items").text
    entries = session.scalars(select(JournalEntry).where(JournalEntry.action == "escalate")).all()
    assert set(reminders.records_behind(session, entries).values()) == {("filings", item.subject_id)}
