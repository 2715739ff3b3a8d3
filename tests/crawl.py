"""`make crawl`: every page of every login, in every language and size. It takes an hour, so `make test` does not collect it."""

from __future__ import annotations

from itertools import product

from playwright.sync_api import Browser

from tests.browser import LiveServer
from tests.journeys.test_every_page import WAYS, looked_at, samples
from tests.sampling import Sample, every_page


def test_every_page_of_every_login_is_one_that_everybody_can_use(live_server: LiveServer, browser: Browser):
    different: dict[object, Sample] = {}
    for sample in samples(live_server, every_page):
        different.setdefault(sample.kind, sample)
    visits = product(different.values(), WAYS)
    found = list(looked_at(browser, live_server, visits))
    assert not found, "\n".join(found)
