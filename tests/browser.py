"""A real browser over a real server: the journeys' ``live_server``, ``page`` (desktop) and ``phone``."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from portal.extensions import db
from portal.kernel import clock, deployment, lifecycle, outbox
from tests.engines import PASSWORD, World, Worlds

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
PATIENCE = 15_000  # milliseconds; the machine may be busy


def whole(app: Any) -> Any:
    """The application with every answer closed before it is sent. Werkzeug's server looks for left-over input first, and where
    the browser has dropped the connection it never closes the answer: what is done after an answer would be lost by chance."""

    def answer(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        body = app(environ, start_response)
        try:
            return list(body)
        finally:
            if hasattr(body, "close"):
                body.close()

    return answer


class LiveServer:
    """The demo city, served from a thread of this process, so that a test can move the clock under it."""

    def __init__(self, world: World):
        self.world, self.app = world, world.app
        self._server = make_server("127.0.0.1", 0, whole(world.app), threaded=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        world.app.config["PORTAL_BASE_URL"] = self.url
        self.offset = self._city_day()
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def _city_day(self) -> timedelta:
        """How far the city's clock is from ours; from here on the test moves it, not the first request."""
        with self.app.app_context():
            self.app.extensions["portal_demo"] = deployment.apply(db.session)
            return timedelta(seconds=db.session.get_one(deployment.Deployment, 1).clock_offset_seconds)

    def place_clock(self) -> None:
        clock.shift(self.offset)

    def work(self) -> int:
        """What ``flask work`` would do: mails and jobs, until none is left."""

        done = 0
        with self.app.app_context():
            while batch := outbox.work(db.session):
                done += batch
        return done

    def tick(self) -> None:
        """What ``flask tick`` would do: the steps that time takes."""

        with self.app.app_context():
            lifecycle.tick(db.session)

    def forward(self, **amount: float) -> None:
        """``live_server.forward(days=8)``: later in the city, with everything done that was due."""
        self.offset += timedelta(**amount)
        self.place_clock()
        self.tick()
        self.work()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture(scope="module")
def live_server(worlds: Worlds) -> Iterator[LiveServer]:
    """A fresh copy of the demo city for each file of journeys, on the city's day."""
    world = worlds.fresh("sqlite", demo=True)
    server = LiveServer(world)
    yield server
    server.stop()
    worlds.discard(world)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.fail("The journeys need Chromium, and there is none on this machine: run `make test`, or install it.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


class Witness:
    """Notes what must not happen in any journey: script errors, blocked content, requests to other hosts."""

    def __init__(self, context: BrowserContext, url: str):
        self.seen: list[str] = []
        self._own = urlsplit(url).netloc
        context.on("console", lambda message: self._console(message.type, message.text))
        context.on("weberror", lambda error: self.seen.append(f"script error: {error.error}"))
        context.on("request", lambda request: self._request(request.url))

    def _console(self, kind: str, text: str) -> None:
        if kind == "error" and "Failed to load resource" not in text:  # an answer 4xx is the portal's to give
            self.seen.append(f"console: {text}")

    def _request(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.netloc != self._own:
            self.seen.append(f"another host: {url}")


def _visit(browser: Browser, server: LiveServer, url: str = "", **options) -> Iterator[Page]:
    server.place_clock()
    address = url or server.url
    context = browser.new_context(base_url=address, locale="zh-CN", timezone_id="Asia/Shanghai", **options)
    context.set_default_timeout(PATIENCE)
    witness = Witness(context, address)
    yield context.new_page()
    context.close()
    assert witness.seen == []


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A desktop browser, nobody logged in."""
    yield from _visit(browser, live_server, viewport=DESKTOP)


@pytest.fixture
def named(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A phone that opens the portal by a name: browsers know no passkeys of bare numbers."""
    url = live_server.url.replace("127.0.0.1", "localhost")
    yield from _visit(browser, live_server, url, viewport=PHONE, has_touch=True, is_mobile=True)


@pytest.fixture
def phone(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A phone, 360 pixels wide."""
    yield from _visit(browser, live_server, viewport=PHONE, has_touch=True, is_mobile=True)


def log_in(page: Page, login: str, password: str = PASSWORD) -> None:
    """Through the real form; another account's session is ended by a new context, not here."""
    page.goto("/login")
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill(password)
    page.locator("form[action$='/login'] button").first.click()
    page.wait_for_url(lambda url: urlsplit(url).path != "/login")
