"""`flask tick` and `flask work` outlive whatever fails; the rest is done, and the failure is to be seen."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.cli import work
from portal.gateways import heartbeat
from portal.kernel import clock, journal, lifecycle, outbox
from portal.kernel import work as work_items
from portal.kernel.outbox import OutboxMessage
from portal.kernel.people import User
from portal.kernel.permissions import Permission
from portal.kernel.words import say


@pytest.fixture
def command(app, session, monkeypatch, tmp_path):
    """``command("tick")``: the exit code of one look, as the service manager sees it."""
    monkeypatch.setattr(work.signal, "signal", lambda *_: None)  # the signals of this process are pytest's
    monkeypatch.setitem(app.config, "PORTAL_DATA_DIR", str(tmp_path))

    def run(name: str) -> int:
        session.commit()
        return app.test_cli_runner().invoke(args=[name, "--once"]).exit_code

    return run


def states(session, due):
    session.expire_all()
    models = {model.__tablename__: model for model in lifecycle.governed()}
    return [session.get(models[kind], record_id).state for kind, record_id, _ in due]


def test_a_record_that_fails_keeps_no_other_from_its_step(
    demo_city, session, client, command, frozen_time, monkeypatch, caplog
):
    frozen_time(datetime.now(UTC) + timedelta(days=40))  # the city stands at the true day
    due = work_items.due_for_the_system(session)
    assert len(due) > 3
    unlucky, before, move = due[0][:2], states(session, due), lifecycle.move

    def fails_on_one(session, record, action, **given):
        if (record.__tablename__, record.id) == unlucky:
            record.version += 1
            session.flush()
            raise ZeroDivisionError("this record cannot be moved")
        return move(session, record, action, **given)

    with monkeypatch.context() as patch:
        patch.setattr(lifecycle, "move", fails_on_one)
        assert command("tick") == 1
    assert f"{unlucky[0]} {unlucky[1]}: {due[0][2]} failed" in caplog.text
    after = states(session, due)
    assert after[0] == before[0]
    assert [n for n, state in enumerate(after) if state == before[n]] == [0]
    assert client.get("/readyz").json["status"] == "attention"
    assert client.get("/readyz").json["tick"]["failed"] == 1
    assert command("tick") == 0
    assert states(session, due)[0] != before[0]
    assert (client.get("/readyz").json["status"], client.get("/readyz").json["tick"]["failed"]) == ("ok", 0)


def test_the_daily_checkpoint_is_left_once_a_day_however_often_the_tick_looks(session, command, frozen_time):
    for day in ("2026-05-15", "2026-05-16"):
        for hour in ("09:00", "09:01", "23:00"):
            frozen_time(f"{day} {hour}")
            assert command("tick") == 0
    keys = session.scalars(select(OutboxMessage.key).where(OutboxMessage.kind == "checkpoint")).all()
    assert keys == ["checkpoint-daily-2026-05-15", "checkpoint-daily-2026-05-16"]


def test_a_step_that_names_no_record_is_told_and_passed_over(session):
    session.add(work_items.WorkItem(
        process="call", subject_type="calls", subject_id=987654, subject_public_id="x", caption="x", action="close",
        duty="x", permission=Permission.SYSTEM_TICK, opened_at=clock.now(), due_at=clock.now(),
    ))  # fmt: skip
    session.commit()
    heard = []
    assert lifecycle.tick(session, lambda *what: heard.append(what)) == []
    assert heard == [("calls", 987654, "close")]


def test_a_failed_message_does_not_keep_the_journal_from_being_sealed(session, command, monkeypatch, as_person, tmp_path):
    def refuses(session, message):
        raise ConnectionError("the post office is closed")

    monkeypatch.setitem(outbox._handlers, "test", refuses)
    outbox.enqueue(session, "test", {}, key="letter")
    someone = as_person("acceptor")
    journal.write(session, session.get_one(User, someone.user_id), "look", say("看过"), by=someone)
    assert command("work") == 1
    session.expire_all()
    assert session.scalars(select(OutboxMessage.error).where(OutboxMessage.kind == "test")).one().startswith("ConnectionError")
    assert not journal.has_unsealed(session)
    assert heartbeat.heard(tmp_path)["work"]["failed"] == 1


def test_a_message_that_cannot_be_settled_keeps_no_other_from_its_addressee(session, monkeypatch):
    delivered = []
    monkeypatch.setitem(outbox._handlers, "test", lambda session, message: delivered.append(message.key))
    outbox.enqueue(session, "test", {}, key="first")
    outbox.enqueue(session, "test", {}, key="second")
    session.commit()
    settle, first = outbox._settle, session.scalars(select(OutboxMessage.id).where(OutboxMessage.key == "first")).one()

    def fails_on_one(session, message_id, error=None):
        if message_id == first:
            raise OSError("no space left")
        settle(session, message_id, error)

    monkeypatch.setattr(outbox, "_settle", fails_on_one)
    with pytest.raises(OSError, match="no space left"):
        outbox.work(session)
    assert delivered == ["first", "second"]


def test_a_beat_is_written_when_something_changed_and_once_in_a_while(tmp_path, frozen_time):
    beat, path = heartbeat.Heartbeat(tmp_path, "tick"), tmp_path / "heartbeats" / "tick.json"
    beat(frozen_time("2026-05-15 10:00"), 0)
    beat(frozen_time.forward(seconds=20), 0)
    assert json.loads(path.read_text()) == {"at": "2026-05-15T02:00:00+00:00", "failed": 0}
    beat(frozen_time.forward(seconds=5), 2)
    assert heartbeat.heard(tmp_path) == {"tick": {"at": "2026-05-15T02:00:25+00:00", "failed": 2}}
    beat(frozen_time.forward(seconds=30), 2)
    assert heartbeat.heard(tmp_path)["tick"]["at"] == "2026-05-15T02:00:55+00:00"
    path.write_text("half a")
    assert heartbeat.heard(tmp_path) == {}
