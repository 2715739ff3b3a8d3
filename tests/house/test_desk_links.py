"""What a desk offers opens: no line of an inbox, of what others do, of one's acts or notices leads to a closed door."""

from __future__ import annotations

import pytest

from tests.doors import LOGINS

LISTS = ("/desk", "/desk/waiting", "/desk/done", "/notices")
LINKS = "//main//a[starts-with(@href, '/')]/@href"


@pytest.mark.parametrize("login", [login for login in LOGINS if login])
def test_every_line_of_the_desk_opens(demo_city, client, login):
    client.login(login)
    offered = {link.partition("#")[0] for path in LISTS for link in client.page(path).all(LINKS)}
    answers = {link: client.get(link, follow_redirects=True).status_code for link in offered}
    assert {link: code for link, code in answers.items() if code != 200} == {}
