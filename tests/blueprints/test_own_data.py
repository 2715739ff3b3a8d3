"""One's own data: the notice one agreed to, a copy of everything, and an account that is closed for good."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from portal.domain.needs.models import Channel, Need, NeedState
from portal.domain.organizations.membership import Invitation
from portal.domain.organizations.models import OrgField, Registration
from portal.kernel import consents, copies, factors, journal, lifecycle, people
from portal.kernel.consents import Consent, Purpose
from portal.kernel.copies import DataCopy
from portal.kernel.journal import JournalEntry, JournalPayload
from portal.kernel.outbox import Notice, OutboxMessage
from portal.kernel.passkeys import Passkey
from portal.kernel.people import SYSTEM, User
from portal.kernel.reset_codes import ResetCode
from portal.kernel.roles import Role
from portal.kernel.saved_filters import SavedFilter
from portal.kernel.sessions import WebSession
from portal.kernel.words import say
from portal.workflows import closing, contacts, own_data, preferences
from portal.workflows.tick import tick
from tests.domain.founding import move, submitted, town  # noqa: F401 - town is a fixture
from tests.domain.joining import entered, invited, lead
from tests.pages import PASSWORD

PHONE, OTHER = "13800001234", "13900005678"


def person(session, login):
    session.expire_all()
    return session.scalars(select(User).where(User.login == login)).one()


# --- what one agreed to


def test_who_signs_up_agrees_first_and_version_and_time_are_kept(client, session):
    answers = {"login": "newcomer", "name": "新来的", "email": "new@example.cn", "password": "河边的银杏树下有人在下棋", "again": "河边的银杏树下有人在下棋"}
    refused = client.submit("/signup", **answers, status=422)
    assert "请先看隐私说明，同意后再注册。" in refused.text
    assert session.query(User).filter_by(login="newcomer").count() == 0
    assert client.submit("/signup", **answers, agreed="y").heading == "待办"
    (given,) = consents.of(session, person(session, "newcomer").id)
    assert (given.purpose, given.version, given.given) == (Purpose.NOTICE, consents.VERSION, True)
    assert given.at <= people.clock.now()


def test_a_new_wording_is_asked_about_at_the_next_login_and_once(client, session, monkeypatch):
    client.login("resident1")
    assert client.page("/desk").heading == "待办"
    client.logout()
    monkeypatch.setattr(consents, "VERSION", "2027-01")
    asked = client.login("resident1")
    assert asked.heading == "隐私说明改了，请再看一遍"
    for path in ("/desk", "/needs/new", "/notices"):
        assert client.get(path).location == "/account/agree"
    assert client.page("/calls").status == 200
    assert client.page("/account/data").heading == "我的个人资料"
    client.page("/account/agree")
    assert client.submit("/account/agree").heading == "待办"
    assert [c.version for c in consents.of(session, person(session, "resident1").id)] == ["2027-01", "2026-11"]
    client.logout()
    assert client.login("resident1").heading == "待办"


def test_who_never_agreed_is_asked_too(client, session):
    session.query(Consent).delete()
    session.commit()
    assert client.login("resident1").heading == "请先看隐私说明"


def test_messages_to_a_phone_are_a_consent_of_their_own_that_is_taken_back(client, session):
    resident = people.actor_for(session, "resident1")
    preferences.ask_phone(session, by=resident, phone=PHONE)
    preferences.confirm_phone(session, by=resident, code="123456", expected=lambda _: "123456")
    session.commit()
    client.login("resident1")
    page = client.page("/account/data")
    assert "用手机号发短信和微信通知（可选）" in page.text
    assert "138****1234" in page.text
    assert PHONE not in page.html
    after = client.submit("/account/data", "/account/data/phone/forget")
    assert "已撤回同意，手机号已删除" in after.text
    assert person(session, "resident1").phone is None
    history = [(c.purpose, c.given) for c in consents.of(session, resident.user_id)]
    assert history == [(Purpose.PHONE, False), (Purpose.PHONE, True), (Purpose.NOTICE, True)]


# --- a copy of everything


def packed(response) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(response.data)) as folder:
        return {name: folder.read(name).decode("utf-8-sig") for name in folder.namelist()}


def test_a_copy_holds_what_is_kept_about_the_person_and_nothing_of_others(town, new_client, worker_outbox):
    registration = submitted(town, phone=PHONE)
    person(town.session, "ngo2").phone = OTHER
    contacts.reveal(town.session, registration, by=town.acceptor, reason="通知补正")
    client = new_client()
    client.login("ngo")
    waiting = client.submit("/account/data", "/account/data/copy")
    assert "正在准备" in waiting.text
    worker_outbox()
    page = client.page("/account/data")
    take = page.action(f"/account/data/copy/{copies.latest(town.session, town.ngo.user_id).public_id}")
    response = client.post(take)
    assert (response.status_code, response.headers["Content-Disposition"]) == (200, 'attachment; filename="my-data.zip"')
    files = packed(response)
    told = json.loads(files["own-data.json"])
    assert list(told) == ["account", "offices", "invitations", "consents", "sessions", "passkeys", "notice-settings", "saved-filters", "notices", "written", "files",
                          "acts", "looks"]  # fmt: skip
    assert sorted(files) == sorted(["index.html", "own-data.json", *(f"{name}.csv" for name in told)])
    assert told["account"][0]["login"] == "ngo"
    (written,) = told["written"]
    assert (written["number"], written["phone"], written["state"], written["text"]) == (registration.number, PHONE, "submitted", "探访独居老人")
    (look,) = told["looks"]
    assert (look["who"], look["reason"]) == (town.acceptor.name, "通知补正")
    assert "登录" in {act["act"] for act in told["acts"]}
    assert "<h2>提交和起草的</h2>" in files["index.html"]
    assert PHONE in files["written.csv"]
    assert OTHER not in "".join(files.values())
    actions = {e.action for e in town.session.scalars(select(JournalEntry).where(JournalEntry.actor_id == town.ngo.user_id))}
    assert {"ask-own-data", "take-own-data"} <= actions


def test_a_copy_is_its_owners_lies_encrypted_and_is_gone_after_a_week(town, new_client, worker_outbox):
    person(town.session, "ngo").phone = PHONE
    own_data.ask_for_copy(town.session, by=town.ngo)
    worker_outbox()
    copy = copies.latest(town.session, town.ngo.user_id)
    stored = town.session.execute(text("SELECT body FROM data_copies")).scalar_one()
    assert stored.split(".")[0] not in ("", "UEsDB")
    address = f"/account/data/copy/{copy.public_id}"
    client, stranger = new_client(), new_client()
    client.login("ngo")
    stranger.login("ngo2")
    assert stranger.post(address).status_code == 404
    assert client.post("/account/data/copy/zzzzzzzzzzzz").status_code == 404
    assert client.post(address).status_code == 200
    town.travel.forward(days=7, minutes=1)
    assert client.post(address).status_code == 404
    town.session.commit()
    tick(town.session)
    assert town.session.query(DataCopy).count() == 0


def test_copies_are_made_one_at_a_time(town, new_client):
    client = new_client()
    client.login("ngo")
    client.submit("/account/data", "/account/data/copy")
    again = client.post("/account/data/copy", follow_redirects=True)
    assert "一小时里只做一份" in again.get_data(as_text=True)
    assert town.session.query(DataCopy).count() == 1


@pytest.mark.parametrize("address", ["/account/data/copy", "/account/data/copy/zzzzzzzzzzzz", "/account/closing"])
def test_who_takes_a_copy_or_closes_the_account_shows_once_more_who_they_are(app, address):
    endpoint, _ = app.url_map.bind("localhost").match(address, method="POST")
    assert app.view_functions[endpoint].grave


# --- closing


def test_what_stands_against_closing_is_listed_with_where_to_end_it(town, new_client):
    registration = submitted(town)
    client = new_client()
    client.login("ngo")
    page = client.page("/account/data")
    assert f"“{registration.name}”还没有办完" in page.text
    assert page.one("//section[.//h2[@id='closing']]//li/a").get("href") == f"/registrations/{registration.public_id}"
    assert page.all("//form[@action='/account/closing']") == []
    assert "还有没办完的事" in client.post("/account/closing", follow_redirects=True).get_data(as_text=True)
    assert person(town.session, "ngo").closing_at is None
    officer = new_client()
    officer.login("acceptor")
    assert "还在任“区民政局 · 受理”" in officer.page("/account/data").text


def test_a_need_that_waits_for_others_keeps_no_account_open(session):
    resident = person(session, "resident1")
    session.add(Need(
        number="需1", title="楼道灯坏了", description="三单元", channel=Channel.PORTAL, field=OrgField.COMMUNITY, group_served="老人",
        region_path="/32/3201/320114/", reporter_id=resident.id, state=NeedState.OPENED,
    ))  # fmt: skip
    session.flush()
    assert closing.obstacles(session, resident) == []


def test_closing_can_be_taken_back_for_fifteen_days(town, new_client):
    client = new_client()
    client.login("ngo2")
    page = client.submit("/account/data", "/account/closing")
    assert "已申请注销" in page.text
    assert person(town.session, "ngo2").closing_at == people.clock.now() + timedelta(days=15)
    town.travel.forward(days=14, hours=23)
    tick(town.session)
    assert person(town.session, "ngo2").active
    client.submit("/account/data", "/account/closing/take-back")
    town.travel.forward(days=30)
    tick(town.session)
    assert person(town.session, "ngo2").active


def test_what_began_meanwhile_keeps_the_account_open_and_its_holder_is_told(town):
    closing.ask(town.session, by=town.ngo)
    submitted(town)
    town.session.commit()
    town.travel.forward(days=16)
    tick(town.session)
    user = person(town.session, "ngo")
    assert (user.active, user.closing_at) == (True, None)
    last = town.session.scalars(select(Notice).where(Notice.user_id == user.id).order_by(Notice.id.desc())).first()
    assert last.msgid == "账号没有注销：又有了没办完的事。办完以后可以再申请。"


def test_a_closed_account_is_nobody_and_the_journal_stays_whole(town, new_client):
    session, client = town.session, new_client()
    withdrawn = submitted(town, phone=PHONE)
    move(town, withdrawn, "withdraw", town.ngo)
    client.login("ngo")
    user = person(session, "ngo")
    user.phone, name, key = OTHER, user.name, user.id
    factors.offer(session, key)
    session.add(Passkey(user_id=key, name="手机", credential="a key", public_key="", uses=0, added_at=people.clock.outside()))
    factors.keep_sheet(session, key, [("ab", "a hash")])
    session.add(SavedFilter(user_id=key, page="filings.index", name="我的", query="state=draft"))
    session.add(ResetCode(user_id=key, until=people.clock.now()))
    organization = entered(town)
    lead(town, organization, "ngo3")
    invitation = invited(town, organization, people.actor_for(session, "ngo3"), "ngo", Role.CASE_OFFICER)
    invitation.email = "ngo@elsewhere.example"
    lifecycle.move(session, invitation, "decline", by=town.ngo)
    own_data.ask_for_copy(session, by=town.ngo)
    closing.ask(session, by=town.ngo)
    journal.seal(session)
    session.commit()
    town.travel.forward(days=15, minutes=1)
    assert tick(session).failed == 0
    session.expire_all()
    user = session.get(User, key)
    assert (user.name, user.email, user.phone, user.phone_mark, user.password_hash, user.active) == ("已注销用户", None, None, None, None, False)
    assert user.login == f"closed-{user.public_id}"
    for model in (WebSession, SavedFilter, Notice, DataCopy, factors.SecondFactor, factors.RecoveryCode, Passkey, ResetCode):
        assert session.scalars(select(model).where(model.user_id == key)).all() == [], model
    assert [m for m in session.scalars(select(OutboxMessage)) if m.content.get("user_id") == key] == []
    assert session.get(Registration, withdrawn.id).phone == ""
    assert session.get(Invitation, invitation.id).email is None
    assert client.get("/desk").location.startswith("/login")
    assert "登录名或密码不对" in new_client().submit("/login", "/login", status=422, login="ngo", password=PASSWORD).text
    journal.seal(session)
    session.commit()
    count, wrong = journal.verify(session)
    assert (count > 5, wrong) == (True, None)
    kept = list(session.scalars(select(JournalEntry).where(JournalEntry.actor_id == key)))
    assert kept
    assert {entry.payload for entry in kept} == {None}
    assert name not in str([payload.content for payload in session.scalars(select(JournalPayload))])


def test_what_was_done_in_an_office_stays_under_the_name(session):
    """Who accepted an application is part of its record, also after the account is gone."""
    officer = person(session, "acceptor")
    entry = journal.write(session, officer, "accept", say("受理了"), by=people.actor_for(session, "acceptor"))
    entry.subject_type, entry.subject_id = "registrations", 1
    session.flush()
    closing.anonymise(session, officer)
    assert session.get(JournalEntry, entry.id).payload.content["actor"] == "沈一禾"
    assert session.scalars(select(JournalEntry).where(JournalEntry.action == "close")).one().actor_id is SYSTEM.user_id
