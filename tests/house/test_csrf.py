"""No form is taken without its token, wherever it comes from."""

from __future__ import annotations

import pytest

from tests.doors import NOBODYS, Caller, doors

TAKES_NO_FORM = {"/csp-reports": 415}  # browsers send their own kind of report there, and nothing is changed by it
pytestmark = pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)


@pytest.mark.parametrize("login", [None, "acceptor", "ngo", "admin"])
def test_every_post_without_a_token_answers_400_and_says_why(demo_city, app, session, login):
    caller, wrong = Caller(app, session, login), []
    for door in doors(app):
        if "POST" not in door.methods():
            continue
        for action in door.actions():
            response = caller.post(door.address(app, NOBODYS, action), token=False)
            if response.status_code != TAKES_NO_FORM.get(door.rule.rule, 400) or "<h1" not in response.get_data(as_text=True):
                wrong.append((door.rule.rule, action, response.status_code))
    assert wrong == []


def test_a_token_of_another_browser_is_no_token(demo_city, app, session):
    one, other = Caller(app, session, "acceptor"), Caller(app, session, "acceptor")
    with other.client.session_transaction() as cookie:
        cookie["csrf_token"] = "f" * 40
    assert one.post("/notices/read").status_code == 302
    assert other.post("/notices/read", {"csrf_token": one.token}, token=False).status_code == 400


def test_a_post_from_another_host_over_https_is_refused(demo_city, app, session):
    caller = Caller(app, session, "acceptor")
    answer = caller.post("/notices/read", base_url="https://localhost", headers={"Referer": "https://evil.example/"})
    assert answer.status_code == 400
