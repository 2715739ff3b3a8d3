"""Small safeguards that no other test is about: fields, sessions, what production opens, what a failure says."""

from __future__ import annotations

import logging
import re

import pytest

from portal import create_app
from portal.extensions import db
from portal.kernel import engine
from portal.kernel.people import User

LONG = "雨花石 很多 很好看 2026 " * 8  # 144 characters


@pytest.fixture
def production(tmp_path):
    """The portal as a city runs it, with one page that breaks."""
    app = create_app({
        "PORTAL_ENV": "production", "PORTAL_BASE_URL": "https://portal.test", "PORTAL_DATA_DIR": str(tmp_path),
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'portal.db'}",
    })  # fmt: skip

    def broken():
        raise RuntimeError("SELECT secret FROM inside")

    app.add_url_rule("/broken", view_func=broken)
    with app.app_context(), engine.writing(db.session()) as session:
        db.metadata.create_all(session.connection())
    return app


# --- fields of accounts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/login", "/signup", "/account/password"])
def test_password_fields_hide_what_is_typed_and_help_password_managers(client, address):
    client.login("ngo")
    page = client.page(address)
    fields = page.all("//main//input[contains(@name, 'password') or @name='again' or @name='current']")
    assert fields
    for field in fields:
        assert field.get("type") == "password"
        assert field.get("autocomplete") in ("current-password", "new-password")
        assert not [name for name in field.attrib if name.startswith("on")]


def test_accounts_ask_no_questions(client):
    asked = {field.get("name") for field in client.page("/signup").all("//main//form[@method='post']//input")}
    assert asked == {"csrf_token", "next", "login", "name", "email", "phone", "password", "again", "agreed"}


def test_a_password_may_be_long_and_its_last_character_counts(client):
    client.login("ngo")
    password = LONG.strip()
    assert len(password) > 100
    client.submit("/account/password", "", current="demo-2026", password=password, again=password)
    client.logout()
    client.submit("/login", "/login", login="ngo", password=password[:-1] + "7", status=422)
    assert client.login("ngo", password).heading == "待办"


# --- sessions ---------------------------------------------------------------------------------------------------


def test_a_password_of_years_ago_still_opens(client, frozen_time):
    frozen_time("2031-05-15 12:00")
    client.submit("/login", "/login", login="resident1", password="demo-2026")
    assert client.get("/account").status_code == 200


# --- what a form sets -------------------------------------------------------------------------------------------


def test_fields_that_a_form_does_not_show_are_not_set(client, session):
    client.login("resident1")
    before = session.query(User).filter_by(login="resident1").one()
    kept = (before.id, before.public_id, before.active, before.session_epoch, before.password_hash)
    form = {**client.page("/account").form(""), "name": "赵大爷", "login": "root", "active": "", "session_epoch": "9",
            "password_hash": "x", "id": "1", "public_id": "aaaaaaaaaaaa", "role": "administrator"}  # fmt: skip
    assert client.post("/account", data=form).status_code == 302
    after = session.query(User).filter_by(login="resident1").one()
    assert (after.id, after.public_id, after.active, after.session_epoch, after.password_hash) == kept


def test_a_field_sent_twice_counts_once(client, session):
    client.login("resident1")
    form = client.page("/account?name=乙").form("")
    assert client.post("/account?name=乙", data={**form, "name": ["赵大爷", "丙"]}).status_code == 302
    assert session.query(User).filter_by(login="resident1").one().name == "赵大爷"


# --- what production opens --------------------------------------------------------------------------------------


def test_nothing_for_developers_is_open_in_production(production):
    assert not production.debug
    client = production.test_client()
    for address in ("/style", "/style/front", "/demo/clock", "/console", "/debug", "/.env", "/metrics"):
        assert client.get(address, base_url="https://portal.test").status_code == 404, address
    ready = client.get("/readyz", base_url="https://portal.test").get_json()
    assert set(ready) <= {"status", "schema", "tick", "work", "database"}
    assert set(client.get("/version", base_url="https://portal.test").get_json()) == {"version", "commit"}


@pytest.mark.parametrize("address", ["/.git/config", "/.git/HEAD", "/static/../.git/HEAD", "/portal/config.py", "/requirements.txt",
                                     "/keys/session.key", "/files/", "/static/%2e%2e/%2e%2e/wsgi.py"])  # fmt: skip
def test_no_file_of_the_project_is_served(production, address):
    assert production.test_client().get(address, base_url="https://portal.test").status_code == 404


def test_a_failure_shows_a_reference_and_nothing_of_itself(production, caplog):
    with caplog.at_level(logging.ERROR, "portal"):
        answer = production.test_client().get("/broken", base_url="https://portal.test")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 500
    for inside in ("SELECT", "secret", "RuntimeError", "Traceback", ".py"):
        assert inside not in text
    [record] = [r for r in caplog.records if r.getMessage().startswith("reference ")]
    assert re.fullmatch(r"reference ([0-9A-F]{8}): GET /broken", record.getMessage())
    assert record.getMessage()[10:18] in text
    assert record.exc_info
