"""How often one person may ask for what costs much: searches, lists as files, uploads. A visitor counts by address.

The figures are settings (``PORTAL_LIMIT_…``); the counts are the limiter's, as those of logging in and of ballots.
"""

from __future__ import annotations

from flask import Flask, current_app, request
from limits import RateLimitItem, parse_many
from werkzeug.exceptions import TooManyRequests

from portal.blueprints.edge import current_actor
from portal.extensions import limiter
from portal.kernel import clock

KINDS = {"search": "PORTAL_LIMIT_SEARCH", "exports": "PORTAL_LIMIT_EXPORTS", "uploads": "PORTAL_LIMIT_UPLOADS"}


def install(app: Flask) -> None:
    app.extensions["portal_pace"] = {kind: _parsed(app.config[name], name) for kind, name in KINDS.items()}


def _parsed(text: str, name: str) -> list[RateLimitItem]:
    try:
        return parse_many(text)
    except ValueError:
        raise SystemExit(f"{name} is {text!r}; it must be like 60/minute;1000/day") from None


def count(kind: str) -> None:
    """One more; answers with the page 429 when it is one too many."""
    if not limiter.enabled:
        return
    actor = current_actor()
    who = f"account {actor.user_id}" if actor.is_authenticated else f"address {request.remote_addr}"
    for limit in current_app.extensions["portal_pace"][kind]:
        if not limiter.limiter.hit(limit, kind, who):
            again = limiter.limiter.get_window_stats(limit, kind, who).reset_time
            raise TooManyRequests(f"{kind}, {limit}", retry_after=max(1, round(again - clock.outside().timestamp())))


def wait(error: TooManyRequests) -> int:
    """In how many seconds the next try is taken."""
    if isinstance(error.retry_after, int):
        return error.retry_after
    reached = limiter.current_limit
    return max(1, round(reached.reset_at - clock.outside().timestamp())) if reached else 60
