"""The list of breached passwords is read where the answer stands, in whatever of its usual forms it comes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from portal.kernel import breached

KNOWN = [f"known password {number}" for number in range(1, 1000)]


@pytest.fixture(params=["{digest}:{n}\r\n", "{digest}:{n}\n", "{digest}\n"])
def listed(request, tmp_path, monkeypatch):
    """As published: with how often each was seen, or without, with the ends of lines of either kind."""
    digests = sorted(hashlib.sha1(word.encode()).hexdigest().upper() for word in KNOWN)
    path = tmp_path / "list.txt"
    path.write_bytes("".join(request.param.format(digest=d, n=n * 7919) for n, d in enumerate(digests)).encode())
    monkeypatch.setattr(breached, "_list", path)
    return path, digests


def test_every_line_of_the_list_is_found_and_nothing_else(listed):
    assert [word for word in KNOWN if not breached.holds(word)] == []
    assert [n for n in range(1000, 2000) if breached.holds(f"known password {n}")] == []


def test_a_list_without_an_end_of_its_last_line_is_whole(listed):
    path, _ = listed
    path.write_bytes(path.read_bytes().rstrip())
    assert all(map(breached.holds, KNOWN))


@pytest.mark.parametrize("lines", [0, 1, 2, 3])
def test_a_short_list_is_a_list(tmp_path, monkeypatch, lines):
    words = KNOWN[:lines]
    path = tmp_path / "short.txt"
    path.write_text("".join(sorted(hashlib.sha1(word.encode()).hexdigest().upper() + ":1\n" for word in words)))
    monkeypatch.setattr(breached, "_list", path)
    assert [breached.holds(word) for word in KNOWN[:4]] == [n < lines for n in range(4)]


def test_a_lookup_reads_few_places_of_the_file(listed, monkeypatch):
    path, _ = listed
    sought = []

    class Counting:
        def __init__(self, file):
            self._file = file

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self._file.close()

        def __getattr__(self, name):
            if name == "seek":
                sought.append(name)
            return getattr(self._file, name)

    opened = Path.open
    monkeypatch.setattr(Path, "open", lambda self, mode: Counting(opened(self, mode)))
    assert breached.holds(KNOWN[0])
    assert len(sought) <= 2 + path.stat().st_size.bit_length()


def test_without_a_list_nothing_is_in_it():
    breached.install("")
    assert not breached.holds("known password 1")


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_a_breached_password_is_refused_wherever_one_is_set(client, listed, tmp_path, monkeypatch):
    password = "雨花石 很多 很好看 2026"
    path = tmp_path / "one.txt"
    path.write_text(hashlib.sha1(password.encode()).hexdigest().upper() + ":1\n")
    monkeypatch.setattr(breached, "_list", path)
    page = client.submit("/signup", login="newcomer", name="新来的", email="n@example.cn", password=password, again=password, agreed="y", status=422)
    assert "这个密码在别处泄露过" in page.text
    client.login("ngo")
    page = client.submit("/account/password", "", current="demo-2026", password=password, again=password, status=422)
    assert "这个密码在别处泄露过" in page.text
