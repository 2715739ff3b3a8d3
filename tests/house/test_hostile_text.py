"""Hostile text in every field of every form, as everyone who may fill it: kept, escaped, never a failure."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import urlsplit

import pytest
from lxml import html as lxml_html

from portal.intake import fit
from tests.doors import LOGINS, Caller, Reach, doors
from tests.formfill import filled, forms_on, text_fields

SCRIPT = "<script>alert(71)</script>"
IMAGE = "\"'><img src=x onerror=alert(71)>"
HOSTILE = (
    SCRIPT, IMAGE, "${7177*7193}{{7177*7193}}#{7177*7193}", "%s %(name)s %d %", "甲\x00\x08\x1b[31m乙", "长" * 10_000, "a\u202egpj.exe\u2066",
    "🎋👩‍👩‍👧 𠮷", "=1+1", "\r\n\r\nX-Evil: 1", " \t\u3000 ", "9" * 30, "²",
)  # fmt: skip
BROKEN = ("%ED%A0%80%ED%B0%80", "%FF%FE%C0%AF", "%00")  # lone halves of a character, no UTF-8 at all, NUL
#: One login for each shape of form; those who only read have none of their own.
FILLERS = [
    x for x in LOGINS if x not in ("leader", "supervisor", "mentor", "keeper1", "supporter", "accountant", "ngo2")
]


def forms_of(caller, reach, app):
    """(address, form): the POST forms with text fields that this person reaches, one for each shape of address."""
    for door in doors(app):
        if "GET" not in door.methods() or door.rule.rule.startswith(("/admin/", "/style", "/static")):
            continue
        for action in door.actions():
            for public_id in candidates(door, action, reach):
                found = forms_on(caller, door.address(app, public_id, action))
                yield from found
                if found:
                    break


def candidates(door, action, reach):
    """Records on which the door opens, one for each state: an editor opens in few of them."""
    if door.model is None:
        return [""]
    may, seen = reach.of(door.model, *door.wanted(action)), {}
    for public_id, state in reach.states(door.model).items():
        if public_id in may:
            seen.setdefault(state, public_id)
    return list(seen.values())


def shape(address: str) -> str:
    return re.sub(r"[23456789abcdefghjkmnpqrstuvwxyz]{12}|\d+", "*", urlsplit(address).path)


def raw_markup(text: str) -> list[str]:
    """What of the hostile text a browser would obey, or a template has computed (digits enough not to come by chance)."""
    return [word for word in ("<script>alert(71)", "<img src=x onerror", "51624161") if word in text]


def kept_as_typed(answer, typed: dict, names: list[str]) -> list[str]:
    """The fields whose text is gone from the form that came back (passwords are never sent back)."""
    tree = lxml_html.fromstring(answer.get_data(as_text=True))
    lost = []
    for name in names:
        fields = tree.xpath("//*[@name=$name]", name=name)
        if not fields or fields[0].get("type") == "password":
            continue
        value = "".join(fields[0].itertext()) if fields[0].tag == "textarea" else fields[0].get("value") or ""
        if squeezed(value) != squeezed(fit(str(typed[name]))):
            lost.append(name)
    return lost


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("login", FILLERS, ids=lambda login: login or "visitor")
@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_hostile_text_in_every_field_is_kept_or_refused_and_never_obeyed(demo_city, app, session, login):
    caller, tried, wrong, accepted = Caller(app, session, login), set(), [], False
    for address, form in forms_of(caller, Reach(session, caller.actor), app):
        if shape(address) in tried or (login and shape(address) in VISITORS):
            continue
        tried.add(shape(address))
        names, data = text_fields(form), filled(form)
        for text in HOSTILE:
            numbers = (
                dict.fromkeys(form.xpath(".//input[@type='number' or @type='hidden']/@name"), text)
                if text[0] in "9²"
                else {}
            )
            numbers.pop("csrf_token", None)
            typed = {**data, **numbers, **dict.fromkeys(names, text)}
            answer = caller.post(address, typed)
            wrong += faults_of(address, text, answer, typed, names)
            if answer.status_code == 302 and answer.location.startswith("/"):
                accepted, after = True, caller.get(answer.location)
                wrong += faults_of(answer.location, text, after, {}, [])
    wrong += read_by_others(app, session) if accepted else []
    assert not wrong, "\n".join(map(str, wrong))


VISITORS = {"/login", "/forgot", "/signup", "/search", "/ballots", "/ballots/change"}


def faults_of(address, text, answer, typed, names) -> list[tuple]:
    shown = answer.get_data(as_text=True) if answer.mimetype == "text/html" and answer.status_code < 500 else ""
    found = [(address, text[:12], word) for word in raw_markup(shown)]
    if answer.status_code >= 500 or "X-Evil" in answer.headers:
        found.append((address, text[:12], answer.status_code, answer.get_data(as_text=True)[:120]))
    if answer.status_code in (409, 422):
        found += [(address, text[:12], "lost", name) for name in kept_as_typed(answer, typed, names)]
    return found


def read_by_others(app, session) -> list[tuple]:
    """Whatever was accepted is now on pages, in lists and in tables of others: the newest records, every list."""
    found = []
    for login in (None, "supervisor"):
        caller = Caller(app, session, login)
        reach = Reach(session, caller.actor)
        for door in doors(app):
            if (
                "GET" not in door.methods()
                or door.access == "admin"
                or door.of_steps
                or door.rule.rule.startswith("/style")
            ):
                continue
            public_id = reach.examples(door.model, door.wanted()).get("may") if door.model else ""
            if public_id is not None:
                answer = caller.get(door.address(app, public_id))
                found += faults_of(door.rule.rule, "read", answer, {}, [])
                if answer.mimetype == "text/csv":
                    found += [(door.rule.rule, cell) for cell in formulas(answer.get_data().decode("utf-8-sig"))]
    return found


def formulas(table: str) -> list[str]:
    """The cells that a spreadsheet would calculate; a plain negative amount is none."""
    cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row]
    return [c for c in cells if c[:1] in "=+@-\t\r" and c and not re.fullmatch(r"-[\d.,]+", c)]


@pytest.mark.parametrize("login", [None, "resident1", "ngo", "group"], ids=lambda login: login or "visitor")
def test_bytes_that_are_no_text_are_answered(demo_city, app, session, login):
    caller, tried, wrong = Caller(app, session, login), set(), []
    for address, form in forms_of(caller, Reach(session, caller.actor), app):
        if shape(address) in tried:
            continue
        tried.add(shape(address))
        for broken in BROKEN:
            rest = "&".join(
                f"{name}={value}" for name, value in filled(form).items() if isinstance(value, str) and value.isascii()
            )
            body = (
                f"csrf_token={caller.token}&" + "&".join(f"{name}={broken}" for name in text_fields(form)) + "&" + rest
            )
            answer = caller._quietly("POST", address, data=body, content_type="application/x-www-form-urlencoded")
            if answer.status_code >= 500:
                wrong.append((address, broken, answer.get_data(as_text=True)[:120]))
    assert not wrong, "\n".join(map(str, wrong))
