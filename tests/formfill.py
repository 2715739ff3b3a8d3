"""The forms of a page, filled as someone in a hurry fills them."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from lxml import html as lxml_html

from tests.doors import Caller
from tests.pages import form_values
from tests.photos import picture

TEXT = {"text", "search", "email", "tel", "url", "password", ""}
GUESSES = {
    "number": "3",
    "date": "2026-12-01",
    "datetime-local": "2026-12-01T10:00",
    "time": "10:00",
    "month": "2026-12",
}


#: What someone who means it writes, where the field's name alone tells what it wants; sums are 100 yuan.
WORDS = {
    "login": "resident5", "code": "XZ-77", "phone": "13800000000", "name": "新名称七十七", "minutes": "90", "last_annual_report": "2025",
    "rent_fen": "0", "score": "88", "members": "周一宁\n吴小满\n郑大川", "held_on": "2026-11-20",
}  # fmt: skip
PROSE = "看过全部材料，符合规定，按程序办理这一件。"


def forms_on(caller: Caller, address: str, *, typed: bool = True) -> list[tuple[str, Any]]:
    """(where it is sent, the form): every POST form of a page (``typed``: that has fields to type in)."""
    answer = caller.get(address)
    if answer.status_code != 200 or answer.mimetype != "text/html":
        return []
    tree = lxml_html.fromstring(answer.get_data(as_text=True))
    forms = [f for f in tree.xpath("//form") if (f.get("method") or "").lower() == "post"]
    forms = [f for f in forms if text_fields(f)] if typed else forms
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


def meant(form: Any) -> dict[str, Any]:
    """The form as someone fills it who wants it to be taken: nothing is left open that takes a word, a sum or a file, and
    where several may be chosen, three are."""
    data = filled(form)
    for name in [*text_fields(form), *form.xpath(".//input[@type='number' or @type='date']/@name")]:
        last = name.rsplit("-", 1)[-1]
        if last in WORDS or not str(data.get(name, "")).strip():
            data[name] = WORDS.get(last, "100" if last.endswith("_fen") else PROSE)
    for name in set(form.xpath(".//input[@type='checkbox']/@name")):
        values = form.xpath(".//input[@type='checkbox'][@name=$name]/@value", name=name)
        data[name] = data[name] if len(values) < 2 else values[:3]
    for field in form.xpath(".//input[@type='file'][@name]"):
        data[field.get("name")] = (BytesIO(picture("PNG")), "picture.png")
    return data
