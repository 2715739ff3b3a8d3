"""The page of components shows what there is, and there is nothing that no page shows."""

from __future__ import annotations

import re

import pytest

from tests.engines import ROOT

TEMPLATES = ROOT / "portal" / "templates"
MACRO = re.compile(r"{%-? macro (\w+)\(")
SHOWN_BY = ("components", "layouts", "style")


def macros() -> list[tuple[str, str]]:
    return [(path.name, name) for path in sorted((TEMPLATES / "components").glob("*.html"))
            for name in MACRO.findall(path.read_text("utf-8"))]  # fmt: skip


@pytest.mark.parametrize(("file", "name"), macros())
def test_a_component_is_on_the_page_of_components_or_part_of_one_that_is(file, name):
    texts = "".join(path.read_text("utf-8") for folder in SHOWN_BY for path in (TEMPLATES / folder).glob("*.html"))
    assert len(re.findall(rf"\b{name}\(", texts)) > 1, f"{name} of {file}"


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("address", ["/style", "/style/front", "/style/desk", "/style/form", "/style/score", "/style/print"])
def test_the_pages_of_components_are_whole(demo_city, client, address, lang):
    client.page(f"{address}?lang={lang}")


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_the_other_language_is_the_same_page_with_the_same_question(demo_city, client):
    page = client.page("/organizations?q=老人&state=active&lang=zh")
    link = page.one("//a[@hreflang='en']/@href")
    assert link == "/organizations/?q=%E8%80%81%E4%BA%BA&state=active&lang=en"
    assert client.page(link).one("//input[@name='q']/@value") == "老人"
