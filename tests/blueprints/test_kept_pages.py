"""A visitor's page is kept for its moment, and never shown to anyone whom it does not fit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

import portal
from portal.extensions import db
from portal.kernel import clock, engine
from portal.kernel.people import User
from tests.engines import World


@pytest.fixture
def keeping(world: World, tmp_path) -> Flask:
    """Another web process on the same database, with pages kept as in service."""
    return portal.create_app(
        {
            "TESTING": True, "PORTAL_ENV": "test", "PORTAL_DATA_DIR": str(tmp_path), "RATELIMIT_ENABLED": False,
            "SQLALCHEMY_DATABASE_URI": world.app.config["SQLALCHEMY_DATABASE_URI"], "PORTAL_BASE_URL": "http://portal.test",
        }
    )  # fmt: skip


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> list:
    """A clock that moves only when told."""
    at = [clock.now().replace(microsecond=0)]
    monkeypatch.setattr(clock, "now", lambda: at[0])
    return at


def worded(app: Flask, client, path: str = "/organizations") -> bool:
    """Whether the page was worded for this answer: a kept one asks no table for its rows."""
    asked: list[str] = []
    note = lambda conn, cursor, statement, *_: asked.append(statement)  # noqa: E731 - a listener of one line
    with app.app_context():
        bind = db.engine
    event.listen(bind, "before_cursor_execute", note)
    answer = client.get(path)
    event.remove(bind, "before_cursor_execute", note)
    assert answer.status_code == 200
    return any("FROM organizations" in statement for statement in asked)


def kept(app: Flask, client, path: str = "/organizations") -> bool:
    """A page is kept for this client. On PostgreSQL whatever the server's other databases do ends the moment too, and other
    tests are at work: then it is kept the next time, or the time after."""

    def shown_to_both() -> bool:
        app.test_client().get(path)
        return not worded(app, client, path)

    return any(shown_to_both() for _ in range(50))


def test_the_second_visitor_of_a_second_gets_the_same_page_without_a_question(keeping, still):
    first, second = keeping.test_client(), keeping.test_client()
    assert worded(keeping, first)
    assert kept(keeping, second)
    assert first.get("/organizations").data == second.get("/organizations").data


def test_a_kept_page_has_the_headers_of_any_page(keeping, still):
    client = keeping.test_client()
    fresh, kept = client.get("/organizations"), client.get("/organizations")
    assert dict(kept.headers) == dict(fresh.headers)


def test_the_next_second_words_it_anew(keeping, still):
    client = keeping.test_client()
    assert worded(keeping, client)
    still[0] += timedelta(seconds=1)
    assert worded(keeping, client)


def test_whatever_is_committed_ends_the_moment(keeping, still):
    client = keeping.test_client()
    assert worded(keeping, client)
    with keeping.app_context():
        with engine.writing(db.session()) as session:
            person = User(login="kept-pages", name="过客", password_hash="!", active=False)
            session.add(person)
        assert worded(keeping, client)
        with engine.writing(db.session()) as session:
            session.delete(session.get(User, person.id))
    assert worded(keeping, client)


def test_each_language_size_and_address_has_its_own_page(keeping, still):
    chinese, english = keeping.test_client(), keeping.test_client()
    assert worded(keeping, chinese)
    english.get("/?lang=en")
    assert worded(keeping, english)
    assert b'lang="en"' in english.get("/organizations").data
    assert b'lang="zh-CN"' in chinese.get("/organizations").data
    assert worded(keeping, chinese, "/organizations?q=x")
    large = keeping.test_client()
    large.get("/?size=large")
    assert worded(keeping, large)


def test_a_form_with_its_token_is_never_kept(keeping, still):
    pages = {keeping.test_client().get("/login").data for _ in range(2)}
    assert len(pages) == 2


def test_a_person_with_a_session_of_their_own_gets_a_page_of_their_own(keeping, still):
    assert worded(keeping, keeping.test_client())
    for key, value in (("_user_id", "nobody:0"), ("_flashes", [("message", "好")])):
        client = keeping.test_client()
        with client.session_transaction() as mine:
            mine[key] = value
        assert worded(keeping, client)
    assert "好" not in keeping.test_client().get("/organizations").get_data(as_text=True).split("<main")[0]


def test_a_token_from_a_form_does_not_keep_one_from_reading_kept_pages(keeping, still):
    assert worded(keeping, keeping.test_client())
    client = keeping.test_client()
    client.get("/login")
    assert kept(keeping, client)


def test_the_state_stays_while_one_reads_and_moves_with_every_unit_of_work(keeping):
    with keeping.app_context():
        looks = {engine.state(db.session()) for _ in range(50)}
        db.session.execute(db.select(User.id).limit(1)).all()
        before = engine.state(db.session())
        assert before in looks or db.engine.dialect.name == "postgresql"
        db.session.rollback()
        with engine.writing(db.session()) as session:
            person = User(login="kept-state", name="过客", password_hash="!", active=False)
            session.add(person)
        after = engine.state(db.session())
        assert after != before
        db.session.rollback()
        with engine.writing(db.session()) as session:
            session.delete(session.get(User, person.id))
        assert engine.state(db.session()) not in (before, after)
        db.session.rollback()
