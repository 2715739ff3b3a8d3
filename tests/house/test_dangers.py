"""What the code never does, so that whole kinds of attack find nothing to hold on to (docs/asvs.md)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from portal.assets import content
from portal.blueprints.accounts import tokens
from portal.cli.serve import parts
from tests.engines import ROOT

SOURCES = [path for folder in ("portal", "seeds", "migrations") for path in sorted((ROOT / folder).rglob("*.py"))]
#: What would turn text into code, commands or objects; and numbers that can be foretold.
NEVER_CALLED = {"eval", "exec", "compile", "__import__", "render_template_string", "from_string", "system", "popen",
                "_create_unverified_context"}  # fmt: skip
NEVER_IMPORTED = {"pickle", "marshal", "shelve", "dill", "random", "telnetlib", "ftplib", "xml"}
#: What whole chapters are about, and is not here: login by others, tokens for others, sockets, directories, media.
NOT_HERE = {
    "aiortc", "authlib", "flask-cors", "flask-graphql", "flask-openid", "flask-sock", "flask-socketio", "graphene", "joserfc",
    "jwcrypto", "ldap3", "oauthlib", "pyjwt", "pylibmc", "pymemcache", "pysaml2", "python-jose", "python-ldap",
    "python-socketio", "simple-websocket", "strawberry-graphql", "websockets",
}  # fmt: skip
HASHES = {"sha256", "sha384", "sha512", "blake2b"}


def nodes() -> Iterator[tuple[str, ast.AST]]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}", node


def called(node: ast.AST) -> tuple[str, str]:
    """(what it belongs to, its name) of a call."""
    if not isinstance(node, ast.Call):
        return "", ""
    if isinstance(node.func, ast.Attribute):
        return getattr(node.func.value, "id", ""), node.func.attr
    return "", getattr(node.func, "id", "")


def test_text_never_becomes_code_a_command_or_an_object():
    wrong = []
    for place, node in nodes():
        owner, name = called(node)
        if name in NEVER_CALLED and owner != "re":
            wrong.append(f"{place} {name}")
        if owner == "yaml" and name != "safe_load":
            wrong.append(f"{place} yaml.{name}")
        if isinstance(node, ast.Call) and any(word.arg == "shell" for word in node.keywords):
            wrong.append(f"{place} a shell")
    assert wrong == []


def test_no_module_that_is_known_for_danger_is_imported():
    wrong = []
    for place, node in nodes():
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
        wrong += [f"{place} {name}" for name in names if name.split(".")[0] in NEVER_IMPORTED]
    # The demo city throws seeded dice, so that it is the same city each time.
    assert [line for line in wrong if not line.startswith("seeds/")] == []


def test_xml_is_written_and_never_read():
    """Feeds are built with lxml; nothing that arrives is taken for XML."""
    reading = {"fromstring", "fromstringlist", "parse", "iterparse", "XML", "XMLParser", "XMLID"}
    assert [place for place, node in nodes() if called(node)[0] == "etree" and called(node)[1] in reading] == []


def is_written_down(pattern: ast.expr) -> bool:
    """A constant, or one put together from constants of the module."""
    parts = [part.value for part in pattern.values if isinstance(part, ast.FormattedValue)] if isinstance(pattern, ast.JoinedStr) else [pattern]
    return all(isinstance(part, ast.Constant) or getattr(part, "id", "a").isupper() for part in parts)


def test_every_pattern_is_written_in_the_code():
    """No regular expression is put together from what people type."""
    patterns = [(place, node.args[0]) for place, node in nodes() if called(node)[0] == "re" and called(node)[1] != "escape"]
    assert [place for place, pattern in patterns if not is_written_down(pattern)] == []


def test_digests_are_of_the_sha_2_family():
    used = {
        node.attr for _, node in nodes()
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "hashlib"
    } | {
        alias.name for _, node in nodes() if isinstance(node, ast.ImportFrom) and node.module == "hashlib" for alias in node.names
    }  # fmt: skip
    assert used - {"sha1"} <= HASHES


def test_sha_1_only_finds_a_line_in_the_published_lists_of_breached_passwords():
    assert [place.split(":")[0] for place, node in nodes() if called(node) == ("hashlib", "sha1")] == ["portal/kernel/breached.py"]


def test_what_is_signed_is_signed_with_sha_2(app):
    """Sessions and the links of letters."""
    with app.app_context():
        signers = [app.session_interface.get_signing_serializer(app), tokens._serializer("reset")]
    assert {signer.make_signer().digest_method().name for signer in signers} == {"sha256"}


def test_no_template_turns_escaping_off():
    pattern = re.compile(r"\|\s*safe\b|autoescape\s+false|\bon[a-z]+=[\"']|javascript:")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / "portal" / "templates").rglob("*.html"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


def test_every_template_is_of_a_kind_that_is_escaped():
    assert {path.suffix for path in (ROOT / "portal" / "templates").rglob("*") if path.is_file()} <= {".html", ".txt"}


def test_the_script_writes_text_and_listens_to_this_page_alone():
    script = content("portal.js").decode()
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "postMessage",
                 '"message"', "localStorage", "indexedDB", "document.cookie", "WebSocket", "http:", "https:"):  # fmt: skip
        assert word not in script, word
    assert script.count("parseFromString") == 1, "pages come from the server, through one function"
    assert re.findall(r"serverWords\((.*?)\)[ .,;]", script) == ["html", "html", "this.xhr.responseText"]


def test_what_a_tab_keeps_of_a_draft_holds_no_secret():
    """Only forms that save themselves are kept, without their token; none of them asks for a password."""
    script = content("portal.js").decode()
    assert '["csrf_token", "version", "editor"].indexOf(pair[0]) < 0' in script
    assert script.count("setItem(") == 2
    for path in (ROOT / "portal" / "templates" / "accounts").rglob("*.html"):
        assert "autosave" not in path.read_text(encoding="utf-8"), path.name


def test_what_the_portal_does_not_use_is_not_installed():
    pinned = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert NOT_HERE & {name.lower() for name in pinned} == set()


@pytest.mark.parametrize("on_sqlite", [True, False])
def test_the_server_speaks_no_websocket(on_sqlite):
    assert "--no-ws" in parts("127.0.0.1", 8000, on_sqlite)[0].command


def test_every_package_is_pinned_exactly_and_comes_from_the_index():
    for name in ("requirements.txt", "requirements-s3.txt", "requirements-dev.txt"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            assert re.fullmatch(r"(#.*|-r requirements[\w-]*\.txt|[\w.\[\]-]+==[\w.]+)?", line.strip()), line


def test_no_secret_stands_in_the_repository():
    pattern = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|(?:secret|password|token)_?key\s*=\s*[\"'][^\"']{16,}")
    files = [p for folder in ("portal", "seeds", "docs", "migrations", "bench") for p in (ROOT / folder).rglob("*.*")]
    readable = [p for p in files if p.suffix in (".py", ".md", ".yaml", ".csv", ".ini", ".js", ".html") and p.is_file()]
    assert [str(p.relative_to(ROOT)) for p in readable if pattern.search(p.read_text(encoding="utf-8"))] == []
