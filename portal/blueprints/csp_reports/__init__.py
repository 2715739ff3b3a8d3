"""What browsers refused to do on our pages: a line in the log, so that a broken page or an attack is seen.

Anybody may send anything here: the body is small, read as data, shortened, and never shown on a page.
"""

from __future__ import annotations

import json
import logging
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, abort, request

from portal.blueprints.edge import public
from portal.extensions import csrf, limiter
from portal.intake import fit

blueprint = Blueprint("csp_reports", __name__)
log = logging.getLogger(__name__)
MAX_BYTES = 16 * 1024
MOST = 10  # reports in one request
KINDS = ("application/csp-report", "application/reports+json")


@blueprint.post("/csp-reports")
@public
@csrf.exempt
@limiter.limit("60 per minute")
def take():
    if request.mimetype not in KINDS:
        abort(415)
    if (request.content_length or 0) > MAX_BYTES:
        abort(413)
    try:
        sent = json.loads(request.get_data(cache=False)[:MAX_BYTES])
    except (ValueError, RecursionError):
        abort(400)
    for report in (sent if isinstance(sent, list) else [sent])[:MOST]:
        log.warning("a browser refused %s from %s on %s", *_said(report))
    return "", 204


def _said(report: Any) -> tuple[str, str, str]:
    """Directive, what was blocked, page; both report formats. Addresses without their query, which may name people."""
    body = report.get("body", report.get("csp-report")) if isinstance(report, dict) else None
    facts = body if isinstance(body, dict) else {}
    directive = facts.get("effectiveDirective") or facts.get("effective-directive") or facts.get("violated-directive")
    blocked = facts.get("blockedURL") or facts.get("blocked-uri")
    page = facts.get("documentURL") or facts.get("document-uri")
    return _short(directive), _address(blocked), _address(page)


def _address(text: Any) -> str:
    try:
        parts = urlsplit(str(text or ""))
    except ValueError:
        return "?"
    return _short(f"{parts.netloc}{parts.path}" if parts.netloc else parts.path)


def _short(text: Any) -> str:
    return " ".join(fit(str(text or "?")).split())[:120] or "?"
