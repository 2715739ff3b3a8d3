"""Passkeys: added under a name, used to come in, as the second step and before grave acts, taken away; and every misuse."""

from __future__ import annotations

import pytest

from portal.kernel import clock, factors, passkeys
from portal.kernel.factors import RecoveryCode
from portal.kernel.outbox import OutboxMessage
from portal.kernel.passkeys import Passkey, party_of
from portal.kernel.sessions import WebSession
from tests.authenticator import ORIGIN, Authenticator, add, ask, come_in, journal, told, user_of, with_passkey

pytestmark = pytest.mark.usefixtures("devices_travel_too")


@pytest.fixture(autouse=True)
def _stands_still(frozen_time):
    return frozen_time


@pytest.fixture
def demanding(app, monkeypatch):
    """As a real installation is."""
    monkeypatch.setitem(app.config, "DEMAND_PROOF", True)


@pytest.fixture
def device():
    return Authenticator(ORIGIN)


# --- adding -----------------------------------------------------------------------------------------------------


def test_the_first_passkey_comes_with_recovery_codes_and_is_told(client, session, device):
    client.login("ngo")
    page = add(client, device)
    assert len(page.all("//ol[contains(@class,'recovery')]//code")) == factors.CODES
    assert "add-passkey" in journal(session)
    assert told(session) == ["您的账号添加了通行密钥“"]
    assert session.query(OutboxMessage).filter_by(kind="mail").count() == 1
    shown = client.page("/account/security").text
    assert "办公室的电脑" in shown
    assert "还没用过" in shown
    assert factors.ways(session, user_of(session).id) == (False, True)


def test_several_passkeys_stand_side_by_side_under_their_names(client, session, device):
    client.login("ngo")
    add(client, device)
    page = add(client, Authenticator(ORIGIN), "自己的手机")
    assert page.heading == "登录和安全"
    assert [b.text for b in page.all("//ul[contains(@class,'sessions')]//b")][:2] == ["办公室的电脑", "自己的手机"]
    assert session.query(RecoveryCode).count() == factors.CODES


def test_the_browser_is_told_what_it_needs_and_nothing_of_the_account_to_strangers(client, session, device):
    client.login("ngo")
    add(client, device)
    options = ask(client, "/account/passkeys/challenge")
    assert options["rp"] == {"id": "portal.test", "name": "雨花公益"}
    assert options["authenticatorSelection"] == {"residentKey": "required", "requireResidentKey": True, "userVerification": "required"}
    assert len(options["excludeCredentials"]) == 1
    client.logout()
    shown = ask(client, "/login/passkey/challenge")
    assert (shown["rpId"], shown["userVerification"], shown["allowCredentials"]) == ("portal.test", "required", [])


def test_a_passkey_without_a_name_or_an_answer_is_not_added(client, session, device):
    client.login("ngo")
    assert "请给它起个名字" in add(client, device, name="", status=422).text
    page = client.submit("/account/passkeys/new", "", name="手机", passkey="", status=422)
    assert "没有做成通行密钥" in page.text
    assert page.form("")["name"] == "手机"
    assert session.query(Passkey).count() == 0


@pytest.mark.parametrize("said", ["x", "[]", "{}", '{"id":"a","rawId":"a","type":"public-key","response":{"clientDataJSON":"e30"}}'])
def test_an_answer_that_is_none_is_refused(client, session, said):
    client.login("ngo")
    client.submit("/account/passkeys/new", "", name="手机", passkey=said, status=422)
    client.logout()
    client.submit("/login", "/login/passkey", passkey=said, status=422)
    assert session.query(Passkey).count() == 0


def test_one_device_is_added_once(client, session, device):
    client.login("ngo")
    add(client, device)
    add(client, device, status=422)
    client.logout()
    client.login("ngo2")
    add(client, device, status=422)
    assert session.query(Passkey).count() == 1


def test_ten_passkeys_are_enough(client, session, device):
    client.login("ngo")
    owner = user_of(session)
    for number in range(passkeys.MOST):
        session.add(Passkey(user_id=owner.id, name="x", credential=str(number), public_key="", uses=0, added_at=clock.outside()))
    session.commit()
    ask(client, "/account/passkeys/challenge", 409)
    assert "最多 10 个通行密钥" in client.page("/account/security").text


def test_adding_asks_for_a_fresh_proof(client, session, demanding, frozen_time, device):
    client.login("resident1")
    frozen_time.forward(minutes=16)
    assert client.post("/account/passkeys/challenge").status_code == 401
    page = client.submit("/account/security", "/account/passkeys/begin", status=401)
    assert page.heading == "请再确认一次是您本人"
    client.post("/account/passkeys/begin", data={**page.form(), "proof_of_self": "demo-2026"})
    ask(client, "/account/passkeys/challenge")


# --- coming in --------------------------------------------------------------------------------------------------


def test_a_passkey_lets_in_without_password_and_code_and_counts_as_both(client, session, device):
    with_passkey(client, device)
    assert come_in(client, device).heading == "待办"
    assert session.query(WebSession).order_by(WebSession.id.desc()).first().strong
    assert "最近一次使用" in client.page("/account/security").one("(//ul[contains(@class,'sessions')])[1]//p[2]").text
    assert journal(session)[-1] == "log-in"


def test_it_leads_to_where_the_person_wanted_to_be_and_never_elsewhere(client, session, device):
    with_passkey(client, device)
    client.get("/login", taste=False)
    for goal, where in (("/notices", "/notices"), ("//evil.example/", "/desk"), ("https://evil.example", "/desk")):
        said = device.show(ask(client, "/login/passkey/challenge"))
        assert client.post("/login/passkey", data={"passkey": said, "next": goal}).location == where
        client.logout()
        client.get("/login", taste=False)


def test_the_password_alone_no_longer_lets_in_and_the_passkey_is_the_second_step(client, session, device):
    with_passkey(client, device)
    page = client.submit("/desk", "/login", login="ngo", password="demo-2026")
    assert page.response.request.path == "/login/code"
    assert client.get("/desk").status_code == 302
    said = device.show(ask(client, "/login/passkey/challenge"))
    assert client.submit("/login/code", passkey=said).heading == "待办"


def test_a_recovery_code_stands_in_for_a_lost_passkey(client, session, device):
    codes = with_passkey(client, device)
    client.submit("/desk", "/login", login="ngo", password="demo-2026")
    page = client.page("/login/code")
    assert page.one("//label[@for='code']").text == "恢复码"
    assert client.submit("/login/code", code=codes[0]).heading == "待办"


def test_somebody_elses_passkey_is_no_second_step(client, session, device):
    with_passkey(client, device)
    other = Authenticator(ORIGIN)
    with_passkey(client, other, "ngo2")
    client.submit("/desk", "/login", login="ngo", password="demo-2026")
    said = other.show(ask(client, "/login/passkey/challenge"))
    assert "这个通行密钥没有通过" in client.submit("/login/code", passkey=said, status=422).text
    assert client.get("/desk").status_code == 302


def test_a_closed_account_has_no_way_in(client, session, device):
    with_passkey(client, device)
    user_of(session).active = False
    session.commit()
    come_in(client, device, status=422)


def test_guessed_codes_do_not_keep_a_passkey_out(client, session, device):
    with_passkey(client, device)
    client.submit("/desk", "/login", login="ngo", password="demo-2026")
    for _ in range(6):
        client.submit("/login/code", code="000000", status=422)
    said = device.show(ask(client, "/login/passkey/challenge"))
    assert client.submit("/login/code", passkey=said).heading == "待办"


# --- before a grave act -----------------------------------------------------------------------------------------


def test_a_passkey_is_a_proof_before_a_grave_act_and_what_was_typed_stays(client, session, demanding, frozen_time, device):
    client.login("resident1")
    add(client, device)
    frozen_time.forward(minutes=16)
    page = client.submit("/account", "", email="moved@example.cn", status=401)
    assert page.form()["email"] == "moved@example.cn"
    strange = Authenticator(ORIGIN)
    strange.handle = device.handle
    said = strange.show(ask(client, "/login/passkey/challenge"))
    assert client.post("/account", data={**page.form(), "proof_of_self_passkey": said}).status_code == 422
    said = device.show(ask(client, "/login/passkey/challenge"))
    done = client.post("/account", data={**page.form(), "proof_of_self_passkey": said}, follow_redirects=True)
    assert done.status_code == 200
    assert session.query(OutboxMessage).order_by(OutboxMessage.id.desc()).first().content["to"] == "moved@example.cn"


def test_an_office_may_rely_on_a_passkey_alone(demo_city, client, session, demanding, device):
    client.login("acceptor")
    assert client.page("/desk").heading == "登录和安全"
    add(client, device)
    assert client.page("/desk").heading == "待办"


# --- taking away ------------------------------------------------------------------------------------------------


def remove(client, session, status=200):
    key = session.query(Passkey).order_by(Passkey.id).first()
    return client.submit("/account/security", f"/account/passkeys/{key.public_id}/remove", status=status)


def test_a_passkey_that_was_taken_away_opens_nothing_and_that_is_told(client, session, device):
    client.login("ngo")
    add(client, device)
    assert "通行密钥去掉了" in remove(client, session).text
    assert (journal(session)[-1], told(session)[-1]) == ("remove-passkey", "您的账号去掉了通行密钥“")
    client.logout()
    come_in(client, device, status=422)
    assert client.login("ngo").heading == "待办"
    assert session.query(RecoveryCode).count() == 0


def test_taking_away_asks_for_a_fresh_proof(client, session, demanding, frozen_time, device):
    client.login("resident1")
    add(client, device)
    frozen_time.forward(minutes=16)
    assert remove(client, session, status=401).heading == "请再确认一次是您本人"
    assert session.query(Passkey).count() == 1


def test_nobody_takes_away_anothers(client, session, device):
    with_passkey(client, device)
    client.login("ngo2")
    key = session.query(Passkey).one()
    assert client.post(f"/account/passkeys/{key.public_id}/remove").location == "/account/security"
    assert session.query(Passkey).count() == 1


def test_an_office_keeps_its_last_second_factor(demo_city, client, session, demanding, device):
    client.login("acceptor")
    add(client, device)
    assert "最后一个通行密钥不能去掉" in remove(client, session).text
    add(client, Authenticator(ORIGIN), "手机")
    assert "通行密钥去掉了" in remove(client, session).text


def test_the_operators_take_passkeys_from_who_lost_everything(app, client, session, device):
    with_passkey(client, device)
    assert app.test_cli_runner().invoke(args=["reset-second-factor", "ngo"]).exit_code == 0
    assert session.query(Passkey).count() == 0
    come_in(client, device, status=422)
    assert client.login("ngo").heading == "待办"


# --- where ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "host", "origin", "possible"),
    [
        ("https://gongyi.example.cn/", "gongyi.example.cn", "https://gongyi.example.cn", True),
        ("https://gongyi.example.cn:8443", "gongyi.example.cn", "https://gongyi.example.cn:8443", True),
        ("http://127.0.0.1:8000", "localhost", "http://localhost:8000", True),
        ("https://203.0.113.7", "203.0.113.7", "https://203.0.113.7", False),
    ],
)
def test_the_portal_is_its_public_address_to_browsers(address, host, origin, possible):
    party = party_of(address, "x")
    assert (party.host, party.origin, passkeys.is_possible(party)) == (host, origin, possible)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_a_script_or_at_another_address_the_page_says_what_to_do(app, client, monkeypatch, lang):
    assert ORIGIN in client.page(f"/login?lang={lang}").one("//div[@class='passkey']/p").text
    monkeypatch.setitem(app.config, "PORTAL_BASE_URL", "http://localhost")
    page = client.page("/login")
    assert page.one("//div[@data-passkey='/login/passkey/challenge']/button").get("hidden") is not None
    assert ("这里请用密码登录" if lang == "zh" else "log in with your password") in page.one("//div[@class='passkey']/p").text
    monkeypatch.setitem(app.config, "PORTAL_BASE_URL", "https://203.0.113.7")
    assert not client.page("/login").all("//div[@class='passkey']")
