"""Every page that any role of the city can reach by following links is whole, titled and quick to ask the database."""

from __future__ import annotations

from collections import deque
from urllib.parse import urlsplit

import pytest

from seeds.people import PEOPLE

STARTS = ("/", "/desk", "/calls", "/projects", "/organizations", "/catalogue/transfer", "/catalogue/services", "/qualified",
          "/needs", "/incubators", "/awards", "/help", "/verify")  # fmt: skip
AT_MOST = 120


def walk(client, starts, at_most=AT_MOST):
    """Follow links breadth first; one page for each shape of address (ids folded), a few of each."""
    queue, seen, shapes = deque(starts), set(), {}
    while queue and len(seen) < at_most:
        address = queue.popleft()
        parts = urlsplit(address)
        shape = "/".join(
            "*" if any(c.isdigit() for c in part) or len(part) == 12 else part for part in parts.path.split("/")
        )
        if address in seen or parts.netloc or not parts.path.startswith("/") or shapes.get(shape, 0) >= 3:
            continue
        if parts.path.startswith(("/static", "/admin", "/style")) or parts.path.endswith(
            (".pdf", ".csv", ".json", ".xlsx")
        ):
            continue
        seen.add(address)
        shapes[shape] = shapes.get(shape, 0) + 1
        response = client.get(address, follow_redirects=True)
        yield address, response
        if response.mimetype == "text/html" and client.last is not None and response.status_code == 200:
            queue.extend(link.split("#")[0] for link in client.last.all("//a/@href") if link.startswith("/"))


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "login",
    [None, *(person.login for person in PEOPLE if not person.login[-1].isdigit() or person.login.endswith("1"))],
)
def test_every_page_that_a_person_can_reach_is_whole(demo_city, client, login):
    if login:
        client.login(login)
    trouble = []
    for address, response in walk(client, STARTS):
        if response.status_code != 200:
            trouble.append(f"{address} answered {response.status_code}")
    assert trouble == []


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("address", [a for a in STARTS if a != "/desk"])
def test_a_public_page_speaks_both_languages(demo_city, client, address):
    english, chinese = client.page(f"{address}?lang=en"), client.page(f"{address}?lang=zh")
    assert (english.one("/html/@lang"), chinese.one("/html/@lang")) == ("en", "zh-CN")
    menus = [page.all("//nav[@class='mainnav']//a/text()") for page in (english, chinese)]
    assert len(menus[0]) == len(menus[1]) > 0
    assert set(menus[0]) & set(menus[1]) == set()
