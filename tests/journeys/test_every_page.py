"""Every sort of page, for every eye and ear: looked at by axe, on small and large screens, in both languages and sizes.

One page of each template; `make crawl` (tests/crawl.py) looks at every page of every login, which takes some twenty minutes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import cycle, groupby

from playwright.sync_api import Browser
from sqlalchemy.orm import Session

from tests.browser import PATIENCE, LiveServer
from tests.doors import Caller
from tests.inspecting import WIDTHS, faults
from tests.sampling import Sample, one_of_each_template

#: lang, size
WAYS = (("zh", "normal"), ("en", "large"), ("en", "normal"), ("zh", "large"))


def looked_at(
    browser: Browser, server: LiveServer, visits: Iterable[tuple[Sample, tuple[str, str]]], widths: tuple[int, ...] = WIDTHS
) -> Iterator[str]:
    """What is wrong with each page; the pages of one login are opened in one window."""
    by_login = sorted(visits, key=lambda v: v[0].login or "")
    for login, theirs in groupby(by_login, key=lambda v: v[0].login):
        context = browser.new_context(base_url=server.url, locale="zh-CN", timezone_id="Asia/Shanghai")
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": "session", "value": entered(server, login), "url": server.url}])
        page = context.new_page()
        for sample, (lang, size) in theirs:
            answer = page.goto(f"{sample.address}?lang={lang}&size={size}")
            assert answer is not None
            if answer.status != 200:
                yield f"{sample} answered {answer.status}"
                continue
            for fault in faults(page, widths):
                yield f"{sample} {lang} {size}: {fault}"
        context.close()


def entered(server: LiveServer, login: str | None) -> str:
    """The cookie of somebody who has logged in."""
    with Session(server.world.engine) as session:
        cookie = Caller(server.app, session, login).client.get_cookie("session")
    assert cookie is not None
    return cookie.value


def samples(server: LiveServer, collect) -> list[Sample]:
    with Session(server.world.engine) as session:
        return list(collect(server.app, session))


def test_one_page_of_every_template_is_one_that_everybody_can_use(live_server: LiveServer, browser: Browser):
    pages = samples(live_server, one_of_each_template)
    assert len(pages) > 100
    found = list(looked_at(browser, live_server, zip(pages, cycle(WAYS), strict=False), (320, 640, 1280)))
    assert not found, "\n".join(found)
