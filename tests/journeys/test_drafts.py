"""A draft that saves itself: it never quarrels with the person who writes it, and loses nothing on the way."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, Route, expect

from tests.browser import log_in
from tests.journeys.walk import Walk

AUTOSAVE = "**/proposals/*/autosave"
STATUS = "[data-autosave-status]"
SAVED = re.compile(r"^已保存 \d\d:\d\d$")


def begun(page: Page, lot: str, title: str) -> Walk:
    """``ngo`` has the editor of a new draft open."""
    writer = Walk(page)
    writer.log_in("ngo").to("/calls").follow("雨花台区第九届公益创投项目征集公告")
    row = page.locator("#lots ~ table tr, section:has(#lots) tr").filter(has_text=lot)
    writer.go(row.get_by_role("link", name=re.compile("^申报")))
    writer.write(title=title)
    expect(page.locator(STATUS)).to_have_text(SAVED)
    page.wait_for_url("**/proposals/*/edit")  # the first words began it; nothing has been sent by hand yet
    page.reload()
    assert writer.field("title").input_value() == title
    return writer.press("存草稿").told("草稿已保存。").follow("继续写申报书")


def test_a_draft_survives_its_own_saves_and_a_lost_answer(page):
    writer = begun(page, "残障人士就业支持", "手语咖啡角的实习岗")

    # --- saved by hand while it saves itself: the save on its way arrives first, and nobody is told of a conflict
    def slow(route: Route) -> None:
        answer = route.fetch()
        time.sleep(1)
        route.fulfill(response=answer)

    page.route(AUTOSAVE, slow)
    with page.expect_request(AUTOSAVE):
        writer.write(risks="岗位流失：与三家企业签后备岗位。")
    writer.write(risks="岗位流失：与五家企业签后备岗位。").press("存草稿").told("草稿已保存。").sees("与五家企业签后备岗位")

    # --- saved, but the answer was lost: the next save goes through
    page.unroute(AUTOSAVE)
    writer.follow("继续写申报书")

    def lost(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(AUTOSAVE, lost, times=1)
    writer.write(team="就业辅导员两名。")
    expect(page.locator(STATUS)).to_have_text("没连上网，内容先留在这台设备上，连上后会再保存")
    expect(page.locator(STATUS)).to_have_text(SAVED, timeout=15_000)
    writer.press("存草稿").told("草稿已保存。").sees("就业辅导员两名。")


def test_of_two_open_editors_the_second_is_told_and_what_was_typed_can_be_filled_in_again(page):
    writer = Walk(page)
    writer.log_in("ngo").to("/proposals/").follow("手语咖啡角的实习岗").follow("继续写申报书")
    other = page.context.new_page()
    Walk(other).to(writer.path).write(team="手语翻译一名。").press("存草稿").told("草稿已保存。")

    writer.write(team="志愿者六名。")
    expect(page.locator(STATUS)).to_have_text(re.compile("^别人刚改过这份草稿，您的改动没有覆盖它。"))
    writer.press("存草稿").refused("有人保存过这份草稿，您的改动没有覆盖它。请先复制要留的内容，再看最新的。")
    assert writer.field("team").input_value() == "志愿者六名。"
    Walk(other).to(writer.path.removesuffix("/edit")).sees("手语翻译一名。").misses("志愿者六名。")


def test_what_was_typed_while_the_login_ran_out_is_sent_after_logging_in(page):
    writer = Walk(page)
    writer.log_in("ngo").to("/proposals/").follow("手语咖啡角的实习岗").follow("继续写申报书")
    address = writer.path
    page.context.clear_cookies()
    writer.write(team="就业辅导员三名。").press("存草稿").sees("填的内容还在，请再交一次", "请先在另一页登录")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="在另一页登录").click()
    log_in(opened.value, "ngo")
    writer.press("再交一次").told("草稿已保存。").sees("就业辅导员三名。")
    assert writer.path == address.removesuffix("/edit")


def test_what_an_offline_phone_could_not_send_is_filled_in_again_from_the_phone(phone):
    writer = Walk(phone)
    writer.log_in("ngo").to("/proposals/").follow("手语咖啡角的实习岗").follow("继续写申报书")
    address = writer.path
    phone.context.set_offline(True)
    writer.write(team="就业辅导员四名。")
    expect(phone.locator(STATUS)).to_have_text("没连上网，内容先留在这台设备上，连上后会再保存")
    phone.context.set_offline(False)
    phone.route(AUTOSAVE, lambda route: route.abort())
    writer.to(address)
    expect(phone.locator(STATUS)).to_contain_text("上次有没保存上的内容。")
    phone.get_by_role("button", name="填回来").click()
    assert writer.field("team").input_value() == "就业辅导员四名。"
    writer.press("存草稿").told("草稿已保存。").sees("就业辅导员四名。")
    writer.follow("继续写申报书")
    expect(phone.locator(STATUS)).to_have_text("边写边存")
