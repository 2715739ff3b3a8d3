"""A phone is looked at with a reason; its owner reads that, takes a copy of everything, and closes the account."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from playwright.sync_api import Page
from sqlalchemy import select

from portal.domain.organizations.models import Filing, FilingState
from portal.extensions import db
from portal.kernel.people import User
from portal.workflows import closing
from tests.browser import LiveServer
from tests.journeys.walking import Walker, known

REASON = "章程缺一页，站内通知没人看"


def filing(server: LiveServer) -> tuple[str, str, str]:
    """One that the street has filed: public id, the whole number, its applicant's login."""
    stmt = select(Filing.public_id, Filing.phone, User.login).join(User, Filing.applicant_id == User.id)
    stmt = stmt.where(Filing.state == FilingState.FILED, User.login == "group").limit(1)
    return known(server, lambda s: tuple(s.execute(stmt).one()))


def test_a_look_at_a_phone_needs_a_reason_and_its_owner_reads_it(live_server: LiveServer, page: Page, phone: Page):
    public_id, number, login = filing(live_server)
    officer, owner = Walker(page), Walker(phone)
    masked = f"{number[:3]}****{number[-4:]}"
    officer.become("street").goto(f"/filings/{public_id}").sees(masked).does_not_see(number)
    officer.follow(f"{masked}，看完整号码").does_not_see(number).send("看完整号码").sees("请写明为什么要看。")
    officer.fill(reason=REASON).send("看完整号码").sees(number, "只显示这一次")
    officer.follow("记下了，返回").sees(masked).does_not_see(number)
    owner.become(login).goto("/account").follow("我的个人资料").sees("街小岚", REASON)


def test_a_resident_takes_a_copy_and_closes_the_account(live_server: LiveServer, page: Page, phone: Page, tmp_path: Path):
    resident = Walker(phone)
    resident.become("resident5").goto("/account/data").press("准备一份").sees("正在准备，好了会通知您。")
    live_server.work()
    resident.goto("/account/data")
    with phone.expect_download() as started:
        phone.locator(".acts button", has_text="下载").click()
    started.value.save_as(tmp_path / "mine.zip")
    with zipfile.ZipFile(tmp_path / "mine.zip") as folder:
        told = json.loads(folder.read("own-data.json"))
    assert (told["account"][0]["login"], told["account"][0]["name"]) == ("resident5", "周小妹")
    resident.press("申请注销").sees("已申请注销。15 天里随时可以撤回。", "账号将在")
    resident.press("撤回注销申请").sees("撤回了，账号照常使用。").press("申请注销")
    live_server.forward(days=16)
    with live_server.app.app_context():
        assert closing.close_due(db.session()) == 1
    name, active = known(live_server, lambda s: tuple(s.execute(select(User.name, User.active).where(User.login.startswith("closed-"))).one()))
    assert (name, active) == ("已注销用户", False)
    Walker(page).leave().goto("/login").fill(login="resident5", password="demo-2026").send("登录").sees("登录名或密码不对")
