"""Looking for something: suggestions while typing, the page of all that was found, lists that follow their filters."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import DESKTOP, LiveServer
from tests.inspecting import axe_faults
from tests.journeys.walk import Walk

BOX, LIST = "#top-q", "#suggestions"


def typed(page: Page, text: str) -> None:
    page.locator(BOX).fill("")
    page.locator(BOX).press_sequentially(text, delay=30)
    expect(page.locator(LIST)).to_be_visible()


def stays(page: Page) -> None:
    """A mark that a new page would not have."""
    page.evaluate("window.notReloaded = true")


def has_stayed(page: Page) -> bool:
    return page.evaluate("window.notReloaded === true")


def test_suggestions_come_while_typing_and_are_chosen_with_the_arrow_keys(page):
    reader = Walk(page).to("/help")
    typed(page, "守望")
    box = page.locator(BOX)
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator(f"{LIST} [role=group]").first).to_be_visible()
    expect(page.locator("[data-suggest-said]")).to_have_text(re.compile(r"^\d+ 条，用上下键选$"))

    assert axe_faults(page) == []

    # --- down, up, round; the field keeps the focus and names the chosen line
    box.press("ArrowDown")
    first = page.locator(f"{LIST} [role=option]").first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", first.get_attribute("id") or "")
    box.press("ArrowUp")
    expect(page.locator(f"{LIST} [role=option]").last).to_have_attribute("aria-selected", "true")
    box.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")

    # --- Escape closes and keeps what was typed; Enter on a line goes there
    box.press("Escape")
    expect(page.locator(LIST)).to_be_hidden()
    assert box.input_value() == "守望"
    typed(page, "守望")
    box.press("ArrowDown")
    aim = page.locator(f"{LIST} [aria-selected=true]").get_attribute("href") or ""
    with page.expect_navigation():
        box.press("Enter")
    assert reader.path == aim.split("?")[0]


def test_words_pinyin_and_numbers_find_the_same_thing_and_enter_without_a_choice_leads_to_the_page_of_all(page):
    reader = Walk(page).to("/projects")
    title = page.locator("main table tbody th a").first.inner_text()
    reader.follow(title)
    number = re.findall(r"雨\S*\d{4}-\d{4}", page.locator("main").inner_text())[0]
    here = reader.path
    for text in (title, number):
        typed(page, text)
        expect(page.locator(f"{LIST} a[href='{here}']")).to_have_count(1)
        page.locator(BOX).press("Escape")

    page.locator(BOX).fill("zdr")  # by the first letters: 助灯人
    with page.expect_navigation():
        page.locator(BOX).press("Enter")
    assert reader.path == "/search"
    reader.sees("社会组织", "助灯人")
    expect(page.locator("main mark").first).to_be_visible()
    reader.sees("条")

    # --- a kind of which there is more
    reader.to("/search?q=社区").follow("看全部")
    assert "kind=" in page.url
    reader.to("/search?q=没有这样的东西吧").sees("没有找到“没有这样的东西吧”。", "拼音首字母")


def test_when_there_is_nothing_the_suggestions_say_so(page):
    Walk(page).to("/help")
    typed(page, "没有这样的东西吧")
    expect(page.locator(LIST)).to_have_text("没有找到“没有这样的东西吧”。")
    assert page.locator(f"{LIST} a[role=option]").count() == 0
    assert axe_faults(page) == []


def test_a_phone_is_led_to_the_page_of_search(phone):
    reader = Walk(phone).to("/")
    phone.goto("/calls")
    assert not phone.locator(BOX).is_visible()
    reader.go(phone.locator("a.to-search"))
    phone.locator("main input[name=q]").fill("社区")
    with phone.expect_navigation():
        phone.locator("main input[name=q]").press("Enter")
    reader.sees("社会组织")


def test_a_list_follows_its_filters_without_a_reload_and_its_address_can_be_handed_on(page):
    reader = Walk(page).to("/organizations")
    stays(page)
    before = page.locator("#results tbody tr").count()
    page.locator("main input[name=q]").press_sequentially("助灯人", delay=20)
    expect(page.locator("#results tbody tr")).to_have_count(1)
    assert before > 1
    expect(page).to_have_url(re.compile(r"/organizations\?q=%E5%8A%A9%E7%81%AF%E4%BA%BA"))
    expect(page.locator("#results-said")).to_have_text(re.compile("1"))
    assert has_stayed(page)
    assert page.evaluate("document.activeElement.name") == "q", "whoever types goes on typing"
    assert "q=%E5%8A%A9%E7%81%AF%E4%BA%BA" in (page.locator("a[hreflang=en]").get_attribute("href") or "")

    page.locator("main select[name=state]").select_option(index=2)
    expect(page.locator("#results .empty, #results tbody tr").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"state=\w+"))
    reader.to(page.url.replace(re.match(r"https?://[^/]+", page.url)[0], ""))  # type: ignore[index]
    assert page.locator("main input[name=q]").input_value() == "助灯人"


@pytest.mark.parametrize("address", ["/calls", "/projects", "/qualified", "/needs"])
def test_every_public_list_follows_a_choice(page, address):
    Walk(page).to(address)
    stays(page)
    page.locator("main form[data-live] input[name=q]").fill("没有这样的名字")
    expect(page.locator("#results .empty").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?.*q=%E6%B2%A1"))
    assert has_stayed(page)


def test_the_inbox_shows_an_item_beside_the_list_without_a_reload_and_a_phone_opens_it(page, phone):
    officer = Walk(page).log_in("acceptor").to("/desk")
    stays(page)
    second = page.locator(".inbox a").nth(1)
    second.click()
    expect(second).to_have_attribute("aria-current", "true")
    expect(page.locator(".inbox a[aria-current]")).to_have_count(1)
    title = second.locator(".t").inner_text()
    expect(page.locator("#preview h2")).to_have_text(title)
    assert has_stayed(page)
    assert "item=" in page.url
    officer.to("/desk")

    on_phone = Walk(phone).log_in("acceptor").to("/desk")
    stays(phone)
    on_phone.go(phone.locator(".inbox a").nth(1))
    assert not has_stayed(phone)
    assert "item=" in phone.url
    expect(phone.locator("#preview h2")).to_be_visible()


def test_without_script_lists_and_search_are_forms(browser: Browser, live_server: LiveServer):
    live_server.place_clock()
    context = browser.new_context(base_url=live_server.url, viewport=DESKTOP, java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto("/organizations")
        page.locator("main input[name=q]").fill("助灯人")
        page.locator("main form.filters button").click()
        assert page.locator("#results tbody tr").count() == 1
        page.locator(BOX).fill("守望")
        page.locator(".top-search button").click()
        assert "/search?q=" in page.url
        assert page.locator("main h2").count() > 0
    finally:
        context.close()
