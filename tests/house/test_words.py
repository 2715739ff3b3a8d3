"""Every sentence goes through Babel, and every one has its English."""

from __future__ import annotations

import ast
import re

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import nodes

from tests.engines import ROOT

PORTAL = ROOT / "portal"
#: What a seal says is said in four characters, whatever the reader's language.
STAMP = re.compile(r"[\u4e00-\u9fff]{4}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SAID = {"_", "_l", "gettext", "lazy_gettext", "say", "N_", "Sentence"}
#: Official papers are written in Chinese, whatever the reader's language: their wording is not the interface's.
#: Names of places, of organizations and of the glossary are data.
OFFICIAL = (
    "documents/", "domain/projects/contract_text.py", "domain/incubators/terms.py", "gateways/seal.py",
    "domain/organizations/naming.py", "kernel/regions.py", "blueprints/help/glossary.py", "blueprints/needs/pictures.py",
    "config.py", "blueprints/style/",
)  # fmt: skip
#: A line that says so holds official wording: `# official` (a paper, a number, an appointment's title).
MARK = "# official"
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "say": None, "N_": None, "Sentence": None}


def templates():
    return sorted((PORTAL / "templates").rglob("*.html"))


@pytest.fixture
def environment(app):
    return app.jinja_env


def test_no_template_shows_chinese_that_cannot_be_translated(environment):
    raw = []
    for path in templates():
        tree = environment.parse(path.read_text(encoding="utf-8"))
        said = {id(n) for call in tree.find_all(nodes.Call) if getattr(call.node, "name", "") in ("_", "gettext")
                for n in call.find_all(nodes.Const)}  # fmt: skip
        for node in tree.find_all(nodes.TemplateData):
            raw += [f"{path.relative_to(PORTAL)}:{node.lineno} {m}" for m in _phrases(node.data)]
        for node in tree.find_all(nodes.Const):
            if isinstance(node.value, str) and CHINESE.search(node.value) and not (id(node) in said or STAMP.fullmatch(node.value)):
                raw.append(f"{path.relative_to(PORTAL)}:{node.lineno} {node.value}")
    assert raw == []


def _phrases(text: str) -> list[str]:
    """Chinese in markup; the name of the other language is said in that language."""
    return [found for found in re.findall(r"[\u4e00-\u9fff][^<>\n]*", text) if found.strip() != "中文"]


def sources():
    return [p for p in sorted(PORTAL.rglob("*.py")) if not str(p.relative_to(PORTAL)).startswith(OFFICIAL)]


def test_no_python_sentence_is_left_without_a_translation_mark():
    bare = []
    for path in sources():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        marked, lines = _marked(tree), path.read_text(encoding="utf-8").splitlines()
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and CHINESE.search(node.value):
                if id(node) not in marked and MARK not in lines[node.lineno - 1]:
                    bare.append(f"{path.relative_to(PORTAL)}:{node.lineno} {node.value[:30]}")
    assert bare == []


def _marked(tree: ast.AST) -> set[int]:
    """Constants that are said, docstrings, keys of data, and what a paper states."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in SAID | PAPER_CALLS:
            found |= {id(n) for n in ast.walk(node)}
        if isinstance(node, ast.FunctionDef) and node.name.endswith(PAPER_FUNCTIONS):
            found |= {id(n) for n in ast.walk(node)}
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node):
            found.add(id(node.body[0].value))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found.add(id(node.value))
    return found


#: Calls whose words are official (a paper's title, a number's series), and functions that word a paper's facts.
PAPER_CALLS = {"issue", "next_number"}
PAPER_FUNCTIONS = ("_facts", "_paper", "_clauses", "facts_of")


def _name(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")


def msgids() -> set[str]:
    methods = [("**.py", "python"), ("**.html", "jinja2")]
    options = {"**.html": {"extensions": "jinja2.ext.i18n", "encoding": "utf-8"}}
    found = extract_from_dir(PORTAL, methods, options, keywords=KEYWORDS)
    return {m if isinstance(m, str) else m[0] for _, _, m, _, _ in found}


@pytest.fixture(scope="module")
def english():
    with (PORTAL / "translations" / "en" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale="en")


def test_every_sentence_has_its_english(english):
    translated = {m.id for m in english if m.id and m.string and not m.fuzzy}
    assert sorted(msgids() - translated) == []


def test_chinese_is_written_with_chinese_signs():
    """A half-width comma, colon or bracket beside a Chinese character; a figure's own signs (17:00) are its own."""
    half = re.compile(r"[\u4e00-\u9fff][,:;()!?](?!\d)|(?<![%\w])[,:;()!?][\u4e00-\u9fff]")
    assert sorted(msgid for msgid in msgids() if half.search(msgid)) == []


def test_no_english_is_left_of_sentences_that_are_gone(english):
    said = msgids()
    assert sorted(m.id for m in english if m.id and m.id not in said) == []


def test_the_english_keeps_the_named_parts_and_holds_no_chinese(english):
    wrong = []
    for message in english:
        if message.id:
            parts = set(re.findall(r"%\((\w+)\)", message.id))
            if parts != set(re.findall(r"%\((\w+)\)", message.string)) or CHINESE.search(message.string):
                wrong.append(message.id)
    assert wrong == []
