"""Accounts by phone: signing up, logging in, a new password; and never a word about whether a number has an account."""

from __future__ import annotations

import pytest

from portal.kernel import people
from portal.kernel.outbox import OutboxMessage
from portal.kernel.people import User
from portal.kernel.reset_codes import ResetCode
from tests.texts import texts  # noqa: F401 - a fixture

GOOD, BETTER = "雨花石 很多 很好看 2026", "梧桐叶 落在 石板路上 2026"
PHONE = "13800000001"
SIGN_UP = {"login": "newcomer", "name": "新来的", "email": "", "phone": PHONE, "password": GOOD, "again": GOOD, "agreed": "y"}


def user(session, login="newcomer"):
    session.expire_all()
    return session.query(User).filter_by(login=login).one()


def with_phone(session, login="group", phone=PHONE):
    assert people.give_phone(session, user(session, login), phone)
    session.commit()


def alert(page):
    return page.one("//div[@role='alert']//li").xpath("string()")


def log_in(client, login, password, status=200):
    return client.submit("/login", "/login", login=login, password=password, status=status)


# --- signing up -------------------------------------------------------------------------------------------------


def test_a_newcomer_without_an_address_signs_up_by_phone_and_logs_in_with_it(client, new_client, session, texts):
    page = client.submit("/signup", **SIGN_UP)
    assert (page.heading, user(session).phone) == ("确认手机号", None)
    assert "138****0001" in page.text
    [sms] = texts()
    assert sms.to == PHONE
    page = client.submit("/account/phone", "/account/phone", code=sms.code)
    assert "手机号确认好了，以后可以用它登录和找回密码。" in page.text
    assert user(session).phone == PHONE
    for typed in (PHONE, "138 0000 0001", "+86 138-0000-0001"):
        assert log_in(new_client(), typed, GOOD).heading == "待办", typed


def test_one_of_the_two_is_asked_for_and_what_was_typed_stays(client, session):
    page = client.submit("/signup", **{**SIGN_UP, "phone": ""}, status=422)
    assert "邮箱和手机号至少填一个。" in alert(page)
    page = client.submit("/signup", **{**SIGN_UP, "phone": "12345"}, status=422)
    assert "手机号是 1 开头的 11 位数字。" in alert(page)
    assert page.form()["name"] == "新来的"
    assert session.query(User).filter_by(login="newcomer").count() == 0


def test_a_wrong_code_counts_and_another_one_can_be_sent(client, session, texts, frozen_time):
    client.submit("/signup", **SIGN_UP)
    [first] = texts()
    wrong = "000000" if first.code != "000000" else "111111"
    page = client.submit("/account/phone", "/account/phone", code=wrong, status=422)
    assert "验证码不对，还可以试 4 次。" in alert(page)
    frozen_time.forward(minutes=3)
    client.submit("/account/phone", "/account/phone/again")
    second = texts()[-1]
    assert "验证码不对" in alert(client.submit("/account/phone", "/account/phone", code=first.code, status=422))
    client.submit("/account/phone", "/account/phone", code=second.code)
    assert user(session).phone == PHONE


def test_after_signing_up_people_go_on_to_where_they_were_going(client, texts):
    page = client.submit("/signup?next=/claims", **SIGN_UP)
    assert page.one("//a[text()='以后再确认']").get("href") == "/claims"
    page = client.submit(page.response.request.full_path, "/account/phone", code=texts()[0].code)
    assert page.heading == "认领和接任组织账号"


def test_signing_up_with_a_number_in_use_reads_alike_and_only_its_holder_learns(client, new_client, session, texts):
    with_phone(session)
    used = client.submit("/signup", **SIGN_UP)
    fresh = new_client().submit("/signup", **{**SIGN_UP, "login": "newcomer2", "phone": "13800000002"})
    assert used.text.replace("138****0001", "") == fresh.text.replace("138****0002", "")
    code = next(sms.code for sms in texts() if sms.to == PHONE)
    page = client.submit("/account/phone", "/account/phone", code=code, status=422)
    assert "已经确认在另一个账号上" in alert(page)
    assert (user(session).phone, user(session, "group").phone) == (None, PHONE)


def test_nobodys_phone_rings_all_night_whoever_asks(new_client, session):
    for n in range(5):
        new_client().submit("/signup", **{**SIGN_UP, "login": f"newcomer{n}"})
    page = new_client().submit("/signup", **{**SIGN_UP, "login": "newcomer9"}, status=422)
    assert "这个号码刚刚发过好几次验证码" in alert(page)
    assert session.query(User).filter_by(login="newcomer9").count() == 0
    assert session.query(OutboxMessage).filter_by(kind="sms").count() == 5


# --- a new password ---------------------------------------------------------------------------------------------


def test_a_forgotten_password_is_set_anew_by_a_code_to_the_phone(client, new_client, session, texts):
    with_phone(session)
    page = client.submit("/forgot", login="138-0000-0001")
    assert page.heading == "设一个新密码"
    [sms] = texts()
    assert (sms.to, sms.text.startswith("【")) == (PHONE, True)
    page = client.submit("/forgot/code", "", code=sms.code, password=BETTER, again=BETTER)
    assert "密码改好了，请用新密码登录。别的设备都已退出。" in page.text
    assert log_in(client, PHONE, BETTER).heading == "待办"
    again = new_client()
    again.submit("/forgot", login=PHONE)
    assert "验证码不对，或者过了时间。" in alert(
        again.submit("/forgot/code", "", code=sms.code, password=GOOD, again=GOOD, status=422)
    )


def test_a_number_without_an_account_gets_the_same_answers_and_no_message(client, new_client, session, texts):
    with_phone(session)
    answers = []
    for browser, number in ((client, PHONE), (new_client(), "13800000002")):
        asked = browser.submit("/forgot", login=number)
        wrong = browser.submit("/forgot/code", "", code="000000", password=BETTER, again=BETTER, status=422)
        answers.append([page.text.replace("0001", "").replace("0002", "") for page in (asked, wrong)])
    assert answers[0] == answers[1]
    assert [sms.to for sms in texts()] == [PHONE]


def test_five_tries_or_ten_minutes_and_the_code_is_void(client, session, texts, frozen_time):
    with_phone(session)

    def tried(code, status):
        return client.submit("/forgot/code", "", code=code, password=BETTER, again=BETTER, status=status)

    client.submit("/forgot", login=PHONE)
    code = texts()[-1].code
    for _ in range(5):
        tried("000000" if code != "000000" else "111111", 422)
    assert "验证码不对，或者过了时间。" in alert(tried(code, 422))
    frozen_time.forward(minutes=3)
    client.submit("/forgot", login=PHONE)
    late = texts()[-1].code
    frozen_time.forward(minutes=11)
    assert "验证码不对，或者过了时间。" in alert(tried(late, 422))
    client.submit("/forgot", login=PHONE)
    tried(texts()[-1].code, 200)
    assert session.query(ResetCode).count() == 0


def test_a_weak_password_is_told_before_the_code_is_looked_at(client, session, texts):
    with_phone(session)
    client.submit("/forgot", login=PHONE)
    page = client.submit("/forgot/code", "", code="000000", password="short", again="short", status=422)
    assert "密码至少 12 个字符" in alert(page)
    assert session.query(ResetCode).one().tries == 0


def test_few_codes_leave_in_a_day_and_the_answer_stays_the_same(client, session, texts, frozen_time):
    with_phone(session)
    said = set()
    for _ in range(7):
        said.add(client.submit("/forgot", login=PHONE).one("//div[@class='flash']").xpath("string()"))
        frozen_time.forward(minutes=3)
    assert len(said) == 1
    assert len(texts()) <= 5
    assert session.query(OutboxMessage).filter(OutboxMessage.key.startswith("reset-code-")).count() == 5


@pytest.mark.parametrize("address", ["/account/phone", "/forgot/code"])
def test_without_anything_asked_for_the_pages_lead_on(client, address):
    client.login("group")
    assert client.get(address).status_code == 302
