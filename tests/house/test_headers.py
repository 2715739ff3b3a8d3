"""What stands on every answer, and what browsers report about it."""

from __future__ import annotations

import logging

import pytest
from flask import request

from portal import create_app, headers
from portal.config import load

REPORT = {"csp-report": {"violated-directive": "script-src", "blocked-uri": "https://evil.invalid/x.js?who=1",
                         "document-uri": "http://portal.test/needs/abc?phone=13900000000"}}  # fmt: skip
NEWER = [{"type": "csp-violation", "body": {"effectiveDirective": "img-src", "blockedURL": "data", "documentURL": "http://portal.test/"}}]


@pytest.mark.parametrize("address", ["/", "/nowhere", "/static/portal.css", "/healthz", "/login"])
def test_every_answer_carries_the_headers(client, address):
    found = client.get(address, taste=False).headers
    assert found["X-Content-Type-Options"] == "nosniff"
    assert found["Permissions-Policy"].startswith("camera=()")
    assert found["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "script-src 'self'" in found["Content-Security-Policy"]
    assert "unsafe" not in found["Content-Security-Policy"]
    for nothing in ("default-src 'none'", "base-uri 'none'", "object-src 'none'", "frame-ancestors 'none'"):
        assert nothing in found["Content-Security-Policy"]
    assert found["Referrer-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in found  # a demo on 127.0.0.1 has no TLS


def test_in_production_browsers_are_told_to_come_by_tls_only(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "PORTAL_ENV", "production")
    assert client.get("/healthz").headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_files_that_the_server_hands_out_by_itself_carry_them_too(tmp_path):
    """In production, where the stylesheet never passes through a view."""
    app = create_app({
        "PORTAL_ENV": "production", "PORTAL_BASE_URL": "https://portal.test", "PORTAL_DATA_DIR": str(tmp_path),
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path}/a.db",
    })  # fmt: skip
    found = app.test_client().get(f"/static/{app.extensions['portal_assets']['portal.css']}").headers
    assert found["Content-Type"] == 'text/css; charset="utf-8"'
    assert found["Content-Security-Policy"] == headers.POLICY
    assert {name: found[name] for name in headers.standing(app.config)} == headers.standing(app.config)
    assert found["Strict-Transport-Security"] == headers.FOR_A_YEAR


def test_in_production_the_cookie_is_for_this_host_and_for_tls_alone(app, client):
    production = load({"PORTAL_ENV": "production", "PORTAL_BASE_URL": "https://portal.test"})
    assert (production["SESSION_COOKIE_NAME"], production["SESSION_COOKIE_SECURE"]) == ("__Host-session", True)
    cookie = client.get("/login").headers["Set-Cookie"]
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain=" not in cookie  # or browsers would refuse the name


@pytest.mark.parametrize("address", ["/desk", "/account", "/notices", "/desk?due=x"])
def test_no_cache_keeps_the_page_of_a_person(client, address):
    client.login("acceptor")
    assert client.get(address).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/", "/login", "/healthz", "/calls"])
def test_no_other_site_reads_an_answer(client, address):
    answer = client.get(address, headers={"Origin": "https://evil.example"}, taste=False)
    assert not [name for name, _ in answer.headers if name.startswith("Access-Control-")]


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/", "text/html; charset=utf-8"), ("/nowhere", "text/html; charset=utf-8"), ("/healthz", "application/json"),
        ("/static/portal.js", "text/javascript; charset=utf-8"), ("/static/favicon.svg", "image/svg+xml; charset=utf-8"),
        ("/calls?as=csv", "text/csv; charset=utf-8"),
    ],
)  # fmt: skip
def test_every_answer_says_what_it_is(client, address, kind):
    assert client.get(address, taste=False).headers["Content-Type"] == kind


@pytest.mark.parametrize(("proxies", "seen"), [(0, "192.0.2.1"), (1, "198.51.100.7"), (2, "203.0.113.9")])
def test_an_address_is_believed_from_as_many_proxies_as_there_are(tmp_path, proxies, seen):
    """What a visitor writes into the header stands further left than what the trusted proxies add."""
    app = create_app({
        "PORTAL_ENV": "test", "TESTING": True, "PORTAL_PROXIES": proxies, "PORTAL_DATA_DIR": str(tmp_path),
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path}/a.db",
    })  # fmt: skip
    asked = []
    app.before_request(lambda: asked.append(request.remote_addr))
    forged = {"X-Forwarded-For": "10.0.0.1, 203.0.113.9, 198.51.100.7", "X-Real-IP": "10.0.0.1", "Forwarded": "for=10.0.0.1"}
    app.test_client().get("/healthz", headers=forged, environ_base={"REMOTE_ADDR": "192.0.2.1"})
    assert asked == [seen]


@pytest.mark.parametrize(
    ("sent", "kind", "said"),
    [
        (REPORT, "application/csp-report", "a browser refused script-src from evil.invalid/x.js on portal.test/needs/abc"),
        (NEWER, "application/reports+json", "a browser refused img-src from data on portal.test/"),
        ([1, None, {"body": 3}], "application/reports+json", "a browser refused ? from ? on ?"),
    ],
)
def test_what_a_browser_refused_is_a_line_in_the_log_without_what_may_name_people(app, caplog, sent, kind, said):
    with caplog.at_level(logging.WARNING, "portal.blueprints.csp_reports"):
        assert app.test_client().post("/csp-reports", json=sent, content_type=kind).status_code == 204
    assert {r.getMessage() for r in caplog.records if "refused" in r.getMessage()} == {said}


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 415), (b"{}", "text/plain", 415), (b"{", "application/csp-report", 400),
        (b"[" * 9000, "application/reports+json", 400), (b" " * 17_000, "application/csp-report", 413),
    ],
)  # fmt: skip
def test_what_is_no_report_is_refused(app, body, kind, status):
    assert app.test_client().post("/csp-reports", data=body, content_type=kind).status_code == status


def test_a_report_cannot_write_a_line_of_its_own_into_the_log(app, caplog):
    forged = {"csp-report": {"violated-directive": "x\n2026-01-01 root logged in", "blocked-uri": "http://[", "document-uri": "a" * 9000}}
    with caplog.at_level(logging.WARNING, "portal.blueprints.csp_reports"):
        app.test_client().post("/csp-reports", json=forged, content_type="application/csp-report")
    [line] = [r.getMessage() for r in caplog.records if "refused" in r.getMessage()]
    assert "\n" not in line
    assert len(line) < 400
