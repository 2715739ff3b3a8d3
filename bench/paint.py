"""``python -m bench.paint``: when a page shows something on a slow phone, first visit and next visit.

Chromium over its own protocol: a network of 400 kbit/s with 400 ms of delay (what Lighthouse once called slow 3G) and a
processor four times slower than this one. First and largest contentful paint come from the browser's own timeline.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from bench.__main__ import Target, build_city, served, targets

KBIT = 1000 / 8
NETWORK = {"offline": False, "latency": 400, "downloadThroughput": 400 * KBIT, "uploadThroughput": 400 * KBIT}
SLOWER, ROUNDS, PHONE = 4, 3, {"width": 360, "height": 740}
PAINTS = """() => new Promise(resolve => {
  let largest = 0;
  new PerformanceObserver(list => { largest = list.getEntries().at(-1).startTime; })
    .observe({type: 'largest-contentful-paint', buffered: true});
  const bytes = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .reduce((sum, entry) => sum + entry.transferSize, 0);
  setTimeout(() => {  // the timeline is written a little after the paint
    const first = performance.getEntriesByName('first-contentful-paint')[0];
    resolve({first: first ? first.startTime : 0, largest, bytes});
  }, 1000);
})"""


def visit(context: BrowserContext, address: str) -> dict[str, float]:
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", NETWORK)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="load", timeout=60_000)
    seen: dict[str, float] = page.evaluate(PAINTS)
    page.close()
    return seen


def measured(browser: Browser, address: str) -> tuple[dict[str, float], dict[str, float]]:
    """Medians of the first visit and of the next one."""
    cold, warm = [], []
    for _ in range(ROUNDS):
        context = browser.new_context(viewport=PHONE, device_scale_factor=2, is_mobile=True)  # type: ignore[arg-type]
        cold.append(visit(context, address))
        warm.append(visit(context, address))
        context.close()
    return _middle(cold), _middle(warm)


def _middle(rounds: list[dict[str, float]]) -> dict[str, float]:
    return {key: statistics.median(r[key] for r in rounds) for key in rounds[0]}


def table(rows: list[tuple[Target, dict[str, float], dict[str, float]]]) -> str:
    head = "| page | first visit KB | first paint s | largest paint s | next visit KB | first paint s |\n|---|--:|--:|--:|--:|--:|"
    lines = [
        f"| {target.name} | {cold['bytes'] / 1000:.1f} | {cold['first'] / 1000:.2f} | {cold['largest'] / 1000:.2f}"
        f" | {warm['bytes'] / 1000:.1f} | {warm['first'] / 1000:.2f} |"
        for target, cold, warm in rows
    ]
    return "\n".join([head, *lines])


def main() -> None:
    from portal import create_app

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        build_city(folder)
        settings: dict[str, Any] = {"PORTAL_DATA_DIR": folder, "PORTAL_ENV": "demo"}
        public = [target for target in targets(create_app(settings)) if target.login is None]
        chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--headless", "--no-sandbox", "--disable-gpu"])
        with served("wsgi:app", settings) as port:
            print(table([(t, *measured(browser, f"http://127.0.0.1:{port}{t.path}")) for t in public]))
        browser.close()


if __name__ == "__main__":
    main()
