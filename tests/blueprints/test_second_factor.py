"""The second factor: set up, asked for, replaced, lost; and showing again who one is before a grave act."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from portal.domain.organizations.models import Organization
from portal.kernel import clock, factors, outbox
from portal.kernel.factors import RecoveryCode, SecondFactor
from portal.kernel.outbox import Notice
from portal.kernel.people import Appointment, User
from portal.kernel.sessions import WebSession

pytestmark = pytest.mark.usefixtures("devices_travel_too")


@pytest.fixture(autouse=True)
def _stands_still(frozen_time):
    return frozen_time


@pytest.fixture
def demanding(app, monkeypatch):
    """As a real installation is."""
    monkeypatch.setitem(app.config, "DEMAND_PROOF", True)


def user_id(session, login):
    return session.scalar(select(User.id).where(User.login == login))


def code_of(session, login, *, pending=False):
    session.expire_all()
    factor = session.query(SecondFactor).filter_by(user_id=user_id(session, login)).one()
    return pyotp.TOTP(factor.pending if pending else factor.secret).at(clock.outside())


def set_up(client, session, login):
    """Log in and set up; the recovery codes that were shown."""
    client.login(login)
    client.submit("/account/security", "/account/second-factor/begin")
    page = client.submit("/account/second-factor", "", code=code_of(session, login, pending=True))
    return [code.text for code in page.all("//ol[contains(@class,'recovery')]//code")]


def has_factor(session, login):
    """As if it had been set up long ago."""
    session.add(SecondFactor(user_id=user_id(session, login), secret=pyotp.random_base32(), since=clock.outside()))
    session.commit()


def come_in(client, session, login):
    """In two steps, where the account has a second factor already."""
    half_way(client, login)
    client.submit("/login/code", code=code_of(session, login))


def half_way(client, login, goal="/desk"):
    page = client.submit(goal, "/login", login=login, password="demo-2026")
    assert page.response.request.path == "/login/code"
    return page


# --- setting up -------------------------------------------------------------------------------------------------


def test_the_page_shows_the_secret_as_a_picture_and_in_groups(client, session):
    client.login("ngo")
    page = client.submit("/account/security", "/account/second-factor/begin")
    secret = "".join(page.all("//code[@class='secret']/span/text()"))
    assert secret == factors.of(session, user_id(session, "ngo")).pending
    assert len(page.all("//figure//*[local-name()='svg']")) == 1


def test_a_wrong_first_code_sets_up_nothing(client, session):
    client.login("ngo")
    client.submit("/account/security", "/account/second-factor/begin")
    assert "验证码不对" in client.submit("/account/second-factor", "", code="000000", status=422).text
    assert not factors.ways(session, user_id(session, "ngo")).codes


def test_recovery_codes_are_shown_once_and_kept_as_hashes(client, session):
    codes = set_up(client, session, "ngo")
    assert len(set(codes)) == factors.CODES
    assert client.page("/account/second-factor").heading == "登录和安全"
    kept = session.query(RecoveryCode).all()
    assert {row.code_hash[:9] for row in kept} == {"$argon2id"}
    assert not any(code.replace("-", "") in row.code_hash for code in codes for row in kept)


def test_setting_up_is_told_to_the_person(client, session):
    set_up(client, session, "ngo")
    assert [n.msgid for n in session.query(Notice).filter_by(user_id=user_id(session, "ngo"))][-1].startswith("您的账号开通了两步验证")


# --- coming in --------------------------------------------------------------------------------------------------


def test_the_password_alone_no_longer_lets_in(client, session):
    has_factor(session, "ngo")
    half_way(client, "ngo")
    assert client.get("/desk").status_code == 302


def test_the_code_leads_to_where_the_person_wanted_to_be(client, session, frozen_time):
    has_factor(session, "ngo")
    half_way(client, "ngo", "/notices")
    frozen_time.forward(seconds=31)
    assert client.submit("/login/code", code=code_of(session, "ngo")).heading == "通知"


def test_a_code_is_taken_once(client, new_client, session, frozen_time):
    has_factor(session, "ngo")
    frozen_time.forward(seconds=31)
    one, two = new_client(), new_client()
    for each in (one, two):
        half_way(each, "ngo")
    code = code_of(session, "ngo")
    assert one.submit("/login/code", code=code).heading == "待办"
    assert "验证码不对，或者用过了" in two.submit("/login/code", code=code, status=422).text


def test_the_code_of_the_set_up_is_not_taken_again(client, new_client, session):
    set_up(client, session, "ngo")
    other = new_client()
    half_way(other, "ngo")
    other.submit("/login/code", code=code_of(session, "ngo"), status=422)


@pytest.mark.parametrize(("seconds", "status"), [(-60, 422), (0, 200), (30, 200), (90, 422)])
def test_clocks_may_differ_by_half_a_minute(client, new_client, session, frozen_time, seconds, status):
    has_factor(session, "ngo")
    frozen_time.forward(minutes=5)
    secret = factors.of(session, user_id(session, "ngo")).secret
    other = new_client()
    half_way(other, "ngo")
    other.submit("/login/code", code=pyotp.TOTP(secret).at(clock.outside().timestamp() + seconds), status=status)


def test_guessing_codes_is_slowed_down(client, new_client, session, frozen_time):
    has_factor(session, "ngo")
    come_in(client, session, "ngo")
    frozen_time.forward(seconds=31)
    thief = new_client()
    half_way(thief, "ngo")
    for _ in range(6):
        thief.submit("/login/code", code="000000", status=422)
    thief.submit("/login/code", code=code_of(session, "ngo"), status=422)
    client.logout()
    half_way(client, "ngo")
    assert client.submit("/login/code", code=code_of(session, "ngo")).heading == "待办"


def test_half_way_lasts_ten_minutes_and_ends_with_the_password(client, session, frozen_time):
    has_factor(session, "ngo")
    half_way(client, "ngo")
    session.query(User).filter_by(login="ngo").one().session_epoch += 1
    session.commit()
    assert client.get("/login/code").location == "/login"
    half_way(client, "ngo")
    frozen_time.forward(minutes=11)
    assert client.get("/login/code").location == "/login"


@pytest.mark.parametrize("typed", [lambda c: c, lambda c: c.upper().replace("-", " "), lambda c: c.replace("-", "")])
def test_a_recovery_code_lets_in_once_and_is_told(client, session, typed):
    codes = set_up(client, session, "ngo")
    client.logout()
    half_way(client, "ngo")
    assert client.submit("/login/code", code=typed(codes[3])).heading == "待办"
    said = session.query(Notice).filter_by(user_id=user_id(session, "ngo")).all()[-1]
    assert said.parts == {"n": factors.CODES - 1}
    client.logout()
    half_way(client, "ngo")
    client.submit("/login/code", code=codes[3], status=422)


def test_new_recovery_codes_end_the_old_ones(client, session):
    old = set_up(client, session, "ngo")
    page = client.submit("/account/security", "/account/second-factor/codes")
    new = [code.text for code in page.all("//ol[contains(@class,'recovery')]//code")]
    client.logout()
    half_way(client, "ngo")
    client.submit("/login/code", code=old[0], status=422)
    assert client.submit("/login/code", code=new[0]).heading == "待办"


def test_another_phone_takes_the_place_of_the_first_when_its_code_came(client, new_client, session, frozen_time):
    has_factor(session, "ngo")
    come_in(client, session, "ngo")
    frozen_time.forward(seconds=31)
    client.submit("/account/security", "/account/second-factor/begin")
    first = code_of(session, "ngo")
    other = new_client()
    half_way(other, "ngo")
    assert other.submit("/login/code", code=first).heading == "待办"
    client.submit("/account/second-factor", "", code=code_of(session, "ngo", pending=True))
    frozen_time.forward(seconds=31)
    other.logout()
    half_way(other, "ngo")
    assert other.submit("/login/code", code=code_of(session, "ngo")).heading == "待办"


def test_who_may_gives_it_up(client, session):
    has_factor(session, "ngo")
    come_in(client, session, "ngo")
    client.submit("/account/security", "/account/second-factor/remove")
    client.logout()
    assert client.login("ngo").heading == "待办"
    assert session.query(RecoveryCode).count() == 0


# --- where it is demanded ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("login", ["ngo", "keeper1", "admin"])
def test_an_office_sets_up_its_second_factor_before_anything_else(demo_city, client, session, demanding, login):
    client.login(login)
    for address in ("/desk", "/notices", "/admin/" if login == "admin" else "/account/security"):
        assert client.page(address).heading == "登录和安全"
    assert client.post("/notices/read").location == "/account/security"
    client.submit("/account/security", "/account/second-factor/begin")
    client.submit("/account/second-factor", "", code=code_of(session, login, pending=True))
    assert client.page("/desk").heading == "待办"


@pytest.mark.parametrize("login", ["resident1", "accountant"])
def test_who_signs_nothing_needs_none(demo_city, client, demanding, login):
    assert client.login(login).heading == "待办"


def test_an_office_cannot_give_it_up(client, session, demanding):
    has_factor(session, "acceptor")
    come_in(client, session, "acceptor")
    assert "关闭两步验证" not in client.page("/account/security").text
    assert "不能关闭" in _followed(client, "/account/second-factor/remove").text
    assert factors.ways(session, user_id(session, "acceptor")).codes


def _followed(client, address, **data):
    client.post(address, data=data, follow_redirects=True)
    return client.last


def test_a_grave_act_asks_again_and_keeps_what_was_typed(demo_city, client, session, demanding, frozen_time):
    has_factor(session, "ngo")
    come_in(client, session, "ngo")
    address = members_page(session)
    client.page(address)
    frozen_time.forward(minutes=16)
    page = _followed(client, address, to="resident1", role="case_officer")
    assert page.status == 401
    assert page.heading == "请再确认一次是您本人"
    assert page.form()["to"] == "resident1"
    wrong = client.post(address, data={**page.form(), "proof_of_self": "000000"})
    assert wrong.status_code == 422
    right = client.post(address, data={**page.form(), "proof_of_self": code_of(session, "ngo")})
    assert right.status_code in (302, 422)
    assert "请再确认一次" not in right.get_data(as_text=True)
    assert client.post(address, data={"to": "", "csrf_token": client.token}).status_code == 422


def test_the_code_of_the_login_is_no_proof_a_second_time(demo_city, client, session, demanding, frozen_time):
    has_factor(session, "ngo")
    half_way(client, "ngo")
    code = code_of(session, "ngo")
    client.submit("/login/code", code=code)
    session.query(WebSession).update({"proved_at": clock.outside() - timedelta(minutes=16)})
    session.commit()
    page = _followed(client, members_page(session), to="resident1", role="case_officer")
    assert page.heading == "请再确认一次是您本人"
    for _ in range(2):
        again = client.post(members_page(session), data={**page.form(), "proof_of_self": code})
        assert again.status_code == 422
        assert "请再确认一次" in again.get_data(as_text=True)
    frozen_time.forward(seconds=30)
    fresh = client.post(members_page(session), data={**page.form(), "proof_of_self": code_of(session, "ngo")})
    assert "请再确认一次" not in fresh.get_data(as_text=True)


def members_page(session):
    led = select(Organization.public_id).join(Appointment, Appointment.organization_id == Organization.id)
    return f"/organizations/{session.scalar(led.where(Appointment.user_id == user_id(session, 'ngo')))}/members/invite"


def test_a_plain_act_asks_nothing(demo_city, client, session, demanding, frozen_time):
    has_factor(session, "ngo")
    come_in(client, session, "ngo")
    frozen_time.forward(minutes=16)
    assert client.post("/notices/read").status_code == 302


def test_another_address_asks_again(client, session, demanding, frozen_time):
    client.login("resident1")
    frozen_time.forward(minutes=16)
    page = client.submit("/account", "", email="moved@example.cn", status=401)
    assert page.form()["email"] == "moved@example.cn"
    assert session.query(outbox.OutboxMessage).count() == 0
    done = client.post("/account", data={**page.form(), "proof_of_self": "demo-2026"}, follow_redirects=True)
    assert done.status_code == 200
    assert session.query(outbox.OutboxMessage).one().content["to"] == "moved@example.cn"


def test_the_operators_take_it_away_from_who_lost_everything(app, client, session):
    has_factor(session, "ngo")
    come_in(client, session, "ngo")
    said = app.test_cli_runner().invoke(args=["reset-second-factor", "ngo"])
    assert said.exit_code == 0, said.output
    assert client.get("/desk").status_code == 302
    assert client.login("ngo").heading == "待办"
    assert app.test_cli_runner().invoke(args=["reset-second-factor", "ngo"]).exit_code == 1
