"""Requests that no browser of a well-meaning person sends: each gets a page, none gets a failure or a favour."""

from __future__ import annotations

import pytest

from tests.doors import NOBODYS, Caller, doors

ENGINE = pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
ELSEWHERE = (
    "//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "http:evil.example", "javascript:alert(1)",
    "/\t/evil.example", "/%0d%0aX-Evil: 1", "///evil.example", "/.//evil.example\r\nX-Evil: 1", " //evil.example", "@evil.example",
)  # fmt: skip
JUNK = (
    "\x00", "%00", "%ED%A0%80", "%FF%FE", "9" * 400, "-1", "' OR 1=1 --", "🎋" * 50, "WzFd", "W10", "bnVsbA", "W3RydWUsIDFlOTk5XQ",
    "W2ZhbHNlLCA5OTk5OTk5OTk5OTk5OTk5OTk5OTk5XQ", "W2ZhbHNlLCAiXHUwMDAwIl0", "W2ZhbHNlLCAiXHVkODAwIl0",
    "W2ZhbHNlLCAiMjAyNi0wMS0wMSIsIDFd", "W2ZhbHNlLCAiMjAyNi0wMS0wMVQwMDowMDowMCIsIDFd", "W2ZhbHNlLCAxLCAieCJd", "W2ZhbHNlLCAieCIsICJ5Il0",
    "W2ZhbHNlLCAieCJd", "W2ZhbHNlLCB0cnVlXQ", "=", "a", "é", "[" * 5000,
)  # fmt: skip
FILTERS = ("cursor", "q", "page", "lang", "size", "state", "kind", "type", "field", "street", "rating", "status", "due", "process",
           "item", "call", "year", "region", "number", "lot", "code", "channel", "group", "community")  # fmt: skip


def quoted(text: str) -> str:
    return text if text.startswith("%") else "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))


def is_a_page(answer) -> bool:
    return answer.status_code < 500 and b"<h1" in answer.data


@pytest.mark.parametrize("address", ELSEWHERE)
@ENGINE
def test_after_the_login_nobody_is_sent_elsewhere(demo_city, client, address):
    page = client.get("/login", query_string={"next": address}, taste=False)
    assert page.status_code == 200
    answer = client.post("/login", data={"login": "ngo", "password": "demo-2026", "next": address}, taste=False)
    assert answer.status_code == 302
    assert answer.location.startswith("/")
    assert not answer.location.startswith(("//", "/\\"))
    assert "X-Evil" not in answer.headers
    assert "\n" not in answer.location


@ENGINE
def test_the_way_back_from_the_login_is_a_page_of_this_house(demo_city, client):
    answer = client.post("/login", data={"login": "ngo", "password": "demo-2026", "next": "/calls?q=x"})
    assert answer.location == "/calls?q=x"


@ENGINE
@pytest.mark.parametrize("address", ["/login%0d%0aX-Evil:1", "/verify/%0d%0aX-Evil:%201", "/calls?lang=%0d%0aX-Evil:%201",
                                     "/verify?number=%0d%0aX-Evil:%201", "/s?code=%0d%0aX-Evil:%201", "/reset/%0d%0aX-Evil:1"])  # fmt: skip
def test_no_header_comes_out_of_an_address(demo_city, client, address):
    assert "X-Evil" not in client.get(address, taste=False).headers


@pytest.mark.parametrize("login", [None, "ngo", "acceptor", "supervisor"])
def test_junk_in_the_address_line_filters_nothing_and_breaks_nothing(demo_city, app, session, login):
    caller, wrong = Caller(app, session, login), []
    lists = [d for d in doors(app) if d.model is None and d.methods() and d.methods()[0] == "GET" and d.access != "admin"
             and not d.rule.rule.startswith("/style")]  # fmt: skip
    for n, door in enumerate(lists):
        for junk in JUNK[n % 3 :: 3]:
            address = f"{door.address(app)}?" + "&".join(f"{name}={quoted(junk)}" for name in FILTERS)
            if caller.get(address).status_code >= 500:
                wrong.append((address[:60], junk[:40]))
    assert not wrong, "\n".join(map(str, wrong))


def test_every_kind_of_junk_is_read_as_the_first_page(demo_city, client):
    plain = client.page("/organizations/").text
    for junk in JUNK:
        assert client.get(f"/organizations/?cursor={quoted(junk)}").status_code == 200
    assert client.page("/organizations/?cursor=W10").text == plain


def test_absurd_ids_are_not_found(demo_city, app, session):
    caller, wrong = Caller(app, session, "acceptor"), []
    absurd = ("%00", "0", "-1", "9" * 300, "%E2%80%AE", "..%2f..%2fetc", "%ED%A0%80", "' OR 1=1")
    for door in doors(app):
        if door.access != "admin" and door.model is not None and "GET" in door.methods():
            for public_id in absurd:
                address = door.address(app, NOBODYS, door.actions()[0]).replace(NOBODYS, public_id, 1)
                if caller.get(address).status_code not in (404, 308, 405):
                    wrong.append(address[:80])
    for address in ("/papers/%00.pdf", "/verify/%00", "/s/%00", "/reset/%00", "/confirm/%00", "/files/%00", "/help/guides/%00",
                    f"/notices/{'9' * 40}/read", "/static/%00", "/static/..%2f..%2fconfig.py"):  # fmt: skip
        if caller.get(address).status_code >= 500:
            wrong.append(address)
    if caller.post(f"/notices/{'9' * 40}/read").status_code >= 500:
        wrong.append("notice")
    assert not wrong, "\n".join(map(str, wrong))


@ENGINE
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_a_method_that_a_page_does_not_know_answers_405_with_a_page(demo_city, client, method):
    answer = client.open("/calls", method=method)
    assert answer.status_code == 405
    assert is_a_page(answer)
    assert "stylesheet" in answer.get_data(as_text=True)
    assert "GET" in answer.headers["Allow"]


@ENGINE
def test_a_page_that_takes_posts_only_says_so_to_a_get(demo_city, client):
    answer = client.get("/desk/switch")
    assert answer.status_code == 405
    assert is_a_page(answer)


@ENGINE
@pytest.mark.parametrize("host", ["evil.example", "evil.example:80@portal.test"])
def test_a_made_up_host_is_in_no_answer(demo_city, client, host):
    for address in ("/login", "/forgot", "/desk", "/calls"):
        answer = client.get(address, headers={"Host": host}, taste=False)
        assert "evil.example" not in answer.get_data(as_text=True) + (answer.location or "")


@ENGINE
def test_a_form_sent_as_json_is_no_form(demo_city, app, session):
    caller = Caller(app, session, None)
    for body in ({"login": 5, "password": ["x"]}, {"login": {"a": 1}}, ["x"], "\\ud800"):
        answer = caller.client.post("/login", json=body, headers={"X-CSRFToken": caller.token})
        assert answer.status_code == 415
        assert is_a_page(answer)


# --- what is typed may hold any character that a keyboard or a program can send


def test_a_nul_byte_is_dropped_wherever_it_is_typed(demo_city, client):
    client.login("resident1")
    page = client.page("/account")
    answer = client.post("/account", data={**page.form(""), "name": "赵\x00大爷\x00"})
    assert answer.status_code == 302
    assert "赵大爷" in client.page("/account").html


def test_a_login_with_a_nul_byte_is_only_wrong(demo_city, client):
    answer = client.post("/login", data={"login": "ngo\x00x", "password": "x\x00y"})
    assert answer.status_code == 200 or answer.status_code == 422
