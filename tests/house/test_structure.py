"""Arrows run one way, and each mechanism exists once."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from portal.domain import NOUNS

ROOT = Path(__file__).parent.parent.parent
PORTAL = ROOT / "portal"
SOURCES = sorted(PORTAL.rglob("*.py"))
WEB_ONLY = {
    "flask",
    "flask_login",
    "flask_wtf",
    "flask_babel",
    "flask_sqlalchemy",
    "flask_admin",
    "wtforms",
    "werkzeug",
}


def imports(path: Path, *, top: bool = True) -> list[str]:
    """Every imported module, dotted; ``from a import b`` gives both ``a`` and ``a.b``."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [node.module] + [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def below(folder: str) -> list[Path]:
    return [path for path in SOURCES if path.is_relative_to(PORTAL / folder)]


def breaches(paths: list[Path], forbidden) -> list[str]:
    return sorted({f"{p.relative_to(ROOT)}: {name}" for p in paths for name in imports(p) if forbidden(name)})


@pytest.mark.parametrize("floor", ["kernel", "domain", "workflows", "documents"])
def test_nothing_below_the_web_knows_the_web(floor):
    assert breaches(below(floor), lambda name: name.split(".")[0] in WEB_ONLY) == []


@pytest.mark.parametrize(
    ("floor", "above"),
    [
        (
            "kernel",
            (
                "portal.domain",
                "portal.workflows",
                "portal.blueprints",
                "portal.cli",
                "portal.documents",
                "portal.gateways",
            ),
        ),
        ("domain", ("portal.workflows", "portal.blueprints", "portal.cli", "portal.gateways", "portal.extensions")),
        ("workflows", ("portal.blueprints", "portal.cli", "portal.gateways", "portal.extensions")),
        ("documents", ("portal.domain", "portal.workflows", "portal.blueprints", "portal.cli")),
        ("gateways", ("portal.domain", "portal.workflows", "portal.blueprints", "portal.cli")),
    ],
)
def test_a_floor_does_not_reach_up(floor, above):
    assert breaches(below(floor), lambda name: name.startswith(above)) == []


def test_nouns_use_earlier_nouns_only():
    wrong = []
    for position, noun in enumerate(NOUNS):
        later = tuple(f"portal.domain.{other}" for other in NOUNS[position + 1 :])
        wrong += breaches(below(f"domain/{noun}"), lambda name, later=later: name.startswith(later))
    assert wrong == []


def test_no_import_hides_inside_a_function():
    hidden = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                inner = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
                hidden += [f"{path.relative_to(ROOT)}:{n.lineno}" for n in inner]
    assert hidden == []


def test_only_the_lifecycle_assigns_a_state():
    pattern = re.compile(r"\.state\s*=(?!=)|setattr\([^,]+,\s*[\"']state")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in [*SOURCES, *sorted((ROOT / "seeds").rglob("*.py"))]
        if path != PORTAL / "kernel" / "lifecycle.py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


def test_blueprints_leave_the_database_to_the_domain():
    pattern = re.compile(r"db\.session|\bselect\(|\.add\(|\.commit\(")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in below("blueprints")
        if path.parent != PORTAL / "blueprints" and "admin" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


def test_the_clock_is_the_only_source_of_time():
    pattern = re.compile(r"datetime\.now\(|datetime\.utcnow\(|date\.today\(|time\.time\(|func\.now\(|server_default")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in SOURCES
        if path != PORTAL / "kernel" / "clock.py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


def test_no_file_is_longer_than_four_hundred_lines():
    kinds = ("*.py", "*.html", "*.css", "*.js")
    folders = ("portal", "seeds", "tests", "bench", "migrations")
    files = [p for folder in folders for kind in kinds for p in (ROOT / folder).rglob(kind)]
    assert [str(p.relative_to(ROOT)) for p in files if len(p.read_text(encoding="utf-8").splitlines()) > 400] == []


def test_nothing_is_left_over():
    pattern = re.compile(r"\b(TODO|FIXME|XXX)\b|raise NotImplementedError|[Ll]orem ipsum")
    files = [
        p
        for folder in ("portal", "seeds", "migrations")
        for p in (ROOT / folder).rglob("*")
        if p.suffix in (".py", ".html")
    ]
    assert [str(p.relative_to(ROOT)) for p in files if pattern.search(p.read_text(encoding="utf-8"))] == []
