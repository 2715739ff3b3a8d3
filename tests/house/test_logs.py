"""What stands in the log: every line in one form, who asked for what was not theirs, nothing that opens anything."""

from __future__ import annotations

import logging
import re

import pytest
from flask import g
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal.kernel.people import Actor
from portal.logs import Lines, asked
from tests.doors import NOBODYS

LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (\S+ \S+ \d+ \S+.*)", re.DOTALL)


def line(message: str, *args: object, trouble: bool = False) -> str:
    error = (ValueError, ValueError("first\nsecond"), None) if trouble else None
    record = logging.LogRecord("portal.x", logging.WARNING, "x.py", 1, message, args, error)
    said = LINE.fullmatch(Lines().format(record))
    assert said
    return said[1]


def test_a_line_says_when_how_grave_which_part_who_and_from_where(app):
    assert re.fullmatch(r"WARNING portal\.x \d+ - said", line("said"))
    with app.test_request_context("/calls", environ_base={"REMOTE_ADDR": "192.0.2.1"}):
        assert line("said").endswith(" account=- from=192.0.2.1 said")
        g.actor = Actor(7, "顾南桥")
        assert line("said").endswith(" account=7 from=192.0.2.1 said")


@pytest.mark.parametrize("forged", ["x\n2026-01-01T00:00:00.000Z root logged in", "x\r\nroot", "x\u2028root", "x\x85root"])
def test_what_people_send_writes_no_line_of_its_own(forged):
    lines = line("%s", forged).split("\n")
    assert len(lines) == 2
    assert lines[1].startswith("    ")


def test_what_people_send_steers_no_terminal():
    assert line("%s", "a\x1b[31mb\x00c\x08\u202e").endswith(" - a[31mbc")


def test_the_lines_of_a_failure_are_indented():
    first, *others = line("it broke", trouble=True).split("\n")
    assert first.endswith("it broke")
    assert others
    assert all(other.startswith("    ") for other in others)


def test_an_address_that_opens_something_is_named_by_its_shape_alone(app):
    for address, said in (
        ("/reset/abc.def", "GET /reset/<token>"), ("/s/ABCD", "GET /s/<code>"), ("/calls?q=13900000000", "GET /calls"),
        ("/nowhere", "GET /nowhere"),
    ):  # fmt: skip
        with app.test_request_context(address):
            assert asked() == said


def test_a_failed_statement_does_not_tell_what_people_typed(session):
    with pytest.raises(SQLAlchemyError) as failure:
        session.execute(text("SELECT * FROM no_such_table WHERE x = :typed"), {"typed": "13900000000"})
    assert "no_such_table" in str(failure.value)
    assert "13900000000" not in str(failure.value)


def test_who_asks_for_what_is_not_theirs_stands_in_the_log(demo_city, client, caplog):
    client.login("resident1")
    with caplog.at_level(logging.WARNING, "portal.blueprints.edge"):
        assert client.get("/payments").status_code == 403
        assert client.get(f"/contracts/{NOBODYS}", taste=False).status_code in (403, 404)
    assert "refused with 403: GET /payments" in [r.getMessage() for r in caplog.records]


def test_a_form_without_its_token_stands_in_the_log(app, caplog):
    with caplog.at_level(logging.WARNING, "portal"):
        assert app.test_client().post("/login", data={"login": "x", "csrf_token": "made up"}).status_code == 400
    assert any(r.getMessage().endswith(": POST /login") for r in caplog.records)
