"""Accounts worth trusting: a passkey from its making to its end, a code at a signature, a colleague who stands in."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from portal.domain.funds.models import Tranche, TrancheState
from portal.domain.projects.models import Contract, ContractState
from portal.kernel import clock
from portal.kernel.sessions import RECENT, WebSession
from tests.browser import LiveServer
from tests.journeys.walking import Walker, at_work, known, words_of


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
    named.evaluate("() => { navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError')); }")
    button.click()
    hand.sees("没有完成。可以再试一次，或者换别的办法。")
    expect(button).to_be_enabled()
    expect(named.locator("main [name=login]")).to_be_editable()


def test_a_signature_asks_for_the_code_and_goes_on_with_what_was_given(live_server: LiveServer, page: Page, demanding: None):
    desk = Walker(page)
    stmt = select(Contract.public_id).where(Contract.state == ContractState.DRAFTED)
    contract = known(live_server, lambda session: f"/contracts/{session.scalars(stmt).one()}")

    # The office comes with a second factor: before it, there is nothing but the page that sets it up.
    desk.become("ngo").goto(contract).sees("您的岗位要求两步验证")
    desk.send("开通两步验证")
    totp = pyotp.TOTP("".join(page.locator("code.secret span").all_inner_texts()))
    desk.fill(code=totp.now()).send("开通").sees("请收好恢复码").follow("收好了")

    a_quarter_passes(live_server)
    desk.goto(contract).press("签署协议").tick("agree").send("签署协议").sees("请再确认一次是您本人", "刚才填的都还在")
    desk.fill(proof_of_self="000000").send("验证并继续").sees("验证码不对")
    assert page.locator("main input[name=agree]").input_value() == "y"
    desk.fill(proof_of_self=totp.at(clock.outside() + timedelta(seconds=30))).send("验证并继续").sees("承接方签署了").state_is("承接方已签")
    desk.sees("顾南乔").is_not_offered("签署协议")


def test_a_colleague_stands_in_and_the_paper_names_both(live_server: LiveServer, page: Page, tmp_path: Path):
    desk = Walker(page)
    stmt = select(Tranche.public_id).where(Tranche.state == TrancheState.DUE)
    payment = known(live_server, lambda session: f"/payments/{session.scalars(stmt).first()}")

    desk.become("examiner").goto("/delegations/").follow("请同事代办 区民政局 · 审核")
    week = {"starts_on": clock.today().isoformat(), "ends_on": (clock.today() + timedelta(days=6)).isoformat()}
    desk.fill(delegate="严正平", reason="年休假", **week).send("交给同事代办").sees("交代好了", "严正平")
    desk.goto(payment).sees("您现在能看，不能办").is_not_offered("复核无误，提请拨付")

    desk.become("approver").goto(payment).is_not_offered("复核无误，提请拨付")
    page.locator("#appointment").select_option(label="代方若水：区民政局 · 审核")
    desk.moving(page.get_by_role("button", name="切换", exact=True).click)
    desk.goto(payment).sees("正代方若水以").press("复核无误，提请拨付").state_is("待财政拨付").sees("严正平（代方若水）")
    desk.become("finance").goto(payment).press("拨付").state_is("已拨付")
    live_server.work()
    assert "严正平（代方若水）" in words_of(desk.download("拨款凭证", tmp_path))

    # Back earlier: the office is in its holder's hands again.
    desk.become("examiner").goto("/delegations/").follow("区民政局 · 审核").press("提前结束代办").goto("/desk").does_not_see("您现在能看，不能办")
