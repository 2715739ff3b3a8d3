"""Each notice in one digest: whatever dies, nothing twice and nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.kernel import outbox
from portal.kernel.channels import Kind, Pace
from portal.kernel.outbox import Notice, OutboxMessage
from portal.kernel.people import User
from portal.kernel.words import say
from portal.workflows import digests, notices, preferences


@pytest.fixture
def reader(session, as_person, frozen_time):
    """Somebody who gathers by the day; it is ten in the morning, whenever the tests run."""
    frozen_time("2026-05-15 10:00")
    actor = as_person("group")
    pace(session, actor, Pace.DAILY)
    session.commit()
    return actor


def pace(session, actor, wanted):
    preferences.save(session, by=actor, choices={}, pace=wanted, quiet_from=21, quiet_until=8)


def told(session, actor, number=1, kind=Kind.PROGRESS):
    user = session.get(User, actor.user_id)
    for n in range(number):
        outbox.tell(session, [user.id], say("第 %(n)s 件", n=n), user, kind)
    session.commit()


def letters(session):
    stmt = select(OutboxMessage).where(OutboxMessage.kind == "mail").order_by(OutboxMessage.id)
    return [message.content["digest"] for message in session.scalars(stmt) if message.content.get("letter") == "digest"]


def test_a_daily_digest_takes_everything_once_from_eight_o_clock(session, reader, frozen_time):
    told(session, reader, 3)
    frozen_time("2026-05-16 07:59")
    assert digests.build(session) == 0
    frozen_time("2026-05-16 08:00")
    assert [digests.build(session) for _ in range(3)] == [1, 0, 0]
    (key,) = letters(session)
    assert key.endswith("-2026-05-16")
    assert len(digests.taken_by(session, reader.user_id, key)) == 3


def test_what_comes_after_todays_digest_waits_for_tomorrows(session, reader, frozen_time):
    told(session, reader)
    frozen_time("2026-05-16 09:00")
    digests.build(session)
    told(session, reader, 2)
    assert digests.build(session) == 0
    frozen_time("2026-05-17 09:00")
    assert digests.build(session) == 1
    assert [len(digests.taken_by(session, reader.user_id, key)) for key in letters(session)] == [1, 2]


def test_a_weekly_digest_goes_on_mondays(session, reader, frozen_time):
    pace(session, reader, Pace.WEEKLY)
    told(session, reader)
    for day, built in (("2026-05-16", 0), ("2026-05-17", 0), ("2026-05-18", 1), ("2026-05-19", 0)):
        frozen_time(f"{day} 10:00")
        assert digests.build(session) == built, day


def test_what_was_read_in_the_portal_is_in_no_letter(session, reader, frozen_time):
    told(session, reader, 2)
    notices.mark_read(session, reader.user_id)
    session.commit()
    assert digests.build(session) == 0
    assert letters(session) == []


def test_what_was_gathered_goes_out_when_its_reader_wants_everything_at_once(session, reader):
    told(session, reader)
    pace(session, reader, Pace.AT_ONCE)
    session.commit()
    assert digests.build(session) == 1


def test_what_was_gathered_is_dropped_when_its_kind_is_mailed_no_more(session, reader):
    told(session, reader, 1, Kind.PROGRESS)
    told(session, reader, 1, Kind.DUTY)
    preferences.save(session, by=reader, choices={Kind.PROGRESS: set()}, pace=Pace.DAILY, quiet_from=21, quiet_until=8)
    session.commit()
    assert digests.build(session) == 1
    assert [notice.kind for notice in digests.taken_by(session, reader.user_id, letters(session)[0])] == [Kind.DUTY]


def test_a_process_that_dies_in_the_middle_takes_nothing(session, reader, monkeypatch):
    told(session, reader, 2)
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "enqueue", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            digests.build(session)
    assert session.scalars(select(Notice.digest_key).where(Notice.user_id == reader.user_id)).all() == [None, None]
    assert digests.build(session) == 1
    assert len(digests.taken_by(session, reader.user_id, letters(session)[0])) == 2


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=1, max_size=6))
def test_every_notice_is_in_exactly_one_digest_whenever_the_tick_looks(session, as_person, frozen_time, days):
    """days: (notices told, whether the tick looks twice)."""
    actor = as_person("group")
    session.query(Notice).delete()
    session.query(OutboxMessage).delete()
    pace(session, actor, Pace.DAILY)
    frozen_time("2026-05-15 10:00")
    total = 0
    for number, twice in days:
        told(session, actor, number)
        total += number
        for _ in range(1 + twice):
            digests.build(session)
        frozen_time.forward(days=1)
    digests.build(session)
    keys = letters(session)
    assert len(keys) == len(set(keys))
    taken = [notice.id for key in keys for notice in digests.taken_by(session, actor.user_id, key)]
    assert sorted(taken) == sorted(session.scalars(select(Notice.id).where(Notice.user_id == actor.user_id)))
    assert len(taken) == total
