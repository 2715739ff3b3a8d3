"""What a page must be for everybody: axe finds nothing, nothing is scrolled sideways, its outline can be listened to."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

#: CSS pixels: the reflow of WCAG 1.4.10 (which is a laptop at 400 %), a small phone, a laptop at 200 %, a laptop.
WIDTHS = (320, 360, 640, 1280)
HEIGHT = 900
#: Beyond axe's own choice: targets that a thumb meets (WCAG 2.2 AA), links of one name that lead to one place.
OPTIONS: dict[str, Any] = {
    "resultTypes": ["violations"],
    "rules": {"target-size": {"enabled": True}, "identical-links-same-purpose": {"enabled": True}},
}
OUTLINE = """() => {
  const shown = node => node.checkVisibility();
  return {
    levels: [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].filter(shown).map(h => [+h.tagName[1], h.innerText.trim()]),
    mains: document.querySelectorAll('main').length,
    navs: [...document.querySelectorAll('nav')].filter(shown).map(n => n.getAttribute('aria-label') || ''),
    skip: (document.querySelector('a.skip') || {}).hash || '',
    title: document.title,
  };
}"""
WIDER = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return null;
  const clipped = node => node.closest('.visually-hidden, thead');
  const wide = [...document.querySelectorAll('body *')].filter(
    node => node.getBoundingClientRect().right > root.clientWidth + 1 && !clipped(node));
  const last = wide.find(n => ![...n.children].some(c => wide.includes(c))) || wide[0];
  return `${root.scrollWidth} px: ` + (last ? last.outerHTML.slice(0, 120) : '?');
}"""


@cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


def faults(page: Page, widths: tuple[int, ...] = WIDTHS) -> list[str]:
    """Everything that is wrong with the page as it stands; axe looks at the last of the widths."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        wider = page.evaluate(WIDER)
        if wider:
            found.append(f"at {width} px it is {wider}")
    return found + outline_faults(page) + axe_faults(page)


def axe_faults(page: Page) -> list[str]:
    page.evaluate(_axe())
    violations = page.evaluate("options => axe.run(options).then(r => r.violations)", OPTIONS)
    return [
        f"{v['id']}: {v['help']}: {node['target'][0]} {node['html'][:160]}" for v in violations for node in v["nodes"]
    ]


def outline_faults(page: Page) -> list[str]:
    """The page as a screen reader tells it: one first heading, none skipped, one main part, every navigation named."""
    seen = page.evaluate(OUTLINE)
    levels = [level for level, _ in seen["levels"]]
    found = [f"an empty heading h{level}" for level, text in seen["levels"] if not text]
    if levels.count(1) != 1:
        found.append(f"{levels.count(1)} headings h1")
    for before, after in zip(levels, levels[1:], strict=False):
        if after > before + 1:
            found.append(f"h{after} follows h{before}")
    if seen["mains"] != 1:
        found.append(f"{seen['mains']} main parts")
    if "" in seen["navs"] or len(set(seen["navs"])) != len(seen["navs"]):
        found.append(f"navigations that are not told apart: {seen['navs']}")
    if not seen["title"].split(" · ")[0].strip():
        found.append("a title that does not name the page")
    return found
