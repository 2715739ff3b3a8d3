"""No ghost mail, no lost mail."""

from __future__ import annotations

import pytest

from portal.kernel import clock, outbox
from portal.kernel.outbox import OutboxMessage


@pytest.fixture
def deliveries(monkeypatch):
    """A gateway that notes what it was handed; ``fail`` makes it refuse."""
    made = []

    def deliver(session, message):
        if message.content.get("fail"):
            raise ConnectionError("the post office is closed")
        made.append(message.key)

    monkeypatch.setitem(outbox._handlers, "test", deliver)
    return made


def the_message(session):
    session.expire_all()
    return session.query(OutboxMessage).filter_by(kind="test").one()


def test_a_message_is_delivered_once(session, deliveries):
    outbox.enqueue(session, "test", {}, key="letter")
    session.commit()
    assert outbox.work(session) == 1
    assert outbox.work(session) == 0
    assert deliveries == ["letter"]
    assert the_message(session).sent_at is not None


def test_a_message_of_a_transaction_that_failed_does_not_exist(session, deliveries):
    outbox.enqueue(session, "test", {})
    session.flush()
    session.rollback()
    assert outbox.work(session) == 0
    assert deliveries == []


def test_a_failed_delivery_says_why_and_is_tried_again_later(session, deliveries, frozen_time):
    outbox.enqueue(session, "test", {"fail": True}, key="letter")
    session.commit()
    assert outbox.work(session) == 0
    assert the_message(session).error == "ConnectionError: the post office is closed"
    assert outbox.work(session) == 0
    assert the_message(session).attempts == 1
    frozen_time.forward(minutes=3)
    outbox.work(session)
    assert the_message(session).attempts == 2


def test_a_message_that_another_worker_claimed_is_left_to_it(session, deliveries):
    outbox.enqueue(session, "test", {})
    session.commit()
    assert outbox._claim(session, the_message(session).id)
    assert outbox.work(session) == 0
    assert deliveries == []


def test_a_claim_that_was_never_settled_runs_out(session, deliveries, frozen_time):
    outbox.enqueue(session, "test", {}, key="letter")
    session.commit()
    assert outbox._claim(session, the_message(session).id)
    frozen_time(clock.now() + outbox.CLAIM + outbox.CLAIM)
    assert outbox.work(session) == 1
    assert deliveries == ["letter"]


def test_after_eight_failures_a_message_waits_for_a_person(session, deliveries, frozen_time):
    outbox.enqueue(session, "test", {"fail": True})
    session.commit()
    for _ in range(12):
        outbox.work(session)
        frozen_time.forward(days=1)
    assert the_message(session).attempts == outbox.GIVE_UP_AFTER
