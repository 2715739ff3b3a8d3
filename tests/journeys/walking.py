"""One person at a time in one browser window: who they are, where they go, what they press, what they see."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from subprocess import run
from typing import TypeVar

from playwright.sync_api import Locator, Page, expect
from sqlalchemy.orm import Session

from portal.extensions import db
from tests.browser import PHONE, LiveServer, log_in

T = TypeVar("T")


class Walker:
    """A browser window in the hand of one role after another. On a phone, every page must fit its width."""

    def __init__(self, page: Page):
        self.page = page
        self.narrow = bool(page.viewport_size and page.viewport_size["width"] == PHONE["width"])

    # --- who and where

    def become(self, login: str) -> Walker:
        """Leave, and come back as somebody else."""
        self.leave()
        log_in(self.page, login)
        return self

    def leave(self) -> Walker:
        self.page.context.clear_cookies()
        return self

    def goto(self, path: str) -> Walker:
        self.page.goto(path)
        return self._arrived()

    def follow(self, name: str) -> Walker:
        """The link in the page's main part that says exactly this."""
        return self.moving(self.page.locator("main").get_by_role("link", name=name, exact=True).first.click)

    def moving(self, act: Callable[[], None]) -> Walker:
        with self.page.expect_navigation(wait_until="load"):
            act()
        return self._arrived()

    def _arrived(self) -> Walker:
        if self.narrow:
            width = self.page.evaluate("document.documentElement.scrollWidth")
            assert width <= PHONE["width"], f"{self.page.url} is {width} pixels wide on a phone"
        return self

    # --- what one does

    def press(self, label: str) -> Walker:
        """A step in the action bar; what cannot be undone asks once before."""
        bar = self.page.locator(".acts")
        if bar.locator("summary", has_text=re.compile(f"^{re.escape(label)}$")).count():
            return self.send(label)
        step = bar.get_by_role("link", name=label, exact=True).or_(bar.get_by_role("button", name=label, exact=True))
        return self.moving(step.click)

    def fill(self, **values: str) -> Walker:
        """By the names of the fields, as a form sends them."""
        for name, value in values.items():
            field = self.page.locator(f"main [name='{name}']")
            if field.evaluate("node => node.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        return self

    def tick(self, name: str, value: str = "") -> Walker:
        chosen = f"main [name='{name}']" + (f"[value='{value}']" if value else "")
        box = self.page.locator(chosen)
        if not box.is_checked():
            box.press("Space")  # by keyboard: the box itself is drawn by its label
        assert box.is_checked(), chosen
        return self

    def send(self, label: str) -> Walker:
        """The button of that name; what cannot be undone asks once before."""
        asks = self.page.locator("main details.ask > summary", has_text=re.compile(f"^{re.escape(label)}$"))
        if asks.count():
            asks.first.click()
            label = f"确定{label}"
        return self.moving(self.page.locator("main").get_by_role("button", name=label, exact=True).click)

    # --- what one sees

    @property
    def body(self) -> Locator:
        return self.page.locator("body")

    def sees(self, *sentences: str) -> Walker:
        for sentence in sentences:
            expect(self.body).to_contain_text(sentence, use_inner_text=True)
        return self

    def does_not_see(self, *sentences: str) -> Walker:
        words = self.body.inner_text()
        for sentence in sentences:
            assert sentence not in words
        return self

    def state_is(self, label: str) -> Walker:
        """The tag beside the number of the record."""
        expect(self.page.locator(".doc-head .doc-no")).to_contain_text(label)
        return self

    def is_stamped(self, words: str) -> Walker:
        """The characters of a stamp stand on their own."""
        stamp = self.page.locator(".stamp")
        expect(stamp).to_be_visible()
        assert re.sub(r"\s+", "", stamp.inner_text()) == words
        return self

    def cannot(self, label: str, why: str) -> Walker:
        """The step is shown, with the reason why not now instead of a way to take it."""
        act = self.page.locator(".acts .act", has=self.page.get_by_role("button", name=label, exact=True))
        expect(act.locator("button")).to_be_disabled()
        expect(act.locator(".blocked")).to_have_text(why)
        return self

    def is_not_offered(self, label: str) -> Walker:
        expect(self.page.locator(".acts").get_by_text(label, exact=True)).to_have_count(0)
        return self

    def download(self, name: str, folder: Path) -> Path:
        """A paper by the words of its link."""
        with self.page.expect_download() as started:
            self.page.locator("main").get_by_role("link", name=name).first.click()
        path = folder / started.value.suggested_filename
        started.value.save_as(path)
        return path


def words_of(pdf: Path) -> str:
    """What a reader of the PDF reads, without the breaks of lines."""
    done = run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True)
    return re.sub(r"\s+", "", done.stdout)


def known(server: LiveServer, find: Callable[[Session], T]) -> T:
    """Something that the story begins with: an address, a name. Looked up, never changed."""
    with server.app.app_context():
        return find(db.session)


def at_work(server: LiveServer, act: Callable[[Session], T]) -> T:
    """What others do meanwhile, off the stage, by the portal's own operations."""
    from portal.kernel import engine

    with server.app.app_context(), engine.writing(db.session) as session:
        return act(session)
