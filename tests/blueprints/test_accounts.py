"""Signing up, logging in, resetting: and never a word about whether somebody else has an account."""

from __future__ import annotations

import pytest

from portal import create_app
from portal.blueprints.accounts.routes import own_page
from portal.extensions import db, limiter
from portal.kernel import engine
from portal.kernel.journal import JournalEntry
from portal.kernel.outbox import OutboxMessage
from portal.kernel.people import User
from tests.letters import letters  # noqa: F401 - a fixture

pytestmark = pytest.mark.usefixtures("devices_travel_too")

GOOD = "雨花石 很多 很好看 2026"
SIGN_UP = {"login": "newcomer", "name": "新来的", "email": "new@example.cn", "password": GOOD, "again": GOOD, "agreed": "y"}


def user(session, login):
    session.expire_all()
    return session.query(User).filter_by(login=login).one()


# --- log in -----------------------------------------------------------------------------------------------------


def test_people_log_in_and_out(client):
    client.login("ngo")
    assert client.get("/desk").status_code == 200
    client.logout()
    assert client.get("/desk").status_code == 302


def test_who_types_the_address_of_the_log_out_finds_its_button(client):
    client.login("ngo")
    page = client.page("/logout")
    assert page.heading == "退出"
    assert client.get("/desk").status_code == 200
    client.submit("/logout", "/logout")
    assert client.get("/desk").status_code == 302
    assert client.get("/logout").location == "/"


def test_people_log_in_with_their_address_too(client):
    assert client.login("NGO@demo.invalid").heading == "待办"


def test_after_the_login_people_are_where_they_wanted_to_be(client):
    page = client.submit("/notices", "/login", login="ngo", password="demo-2026")
    assert page.heading == "通知"


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "\\evil", "javascript:alert(1)", "/\t/evil.example",
     "/a\nb", "evil"],
)  # fmt: skip
def test_the_login_never_leads_to_another_site(client, address):
    assert own_page(address) is None
    client.get("/login")
    response = client.post("/login", data={"login": "ngo", "password": "demo-2026", "next": address})
    assert response.location == "/desk"


def test_an_address_of_this_site_is_followed():
    assert own_page("/calls?q=老人&x=1") == "/calls?q=老人&x=1"


@pytest.fixture
def throttled_client(tmp_path):
    """An application with the limiter on, as it is outside tests; afterwards the limiter is as it was."""
    before = dict(vars(limiter))
    app = create_app({
        "TESTING": True, "WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": True, "PORTAL_DATA_DIR": str(tmp_path),
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'portal.db'}",
    })  # fmt: skip
    with app.app_context(), engine.writing(db.session) as session:
        db.metadata.create_all(session.connection())
    yield app.test_client()
    vars(limiter).clear()
    vars(limiter).update(before)


def test_too_many_attempts_from_one_place_are_stopped(throttled_client):
    codes = [throttled_client.post("/forgot", data={"login": "ngo"}).status_code for _ in range(12)]
    assert codes == [302] * 10 + [429] * 2


# --- sign up ----------------------------------------------------------------------------------------------------


def test_a_newcomer_signs_up_and_is_at_the_desk(client, session):
    page = client.submit("/signup", **SIGN_UP)
    assert page.heading == "待办"
    assert "新来的" in page.text
    assert session.query(JournalEntry).filter_by(subject_id=user(session, "newcomer").id, action="sign-up").count() == 1


def test_the_address_belongs_to_the_account_once_it_is_confirmed(client, session, letters):
    client.submit("/signup", **SIGN_UP)
    assert user(session, "newcomer").email is None
    (to, link, _text), = letters()
    assert to == "new@example.cn"
    client.page(link)
    assert user(session, "newcomer").email is None
    client.submit(link, "")
    assert user(session, "newcomer").email == "new@example.cn"


def test_signing_up_with_an_address_in_use_tells_only_its_holder(client, new_client, session, letters):
    fresh = client.submit("/signup", **SIGN_UP)
    used = new_client().submit("/signup", **{**SIGN_UP, "login": "newcomer2", "email": "ngo@demo.invalid"})
    assert fresh.one("//div[@class='flash']").xpath("string()") == used.one("//div[@class='flash']").xpath("string()")
    assert sorted(letters())[1][:2] == ("ngo@demo.invalid", "/forgot")
    assert user(session, "newcomer2").email is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"login": "ngo"}, "这个登录名已经有人用了"),
        ({"login": "1"}, "登录名用 3 到 40 个字母"),
        ({"login": "x" * 41}, "最多 40 个字"),
        ({"email": "not an address"}, "邮箱要写成"),
        ({"name": ""}, "请填姓名"),
        ({"password": "short", "again": "short"}, "密码至少 12 个字符"),
        ({"password": "password1234", "again": "password1234"}, "这个密码太常见"),
        ({"password": "aaaaaaaaaaaaaa", "again": "aaaaaaaaaaaaaa"}, "这个密码太常见"),
        ({"password": "my newcomer 26!", "again": "my newcomer 26!"}, "密码里不要有登录名"),
        ({"again": "something else"}, "两次输的密码不一样"),
    ],
)
def test_a_wrong_sign_up_keeps_what_was_typed_and_says_what_to_do(client, session, changes, sentence):
    page = client.submit("/signup", **{**SIGN_UP, **changes}, status=422)
    assert sentence in page.text
    assert page.one("//input[@name='name']/@value") == {**SIGN_UP, **changes}["name"]
    assert session.query(User).filter_by(login="newcomer").count() == 0


# --- reset ------------------------------------------------------------------------------------------------------


def test_a_forgotten_password_is_reset_by_a_link_that_works_once(client, session, letters):
    client.submit("/forgot", login="ngo")
    (to, link, _text), = letters()
    assert to == "ngo@demo.invalid"
    page = client.submit(link, password=GOOD, again=GOOD)
    assert "密码改好了" in page.text
    assert client.get(link).status_code == 410
    assert client.login("ngo", GOOD).heading == "待办"


def test_the_answer_is_the_same_whether_there_is_an_account_or_not(client):
    known, unknown = (client.submit("/forgot", login=login) for login in ("ngo", "nobody@example.cn"))
    assert known.text == unknown.text
    assert known.status == unknown.status


def test_the_link_ends_after_an_hour(client, letters, frozen_time):
    client.submit("/forgot", login="ngo")
    (_, link, _text), = letters()
    frozen_time.forward(minutes=59)
    assert client.get(link).status_code == 200
    frozen_time.forward(minutes=2)
    assert client.get(link).status_code == 410


def test_a_new_password_ends_the_links_that_are_still_out(client, new_client, session, letters):
    client.submit("/forgot", login="ngo")
    (_, link, _text), = letters()
    other = new_client()
    other.login("ngo")
    other.submit("/account/password", current="demo-2026", password=GOOD, again=GOOD)
    assert client.get(link).status_code == 410


def test_a_link_that_was_changed_opens_nothing(client, letters):
    client.submit("/forgot", login="ngo")
    (_, link, _text), = letters()
    assert client.get(link[:-2] + "xx").status_code == 410
    assert client.get("/reset/x").status_code == 410
    assert client.get(link.replace("/reset/", "/confirm/")).status_code == 410


def test_no_secret_lies_in_the_outbox(client, session):
    client.submit("/forgot", login="ngo")
    message = session.query(OutboxMessage).one()
    assert set(message.content) == {"letter", "user_id"}


def test_pressing_the_button_often_sends_one_letter(client, session, frozen_time):
    for _ in range(3):
        client.submit("/forgot", login="ngo")
    assert session.query(OutboxMessage).count() == 1


def test_a_new_password_ends_every_other_session(client, new_client):
    client.login("ngo")
    other = new_client()
    other.login("ngo")
    client.submit("/account/password", current="demo-2026", password=GOOD, again=GOOD)
    assert client.get("/desk").status_code == 200
    assert other.get("/desk").status_code == 302


# --- one's own account ------------------------------------------------------------------------------------------


def test_the_own_account_shows_the_appointments(client):
    client.login("acceptor")
    assert "区民政局 · 受理" in client.page("/account").one("//main").xpath("string()")


def test_name_and_language_change_at_once_the_address_after_its_letter(client, session, letters):
    client.login("ngo")
    page = client.submit("/account", "", name="顾南桥", email="moved@example.cn", locale="en")
    assert page.one("/html/@lang") == "en"
    changed = user(session, "ngo")
    assert (changed.name, changed.locale, changed.email) == ("顾南桥", "en", "ngo@demo.invalid")
    (to, link, _text), = letters()
    assert to == "moved@example.cn"
    client.submit(link, "")
    assert user(session, "ngo").email == "moved@example.cn"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"current": "wrong", "password": GOOD, "again": GOOD}, "现在的密码不对"),
        ({"current": "demo-2026", "password": "short", "again": "short"}, "密码至少 12 个字符"),
        ({"current": "demo-2026", "password": GOOD, "again": "x"}, "两次输的密码不一样"),
    ],
)
def test_a_password_is_not_changed_by_mistake(client, session, fields, sentence):
    client.login("ngo")
    before = user(session, "ngo").session_epoch
    page = client.submit("/account/password", "", **fields, status=422)
    assert sentence in page.text
    assert user(session, "ngo").session_epoch == before


def test_an_address_that_was_mistyped_is_corrected_at_once_and_the_letter_sent_again(client, session, letters, frozen_time):
    client.submit("/signup", **SIGN_UP)
    page = client.page("/account")
    assert f"确认信寄到了 {SIGN_UP['email']}" in page.text
    assert page.one("//input[@name='email']/@value") == SIGN_UP["email"]
    client.submit("/account", email="richtig@example.cn")
    assert "确认信寄到了 richtig@example.cn" in client.page("/account").text
    frozen_time.forward(minutes=6)
    client.submit("/account", email="richtig@example.cn")
    asked = [m.content["to"] for m in session.query(OutboxMessage).order_by(OutboxMessage.id) if m.content.get("letter") == "confirm"]
    assert asked == [SIGN_UP["email"], "richtig@example.cn", "richtig@example.cn"]


def test_few_letters_leave_an_account_in_an_hour(client, frozen_time):
    client.submit("/signup", **SIGN_UP)
    for number in range(4):
        client.submit("/account", email=f"a{number}@example.cn")
    assert "一小时里最多寄 5 封确认信" in client.submit("/account", email="a9@example.cn", status=422).text
