"""What a passkey must not open: used twice, late, elsewhere, by another, by a copy."""

from __future__ import annotations

import pytest

from portal.kernel import passkeys
from portal.kernel.passkeys import Passkey, PasskeyChallenge
from tests.authenticator import ORIGIN, PRESENT, Authenticator, add, ask, come_in, journal, told, with_passkey

pytestmark = pytest.mark.usefixtures("devices_travel_too")


@pytest.fixture(autouse=True)
def _stands_still(frozen_time):
    return frozen_time


@pytest.fixture
def device():
    return Authenticator(ORIGIN)


def test_an_answer_works_once(client, new_client, session, device):
    with_passkey(client, device)
    client.get("/login", taste=False)
    said = device.show(ask(client, "/login/passkey/challenge"))
    assert client.submit("/login", "/login/passkey", passkey=said).heading == "待办"
    client.logout()
    assert "没有通过" in client.submit("/login", "/login/passkey", passkey=said, status=422).text


def test_a_wrong_answer_uses_up_the_challenge_too(client, session, device):
    with_passkey(client, device)
    client.get("/login", taste=False)
    options = ask(client, "/login/passkey/challenge")
    wrong = Authenticator("http://evil.example")
    wrong.key, wrong.credential, wrong.handle = device.key, device.credential, device.handle
    client.submit("/login", "/login/passkey", passkey=wrong.show(options), status=422)
    client.submit("/login", "/login/passkey", passkey=device.show(options), status=422)
    assert session.query(PasskeyChallenge).count() == 0


def test_a_challenge_lasts_five_minutes(client, session, frozen_time, device):
    with_passkey(client, device)
    client.get("/login", taste=False)
    options = ask(client, "/login/passkey/challenge")
    frozen_time.forward(minutes=5, seconds=1)
    client.submit("/login", "/login/passkey", passkey=device.show(options), status=422)
    passkeys.sweep(session)
    assert session.query(PasskeyChallenge).count() == 0


def test_a_challenge_is_for_the_browser_that_asked_for_it(client, new_client, session, device):
    with_passkey(client, device)
    other = new_client()
    other.get("/login", taste=False)
    said = device.show(ask(other, "/login/passkey/challenge"))
    client.submit("/login", "/login/passkey", passkey=said, status=422)


def test_a_challenge_to_show_is_none_to_add(client, session, device):
    client.login("ngo")
    options = ask(client, "/account/passkeys/challenge")
    shown = ask(client, "/login/passkey/challenge")
    said = device.make({**options, "challenge": shown["challenge"]})
    client.submit("/account/passkeys/new", "", name="手机", passkey=said, status=422)
    assert session.query(Passkey).count() == 0


@pytest.mark.parametrize(
    "dishonest",
    [
        lambda d: setattr(d, "origin", "http://evil.example"),
        lambda d: setattr(d, "flags", PRESENT),  # nobody was asked for a PIN or a finger
        lambda d: setattr(d, "flags", 0),
        lambda d: setattr(d, "handle", b"zzzzzzzzzzzz"),
        lambda d: setattr(d, "handle", b""),
        lambda d: setattr(d, "key", Authenticator(ORIGIN).key),
        lambda d: setattr(d, "credential", b"unknown"),
    ],
)
def test_another_site_another_key_or_a_person_who_was_not_verified_is_refused(client, session, device, dishonest):
    with_passkey(client, device)
    dishonest(device)
    come_in(client, device, status=422)
    assert client.get("/desk").status_code == 302


@pytest.mark.parametrize("dishonest", [lambda d: setattr(d, "origin", "http://evil.example"), lambda d: setattr(d, "flags", PRESENT)])
def test_no_passkey_is_added_from_another_site_or_without_verification(client, session, device, dishonest):
    client.login("ngo")
    dishonest(device)
    add(client, device, status=422)
    assert session.query(Passkey).count() == 0


def test_an_answer_for_another_host_is_refused(client, session, device):
    with_passkey(client, device)
    client.get("/login", taste=False)
    options = ask(client, "/login/passkey/challenge")
    client.submit("/login", "/login/passkey", passkey=device.show({**options, "rpId": "evil.example"}), status=422)


def test_the_host_is_the_configured_one_whatever_is_asked_for(client):
    elsewhere = {"base_url": "http://evil.example", "headers": {"X-Forwarded-Host": "evil.example"}}
    client.get("/login", **elsewhere)
    assert client.post("/login/passkey/challenge", **elsewhere).get_json()["rpId"] == "portal.test"


def test_a_counter_that_went_back_is_refused_and_told(client, session, device):
    with_passkey(client, device)
    come_in(client, device)
    client.logout()
    device.uses -= 1  # as the copy of a key would count
    assert "没有通过" in come_in(client, device, status=422).text
    assert "refuse-passkey" in journal(session)
    assert told(session)[-1] == "您的通行密钥“%(nam"
    come_in(client, device)


def test_keys_that_never_count_are_taken(client, session):
    device = Authenticator(ORIGIN, step=0)
    with_passkey(client, device)
    for _ in range(2):
        assert come_in(client, device).heading == "待办"
        client.logout()
