"""Rules for browsers that stand on every answer: pages, files, stylesheets, failures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
    "manifest-src 'self'; report-uri /csp-reports; report-to csp"
)
#: Of what people handed in: even where a browser shows it, it does nothing and stands in no page.
POLICY_OF_FILES = "sandbox; default-src 'none'; frame-ancestors 'none'"
#: No page needs a device of the visitor's, and no other site needs a file of ours.
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Reporting-Endpoints": 'csp="/csp-reports"',
    "X-Frame-Options": "DENY",
}
FOR_A_YEAR = "max-age=31536000; includeSubDomains"


def standing(config: Mapping[str, Any]) -> dict[str, str]:
    """Those of this installation: a demo on 127.0.0.1 has no TLS."""
    return {**ALWAYS, "Strict-Transport-Security": FOR_A_YEAR} if config["PORTAL_ENV"] == "production" else ALWAYS
