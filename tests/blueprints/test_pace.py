"""One person searches, downloads and uploads as often as the settings say; then a page says when to come back."""

from __future__ import annotations

import pytest
from flask import Flask

from portal import create_app
from portal.blueprints import pace
from portal.extensions import limiter
from tests.house.test_uploads import PDF, filing, kept, upload  # noqa: F401 - fixtures


@pytest.fixture
def paced(app, monkeypatch):
    """The limiter is on, as outside tests, with few of each; afterwards it is as it was."""
    before = dict(vars(limiter))
    bare = Flask("limits")
    bare.config.update(RATELIMIT_STORAGE_URI="memory://", RATELIMIT_ENABLED=True)
    limiter.enabled = True
    limiter.init_app(bare)
    for kind, text in (("search", "3/minute"), ("exports", "2/day"), ("uploads", "2/hour")):
        monkeypatch.setitem(app.extensions["portal_pace"], kind, pace._parsed(text, kind))
    yield app
    vars(limiter).clear()
    vars(limiter).update(before)


def test_the_fourth_search_of_a_minute_waits_and_the_page_says_how_long(paced, client):
    client.login("ngo")
    assert [client.get("/search?q=老人").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert client.last.heading == "太频繁了"
    assert "请过 1 分钟再试。" in client.last.text
    assert 1 <= int(client.last.response.headers["Retry-After"]) <= 60
    assert "Try again in 1 minute." in client.page("/search?q=老人&lang=en", 429).text
    assert client.get("/search?lang=zh").status_code == 200  # the empty field is no search


def test_each_person_has_a_count_of_their_own_and_visitors_one_for_their_address(paced, client, new_client):
    for login in ("ngo", "ngo2", None):
        person = new_client()
        if login:
            person.login(login)
        assert [person.get("/search?q=老人").status_code for _ in range(4)][2:] == [200, 429], login
    again = new_client()
    again.login("ngo")
    assert again.get("/search?q=老人").status_code == 429  # another browser is the same person


def test_lists_as_files_are_counted_together_and_the_lists_themselves_are_not(paced, client):
    client.login("acceptor")
    for address, status in (("/calls?as=csv", 200), ("/organizations?as=xlsx", 200), ("/calls?as=xlsx", 429), ("/calls", 200)):
        assert client.get(address, taste=False).status_code == status, address
    assert "小时再试" in client.page("/organizations?as=csv", 429).text


def test_uploads_are_counted_and_one_too_many_is_not_taken(paced, session, client, upload):
    assert [upload(f"{n}.pdf", PDF).status_code for n in range(3)] == [302, 302, 429]
    assert "请过 60 分钟再试。" in client.last.text
    assert [file.filename for file in kept(session)] == ["0.pdf", "1.pdf"]


@pytest.mark.parametrize("name", pace.KINDS.values())
def test_a_limit_that_is_none_is_refused_at_the_start(tmp_path, name):
    with pytest.raises(SystemExit, match=f"{name} is 'often'; it must be like 60/minute;1000/day"):
        create_app({"PORTAL_ENV": "test", "PORTAL_DATA_DIR": str(tmp_path), name: "often"})
