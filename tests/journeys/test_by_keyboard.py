"""A whole errand by keyboard alone: Tab, Enter and letters, and at every stop it can be seen where one is."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page
from sqlalchemy import select

from portal.domain.calls.models import Call, CallState
from portal.kernel import clock
from tests.browser import PASSWORD, LiveServer
from tests.journeys.walking import known

STOPS = 160  # more presses of Tab than any page has controls
HERE = """() => {
  const node = document.activeElement, style = getComputedStyle(node), box = node.getBoundingClientRect();
  const name = (node.labels && node.labels.length ? node.labels[0].innerText : node.innerText) || node.value || '';
  return {
    tag: node.tagName, field: node.getAttribute('name') || '', says: name.trim().split('\\n')[0],
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    inside: node === document.body || (box.bottom > 0 && box.top < innerHeight && box.width > 0),
  };
}"""


class Keyboard:
    """Goes from stop to stop; never points at anything."""

    def __init__(self, page: Page):
        self.page = page

    def at(self, *, says: str = "", field: str = "") -> Keyboard:
        """Tab on until the stop that says this, or is the field of this name."""
        for _ in range(STOPS):
            self.page.keyboard.press("Tab")
            here = self._here()
            if here["tag"] == "BODY":
                continue
            assert here["outlined"], f"one cannot see where one is: {here}"
            assert here["inside"], f"the stop is out of sight: {here}"
            if (field and here["field"] == field) or (says and here["says"] == says):
                return self
        raise AssertionError(f"no stop {says or field} on {self.page.url}")

    def _here(self) -> dict[str, Any]:
        """The stop, once the page has scrolled to it."""
        for _ in range(20):
            here: dict[str, Any] = self.page.evaluate(HERE)
            if here["inside"]:
                break
            self.page.wait_for_timeout(50)
        return here

    def enter(self) -> Keyboard:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        return self

    def type(self, text: str) -> Keyboard:
        self.page.keyboard.type(text)
        return self

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path


def open_to_questions(server: LiveServer) -> str:
    asked = select(Call.title).where(Call.state == CallState.PUBLISHED, Call.questions_until > clock.now())
    return known(server, lambda session: session.scalars(asked).first())


def test_somebody_who_never_touches_a_mouse_asks_a_question_about_a_call(live_server: LiveServer, page: Page):
    page.goto("/login")
    hand = Keyboard(page)
    hand.at(field="login").type("ngo").at(field="password").type(PASSWORD).enter()
    assert hand.path != "/login"

    # To a call, past the navigation by the link that every page begins with.
    page.goto("/calls")
    hand.at(says="跳到正文")
    page.keyboard.press("Enter")
    hand.at(says=open_to_questions(live_server)).enter()
    assert hand.path.startswith("/calls/")

    # What is wrong is said where the focus is; then it is mended and sent.
    hand.at(field="body").at(says="提交问题").enter()
    assert page.evaluate("document.activeElement.className") == "errors"
    hand.at(field="body").type("志愿者的保险能不能列支？").at(says="提交问题").enter()
    assert "志愿者的保险能不能列支？" in page.locator("main").inner_text()

    hand.at(says="退出").enter()
    assert page.get_by_role("link", name="登录").count() == 1
