"""Every page about a failure says what happened and what to do, and has a number that the log has too."""

from __future__ import annotations

import re

import pytest
from flask import Flask, abort

import portal

CODES = (400, 403, 404, 405, 409, 413, 418, 429, 500, 503)


@pytest.fixture(scope="module")
def failing(tmp_path_factory) -> Flask:
    """The portal with an address for each failure; nothing is let through to the test."""
    folder = tmp_path_factory.mktemp("errors")
    app = portal.create_app({"PORTAL_ENV": "test", "PORTAL_DATA_DIR": str(folder), "KEEP_PAGES": False,
                             "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder}/a.db"})  # fmt: skip

    @app.get("/fails/<int:status>")
    def fails(status: int):
        abort(status)

    @app.get("/letters/<token>")
    def letters(token: str):
        abort(404)

    @app.get("/breaks")
    def breaks():
        raise RuntimeError("the reason stays in the log")

    return app


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("code", CODES)
def test_a_page_about_a_failure_has_a_number_that_is_in_the_log(failing, caplog, code, lang):
    answer = failing.test_client().get(f"/fails/{code}?lang={lang}")
    assert answer.status_code == code
    shown = re.search(r"\b[0-9A-F]{8}\b", answer.text)
    assert shown is not None
    assert f"reference {shown[0]}: GET /fails/{code}" in caplog.text
    assert ('lang="en"' in answer.text) == (lang == "en")
    assert answer.text.count("<h1>") == 1


def test_an_unforeseen_failure_says_its_number_and_not_its_reason(failing, caplog):
    answer = failing.test_client().get("/breaks")
    number = re.search(r"\b[0-9A-F]{8}\b", answer.text)
    assert answer.status_code == 500
    assert number is not None
    assert f"reference {number[0]}: GET /breaks" in caplog.text
    assert "the reason stays in the log" in caplog.text
    assert "the reason" not in answer.text


def test_the_log_keeps_to_its_line_and_holds_no_token(failing, caplog):
    failing.test_client().get("/nothing%0Areference")
    failing.test_client().get("/letters/opens-a-ballot")
    assert "GET /nothing%0Areference answered 404" in caplog.text
    assert "GET /letters/<token> answered 404" in caplog.text
    assert "opens-a-ballot" not in caplog.text
