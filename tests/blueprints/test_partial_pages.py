"""A browser that has the rest of a page asks for a part of it: one block of the same template, never mixed up with the page."""

from __future__ import annotations

import pytest

import portal

ASK = {"HX-Request": "true"}
LISTS = (
    (None, "/organizations?q=社区"), (None, "/calls?status=open"), (None, "/projects?q=守望"), (None, "/qualified?q=社"),
    (None, "/needs?q=老人"), ("supervisor", "/journal/?who=王"), ("acceptor", "/desk?q=社"),
)  # fmt: skip


def squeezed(element) -> str:
    return "".join("".join(element.itertext()).split())


def part(client, address: str, name: str):
    return client.get(address, headers={**ASK, "HX-Target": name})


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("login", "address"), LISTS)
def test_the_results_of_a_list_are_those_of_the_whole_page(demo_city, client, login, address, lang):
    if login:
        client.login(login)
    client.page(f"{address.split('?')[0]}?lang={lang}")
    whole = client.page(address)
    inside = squeezed(whole.one("//*[@id='results']"))
    answer = part(client, address, "results")
    assert "<html" not in answer.text
    assert "<h1" not in answer.text
    assert squeezed(client.last.tree.find("body")) == inside
    assert len(answer.data) < len(whole.response.data) * 0.9
    form = whole.one("//form[@data-live]")
    assert (form.get("hx-get"), form.get("hx-target")) == (address.split("?")[0], "#results")
    assert (form.get("method", "get"), bool(form.get("action"))) == ("get", True), "without script it is a form"


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_caches_keep_the_page_and_its_parts_apart(demo_city, client):
    page, results = client.get("/organizations"), part(client, "/organizations", "results")
    assert {"HX-Request", "HX-Target"} <= {name.strip() for name in page.headers["Vary"].split(",")}
    assert page.headers["Vary"] == results.headers["Vary"]
    assert page.text != results.text


def test_a_kept_page_is_not_given_for_a_part_nor_a_part_for_a_page(world, tmp_path):
    app = portal.create_app({
        "TESTING": True, "PORTAL_ENV": "test", "PORTAL_DATA_DIR": str(tmp_path), "RATELIMIT_ENABLED": False, "KEEP_PAGES": True,
        "SQLALCHEMY_DATABASE_URI": world.app.config["SQLALCHEMY_DATABASE_URI"], "PORTAL_BASE_URL": "http://portal.test",
    })  # fmt: skip
    client = app.test_client()
    for _ in range(3):
        assert client.get("/organizations").text.startswith("<!doctype html>")
        assert "<html" not in client.get("/organizations", headers={**ASK, "HX-Target": "results"}).text


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_the_preview_of_the_inbox_is_the_chosen_item_alone(demo_city, client):
    client.login("acceptor")
    desk = client.page("/desk")
    link = desk.all("//div[@class='inbox']//a")[1]
    assert (link.get("hx-get"), link.get("hx-target")) == (link.get("href"), "#preview")
    whole = client.page(link.get("href"))
    shown = squeezed(whole.one("//aside[@id='preview']"))
    part(client, link.get("href"), "preview")
    assert squeezed(client.last.tree.find("body")) == shown
    assert client.last.all("//h2")


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_whoever_lost_the_login_is_sent_to_it_instead_of_reading_it_inside_a_list(demo_city, client):
    answer = client.get("/desk?q=x", headers={**ASK, "HX-Target": "results"}, follow_redirects=True)
    assert answer.headers["HX-Redirect"].startswith("/login?next=")
    assert answer.text.strip() == ""
    whole = client.get("/desk?q=x", follow_redirects=True)
    assert "HX-Redirect" not in whole.headers
    assert "<h1" in whole.text


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_what_is_no_part_of_any_page_is_answered_with_the_page(demo_city, client):
    for target in ("main", "", "title", "results'"):
        assert client.get("/organizations", headers={**ASK, "HX-Target": target}, taste=False).text.startswith("<!doctype html>")
    assert client.get("/organizations", headers={"HX-Target": "results"}).text.startswith("<!doctype html>")


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_suggestions_are_grouped_options_with_the_links_of_the_search_page(demo_city, client):
    part(client, "/search?q=守望", "suggestions")
    found = client.last
    groups = found.all("//div[@role='group']")
    assert {"社会组织", "项目"} & {group.get("aria-label") for group in groups}
    links = found.all("//a[@role='option']/@href")
    assert 0 < len(links) <= 3 * len(groups)
    assert len(set(found.all("//a[@role='option']/@id"))) == len(links)
    whole = client.page("/search?q=守望")
    assert set(links) <= set(whole.all("//main//a/@href"))
    part(client, "/search?q=zzzqqqq", "suggestions")
    assert client.last.text == "没有找到“zzzqqqq”。"
