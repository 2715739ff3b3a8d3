"""Nobody rewrites the past unnoticed, its owner included."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from portal.kernel import checkpoints, journal
from portal.kernel.people import User, acting_as
from portal.kernel.words import say


@pytest.fixture
def story(session):
    """Six sealed entries about one account."""
    user = User(login="scribe", name="司马")
    session.add(user)
    session.flush()
    for number in range(6):
        journal.write(
            session,
            user,
            "note",
            say("记下第%(n)s件", n=number),
            by=acting_as(user),
            private={"reason": f"私事{number}"},
        )
    session.commit()
    assert journal.seal(session) == 6
    session.commit()
    return user


def wrong(session):
    session.expire_all()
    return journal.verify(session)[1]


def test_a_sealed_chain_is_whole(session, story):
    assert journal.verify(session) == (6, None)


def test_sealing_again_has_nothing_to_do(session, story):
    assert journal.seal(session) == 0
    assert not journal.has_unsealed(session)


@pytest.mark.parametrize(
    ("tampering", "finding"),
    [
        (
            "UPDATE journal_entries SET action = 'other' WHERE seq = 3",
            "entry 3 (id {id3}) was changed after it was sealed",
        ),
        (
            "UPDATE journal_entries SET state_after = 'paid' WHERE seq = 1",
            "entry 1 (id {id1}) was changed after it was sealed",
        ),
        ("DELETE FROM journal_entries WHERE seq = 4", "entry 4 is missing: the chain goes on at 5"),
        ("DELETE FROM journal_entries WHERE seq = 6", "the chain ends at entry 5, its head says 6"),
        ("UPDATE journal_head SET seq = 5", "the chain ends at entry 6, its head says 5"),
    ],
)
def test_what_was_altered_deleted_or_cut_off_is_named(session, story, tampering, finding):
    ids = dict(session.execute(text("SELECT seq, id FROM journal_entries")).all())
    session.execute(text("DELETE FROM journal_payloads"))
    session.execute(text(tampering))
    assert wrong(session) == finding.format(id1=ids[1], id3=ids[3])


def test_entries_that_changed_places_are_named(session, story):
    session.execute(text("UPDATE journal_entries SET seq = 100 WHERE seq = 2"))
    session.execute(text("UPDATE journal_entries SET seq = 2 WHERE seq = 3"))
    session.execute(text("UPDATE journal_entries SET seq = 3 WHERE seq = 100"))
    assert "does not follow entry 1" in wrong(session)


def test_a_changed_personal_payload_is_named(session, story):
    found = journal.of(session, story)[0]
    found.payload.content = {"actor": "别人"}
    session.commit()
    assert wrong(session) == f"entry 6 (id {found.id}): the personal payload was changed"


def test_an_erased_personal_payload_leaves_the_chain_whole(session, story):
    for entry in journal.of(session, story):
        journal.erase_payload(session, entry)
    session.commit()
    assert journal.verify(session) == (6, None)
    assert session.execute(text("SELECT count(*) FROM journal_payloads")).scalar() == 0


def test_the_public_part_of_an_entry_does_not_hold_the_person_s_words(session, story):
    for entry in journal.of(session, story):
        assert "私事" not in str(journal.body(entry))
        assert "司马" not in str(journal.body(entry))


def test_a_rebuilt_chain_contradicts_its_checkpoint(session, story, tmp_path):
    signer = checkpoints.Signer(tmp_path)
    checkpoints.take(session, signer, tmp_path, "test")
    session.commit()
    assert checkpoints.verify(session, signer, tmp_path) is None
    session.execute(text("UPDATE journal_entries SET action = 'other' WHERE seq = 2"))
    session.execute(text("UPDATE journal_entries SET seq = NULL, previous = NULL, hash = NULL"))
    session.execute(text("UPDATE journal_head SET seq = 0, hash = :genesis"), {"genesis": journal.GENESIS})
    session.commit()
    session.expire_all()
    journal.seal(session)
    assert journal.verify(session) == (6, None)
    assert checkpoints.verify(session, signer, tmp_path) == "entry 6 is not the one that was signed at its checkpoint"


def test_a_forged_checkpoint_file_does_not_bear_our_signature(session, story, tmp_path):
    signer = checkpoints.Signer(tmp_path)
    checkpoints.take(session, signer, tmp_path, "test")
    file = next((tmp_path / "checkpoints").glob("*.json"))
    file.write_text(file.read_text().replace('"seq": 6', '"seq": 5'))
    assert checkpoints.verify(session, signer, tmp_path) == f"{file.name} does not bear our signature"


def test_nothing_new_makes_no_checkpoint(session, story, tmp_path):
    signer = checkpoints.Signer(tmp_path)
    assert checkpoints.take(session, signer, tmp_path, "first").seq == 6
    assert checkpoints.take(session, signer, tmp_path, "second") is None
