"""An account that is worth trusting: a passkey from its making to its end, and the second factor at a signature."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from portal.kernel import clock
from portal.kernel.sessions import RECENT, WebSession
from tests.browser import LiveServer
from tests.journeys.walking import Walker, at_work


@pytest.fixture
def demanding(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a real installation is: offices need a second factor, grave acts a recent proof."""
    monkeypatch.setitem(live_server.app.config, "DEMAND_PROOF", True)


def a_quarter_passes(server: LiveServer) -> None:
    """The last proof of everybody is older than it may be for a grave act."""
    at_work(server, lambda session: session.execute(update(WebSession).values(proved_at=clock.outside() - 2 * RECENT)))


def with_a_device(page: Page) -> None:
    """A phone whose fingerprint reader always knows its holder."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
              "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": device})


def test_a_passkey_is_added_opens_the_door_proves_who_acts_and_is_taken_away(live_server: LiveServer, named: Page, demanding: None):
    hand = Walker(named)
    with_a_device(named)
    hand.become("resident1").goto("/account/security").sees("通行密钥", "一个账号可以有几个").send("添加通行密钥")
    hand.fill(name="自己的手机").send("添加通行密钥").sees("请收好恢复码")
    hand.follow("收好了").sees("自己的手机", "还没用过")

    # The key alone lets in, and is the second step after the password.
    hand.leave().goto("/login").send("用通行密钥登录").sees("待办")
    hand.goto("/account/security").sees("最近一次使用", "经过两步验证")
    hand.leave().goto("/login").fill(login="resident1", password="demo-2026").send("登录").sees("两步验证", "恢复码")
    hand.send("用通行密钥验证").sees("待办")

    # A quarter of an hour later: what was typed waits for the proof, and goes on with it.
    a_quarter_passes(live_server)
    hand.goto("/account").fill(email="moved@example.cn").send("保存").sees("请再确认一次是您本人")
    hand.send("用通行密钥验证").sees("新邮箱要点了信里的确认链接才换上")

    a_quarter_passes(live_server)
    hand.goto("/account/security").send("去掉 自己的手机").sees("请再确认一次是您本人")
    hand.send("用通行密钥验证").sees("通行密钥去掉了").does_not_see("自己的手机")
    hand.leave().goto("/login").send("用通行密钥登录").sees("这个通行密钥没有通过")
    hand.fill(login="resident1", password="demo-2026").send("登录").sees("待办")


def test_a_device_that_declines_leaves_the_person_on_the_page(live_server: LiveServer, named: Page):
    hand = Walker(named).goto("/login")
    button = named.get_by_role("button", name="用通行密钥登录")
    named.evaluate("navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError'))")
    button.click()
    hand.sees("没有完成。可以再试一次，或者换别的办法。")
    expect(button).to_be_enabled()
    expect(named.locator("main [name=login]")).to_be_editable()
