"""Holds block until their cause lifts them; numbers have no gaps; a paper states its digest."""

from __future__ import annotations

import threading

import pytest

from portal.extensions import db
from portal.kernel import holds, papers
from portal.kernel.canonical import digest
from portal.kernel.engine import writing
from portal.kernel.outbox import OutboxMessage
from portal.kernel.people import SYSTEM, User
from portal.kernel.words import NotFound, say


@pytest.fixture
def two_people(session):
    people = [User(login=f"holder{n}", name=f"某{n}") for n in (1, 2)]
    session.add_all(people)
    session.flush()
    return people


def test_a_hold_is_in_force_until_its_own_cause_lifts_it(session, two_people):
    subject, cause = two_people
    holds.place(session, subject, "payment", cause, say("整改未完成"), by=SYSTEM)
    assert [h.sentence for h in holds.on(session, subject, "payment")] == ["整改未完成"]
    assert holds.on(session, subject, "award") == []
    assert holds.lift(session, subject, by=SYSTEM) == 0
    assert holds.lift(session, cause, by=SYSTEM) == 1
    assert holds.on(session, subject) == []


def test_two_holds_are_lifted_one_by_one(session, two_people):
    subject, cause = two_people
    holds.place(session, subject, "payment", cause, say("甲"), by=SYSTEM)
    holds.place(session, subject, "payment", subject, say("乙"), by=SYSTEM)
    holds.lift(session, cause, by=SYSTEM)
    assert [h.sentence for h in holds.on(session, subject, "payment")] == ["乙"]


def test_numbers_count_up_within_a_series_and_a_year(session, frozen_time):
    frozen_time("2026-12-31 23:59")
    assert [papers.next_number(session, "试") for _ in range(3)] == ["雨试2026-0001", "雨试2026-0002", "雨试2026-0003"]
    assert papers.next_number(session, "验") == "雨验2026-0001"
    frozen_time("2027-01-01 00:00")
    assert papers.next_number(session, "试") == "雨试2027-0001"


def test_numbers_given_at_the_same_time_are_different_and_without_gaps(real_app):
    given = []

    def ask():
        for _ in range(4):
            with real_app.app_context(), writing(db.session) as session:
                given.append(papers.next_number(session, "并"))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(int(number[-4:]) for number in given) == list(range(1, 17))


def test_a_paper_states_the_digest_of_its_facts_and_waits_for_the_printer(session, two_people):
    facts = {"project": "听雨社区独居老人守望", "amount_fen": 28_000_000}
    paper = papers.issue(session, two_people[0], "contract", "协议书", facts, series="合", issuer="区民政局", by=SYSTEM)
    assert paper.digest == digest(facts)
    assert papers.by_number(session, paper.number) is paper
    waiting = session.query(OutboxMessage).filter_by(kind="render-paper").one()
    assert waiting.content == {"paper_id": paper.id}


def test_a_file_taken_off_a_record_is_no_longer_listed_and_cannot_be_taken_off_twice(session, two_people):
    subject = two_people[0]
    row = papers.attach(session, subject, "charter", "章程.pdf", "application/pdf", 10, "0" * 64, by=SYSTEM)
    assert papers.attachments_of(session, subject) == [row]
    papers.detach(session, subject, row.public_id, by=SYSTEM)
    assert papers.attachments_of(session, subject) == []
    with pytest.raises(NotFound):
        papers.detach(session, subject, row.public_id, by=SYSTEM)
