"""What stands on every answer, and what browsers report about it."""

from __future__ import annotations

import logging

import pytest

REPORT = {"csp-report": {"violated-directive": "script-src", "blocked-uri": "https://evil.invalid/x.js?who=1",
                         "document-uri": "http://portal.test/needs/abc?phone=13900000000"}}  # fmt: skip
NEWER = [{"type": "csp-violation", "body": {"effectiveDirective": "img-src", "blockedURL": "data", "documentURL": "http://portal.test/"}}]


@pytest.mark.parametrize("address", ["/", "/nowhere", "/static/portal.css", "/healthz", "/login"])
def test_every_answer_carries_the_headers(client, address):
    headers = client.get(address, taste=False).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Permissions-Policy"].startswith("camera=()")
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "Strict-Transport-Security" not in headers  # a demo on 127.0.0.1 has no TLS


def test_in_production_browsers_are_told_to_come_by_tls_only(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "PORTAL_ENV", "production")
    assert client.get("/healthz").headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


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
