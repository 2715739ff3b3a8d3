"""Every list that shows a table gives it as a file too: the same rows, for the same people, safe to open."""

from __future__ import annotations

import csv
import inspect
import io
import re
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, select

import portal
from portal.blueprints.edge import open_to_all
from portal.kernel import paging
from portal.kernel.journal import JournalEntry
from tests.blueprints.test_home import organization
from tests.doors import LOGINS, Caller
from tests.house.test_hostile_text import formulas

TEMPLATES = Path(portal.__file__).parent / "templates"
#: Lists with a table and without a file, each with its reason.
WITHOUT = {
    "accounts.data": "what the portal keeps of oneself: it is taken away as one archive",
    "home.index": "drawings with their figures, five rows each",
    "desk.index": "the inbox: what to do next, not data",
    "desk.done": "one's own steps: their table is the journal's",
    "desk.waiting": "one's own inbox from the other side",
    "duplicates.index": "a handful of accounts to look into, each with what to do",
    "demo_clock.show": "the moments of a demo",
    "qualified.lists.index_of_lists": "one row a year; each list is a file of its own",
    "help.glossary": "a text",
    "journal.published": "signed statements: their file is checkpoints.json",
    "notices.index": "letters to oneself",
    "reviews.index": "one's own seats: what to do next",
    "saved_filters.index": "twenty rows of one's own, to put in order",
    "assignments.index": "waiting work to be handed out: a form with its rows",
    "delegations.index": "a handful of one's own",
    "search.index": "hits of many kinds; each kind's list is a file",
    "catalogue.proposed": "a form with its rows; the edition is the file",
}


def lists(app) -> list[tuple[str, str]]:
    """(endpoint, address) of the views without an argument whose template shows a table."""
    found = []
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if "GET" in (rule.methods or ()) and not rule.arguments and not rule.rule.startswith(("/admin", "/style", "/static")):
            shown = re.findall(r"\bpage\(\s*\"([^\"]+)\"", inspect.getsource(inspect.unwrap(view)))
            if any(re.search(r"record_table\(|pager\(", whole(name)) for name in shown):
                found.append((rule.endpoint, rule.rule))
    return found


def whole(template: str) -> str:
    """The template with those that it takes pieces from; what only defines tables counts for nobody."""
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    taken = re.findall(r"{% (?:include|from) \"((?!components)[^\"]+)\"", text)
    return "\n".join([text, *(whole(name) for name in taken)])


def test_every_list_is_exported_or_says_why_not(app):
    endpoints = {endpoint for endpoint, _address in lists(app)}
    exporting = {name for name, view in app.view_functions.items() if hasattr(view, "exports")}
    assert len(endpoints) > 25
    assert endpoints - exporting == set(WITHOUT), "a list without a file, or a reason without a list"


def test_the_file_is_asked_for_behind_the_same_door(app):
    """``@exported`` stands below ``@permits``: whoever may not see the page gets no file."""
    for name, view in app.view_functions.items():
        if hasattr(view, "exports"):
            assert view.__code__.co_name == ("guarded" if isinstance(view.access, tuple) else "listing"), name


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("login", [None, "ngo", "acceptor", "finance", "supervisor", "expert1", "incubator"])
def test_files_say_the_same_in_either_format_and_answer_like_their_page(demo_city, app, session, login):
    assert login in LOGINS
    caller, files = Caller(app, session, login), 0
    for endpoint, view in sorted(app.view_functions.items()):
        rules = [rule for rule in app.url_map.iter_rules(endpoint) if not rule.arguments]
        if not hasattr(view, "exports") or not rules:
            continue
        address = rules[0].rule
        page, table, sheet = (caller.get(address + form) for form in ("", "?as=csv", "?as=xlsx"))
        if page.status_code != 200:
            if page.status_code != 302 or caller.lands_at_login(page):  # else a page that leads on to another
                assert (table.status_code, sheet.status_code) == (page.status_code, page.status_code), address
            continue
        rows = list(csv.reader(io.StringIO(table.get_data().decode("utf-8-sig"), newline="")))
        cells = [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(sheet.data)).active.iter_rows()]
        assert rows[0] == [label for label, _value in view.exports.columns] == cells[0], address
        assert len(rows) == len(cells) - (endpoint == "journal.index"), address  # which tells of the first file in the second
        assert {len(row) for row in rows} == {len(rows[0])}, address
        assert not formulas(table.get_data().decode("utf-8-sig")), address
        assert table.headers["Cache-Control"] == sheet.headers["Cache-Control"] == "no-store"
        assert re.search(r"attachment; filename.*-\d{8}\.csv", table.headers["Content-Disposition"]), address
        files += len(rows) > 1
    assert files >= 10


def test_a_file_holds_every_row_that_the_filters_leave_whatever_the_page_shows(client, session, monkeypatch):
    monkeypatch.setattr(paging, "AT_ONCE", 7)
    for number in range(30):
        organization(session, f"青石巷第{number:02d}中心")
    organization(session, "别的中心")
    page = client.page("/organizations?q=青石巷")
    assert len(page.all("//tbody/tr")) == 25
    [address] = page.all("//a[@download and text()='CSV']/@href")
    rows = list(csv.reader(io.StringIO(client.get(address).get_data().decode("utf-8-sig"))))
    assert sorted(row[0] for row in rows[1:]) == [f"青石巷第{number:02d}中心" for number in range(30)]


def test_titles_are_in_the_readers_language(client, session):
    organization(session, "青石巷儿童发展中心")
    client.page("/organizations?lang=en")
    answer = client.get("/organizations?as=csv")
    assert answer.get_data().decode("utf-8-sig").splitlines()[0].startswith("Name,")
    assert re.search(r"filename=\"?[ -~]+-\d{8}\.csv", answer.headers["Content-Disposition"])


def test_only_what_is_not_open_to_all_is_journalled(client, session, app):
    def taken() -> list:
        stmt = select(JournalEntry.parts).where(JournalEntry.action == "export").order_by(JournalEntry.id)
        return [tuple(parts.values()) for parts in session.scalars(stmt)]

    assert open_to_all(app.view_functions["needs.index"])
    client.login("supervisor")
    before = session.scalar(select(func.count(JournalEntry.id)))
    assert client.get("/needs?as=csv").status_code == 200
    assert session.scalar(select(func.count(JournalEntry.id))) == before
    assert client.get("/payments?as=xlsx&q=某人").status_code == 200
    assert taken() == [("资金拨付", "xlsx")]
    entry = session.scalars(select(JournalEntry).where(JournalEntry.action == "export")).one()
    assert "%E6%9F%90" in entry.payload.content["filters"]
    assert "导出了表格“资金拨付”" in client.page("/journal/").text


def test_another_format_is_the_page(client):
    assert client.page("/organizations?as=exe").heading
