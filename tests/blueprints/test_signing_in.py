"""Coming in: slowed down but never locked out, a new key each time, sessions that are seen and ended, nothing told."""

from __future__ import annotations

import re

import pytest

from portal.kernel import sessions
from portal.kernel.journal import JournalEntry
from portal.kernel.outbox import Notice, OutboxMessage
from portal.kernel.people import User
from portal.kernel.sessions import WebSession
from tests.letters import letters  # noqa: F401 - a fixture

pytestmark = pytest.mark.usefixtures("devices_travel_too")

GOOD = "雨花石 很多 很好看 2026"
WRONG = "not the password"


def user(session, login):
    session.expire_all()
    return session.query(User).filter_by(login=login).one()


def wrong(client, login, password=WRONG):
    return client.submit("/login", "/login", login=login, password=password, status=422).one("//div[@role='alert']//li").text


def notices(session, login):
    return [n.msgid for n in session.query(Notice).filter_by(user_id=user(session, login).id, subject_type="users")]


# --- guessing ---------------------------------------------------------------------------------------------------


def test_wrong_unknown_closed_and_slowed_down_get_the_same_answer(client, session, frozen_time):
    for _ in range(6):
        wrong(client, "ngo")
    user(session, "ngo2").active = False
    session.commit()
    tried = (("nobody", "x"), ("ngo3", "x"), ("ngo2", "demo-2026"), ("ngo", "demo-2026"))
    assert len({wrong(client, login, password) for login, password in tried}) == 1


def test_whoever_guesses_waits_and_the_wait_ends(client, session, frozen_time):
    for _ in range(6):
        wrong(client, "ngo")
    wrong(client, "ngo", "demo-2026")
    frozen_time.forward(seconds=3)
    assert client.login("ngo").heading == "待办"


def test_guessing_an_unknown_login_is_slowed_down_alike(client, statements, frozen_time):
    for _ in range(5):
        wrong(client, "ngo"), wrong(client, "nobody")
    asked = {}
    for login in ("ngo", "nobody"):
        client.get("/login")
        with statements() as executed:
            client.post("/login", data={"login": login, "password": WRONG})
        asked[login] = [re.sub(r"\s+", " ", s)[:60] for s in executed]
    assert asked["ngo"] == asked["nobody"]


def test_a_strangers_guesses_do_not_lock_out_the_browser_that_entered_before(client, new_client, frozen_time):
    client.login("ngo")
    client.logout()
    stranger = new_client()
    for _ in range(12):
        wrong(stranger, "ngo")
        frozen_time.forward(seconds=1)
    wrong(new_client(), "ngo", "demo-2026")
    assert client.login("ngo").heading == "待办"


def test_a_new_password_by_letter_makes_the_browser_a_known_one(client, new_client, session, letters, frozen_time):
    for _ in range(12):
        wrong(new_client(), "ngo")
    client.submit("/forgot", login="ngo")
    client.submit(letters()[-1][1], password=GOOD, again=GOOD)
    assert client.login("ngo", GOOD).heading == "待办"


def test_the_mark_of_a_browser_cannot_be_made_up(client, new_client, frozen_time):
    client.login("ngo")
    mark = client.get_cookie("device").value
    forged = new_client()
    forged.set_cookie("device", mark[:-3] + "abc")
    for _ in range(6):
        wrong(forged, "ngo")
    wrong(forged, "ngo", "demo-2026")
    forged.set_cookie("device", mark)
    assert forged.login("ngo").heading == "待办"


def test_one_network_that_tries_many_accounts_is_slowed_down(client, frozen_time):
    for number in range(40):
        wrong(client, f"guess{number}")
    wrong(client, "ngo3", "demo-2026")
    frozen_time.forward(minutes=16)
    assert client.login("ngo3").heading == "待办"


# --- the session ------------------------------------------------------------------------------------------------


def test_the_login_gives_a_new_session_and_takes_nothing_along(client):
    client.get("/?lang=en")
    client.get("/login")
    with client.session_transaction() as cookie:
        before = cookie["csrf_token"]
        cookie["appointment"], cookie["planted"] = 1, "by somebody else"
    client.login("ngo")
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie["csrf_token"] == before  # of forms that are open in another window
        assert cookie["lang"] == "en"
        key = cookie["_user_id"]
    client.logout()
    client.login("ngo")
    with client.session_transaction() as cookie:
        assert cookie["_user_id"] != key


def test_a_cookie_from_before_the_logout_opens_nothing(client, new_client):
    client.login("ngo")
    stolen, thief = client.get_cookie("session").value, new_client()
    client.logout()
    thief.set_cookie("session", stolen)
    assert thief.get("/desk").status_code == 302


def test_people_see_their_sessions_and_end_them(client, new_client, session):
    client.login("ngo")
    other = new_client()
    other.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
    other.login("ngo")
    page = client.page("/account/security")
    assert "Chrome · Windows" in page.text
    assert "就是这台" in page.text
    theirs = page.all("//ul[contains(@class,'sessions')]//form/@action")
    assert len(theirs) == 1
    client.submit("/account/security", theirs[0])
    assert other.get("/desk").status_code == 302
    assert client.get("/desk").status_code == 200


def test_all_others_end_at_once_and_nobody_elses_do(client, new_client, session):
    clients = [new_client() for _ in range(3)]
    for each in (client, *clients[:2]):
        each.login("ngo")
    clients[2].login("ngo2")
    page = client.submit("/account/security", "/account/sessions/end-others")
    assert "2 台别的设备退出了登录" in page.text
    assert [c.get("/desk").status_code for c in (client, *clients)] == [200, 302, 302, 200]
    theirs = session.query(WebSession).filter_by(user_id=user(session, "ngo2").id).one()
    client.post(f"/account/sessions/{theirs.public_id}/end")
    assert clients[2].get("/desk").status_code == 200


@pytest.mark.parametrize(("login", "hours"), [("acceptor", 1), ("resident1", 12)])
def test_a_session_that_rests_ends_sooner_for_an_office(client, frozen_time, login, hours):
    client.login(login)
    frozen_time.forward(hours=hours, seconds=-1)
    assert client.get("/desk").status_code == 200
    frozen_time.forward(hours=hours, seconds=1)
    assert client.get("/desk").status_code == 302


def test_an_office_logs_in_anew_after_half_a_day_however_busy(client, frozen_time):
    client.login("acceptor")
    for _ in range(12):
        assert client.get("/desk").status_code == 200
        frozen_time.forward(minutes=59, seconds=59)
    frozen_time.forward(minutes=2)
    assert client.get("/desk").status_code == 302


def test_when_it_was_last_seen_is_written_once_in_some_minutes_and_in_no_page(client, session, frozen_time, statements):
    client.login("ngo")
    row = session.query(WebSession).one()
    began = row.seen_at
    with statements() as executed:
        client.get("/desk")
    assert not [s for s in executed if s.startswith("UPDATE web_sessions")]
    frozen_time.forward(minutes=6)
    client.get("/desk").close()  # as servers do when the answer is on its way
    session.expire_all()
    assert session.query(WebSession).one().seen_at > began


def test_a_new_password_ends_every_session_and_is_told(client, new_client, session):
    other = new_client()
    other.login("ngo"), client.login("ngo")
    client.submit("/account/password", current="demo-2026", password=GOOD, again=GOOD)
    assert (client.get("/desk").status_code, other.get("/desk").status_code) == (200, 302)
    assert any("改了密码" in said for said in notices(session, "ngo"))


def test_a_closed_account_is_out_at_once(client, session):
    client.login("ngo")
    user(session, "ngo").active = False
    session.commit()
    assert client.get("/desk").status_code == 302


def test_a_demo_clock_that_moves_logs_nobody_out(client, monkeypatch):
    client.login("acceptor")
    monkeypatch.setattr("portal.kernel.clock._offset", 30 * sessions.OFFICE.whole)
    assert client.get("/desk").status_code == 200


def test_a_browser_that_was_never_here_is_told(client, new_client, session):
    client.login("ngo"), client.logout(), client.login("ngo")
    assert notices(session, "ngo") == []
    new_client().login("ngo")
    assert len(notices(session, "ngo")) == 1
    assert session.query(OutboxMessage).filter(OutboxMessage.kind == "mail").count() == 1
    page = client.page("/notices")
    assert "没用过的浏览器" in page.text
    assert page.all("//a[starts-with(@href,'/account/security')]")


# --- what is told -----------------------------------------------------------------------------------------------


def test_letters_lead_to_this_portal_whatever_host_was_asked_for(client, letters):
    elsewhere = {"base_url": "http://evil.example", "headers": {"X-Forwarded-Host": "evil.example"}}
    client.get("/forgot", **elsewhere)
    answer = client.post("/forgot", data={"login": "ngo"}, **elsewhere)
    answer.close()  # as servers do when the answer is on its way
    assert answer.status_code == 302
    text = letters()[-1][2]
    assert "http://portal.test/reset/" in text
    assert "evil" not in text


def test_a_changed_address_is_told_to_the_former_one(client, session, letters):
    client.login("ngo")
    client.submit("/account", "", email="moved@example.cn")
    client.submit(letters()[-1][1], "")
    assert letters()[-1][0] == "ngo@demo.invalid"
    assert "换了邮箱" in letters()[-1][2]


@pytest.mark.parametrize("address", ["/login", "/login/code", "/signup", "/forgot", "/reset/x", "/account", "/desk", "/account/security"])
def test_nothing_between_keeps_private_pages(client, address):
    if address not in ("/login", "/signup", "/forgot"):
        client.login("ngo")
    assert client.get(address).headers["Cache-Control"] == "no-store"


def test_a_long_sentence_is_a_password_and_no_kind_of_character_is_demanded(client, session):
    long = "correct horse battery staple " * 6
    client.submit("/signup", login="newcomer", name="新来的", email="new@example.cn", password=long, again=long, agreed="y")
    client.logout()
    assert client.login("newcomer", long).heading == "待办"


@pytest.mark.parametrize("password", ["woaini5201314", "nanjing123456", "Yuhuatai2026!", "q1w2e3r4t5y6", "P@ssw0rd2026!!", "gunanqiao1990"])
def test_long_but_guessed_first_is_refused(client, password):
    page = client.submit("/signup", login="newcomer", name="gunanqiao", email="n@example.cn", password=password, again=password, agreed="y", status=422)
    assert "这个密码太常见" in page.text


def test_every_way_in_is_in_the_journal(client, session):
    client.login("ngo")
    client.submit("/account/security", "/account/second-factor/begin")
    assert session.query(JournalEntry).filter_by(action="log-in").count() == 1


def test_a_login_that_failed_is_a_line_in_the_log_without_what_was_typed(client, session, caplog):
    account = session.query(User).filter_by(login="ngo").one().public_id
    with caplog.at_level("WARNING", "portal.blueprints.accounts.entering"):
        wrong(client, "ngo", "my-Own-secret-7")
        wrong(client, "typed-password-here", "x" * 12)
    said = [record.getMessage() for record in caplog.records if "login failed" in record.getMessage()]
    assert said == [f"a login failed: account {account}", "a login failed: account unknown"]


def test_logging_out_clears_what_tabs_hold(client):
    client.login("ngo")
    assert client.post("/logout").headers["Clear-Site-Data"] == '"storage"'


def test_over_tls_the_mark_of_a_browser_is_bound_to_this_host(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", True)
    here = {"base_url": "https://portal.test", "headers": {"Referer": "https://portal.test/login"}}
    client.get("/login", **here)
    answer = client.post("/login", data={"login": "ngo", "password": "demo-2026"}, **here)
    [mark] = [line for line in answer.headers.getlist("Set-Cookie") if "device=" in line]
    assert mark.startswith("__Host-device=")
    assert "Secure" in mark
    assert "Path=/" in mark
    assert "Domain" not in mark
