"""An English page is English but for what people typed, and what is Chinese there says so."""

from __future__ import annotations

import ast
import re

import pytest

from portal.tongues import marked
from tests.house.test_words import CHINESE, PORTAL, msgids
from tests.pages import Page
from tests.sampling import every_page

#: Files whose Chinese is data: names, places, the wording of contracts, the glossary's own terms.
DATA = ("documents/", "kernel/regions.py", "blueprints/help/glossary.py", "blueprints/style/", "config.py", "domain/organizations/naming.py")
#: Words of ours that people write as well: units, names of fields, series in the numbers of papers.
ALSO_TYPED = {"份", "个", "人次", "体育", "志愿者", "街道", "社区", "基金会", "雨回", "中文", "系统", "成员", "负责人"}
PART = re.compile(r"%\(\w+\)s")


@pytest.fixture(scope="module")
def ours(request) -> tuple[set[str], re.Pattern[str]]:
    """What the sources say in Chinese: words as they stand, and sentences with anything in their parts."""
    said = msgids() | set(_constants())
    whole = {text for text in said if "%(" not in text} - ALSO_TYPED - set(_constants("blueprints/style/"))
    parted = [PART.sub("\0", t) for t in said if "%(" in t]
    sentences = [re.escape(t.replace("%%", "%")).replace("\0", ".+?") for t in parted if len(CHINESE.findall(t)) >= 4]
    return whole, re.compile("|".join(sentences))


def _constants(within: str = ""):
    for path in PORTAL.rglob("*.py"):
        name = str(path.relative_to(PORTAL))
        if name.startswith(within) if within else not name.startswith(DATA):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and CHINESE.search(node.value):
                    yield node.value.strip()


def left_over(page: Page, ours) -> set[str]:
    """Chinese on the page that is ours. Official wording stands in an element that says so; data was typed."""
    whole, sentences = ours
    found = set()
    for text in page.all("//body//text()[not(ancestor::script or ancestor::textarea or ancestor::svg)]"):
        element = text.getparent() if text.is_text else text.getparent().getparent()
        ancestors = element.xpath("ancestor::*[@lang='zh-CN']")
        line = " ".join("".join(element.itertext()).split())
        if element.tail and element.tail.startswith("."):  # the name of a file
            continue
        if CHINESE.search(text) and not ancestors and (line in whole or text.strip() in whole or sentences.fullmatch(line)):
            found.add(text.strip())
    for value in page.all("//body//@aria-label | //body//@title | //body//@placeholder | //body//@alt | //body//@data-l"):
        if value.strip() in whole or sentences.fullmatch(value.strip()):
            found.add(value)
    return found


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_nothing_of_ours_is_left_in_chinese_on_an_english_page(demo_city, app, session, ours):
    found: dict[str, str] = {}
    for sample in every_page(app, session, once=True, lang="en"):
        for text in left_over(sample.page, ours):
            found.setdefault(text, str(sample))
    assert not found, "\n".join(f"{text}: {where}" for text, where in found.items())


def test_runs_of_chinese_are_marked_and_nothing_else_is():
    html = '<p title="名称">Held by 雨花台区民政局, 3 times</p><textarea>中文</textarea><option value="1">街道</option><svg><title>图</title></svg>'
    assert marked(html) == (
        '<p title="名称">Held by <span lang="zh-CN">雨花台区民政局</span>, 3 times</p><textarea>中文</textarea>'
        '<option lang="zh-CN" value="1">街道</option><svg><title>图</title></svg>'
    )
    assert marked("<b>2026年“听雨”（一期）。</b>") == '<b>2026<span lang="zh-CN">年“听雨”（一期）</span>。</b>'
    assert marked("<p>English &amp; plain</p>") == "<p>English &amp; plain</p>"
