"""`make crawl`: every page of every login, in every language and size. It takes long, so `make test` does not collect it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser import LiveServer
from tests.journeys.test_every_page import WAYS, looked_at, samples
from tests.sampling import Sample, every_page


@pytest.mark.parametrize("way", WAYS, ids="-".join)
def test_every_page_of_every_login_is_one_that_everybody_can_use(live_server: LiveServer, browser: Browser, way: tuple[str, str]):
    different: dict[object, Sample] = {}
    for sample in samples(live_server, every_page):
        different.setdefault(sample.kind, sample)
    found = list(looked_at(browser, live_server, [(sample, way) for sample in different.values()]))
    assert not found, "\n".join(found)
