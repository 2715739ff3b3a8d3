"""The README says what is."""

from __future__ import annotations

import re

from portal.cli.docs import dependencies_document
from portal.config import KNOBS
from seeds.people import PASSWORD, PEOPLE
from tests.engines import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_table_of_settings_is_the_list_of_settings():
    table = README.split("<!-- settings -->\n")[1].split("<!-- end of settings -->")[0]
    rows = [f"| `{k.variable}` | {f'`{k.default}`' if k.default else ''} | {k.meaning} |" for k in KNOBS]
    assert table.splitlines() == rows


def test_the_tour_names_every_demo_login_and_the_password():
    named = set(re.findall(r"`([a-z]+\d?)`", README.split("## A tour by role")[1].split("## Settings")[0]))
    ranges = {"expert": range(1, 13), "resident": range(1, 6), "keeper": range(1, 6)}
    named |= {f"{name}{n}" for name, numbers in ranges.items() for n in numbers}
    assert {person.login for person in PEOPLE} - named == set()
    assert PASSWORD in README


def test_every_command_of_the_readme_is_a_target_of_the_makefile():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"make ([a-z]+)", README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_document_that_the_readme_links_to_exists():
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / link).exists(), link


def test_the_document_of_the_dependencies_is_what_is_pinned():
    assert (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8") == dependencies_document(ROOT)
