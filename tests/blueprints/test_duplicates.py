"""Accounts that may be one person's twice: found, asked about, closed and opened again by an administrator."""

from __future__ import annotations

import pytest

from portal.domain.organizations import members
from portal.kernel import people, sessions
from portal.kernel.journal import JournalEntry
from portal.kernel.outbox import Notice
from portal.kernel.people import User
from portal.kernel.roles import Role
from portal.workflows import duplicates
from portal.workflows.duplicates import Sign
from tests.domain.founding import town  # noqa: F401 - a fixture
from tests.domain.joining import led


def account(session, login, **fields):
    user = User(login=login, **{"name": login.upper(), **fields})
    session.add(user)
    session.flush()
    return user


def found(session):
    return [(s.sign, [a.login for a in s.accounts], s.organization) for s in duplicates.found(session)]


@pytest.mark.parametrize(("one", "other", "same"), [
    ("gu.nan@example.cn", "GuNan@example.cn", True), ("gu+portal@example.cn", "gu@Example.cn", True),
    ("gu@example.cn", "gu@example.com", False), ("gua@example.cn", "gub@example.cn", False),
])  # fmt: skip
def test_addresses_that_reach_one_box_are_one(session, one, other, same):
    account(session, "one", email=one)
    account(session, "other", email=other)
    assert found(session) == ([(Sign.EMAIL, ["one", "other"], "")] if same else [])


def test_a_number_that_two_accounts_confirmed_before_one_meant_one_is_found(session):
    first, second = account(session, "one"), account(session, "other")
    assert people.give_phone(session, first, "13800000001")
    second.phone = "13800000001"
    second.phone_mark = None
    session.flush()
    assert found(session) == [(Sign.PHONE, ["one", "other"], "")]


def test_the_same_name_counts_within_one_organization_alone(town):
    organization, head = led(town)
    session = town.session
    one, other, elsewhere = (account(session, login, name="许经办") for login in ("one", "other", "elsewhere"))
    members.hold(session, organization, one.id, Role.CASE_OFFICER, by=head)
    assert found(session) == []
    members.hold(session, organization, other.id, Role.ACCOUNTANT, by=head)
    assert elsewhere.name == one.name
    assert found(session) == [(Sign.NAME, ["one", "other"], organization.name)]
    members.hold(session, organization, one.id, Role.ACCOUNTANT, by=head)
    assert found(session) == [(Sign.NAME, ["one", "other"], organization.name)]


def test_an_administrator_asks_closes_and_opens_again(client, session):
    account(session, "one", email="gu.nan@example.cn")
    other = account(session, "other", email="gunan@example.cn")
    key = sessions.begin(session, other, device="x", network="127.0.0.1")
    client.login("admin")
    page = client.page("/duplicates")
    assert [cell.xpath("string()").strip() for cell in page.all("//main//tbody/tr/td[1]")] == ["one", "other"]
    client.submit("/duplicates", f"/duplicates/{other.public_id}/ask")
    assert session.query(Notice).filter_by(user_id=other.id).one().msgid.startswith("您可能有两个账号")
    refused = client.submit(f"/duplicates/{other.public_id}/close", "", reason="", status=422)
    assert "请写明理由。" in refused.text
    page = client.submit(f"/duplicates/{other.public_id}/close", "", reason="本人来电确认")
    assert "other停用了，已登录的设备全部退出。" in page.text
    session.expire_all()
    assert (other.active, sessions.live(session, key)) == (False, None)
    client.submit("/duplicates", f"/duplicates/{other.public_id}/reopen")
    session.expire_all()
    assert other.active
    acts = [a for (a,) in session.query(JournalEntry.action).filter_by(subject_type="users", subject_id=other.id).order_by(JournalEntry.id)]
    assert acts == ["ask-duplicate", "close-account", "reopen-account"]


def test_who_holds_an_office_and_the_administrator_itself_are_not_closed(client, session):
    acceptor, admin = (session.query(User).filter_by(login=login).one() for login in ("acceptor", "admin"))
    client.login("admin")
    assert "这个账号还有岗位" in client.page(f"/duplicates/{acceptor.public_id}/close").text
    assert client.post(f"/duplicates/{acceptor.public_id}/close", data={"reason": "想试试", "csrf_token": client.token}).status_code == 422
    assert "不能停用自己的账号" in client.page(f"/duplicates/{admin.public_id}/close").text
    session.expire_all()
    assert (acceptor.active, admin.active) == (True, True)


@pytest.mark.parametrize("login", ["acceptor", "supervisor", "ngo"])
def test_nobody_else_sees_the_list_or_closes_anything(client, session, login):
    target = session.query(User).filter_by(login="ngo2").one()
    client.login(login)
    assert client.get("/duplicates").status_code == 403
    assert client.post(f"/duplicates/{target.public_id}/close", data={"reason": "x", "csrf_token": client.token}).status_code == 403


@pytest.mark.parametrize("pairs", [1, 30])
def test_one_suspicion_and_thirty_take_the_same_statements(session, statements, pairs):
    for n in range(pairs):
        account(session, f"one{n}", email=f"a.b{n}@example.cn")
        account(session, f"other{n}", email=f"ab{n}@example.cn")
    with statements() as executed:
        assert len(duplicates.found(session)) == pairs
    assert len(executed) <= 5
