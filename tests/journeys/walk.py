"""What a person does in a browser, in the words of the page; every page that is reached must fit its screen."""

from __future__ import annotations

import re
import subprocess
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect
from reportlab.pdfgen.canvas import Canvas

from tests.browser import PASSWORD, log_in


class Walk:
    """One browser and whoever sits before it."""

    def __init__(self, page: Page):
        self.page = page
        size = page.viewport_size
        assert size is not None
        self.width = size["width"]

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    # --- moving

    def to(self, path: str, status: int = 200) -> Walk:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == status, f"{path} answered {answer.status}: {self.text()}"
        return self._arrived()

    def log_in(self, login: str, password: str = PASSWORD) -> Walk:
        """As somebody else than before."""
        self.log_out()
        log_in(self.page, login, password)
        return self._arrived()

    def log_out(self) -> Walk:
        if urlsplit(self.page.url).scheme != "about":
            out = self.page.get_by_role("button", name="退出", exact=True)
            if out.count():
                self.go(out)
        return self

    def follow(self, name: str, within: str = "main", exact: bool = True) -> Walk:
        return self.go(self.page.locator(within).get_by_role("link", name=name, exact=exact).first)

    def from_head(self, name: str) -> Walk:
        """By the main navigation, which a phone keeps folded."""
        menu = self.page.locator("details.menu > summary")
        if menu.is_visible():
            menu.click()
        return self.follow(name, within="nav.mainnav")

    def through_menu(self, name: str) -> Walk:
        """By the navigation beside the desk; a count stands behind the name."""
        self.page.goto("/desk")
        menu = self.page.locator("details.side-menu > summary")
        if menu.is_visible():
            menu.click()
        return self.go(self.page.locator("nav.side a").filter(has=self.page.get_by_text(name, exact=True)))

    def press(self, name: str, within: str = "main") -> Walk:
        """A button, or what looks like one: the first of that name. What cannot be undone asks once before."""
        place = self.page.locator(within)
        asks = place.locator("details.ask > summary").filter(has_text=re.compile(f"^{re.escape(name)}$"))
        if asks.count():
            return self.confirm(name)
        either = place.get_by_role("button", name=name, exact=True).or_(place.locator("a.btn", has_text=name))
        return self.go(either.first)

    def confirm(self, name: str) -> Walk:
        """A button that asks once before what cannot be undone."""
        self.page.locator("main details.ask > summary").filter(has_text=name).first.click()
        return self.go(self.page.get_by_role("button", name=f"确定{name}", exact=True))

    def go(self, control: Locator) -> Walk:
        """Press whatever leads to another page."""
        with self.page.expect_navigation() as going:
            control.click()
        answer = going.value
        assert answer is None or answer.status < 500, f"{self.path} answered {answer.status}: {self.text()[:300]}"
        return self._arrived()

    def _arrived(self) -> Walk:
        self.page.wait_for_load_state()
        assert self.page.locator("h1").count() == 1, f"{self.path} has no single heading: {self.text()[:300]}"
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.width, f"{self.path} is {wide} wide on a screen of {self.width}"
        return self

    # --- writing

    def write(self, **fields: str) -> Walk:
        """Into the fields of that name; ``a__b`` stands for ``a-b``."""
        for name, value in fields.items():
            self.field(name).fill(value)
        return self

    def choose(self, **fields: str) -> Walk:
        """From a list, by what the list says."""
        for name, label in fields.items():
            self.field(name).select_option(label=label)
        return self

    def field(self, name: str) -> Locator:
        return self.page.locator(f"main [name='{name.replace('__', '-')}']")

    def tick(self, label: str) -> Walk:
        self.page.locator("main").get_by_label(label).first.check()
        return self

    # --- reading

    def text(self) -> str:
        return self.page.locator("body").inner_text()

    def sees(self, *sentences: str) -> Walk:
        for sentence in sentences:
            expect(self.page.locator("body")).to_contain_text(sentence)
        return self

    def misses(self, *sentences: str) -> Walk:
        for sentence in sentences:
            expect(self.page.locator("body")).not_to_contain_text(sentence)
        return self

    def stands_at(self, state: str) -> Walk:
        """The state in the head of the record."""
        expect(self.page.locator(".doc-head .doc-no")).to_contain_text(state)
        return self

    def told(self, sentence: str) -> Walk:
        """What the page says about the step that was just taken."""
        expect(self.page.locator(".flash")).to_have_text(sentence)
        return self

    def refused(self, sentence: str) -> Walk:
        expect(self.page.locator(".errors")).to_contain_text(sentence)
        return self

    def download(self, name: str, folder: Path) -> Path:
        """The file behind a link."""
        with self.page.expect_download() as waiting:
            self.page.locator("main").get_by_role("link", name=name).first.click()
        file = folder / waiting.value.suggested_filename
        waiting.value.save_as(file)
        return file


def small_pdf(folder: Path, name: str, line: str) -> Path:
    """A real PDF of one page."""
    bytes_ = BytesIO()
    canvas = Canvas(bytes_)
    canvas.drawString(72, 720, line)
    canvas.save()
    file = folder / name
    file.write_bytes(bytes_.getvalue())
    return file


def words_of(pdf: Path) -> str:
    """The text of a PDF as poppler reads it, without blanks: lines may break anywhere."""
    done = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True)
    return "".join(done.stdout.split())


def upload(walk: Walk, record: str, folder: Path, *materials: str) -> None:
    """Real files onto the record's page of materials, and back."""
    walk.to(f"{record}/materials")
    for number, material in enumerate(materials, start=1):
        walk.choose(material=material)
        walk.field("file").set_input_files(small_pdf(folder, f"material-{number}.pdf", f"Material {number}"))
        walk.press("上传").told("材料已收到。").sees(f"{material}：material-{number}.pdf")
    walk.follow("材料传完了，返回")
    assert walk.path == record
