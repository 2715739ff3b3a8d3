"""A test client with taste: every page that it fetches must be one that a person can use."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import html5lib
from flask.testing import FlaskClient
from lxml import etree
from werkzeug.test import TestResponse

PASSWORD = "demo-2026"
TOKEN = re.compile(r'name="csrf_token"[^>]*\bvalue="([^"]+)"')
HANDLERS = re.compile(r"^on[a-z]+$")
DATA_SCRIPTS = {"application/json", "application/ld+json"}
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}


class Page:
    """One HTML document, parsed as browsers parse it."""

    def __init__(self, response: TestResponse):
        self.response, self.status = response, response.status_code
        self.html = response.get_data(as_text=True)

    @cached_property
    def _parsed(self) -> tuple[etree._ElementTree, list[str]]:
        """Parsed when it is first looked at: the parser is the slowest part of a test."""
        parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=False)
        tree = parser.parse(self.html)
        return tree, [f"line {position[0]}: {code}" for position, code, _ in parser.errors]

    @property
    def tree(self) -> etree._ElementTree:
        return self._parsed[0]

    @property
    def errors(self) -> list[str]:
        return self._parsed[1]

    @property
    def token(self) -> str | None:
        found = TOKEN.search(self.html)
        return found and found.group(1)

    def all(self, xpath: str) -> list[Any]:
        return self.tree.xpath(xpath)

    def one(self, xpath: str) -> Any:
        found = self.all(xpath)
        assert len(found) == 1, f"{xpath} is there {len(found)} times"
        return found[0]

    @property
    def text(self) -> str:
        """What a reader sees, in one line."""
        words = self.all("//body//text()[not(ancestor::script or ancestor::style or ancestor::template)]")
        return " ".join(" ".join(words).split())

    @property
    def title(self) -> str:
        return " ".join("".join(self.all("//head/title//text()")).split())

    @property
    def heading(self) -> str:
        return " ".join("".join(self.one("//h1").itertext()).split())

    def form(self, action: str | None = None) -> dict[str, Any]:
        """The values that a browser would send for the form with this action (default: the page's only POST form)."""
        return form_values(self._form(action))

    def action(self, action: str | None = None) -> str:
        return self._form(action).get("action") or ""

    def _form(self, action: str | None) -> Any:
        forms = [f for f in self.all("//form") if (f.get("method") or "get").lower() == "post"]
        if action is not None:
            forms = [f for f in forms if urlsplit(f.get("action") or "").path == action]
        else:
            forms = [f for f in forms if not (f.get("action") or "").endswith("/logout")] or forms
        assert forms, f"there is no form {action or ''} on {self.response.request.path}"
        assert action is not None or len(forms) == 1, f"which of {[f.get('action') for f in forms]}?"
        return forms[0]


def form_values(form: Any) -> dict[str, Any]:
    values: dict[str, list[str]] = {}
    for field in form.xpath(".//input[@name] | .//select[@name] | .//textarea[@name]"):
        kind = (field.get("type") or "text").lower()
        if field.get("disabled") is not None or kind in ("submit", "button", "image", "reset", "file"):
            continue
        if kind in ("checkbox", "radio") and field.get("checked") is None:
            continue
        if field.tag == "select":
            options = field.xpath(".//option")
            chosen = [o for o in options if o.get("selected") is not None]
            if not chosen and field.get("multiple") is None:
                chosen = options[:1]
            texts = [o.get("value") if o.get("value") is not None else "".join(o.itertext()) for o in chosen]
        elif field.tag == "textarea":
            texts = ["".join(field.itertext())]
        else:
            texts = [field.get("value") or ("on" if kind in ("checkbox", "radio") else "")]
        values.setdefault(field.get("name"), []).extend(texts)
    return {name: texts[0] if len(texts) == 1 else texts for name, texts in values.items()}


def faults(page: Page, *, whole: bool = True) -> list[str]:
    """What is wrong with a page; ``whole=False`` for a fragment that is put into one."""
    found = list(_skeleton(page)) if whole else []
    found += [f"two elements have the id {name}" for name in _twice(page.all("//@id"))]
    found += _unlabelled(page)
    found += _dangling(page) if whole else []
    found += _inline(page)
    found += [f"another host is used: {address}" for address in _foreign(page)]
    found += [f"a picture without alt: {image.get('src')}" for image in page.all("//img[not(@alt)]")]
    if whole:
        found += [f"not valid HTML, {error}" for error in page.errors]
    return found


def _skeleton(page: Page):
    headings = page.all("//h1")
    if len(headings) != 1:
        yield f"{len(headings)} headings h1"
    elif not page.heading:
        yield "an empty h1"
    if not page.title:
        yield "no title"
    if not page.all("/html/@lang"):
        yield "no language"


def _twice(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _unlabelled(page: Page) -> list[str]:
    named = set(page.all("//label/@for"))
    found = []
    for field in page.all("//input | //select | //textarea"):
        if field.tag == "input" and (field.get("type") or "text").lower() in UNLABELLED:
            continue
        labelled = field.get("aria-label") or field.get("aria-labelledby") or field.get("id") in named
        if not labelled and not field.xpath("ancestor::label"):
            found.append(f"a field without a label: {field.get('name') or field.get('id') or field.tag}")
    return found


def _dangling(page: Page) -> list[str]:
    ids = set(page.all("//@id"))
    lists = page.all("//@aria-describedby | //@aria-labelledby | //@aria-controls | //label/@for")
    return [f"nothing has the id {name}" for value in lists for name in value.split() if name not in ids]


def _inline(page: Page) -> list[str]:
    found = [f"an inline style on <{element.tag}>" for element in page.all("//*[@style]")]
    found += ["an inline stylesheet" for _ in page.all("//style")]
    found += ["an inline script" for s in page.all("//script[not(@src)]") if s.get("type") not in DATA_SCRIPTS]
    for element in page.all("//*"):
        if isinstance(element.tag, str):
            found += [f"a handler {name} on <{element.tag}>" for name in element.attrib if HANDLERS.match(name)]
    return found + [
        f"a script address: {a}" for a in page.all("//@href | //@action") if a.lower().startswith("javascript:")
    ]


def _foreign(page: Page) -> list[str]:
    used = page.all("//script/@src | //link/@href | //img/@src | //iframe/@src | //source/@src | //form/@action")
    own = {"", "localhost", "portal.test"}
    return [address for address in used if (urlsplit(address).hostname or "") not in own]


class PageClient(FlaskClient):
    """``client.page("/calls")`` fetches, checks and parses; ``client.submit("/login", login=…)`` fills the form there.

    Plain ``get`` checks as well; ``post`` brings the token of the last page fetched, as a browser would.
    """

    before_request = staticmethod(lambda: None)
    after_request = staticmethod(lambda: None)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.token: str | None = None
        self.last: Page | None = None

    def open(self, *args: Any, taste: bool = True, **kwargs: Any) -> TestResponse:
        self.before_request()
        if str(kwargs.get("method", "GET")).upper() == "POST":
            kwargs = self._with_token(kwargs)
        response = super().open(*args, **kwargs)
        self.after_request()
        if response.mimetype == "text/html" and response.get_data() and not 300 <= response.status_code < 400:
            self._look_at(response, taste)
        return response

    def page(self, address: str, status: int = 200, **kwargs: Any) -> Page:
        """The page that a person sees in the end: redirects are followed."""
        response = self.get(address, follow_redirects=True, **kwargs)
        assert response.status_code == status, f"{address} answered {response.status_code}"
        assert self.last is not None
        return self.last

    def submit(self, address: str, form: str | None = None, *, status: int = 200, **values: Any) -> Page:
        """Open a page, fill one of its forms (``form``: its action), send it, and see where that leads."""
        page = self.page(address)
        data = {**page.form(form), **values}
        target = page.action(form) or page.response.request.path
        response = self.post(target, data={k: v for k, v in data.items() if v is not None}, follow_redirects=True)
        assert response.status_code == status, f"{target} answered {response.status_code}"
        assert self.last is not None
        return self.last

    def login(self, login: str, password: str = PASSWORD) -> Page:
        """The pages on the way are tasted by the tests that are about them, not at every login."""
        self.get("/login", taste=False)
        self.post("/login", data={"login": login, "password": password}, follow_redirects=True, taste=False)
        page = self.last
        assert page is not None
        assert page.response.request.path != "/login", f"{login} could not log in: {page.text}"
        return page

    def logout(self) -> None:
        self.post("/logout")

    def _with_token(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        data = kwargs.get("data")
        if kwargs.get("json") is not None or not (data is None or isinstance(data, dict)):
            return kwargs
        if "csrf_token" in (data or {}):
            return kwargs
        if self.token is None:
            self.get("/login", taste=False)
        return {**kwargs, "data": {**(data or {}), "csrf_token": self.token or ""}}

    def _look_at(self, response: TestResponse, taste: bool) -> None:
        page = self.last = Page(response)
        self.token = page.token or self.token
        if taste and not response.request.path.startswith("/admin/"):  # those pages are Flask-Admin's own
            whole = "HX-Request" not in response.request.headers
            found = faults(page, whole=whole)
            assert not found, f"{response.request.path}: " + "; ".join(found)
