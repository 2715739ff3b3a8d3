"""What somebody tries who has no business here: fixed sessions, names guessed from answers, other hosts, frames, caches."""

from __future__ import annotations

import ast
import re

import pytest

from portal.kernel.outbox import OutboxMessage
from tests.authenticator import ORIGIN, Authenticator, ask, with_passkey
from tests.doors import Caller, Reach, doors
from tests.engines import ROOT

GOOD = "雨花石 很多 很好看 2026"
SIGN_UP = {"name": "新来的", "password": GOOD, "again": GOOD, "agreed": "y"}
EVIL = {"base_url": "http://evil.example", "headers": {"X-Forwarded-Host": "evil.example", "X-Original-URL": "/admin/"}}


# --- a session that was made for somebody -----------------------------------------------------------------------


def by_password(client):
    client.login("ngo")


def by_sign_up(client):
    client.submit("/signup", **SIGN_UP, login="newcomer", email="new@example.cn")


def by_passkey(client):
    device = Authenticator(ORIGIN)
    planted = client.get_cookie("session")
    with_passkey(client, device)
    client.set_cookie("session", planted.value)
    client.get("/login", taste=False)
    client.submit("/login", "/login/passkey", passkey=device.show(ask(client, "/login/passkey/challenge")))


@pytest.mark.parametrize("come_in", [by_password, by_sign_up, by_passkey])
def test_a_cookie_that_was_planted_before_the_login_opens_nothing_after_it(client, new_client, come_in):
    thief = new_client()
    thief.get("/login")
    planted = thief.get_cookie("session").value
    client.set_cookie("session", planted)
    come_in(client)
    assert client.get("/desk").status_code == 200
    assert client.get_cookie("session").value != planted
    thief.set_cookie("session", planted)
    assert thief.get("/desk").status_code == 302


# --- is there such an account? ----------------------------------------------------------------------------------


def work_done(client, statements, address, **fields):
    """Status, words and statements of an answer to a form."""
    client.get(address, taste=False)
    with statements() as executed:
        answer = client.post(address, data=fields)
    shown = re.sub(r'value="[^"]*"', "", answer.get_data(as_text=True))
    return answer.status_code, answer.location, shown, [re.sub(r"\s+", " ", s)[:80] for s in executed]


def test_asking_for_a_new_password_does_the_same_work_for_everybody_before_it_answers(client, session, statements):
    found = [work_done(client, statements, "/forgot", login=login) for login in ("ngo", "nobody@example.cn", "accountant")]
    assert found[0] == found[1] == found[2]
    assert session.query(OutboxMessage).count() == 0  # the letter is written when the answer is on its way


def test_the_letter_is_written_after_the_answer(client, session):
    client.get("/forgot")
    answer = client.post("/forgot", data={"login": "ngo"})
    assert session.query(OutboxMessage).count() == 0
    answer.close()
    assert session.query(OutboxMessage).one().content["letter"] == "reset"


def test_signing_up_with_a_known_address_does_the_same_work_as_with_a_new_one(new_client, statements):
    known, fresh = (
        work_done(new_client(), statements, "/signup", **SIGN_UP, login=login, email=email)
        for login, email in (("newcomer1", "ngo@demo.invalid"), ("newcomer2", "fresh@example.cn"))
    )
    assert known == fresh
    assert known[:2] == (302, "/desk")


def test_a_wrong_login_hashes_once_whether_there_is_such_an_account_or_not(client, monkeypatch):
    hashed = []
    from portal.kernel import passwords

    matches = passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda stored, password: hashed.append(stored is None) or matches(stored, password))
    for login in ("ngo", "nobody"):
        client.submit("/login", "/login", login=login, password="wrong", status=422)
    assert hashed == [False, True]


# --- elsewhere --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("goal", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/%0d%0aX: y\n"])
def test_no_next_leads_to_another_site(client, new_client, goal):
    client.get("/signup")
    answer = client.post("/signup", data={**SIGN_UP, "login": "newcomer", "email": "n@example.cn", "next": goal})
    assert answer.location == "/desk"
    other = new_client()
    page = other.page(f"/login?next={goal}".replace("\n", "%0A"))
    assert other.post("/login", data={**page.form("/login"), "login": "ngo", "password": "demo-2026"}).location == "/desk"


def test_nothing_that_arrives_is_redirected_to_without_being_looked_at():
    """Whatever a view hands to ``redirect`` or ``done`` from a request or a form goes through ``own_page``."""
    wrong = []
    for path in sorted((ROOT / "portal" / "blueprints").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("redirect", "done"):
                wrong += [f"{path.name}:{node.lineno}" for given in node.args if _is_foreign(given)]
    assert wrong == []


def _is_foreign(given: ast.expr) -> bool:
    if isinstance(given, ast.Call) and getattr(given.func, "id", "") in ("own_page", "url_for", "say", "record_url"):
        return False
    if isinstance(given, ast.Attribute) and given.attr == "data" or isinstance(given, ast.Name) and given.id == "request":
        return True
    return any(_is_foreign(part) for part in ast.iter_child_nodes(given) if isinstance(part, ast.expr))


@pytest.mark.parametrize("text", ["redirect(request.args['next'])", "done('x', form.next.data or '/desk')", "redirect(request.referrer)"])
def test_such_a_redirect_is_found_out(text):
    call = ast.parse(text, mode="eval").body
    assert any(_is_foreign(given) for given in call.args)


@pytest.mark.parametrize("address", ["/", "/login", "/calls", "/organizations", "/nowhere", "/verify", "/desk", "/account", "/feeds/zh/calls.atom"])
@pytest.mark.parametrize("login", [None, "ngo"])
def test_the_host_that_was_asked_for_stands_nowhere_in_the_answer(client, address, login):
    if login:
        client.login(login)
    answer = client.get(address, taste=False, **EVIL)
    assert "evil.example" not in answer.get_data(as_text=True)
    assert not [value for _, value in answer.headers if "evil.example" in value]


# --- frames and caches ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/", "/login", "/account/security", "/nowhere", "/calls?as=csv", "/static/portal.js", "/login/code"])
def test_no_other_site_puts_an_answer_into_a_frame(client, address):
    client.login("ngo")
    found = client.get(address, taste=False).headers
    assert found["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in found["Content-Security-Policy"]


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("login", ["ngo", "acceptor", "expert1", "resident1", "admin"])
def test_nothing_that_a_person_was_shown_stays_in_a_cache(demo_city, app, session, login):
    """Every page and file behind the login, of own records too; what everybody gets alike may be kept."""
    caller, seen, kept = Caller(app, session, login), 0, []
    reach = Reach(session, caller.actor)
    for door in doors(app):
        if "GET" not in door.methods() or door.of_steps:
            continue
        examples = reach.examples(door.model, door.wanted()) if door.model else {"may": None}
        if "may" not in examples:
            continue
        answer = caller.get(door.address(app, examples["may"]) if examples["may"] else door.address(app))
        if answer.status_code == 200 and answer.mimetype == "text/html":
            seen += 1
            kept += [door.rule.rule] if answer.headers.get("Cache-Control") != "no-store" else []
    assert kept == []
    assert seen > 30
