"""What a person chooses about notices: channels, pace, phone; and the link at the foot of a letter."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.blueprints.accounts import tokens
from portal.kernel import channels, outbox
from portal.kernel.channels import Channel, Kind, Pace
from portal.kernel.journal import JournalEntry
from portal.kernel.people import User, acting_as
from portal.kernel.words import say
from portal.workflows import preferences

ONE_CLICK = {"data": "List-Unsubscribe=One-Click", "content_type": "application/x-www-form-urlencoded"}
PHONE = "13800000001"


def person(session, login="group"):
    return session.scalars(select(User).where(User.login == login)).one()


def chosen(session, login="group"):
    return channels.wishes_of(session, [(key := person(session, login).id)])[key]


def link(app, session, kinds, login="group"):
    with app.test_request_context():
        return f"/notices/mail/{tokens.mail_token(person(session, login), kinds)}"


# --- the page


def test_the_page_shows_the_usual_until_somebody_chooses(client):
    client.login("group")
    page = client.page("/notices/settings")
    assert page.all("//input[@type='checkbox'][@checked]/@value") == ["mail", "mail", "mail"]
    assert page.all("//input[@name='pace'][@checked]/@value") == ["at_once"]
    assert [option.get("value") for option in page.all("//select/option[@selected]")] == ["21", "8"]


def test_what_is_saved_is_shown_again_and_stands_in_the_journal(client, session):
    client.login("group")
    page = client.submit("/notices/settings", "/notices/settings", duty=["mail"], progress=None, reminder=["mail"], pace="weekly",
                         quiet_from="22", quiet_until="7")  # fmt: skip
    assert "通知设置已保存。" in page.text
    wishes = chosen(session)
    assert (wishes.pace, wishes.quiet_from, wishes.quiet_until) == (Pace.WEEKLY, 22, 7)
    assert {kind: wishes.wants(Kind(kind), Channel.MAIL) for kind in ("duty", "progress", "reminder")} == {
        "duty": True, "progress": False, "reminder": True,
    }  # fmt: skip
    assert session.scalars(select(JournalEntry.msgid).where(JournalEntry.action == "notice-preferences")).all() == ["修改了通知设置"]


def test_only_superiors_choose_about_reports_and_others_keep_what_they_never_saw(client, session):
    client.login("group")
    assert client.page("/notices/settings").all("//input[@name='escalation']") == []
    client.submit("/notices/settings", "/notices/settings")
    assert chosen(session).wants(Kind.ESCALATION, Channel.MAIL)
    client.logout()
    client.login("leader")
    assert len(client.page("/notices/settings").all("//input[@name='escalation']")) == 3


@pytest.mark.parametrize("wrong", [{"pace": "hourly"}, {"quiet_from": "24"}, {"quiet_until": "x"}, {"duty": ["pigeon"]}, {"pace": None}])
def test_a_choice_that_does_not_exist_is_refused_and_changes_nothing(client, session, wrong):
    client.login("group")
    client.submit("/notices/settings", "/notices/settings", status=422, **wrong)
    assert chosen(session) == channels.NONE_CHOSEN


def test_without_a_confirmed_phone_nothing_is_chosen_for_it(client, session):
    client.login("group")
    client.submit("/notices/settings", "/notices/settings", duty=["mail", "sms", "wechat"])
    assert not chosen(session).wants(Kind.DUTY, Channel.SMS)


# --- the phone


@pytest.fixture
def texts(app):
    folder = Path(app.config["PORTAL_DATA_DIR"]) / "sms"
    for file in folder.glob("*.json") if folder.exists() else ():
        file.unlink()
    return lambda: [json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"))]


def test_a_number_counts_once_its_code_is_typed(client, session, texts, worker_outbox):
    client.login("group")
    page = client.submit("/notices/settings", "/notices/settings/phone", **{"phone-phone": "１３８00000001"})
    assert "138****0001" in page.text
    worker_outbox()
    (sent,) = texts()
    assert sent["to"] == PHONE
    code = re.search(r"\d{6}", sent["text"])[0]
    wrong = client.submit("/notices/settings", "/notices/settings/phone/code", status=422, **{"code-code": f"{(int(code) + 1) % 10**6:06d}"})
    assert "验证码不对，还可以试 4 次。" in wrong.text
    assert person(session).phone is None
    client.submit("/notices/settings", "/notices/settings/phone/code", **{"code-code": code})
    assert person(session).phone == PHONE
    client.submit("/notices/settings", "/notices/settings", duty=["mail", "sms"])
    assert chosen(session).wants(Kind.DUTY, Channel.SMS)


def test_a_number_that_another_account_confirmed_is_refused_with_what_to_do(client, session, texts, worker_outbox):
    session.query(User).filter_by(login="ngo").one().phone = PHONE
    session.commit()
    client.login("group")
    client.submit("/notices/settings", "/notices/settings/phone", **{"phone-phone": PHONE})
    worker_outbox()
    code = re.search(r"\d{6}", texts()[0]["text"])[0]
    page = client.submit("/notices/settings", "/notices/settings/phone/code", status=422, **{"code-code": code})
    assert "已经确认在另一个账号上" in page.text
    assert person(session).phone is None
    assert channels.shown(session, person(session).id).asked_phone is None


def test_a_code_is_good_for_five_tries_and_ten_minutes(client, session, texts, worker_outbox, frozen_time):
    client.login("group")
    client.submit("/notices/settings", "/notices/settings/phone", **{"phone-phone": PHONE})
    worker_outbox()
    code = re.search(r"\d{6}", texts()[0]["text"])[0]
    for _ in range(5):
        client.submit("/notices/settings", "/notices/settings/phone/code", status=422, **{"code-code": f"{(int(code) + 1) % 10**6:06d}"})
    assert "已经失效" in client.submit("/notices/settings", "/notices/settings/phone/code", status=422, **{"code-code": code}).text
    frozen_time.forward(minutes=1)
    client.submit("/notices/settings", "/notices/settings/phone", **{"phone-phone": PHONE})
    address, data = "/notices/settings/phone/code", {"code-code": "123456"}
    frozen_time.forward(minutes=11)
    client.get("/notices/settings")
    assert client.post(address, data=data).status_code == 422
    assert person(session).phone is None


def test_a_code_of_one_number_confirms_no_other(client, session, texts, worker_outbox, frozen_time):
    client.login("group")
    client.submit("/notices/settings", "/notices/settings/phone", **{"phone-phone": PHONE})
    worker_outbox()
    code = re.search(r"\d{6}", texts()[0]["text"])[0]
    frozen_time.forward(minutes=1)
    client.submit("/notices/settings", "/notices/settings/phone", **{"phone-phone": "13900000009"})
    client.submit("/notices/settings", "/notices/settings/phone/code", status=422, **{"code-code": code})
    assert person(session).phone is None


def test_few_codes_leave_in_a_day(client, session, frozen_time):
    client.login("group")
    for _ in range(5):
        client.submit("/notices/settings", "/notices/settings/phone", **{"phone-phone": PHONE})
        frozen_time.forward(minutes=2)
    page = client.submit("/notices/settings", "/notices/settings/phone", status=422, **{"phone-phone": PHONE})
    assert "一天里最多发 5 次验证码" in page.text


@pytest.mark.parametrize("number", ["", "12345", "+8613800000001", "1380000000a", "138000000011", "23800000000"])
def test_what_is_no_mobile_number_is_refused_with_a_sentence(client, session, number):
    client.login("group")
    client.submit("/notices/settings", "/notices/settings/phone", status=422, **{"phone-phone": number})
    assert channels.shown(session, person(session).id).asked_phone is None


def test_a_removed_number_takes_its_channels_along(client, session):
    person(session).phone = PHONE
    session.commit()
    client.login("group")
    client.submit("/notices/settings", "/notices/settings", duty=["mail", "sms"])
    assert chosen(session).wants(Kind.DUTY, Channel.SMS)
    client.submit("/notices/settings", "/notices/settings/phone/forget")
    assert person(session).phone is None
    assert chosen(session).choices["duty"] == ["mail"]


def test_messages_that_did_not_arrive_are_told_on_the_page(client, session):
    user = person(session)
    for attempts in (2, outbox.GIVE_UP_AFTER):
        outbox.enqueue(session, "sms", {"user_id": user.id}, key=f"k{attempts}")
        session.flush()
        message = session.query(outbox.OutboxMessage).filter_by(key=f"k{attempts}").one()
        message.error, message.attempts = "NotTaken: the sms gateway answered 503", attempts
    session.commit()
    client.login("group")
    page = client.page("/notices/settings")
    assert "有通知没有送到" in page.text
    assert "试了多次都没有送到，不再发。" in page.text
    assert "503" not in page.text
    client.logout()
    client.login("ngo")
    assert "有通知没有送到" not in client.page("/notices/settings").text


def test_a_gateway_that_takes_nothing_is_tried_again_and_given_up(app, session, texts, worker_outbox, frozen_time, monkeypatch):
    person(session).phone = PHONE
    asked = {Kind.DUTY: {Channel.SMS}}
    preferences.save(session, by=acting_as(person(session)), choices=asked, pace=Pace.AT_ONCE, quiet_from=0, quiet_until=0)
    outbox.tell(session, [person(session).id], say("轮到您了"), person(session), Kind.DUTY)
    monkeypatch.setitem(app.config, "PORTAL_SMS_URL", "http://127.0.0.1:9/closed")
    monkeypatch.setitem(app.config, "PORTAL_SMS_SECRET", "known to both")
    for _ in range(outbox.GIVE_UP_AFTER + 3):
        worker_outbox()
        frozen_time.forward(days=1)
    (message,) = outbox.undelivered_to(session, person(session).id)
    assert (message.attempts, message.error.split(":")[0]) == (outbox.GIVE_UP_AFTER, "ConnectionRefusedError")
    assert outbox.in_trouble(session) == 1
    assert texts() == []


# --- the link at the foot of a letter


def test_looking_at_the_link_changes_nothing_and_the_button_stops_the_mail(app, client, session):
    address = link(app, session, [Kind.PROGRESS])
    page = client.page(address)
    assert "g***@demo.invalid" in page.text
    assert "group@demo.invalid" not in page.text
    assert chosen(session).wants(Kind.PROGRESS, Channel.MAIL)
    assert client.submit(address, address).heading == "已退订"
    wishes = chosen(session)
    assert (wishes.wants(Kind.PROGRESS, Channel.MAIL), wishes.wants(Kind.DUTY, Channel.MAIL)) == (False, True)


def test_one_click_of_a_mail_program_needs_neither_cookie_nor_token_and_may_come_twice(app, client, session):
    address = link(app, session, [Kind.DUTY, Kind.PROGRESS])
    for _ in range(2):
        assert app.test_client().post(address, **ONE_CLICK).status_code == 200
    assert [chosen(session).wants(kind, Channel.MAIL) for kind in channels.OPTIONAL] == [False, False, True, True]
    acts = session.scalars(select(JournalEntry.msgid).where(JournalEntry.action == "notice-preferences")).all()
    assert acts == ["用邮件里的链接退订了邮件通知"]


def test_what_was_stopped_is_resumed_by_the_same_link(app, client, session):
    address = link(app, session, [Kind.PROGRESS])
    client.submit(address, address)
    client.submit(address, f"{address}/again")
    assert chosen(session).wants(Kind.PROGRESS, Channel.MAIL)


def test_a_link_stops_the_mails_of_its_own_person_alone(app, client, session):
    address = link(app, session, list(channels.OPTIONAL))
    client.login("ngo")
    client.submit(address, address)
    assert chosen(session, "ngo") == channels.NONE_CHOSEN
    assert not chosen(session, "group").wants(Kind.PROGRESS, Channel.MAIL)


@pytest.mark.parametrize("spoil", [
    # not its last character: of that, two bits belong to nothing
    lambda token: token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1], lambda token: "x" + token, lambda token: token.split(".")[0],
    lambda token: "." + token, lambda token: "nothing",
])  # fmt: skip
def test_a_forged_link_does_nothing(app, client, session, spoil):
    head, _, token = link(app, session, [Kind.PROGRESS]).rpartition("/")
    address = f"{head}/{spoil(token)}"
    assert client.get(address).status_code == 410
    assert app.test_client().post(address, **ONE_CLICK).status_code == 400
    assert client.post(address).status_code == 410
    assert chosen(session) == channels.NONE_CHOSEN


def test_a_link_of_another_purpose_is_no_link_for_this(app, client, session):
    with app.test_request_context():
        others = [tokens.reset_token(person(session)), tokens.confirm_token(person(session), "progress")]
    assert [client.get(f"/notices/mail/{token}").status_code for token in others] == [410, 410]


def test_a_link_is_good_for_half_a_year(app, client, session, frozen_time):
    address = link(app, session, [Kind.PROGRESS])
    frozen_time.forward(days=179)
    assert client.get(address).status_code == 200
    frozen_time.forward(days=2)
    assert client.get(address).status_code == 410


def test_a_link_of_a_closed_account_is_void(app, client, session):
    address = link(app, session, [Kind.PROGRESS])
    person(session).active = False
    session.commit()
    assert client.get(address).status_code == 410


def test_no_link_turns_off_what_must_be_served(app, client, session):
    assert app.test_client().post(link(app, session, [Kind.SERVED]), **ONE_CLICK).status_code == 200
    assert chosen(session).wants(Kind.SERVED, Channel.MAIL)
