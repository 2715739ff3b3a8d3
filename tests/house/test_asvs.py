"""docs/asvs.yaml answers every requirement of levels 1 and 2 of ASVS 5.0.0, and names only what is there."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from portal.cli.asvs import MET, STATUSES, asvs_document, rows_of
from tests.engines import ROOT

ROWS = rows_of(ROOT / "docs" / "asvs.yaml")
#: The standard's own numbers: section → requirements of that level.
LEVEL_1 = {
    "1.2": "1 2 3 4 5", "1.3": "1 2", "1.5": "1", "2.1": "1", "2.2": "1 2", "2.3": "1", "3.2": "1 2", "3.3": "1",
    "3.4": "1 2", "3.5": "1 2 3", "4.1": "1", "4.4": "1", "5.2": "1 2", "5.3": "1 2", "6.1": "1",
    "6.2": "1 2 3 4 5 6 7 8", "6.3": "1 2", "6.4": "1 2", "7.2": "1 2 3 4", "7.4": "1 2", "8.1": "1", "8.2": "1 2",
    "8.3": "1", "9.1": "1 2 3", "9.2": "1", "10.4": "1 2 3 4 5", "11.3": "1 2", "11.4": "1", "12.1": "1",
    "12.2": "1 2", "13.4": "1", "14.2": "1", "14.3": "1", "15.1": "1", "15.2": "1", "15.3": "1",
}  # fmt: skip
LEVEL_2 = {
    "1.1": "1 2", "1.2": "6 7 8 9", "1.3": "3 4 5 6 7 8 9 10 11", "1.4": "1 2 3", "1.5": "2", "2.1": "2 3",
    "2.2": "3", "2.3": "2 3 4", "2.4": "1", "3.3": "2 3 4", "3.4": "3 4 5 6", "3.5": "4 5", "3.7": "1 2",
    "4.1": "2 3", "4.2": "1", "4.3": "1 2", "4.4": "2 3 4", "5.1": "1", "5.2": "3", "5.4": "1 2 3", "6.1": "2 3",
    "6.2": "9 10 11 12", "6.3": "3 4", "6.4": "3 4", "6.5": "1 2 3 4 5", "6.6": "1 2 3", "6.8": "1 2 3 4",
    "7.1": "1 2 3", "7.3": "1 2", "7.4": "3 4 5", "7.5": "1 2", "7.6": "1 2", "8.1": "2", "8.2": "3", "8.4": "1",
    "9.2": "2 3 4", "10.1": "1 2", "10.2": "1 2", "10.3": "1 2 3 4", "10.4": "6 7 8 9 10 11", "10.5": "1 2 3 4 5",
    "10.6": "1 2", "10.7": "1 2 3", "11.1": "1 2", "11.2": "1 2 3", "11.3": "3", "11.4": "2 3 4", "11.5": "1",
    "11.6": "1", "12.1": "2 3", "12.3": "1 2 3 4", "13.1": "1", "13.2": "1 2 3 4 5", "13.3": "1 2", "13.4": "2 3 4 5",
    "14.1": "1 2", "14.2": "2 3 4", "14.3": "2 3", "15.1": "2 3", "15.2": "2 3", "15.3": "2 3 4 5 6 7", "16.1": "1",
    "16.2": "1 2 3 4 5", "16.3": "1 2 3 4", "16.4": "1 2 3", "16.5": "1 2 3", "17.1": "1", "17.2": "1 2 3 4",
    "17.3": "1 2",
}  # fmt: skip


def numbers(sections: dict[str, str]) -> set[str]:
    return {f"V{section}.{last}" for section, all_ in sections.items() for last in all_.split()}


@cache
def functions(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@cache
def headings(path: str) -> set[str]:
    """The anchors of a document, as they are made on the web."""
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
    titles = [line.lstrip("# ").lower() for line in lines if line.startswith("#")]
    return {re.sub(r"[^\w\- ]", "", title).replace(" ", "-") for title in titles}


def is_there(place: str) -> bool:
    path, _, anchor = place.partition("#")
    return (ROOT / path).exists() and (not anchor or anchor in headings(path))


def is_a_test(name: str) -> bool:
    path, _, function = name.partition("::")
    return path.startswith("tests/") and function.startswith("test_") and (ROOT / path).is_file() and function in functions(path)


def test_no_requirement_of_level_one_or_two_is_missing():
    assert (len(numbers(LEVEL_1)), len(numbers(LEVEL_2))) == (70, 183)
    assert {row.number for row in ROWS if row.level == 1} == numbers(LEVEL_1)
    assert {row.number for row in ROWS if row.level == 2} == numbers(LEVEL_2)


def test_rows_stand_in_the_order_of_their_numbers_and_none_twice():
    order = [tuple(map(int, row.number[1:].split("."))) for row in ROWS]
    assert order == sorted(set(order))
    written = re.findall(r"^(V[\d.]+):$", (ROOT / "docs" / "asvs.yaml").read_text(encoding="utf-8"), re.MULTILINE)
    assert written == [row.number for row in ROWS]


def test_every_place_that_a_row_names_is_there():
    assert [(row.number, place) for row in ROWS for place in row.where if not is_there(place)] == []


def test_every_test_that_a_row_names_is_there():
    assert [(row.number, name) for row in ROWS for name in row.test if not is_a_test(name)] == []


def test_who_claims_to_be_met_names_the_place_and_the_test():
    claims = [row for row in ROWS if row.status == MET]
    assert [row.number for row in claims if not row.test or not row.where] == []


def test_whatever_is_not_met_says_what_is_missing_or_why_not():
    assert [row.number for row in ROWS if row.status not in STATUSES] == []
    assert [row.number for row in ROWS if row.status in ("partly", "open") and not row.note] == []
    assert [row.number for row in ROWS if row.status in ("not used", "site") and not (row.note or row.test or row.where)] == []


def test_our_wording_is_short():
    assert [row.number for row in ROWS if not 8 <= len(row.asks) <= 90 or row.asks.endswith(".") or "|" in row.asks] == []


def test_the_document_is_the_table():
    assert (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8") == asvs_document(ROOT), "run make docs"


@pytest.mark.parametrize("name", ["tests/house/test_asvs.py::test_nothing", "tests/house/test_gone.py::test_x", "portal/config.py::load"])
def test_a_made_up_test_is_found_out(name):
    assert not is_a_test(name)


@pytest.mark.parametrize("place", ["portal/gone.py", "docs/security.md#no-such-heading"])
def test_a_made_up_place_is_found_out(place):
    assert not is_there(place)


def test_a_row_with_an_unknown_field_is_refused(tmp_path):
    (tmp_path / "x.yaml").write_text("V1.1.1: {level: 1, asks: something, status: met, tests: x}\n")
    with pytest.raises(TypeError, match="tests"):
        rows_of(tmp_path / "x.yaml")
