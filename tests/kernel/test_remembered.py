"""What was read is known until anything is committed, and never longer."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.extensions import db
from portal.kernel import engine, sessions
from portal.kernel.people import User
from portal.kernel.remembered import remembered


@pytest.fixture
def questions():
    """A question that counts how often it was asked, and answers with the count."""
    asked: list[int] = []

    def ask() -> int:
        asked.append(1)
        return len(asked)

    return ask


def person(login: str = "remembered") -> User:
    return User(login=login, name="过客", password_hash="!")


@pytest.fixture
def city(real_app: Flask):
    with real_app.app_context():
        yield real_app
        db.session.remove()


def again(session, ask):
    return remembered(session, ("a question",), ask)


def test_a_question_is_asked_once_while_nothing_is_committed(city, questions, engine_kind):
    session = db.session()
    answers = [again(session, questions) for _ in range(3)]
    assert answers == ([1, 1, 1] if engine_kind == "sqlite" else [1, 2, 3])


def test_a_commit_asks_it_again_also_in_another_session(city, questions):
    session = db.session()
    before = again(session, questions)
    with engine.writing(session):
        session.add(person())
    assert again(session, questions) == before + 1
    db.session.remove()
    with engine.writing(db.session()):
        db.session().add(person("another"))
    assert again(db.session(), questions) == before + 2


def test_inside_a_unit_of_work_nothing_is_kept(city, questions):
    session = db.session()
    with engine.writing(session):
        assert [again(session, questions), again(session, questions)] == [1, 2]


def test_a_reader_who_began_before_a_commit_leaves_nothing_old_behind(city, engine_kind):
    count = lambda session: remembered(session, ("people",), lambda: session.query(User).count())  # noqa: E731
    slow, quick = db._make_scoped_session({})(), db.session()
    slow.query(User).count()  # its view of the database stands from here on
    with engine.writing(quick):
        quick.add(person("late"))
    now = count(quick)
    assert count(slow) == (now - 1 if engine_kind == "sqlite" else now)
    quick.rollback()
    assert count(quick) == now
    slow.close()


def test_a_revoked_account_is_unknown_at_once(city):
    session = db.session()
    with engine.writing(session):
        session.add(user := person())
        session.flush()
        keys = [sessions.begin(session, user, device="", network="") for _ in range(3)]
    assert sessions.live(session, keys[0]).account.id == user.id
    session.rollback()
    with engine.writing(session):
        sessions.end(session, user.id, only=sessions.live(session, keys[0]).standing.public_id)
    assert [sessions.live(session, key) is None for key in keys] == [True, False, False]
    session.rollback()
    with engine.writing(session):
        session.get(User, user.id).session_epoch += 1
    assert sessions.live(session, keys[1]) is None
    session.rollback()
    with engine.writing(session):
        keys.append(sessions.begin(session, session.get(User, user.id), device="", network=""))
    assert sessions.live(session, keys[3]) is not None
    session.rollback()
    with engine.writing(session):
        session.get(User, user.id).active = False
    assert sessions.live(session, keys[3]) is None
