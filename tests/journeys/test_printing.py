"""Records on paper: an A4 sheet with a head and page numbers, nothing to click, and nothing cut off."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys.walk import Walk

A4 = (596, 843)  # points, as Chromium rounds 210 × 297 mm
MARGIN = 16 * 72 / 25.4  # of the sheet's sides, as portal.css sets it
#: (login, list, selector of the first record on it)
RECORDS = {
    "call": (None, "/calls", "main table a[href*='/calls/']"),
    "project": (None, "/projects", "main table tbody th a"),
    "organization": (None, "/organizations", "main table tbody th a"),
    "need": (None, "/needs", "main table tbody th a"),
    "award": (None, "/awards", "main a[href*='/awards/']"),
    "contract": ("ngo", "/contracts", "main table tbody a"),
    "payment": ("finance", "/payments", "main table tbody a"),
    "registration": ("acceptor", "/registrations", "main table tbody a"),
    "filing": ("street", "/filings", "main table tbody a"),
    "proposal": ("ngo", "/proposals", "main table tbody a"),
    "evaluation": ("acceptor", "/evaluations", "main table tbody a"),
    "tenancy": ("incubator", "/tenancies", "main table tbody a"),
    "voucher": ("finance", "/ledger", "main table tbody th a"),
    "catalogue": (None, "/catalogue/transfer", None),
    "journal": ("supervisor", "/journal/", None),
}
#: What only a screen needs.
NAVIGATION = ("跳到正文", "菜单", "业务导航", "换一类", "大字版", "English", "导出这张表", "下一页", "可以办的事", "无障碍声明", "继续写申报书")


def printed(page: Page, folder: Path, name: str) -> Path:
    file = folder / f"{name}.pdf"
    page.pdf(path=file, format="A4", prefer_css_page_size=True, print_background=False)
    return file


def sheets(pdf: Path) -> list[str]:
    """The text of each page, without blanks."""
    done = subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, text=True, check=True)
    return ["".join(sheet.split()) for sheet in done.stdout.split("\f")[:-1]]


def boxes(pdf: Path) -> list[tuple[float, float, float, float, str]]:
    """Where each word stands: left, top, right, bottom, in points."""
    done = subprocess.run(["pdftotext", "-bbox", pdf, "-"], capture_output=True, text=True, check=True)
    found = re.findall(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>', done.stdout)
    return [(float(a), float(b), float(c), float(d), word) for a, b, c, d, word in found]


def sizes(pdf: Path) -> set[tuple[int, int]]:
    done = subprocess.run(["pdfinfo", "-l", "-1", pdf], capture_output=True, text=True, check=True)
    return {(round(float(w)), round(float(h))) for w, h in re.findall(r"size:\s+([\d.]+) x ([\d.]+)", done.stdout)}


def shown_in_print(page: Page) -> list[str]:
    """The texts of the record that a printer is given, cell by cell and paragraph by paragraph."""
    page.emulate_media(media="print")
    found = page.evaluate("""() => Array.from(document.querySelectorAll("main h1, main h2, main p, main dt, main dd, main li, main td, main th"))
        .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest(".visually-hidden") && !e.querySelector("p, li, dd, table, svg"))
        .map(e => e.innerText)""")
    page.emulate_media(media="null")
    return ["".join(text.split()) for text in found if text.strip()]


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_prints_whole_on_a4_with_its_head_and_page_numbers_and_nothing_to_click(page, tmp_path, name):
    login, address, link = RECORDS[name]
    reader = Walk(page)
    if login:
        reader.log_in(login)
    reader.to(address)
    if link:
        reader.go(page.locator(link).first)
    title = "".join(page.locator("h1").inner_text().split())
    texts = shown_in_print(page)
    pdf = printed(page, tmp_path, name)
    pages = sheets(pdf)

    assert sizes(pdf) == {A4}
    assert "雨花公益" in pages[0], "the head says whose sheet it is"
    assert title in pages[0]
    assert [f"{n}/{len(pages)}" in sheet for n, sheet in enumerate(pages, start=1)] == [True] * len(pages)
    whole = "".join(pages)
    assert [word for word in NAVIGATION if word in whole] == []
    outside = [word for left, top, right, bottom, word in boxes(pdf) if left < MARGIN - 2 or right > A4[0] - MARGIN + 2 or top < 0 or bottom > A4[1]]
    assert outside == []
    letters = "".join(re.findall(r"\w", whole))
    lost = [text for text in texts if (words := "".join(re.findall(r"\w", text))) and words not in letters]
    assert len(lost) <= len(texts) // 20, lost  # a cell that breaks over two sheets is read in two pieces


def test_a_list_of_several_sheets_repeats_its_heads(page, tmp_path):
    Walk(page).to("/organizations")
    pages = sheets(printed(page, tmp_path, "organizations"))
    assert len(pages) > 1
    heads = "名称代码类型领域"
    assert [heads in sheet for sheet in pages] == [True] * len(pages)
