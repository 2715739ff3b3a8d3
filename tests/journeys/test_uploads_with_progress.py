"""A file on its way: how far it is, a way to stop it, and nothing lost when it did not arrive."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import DESKTOP, LiveServer, log_in
from tests.inspecting import axe_faults
from tests.journeys.walk import Walk, small_pdf

MATERIALS = "**/filings/*/materials"


@pytest.fixture
def materials(page) -> Walk:
    """The page of materials of a filing that was just begun."""
    walk = Walk(page).log_in("resident3").to("/filings/new")
    page.locator("main select[name=kind]").select_option(index=1)
    page.locator("main select[name=field]").select_option(index=1)
    page.locator("main select[name=region_path]").select_option(index=1)
    walk.write(name="晨光缝补队").press("存为草稿")
    walk.sees("接下来", "补好材料后提交备案申请")
    assert axe_faults(page) == []
    return walk.to(f"{walk.path}/materials")


def slowly(page: Page, seconds: float) -> None:
    """A connection that a file of some megabytes takes that long to pass."""
    tool = page.context.new_cdp_session(page)
    tool.send("Network.enable")
    rate = 3_000_000 / seconds
    tool.send("Network.emulateNetworkConditions", {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": rate})


def test_a_big_file_shows_how_far_it_is_can_be_stopped_and_sent_again(materials, page, tmp_path):
    big = tmp_path / "章程.pdf"
    big.write_bytes(small_pdf(tmp_path, "one.pdf", "Charter").read_bytes() + b"\n%" + b"0" * 3_000_000)
    materials.field("file").set_input_files(big)
    slowly(page, 6)
    page.get_by_role("button", name="上传", exact=True).click()
    bar = page.locator(".upload progress")
    expect(bar).to_be_visible()
    expect(page.locator(".upload [role=status]")).to_have_text(re.compile("^正在上传 [1-9]0%$"))
    assert bar.evaluate("bar => bar.value") >= 10

    page.get_by_role("button", name="取消上传").click()
    expect(page.locator(".upload [role=status]")).to_have_text("上传取消了，文件没有收下。填的都还在，可以再传。")
    expect(bar).to_have_count(0)
    materials.sees("还没有材料。")
    assert page.evaluate("document.querySelector('[name=file]').files.length") == 1, "the chosen file is still chosen"

    slowly(page, 0.5)
    materials.press("上传").told("材料已收到。").sees("章程.pdf")


def test_a_file_that_is_refused_says_why_on_the_same_page(materials, page, tmp_path):
    wrong = tmp_path / "notes.pdf"
    wrong.write_bytes(b"just words")
    materials.field("file").set_input_files(wrong)
    materials.press("上传").refused("文件内容和扩展名“pdf”不符，请另存后再传。")
    assert page.evaluate("document.activeElement.className") == "errors"
    assert "出错：" in page.title()
    materials.field("file").set_input_files(small_pdf(tmp_path, "good.pdf", "Good"))
    materials.press("上传").told("材料已收到。").sees("good.pdf")


def test_a_lost_connection_keeps_everything_for_another_try(materials, page, tmp_path):
    materials.field("file").set_input_files(small_pdf(tmp_path, "charter.pdf", "Charter"))
    page.route(MATERIALS, lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.locator(".upload [role=status]")).to_have_text("没连上网，文件没有传完。填的都还在，连上后请再传一次。")
    page.unroute(MATERIALS)
    materials.press("上传").told("材料已收到。").sees("charter.pdf")


def test_without_script_the_form_is_sent_as_forms_are(materials, page, browser: Browser, live_server: LiveServer, tmp_path):
    context = browser.new_context(base_url=live_server.url, viewport=DESKTOP, java_script_enabled=False)
    try:
        plain = context.new_page()
        log_in(plain, "resident3")
        plain.goto(materials.path)
        plain.locator("main input[type=file]").set_input_files(small_pdf(tmp_path, "plain.pdf", "Plain"))
        plain.get_by_role("button", name="上传", exact=True).click()
        expect(plain.locator(".flash")).to_have_text("材料已收到。")
    finally:
        context.close()
