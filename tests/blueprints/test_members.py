"""The pages of an organization's people: who sees them, what its head does there, the link of a letter."""

from __future__ import annotations

import pytest

from portal.blueprints.accounts import tokens
from portal.domain.organizations import members
from portal.domain.organizations.membership import Invitation
from portal.kernel import people
from portal.kernel.roles import Role
from tests.domain.founding import town  # noqa: F401 - a fixture
from tests.domain.joining import joined, led
from tests.letters import letters  # noqa: F401 - a fixture


@pytest.fixture
def place(town):
    organization, head = led(town)
    joined(town, organization, head, "accountant", Role.ACCOUNTANT)
    town.session.commit()
    return f"/organizations/{organization.public_id}"


def invite(client, place, to="xu@example.cn", role="case_officer", status=200):
    return client.submit(f"{place}/members/invite", "", to=to, role=role, status=status)


def invitation(letters):
    """Of the letters that were sent, the one that invites."""
    [letter] = [sent for sent in letters() if sent.link.startswith("/invitations/link/")]
    return letter


def test_members_see_each_other_and_the_head_alone_the_invitations(client, new_client, place):
    client.login("ngo")
    page = invite(client, place)
    assert "xu@example.cn" in page.text
    member = new_client()
    member.login("accountant")
    page = member.page(f"{place}/members")
    assert "xu@example.cn" not in page.text
    assert page.all("//main//a[contains(@href, '/invite')]") == []
    assert member.get(f"{place}/members/invite").status_code == 403
    for login in (None, "ngo2", "acceptor"):
        stranger = new_client()
        if login:
            stranger.login(login)
        assert stranger.get(f"{place}/members").status_code == (403 if login else 302), login


def test_wrong_invitations_keep_what_was_typed(client, place):
    client.login("ngo")
    for to, why in (("nobody", "没有这个登录名"), ("a@b", "邮箱要写成"), ("13800000001", "没有这个登录名"), ("", "请填对方的邮箱或登录名")):
        page = invite(client, place, to=to, status=422)
        assert why in page.one("//div[@role='alert']").xpath("string()"), to
        assert page.form("")["to"] == to


def test_the_letter_leads_to_a_page_that_asks_and_answers_once(client, new_client, place, session, letters):
    client.login("ngo")
    invite(client, place)
    to, link, text = invitation(letters)
    assert (to, "银杏树下社区服务中心" in text) == ("xu@example.cn", True)
    visitor = new_client()
    page = visitor.page(link)
    assert visitor.get(link).headers["Cache-Control"] == "no-store"
    assert page.one("//main//a[contains(text(), '注册账号')]").get("href").startswith("/signup?next=/invitations/link/")
    assert visitor.post(f"{link}/accept").location.startswith("/login")
    guest = new_client()
    guest.login("ngo2")
    page = guest.submit(link, f"{link}/accept")
    assert "您加入了“银杏树下社区服务中心”" in page.text
    assert guest.get(link).status_code == 410
    again = guest.post(f"{link}/accept", data={"csrf_token": guest.token}, follow_redirects=True)
    assert again.status_code == 410
    organization = session.query(Invitation).filter_by(email="xu@example.cn").one().organization
    assert [m.user.login for m in members.members_of(session, organization)] == ["ngo", "accountant", "ngo2"]


def test_a_link_that_was_changed_or_is_of_another_purpose_opens_nothing(app, client, place, session, letters):
    client.login("ngo")
    invite(client, place)
    link = invitation(letters).link
    user = people.actor_for(session, "ngo2")
    with app.test_request_context():
        reset = tokens.reset_token(session.get(people.User, user.user_id))
    for wrong in (f"{link}x", f"/invitations/link/{reset}", "/invitations/link/nothing"):
        assert client.get(wrong).status_code == 410, wrong


def test_the_head_changes_a_seat_and_dismisses_from_the_page(client, new_client, place, session):
    member = new_client()
    member.login("accountant")
    client.login("ngo")
    page = client.page(f"{place}/members")
    change = page.one("//a[contains(@href, '/role')]").get("href")
    client.submit(change, "", role="case_officer")
    assert member.get("/desk").status_code == 302
    page = client.page(f"{place}/members")
    dismissing = page.one("//form[contains(@action, '/dismiss')]").get("action")
    page = client.submit(f"{place}/members", dismissing)
    assert "已免去，对方马上不能再代表组织办事。" in page.text
    assert page.all("//form[contains(@action, '/dismiss')]") == []


def test_a_member_leaves_from_the_own_seat(client, session, place):
    client.login("accountant")
    page = client.page("/organizations/members")
    assert page.heading == "组织成员"
    seat = page.one("//main//a[contains(text(), '离开组织')]").get("href")
    page = client.submit(seat, f"{seat}/steps/leave")
    assert "离开了“银杏树下社区服务中心 · 组织财务”的岗位" in page.text
    assert client.get(f"{place}/members").status_code == 403
