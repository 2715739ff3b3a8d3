"""English runs longer than Chinese: steppers, buttons and navigation hold it in two lines, and nothing stands over its edge."""

from __future__ import annotations

from itertools import groupby

from playwright.sync_api import Browser

from tests.browser import PATIENCE, LiveServer
from tests.journeys.test_every_page import entered, samples
from tests.sampling import one_of_each_template

WIDTHS = (360, 1280)
MOST_LINES = 2
#: What has to be short: where one is in a process, what one may press, where one may go.
SHORT = (".steps b", ".steps span", ".btn", ".mainnav a", ".side a", ".strip-links a", ".crumbs a", ".tag", ".rt th[scope=col]", ".foot a")
MEASURE = """([selectors, most]) => selectors.flatMap(selector => Array.from(document.querySelectorAll(selector))
    .filter(e => e.checkVisibility({visibilityProperty: true}) && e.offsetWidth > 2 && e.innerText.trim())
    .flatMap(e => {
        const range = document.createRange(), found = [];
        range.selectNodeContents(e);
        const tops = Array.from(range.getClientRects()).filter(r => r.width > 1 && r.height > 1).map(r => r.bottom).sort((a, b) => a - b);
        const height = parseFloat(getComputedStyle(e).fontSize);
        const lines = tops.filter((top, i) => i === 0 || top - tops[i - 1] > height * 0.7).length;
        if (lines > most) found.push(`${selector} "${e.innerText.trim()}" has ${lines} lines`);
        if (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline") found.push(`${selector} "${e.innerText.trim()}" stands over its edge`);
        return found;
    }))"""


def test_english_steppers_buttons_and_navigation_hold_in_two_lines_on_a_phone_and_on_a_desk(live_server: LiveServer, browser: Browser):
    pages = samples(live_server, one_of_each_template)
    assert len(pages) > 100
    found: dict[str, str] = {}
    for login, theirs in groupby(sorted(pages, key=lambda s: s.login or ""), key=lambda s: s.login):
        context = browser.new_context(base_url=live_server.url, timezone_id="Asia/Shanghai")
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": "session", "value": entered(live_server, login), "url": live_server.url}])
        page = context.new_page()
        for sample in theirs:
            page.goto(f"{sample.address}?lang=en&size=normal")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                for fault in page.evaluate(MEASURE, [list(SHORT), MOST_LINES]):
                    found.setdefault(f"{width}: {fault}", str(sample))
        context.close()
    assert not found, "\n".join(f"{fault}: {where}" for fault, where in sorted(found.items()))
