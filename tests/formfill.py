"""The forms of a page, filled as someone in a hurry fills them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from lxml import html as lxml_html

from tests.doors import Caller
from tests.pages import form_values

TEXT = {"text", "search", "email", "tel", "url", "password", ""}
GUESSES = {
    "number": "3",
    "date": "2026-12-01",
    "datetime-local": "2026-12-01T10:00",
    "time": "10:00",
    "month": "2026-12",
}


def forms_on(caller: Caller, address: str) -> list[tuple[str, Any]]:
    """(where it is sent, the form): every POST form of a page that has fields to type in."""
    answer = caller.get(address)
    if answer.status_code != 200 or answer.mimetype != "text/html":
        return []
    tree = lxml_html.fromstring(answer.get_data(as_text=True))
    forms = [f for f in tree.xpath("//form") if (f.get("method") or "").lower() == "post" and text_fields(f)]
    return [(urlsplit(f.get("action") or address)._replace(fragment="").geturl(), f) for f in forms]


def text_fields(form: Any) -> list[str]:
    fields = [f.get("name") for f in form.xpath(".//input[@name]") if (f.get("type") or "").lower() in TEXT]
    return fields + [f.get("name") for f in form.xpath(".//textarea[@name]")]


def filled(form: Any) -> dict[str, Any]:
    """The form as someone in a hurry fills it: the first choice of everything."""
    data = form_values(form)
    for select in form.xpath(".//select[@name]"):
        options = [o.get("value", o.text) for o in select.xpath(".//option") if o.get("value", o.text)]
        if not data.get(select.get("name")) and options:
            data[select.get("name")] = options[0]
    for field in form.xpath(".//input[@name]"):
        name, kind = field.get("name"), (field.get("type") or "").lower()
        if kind in ("radio", "checkbox") and not data.get(name):
            data[name] = field.get("value") or "y"
        elif not data.get(name):
            data[name] = GUESSES.get(kind, data.get(name, ""))
    return {name: value for name, value in data.items() if name != "csrf_token"}
