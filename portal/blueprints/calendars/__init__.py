"""Calendars to subscribe to: the timetables of calls for everybody, one's own deadlines at a secret address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, g, url_for
from flask_babel import gettext

from portal.blueprints.edge import permits, public, reader, spoken
from portal.blueprints.words import public_url, record_url
from portal.documents.calendars import Date, calendar
from portal.domain.calls import queries as calls
from portal.domain.calls.models import Call
from portal.domain.calls.timetable import timetable
from portal.extensions import limiter
from portal.kernel.permissions import Permission as P
from portal.workflows import preferences

blueprint = Blueprint("calendars", __name__, url_prefix="/calendars")
MOST = 100
DAY_BEFORE = timedelta(days=1)


@blueprint.get("/<any(zh, en):lang>/calls.ics")
@public
def of_calls(lang: str):
    g.locale = lang
    dates = [date for call in calls.with_a_timetable(reader(), MOST) for date in _dates_of(call)]
    return _answer(gettext("征集和采购公告的时间安排"), dates)


@blueprint.get("/<any(zh, en):lang>/calls/<public_id>.ics")
@permits(P.CALL_READ, Call)
def of_call(call: Call, lang: str):
    g.locale = lang
    return _answer(call.title, _dates_of(call)) if call.is_public else abort(404)


@blueprint.get("/own/<token>.ics")
@public
@limiter.limit("60/minute")
def own(token: str):
    """What its owner is awaited for. The address is the key: it opens this list, and nothing else of the account."""
    user = preferences.reader_of_calendar(reader(), token) or abort(404)
    g.locale = user.locale
    dates = [
        Date(
            f"{item.subject_public_id}-{item.action}@{_host()}", item.due_at, _said(item.duty, item.caption),
            public_url(record_url(item.subject_type, item.subject_public_id) or "/desk"), item.organization or "", DAY_BEFORE,
        )
        for item in preferences.deadlines_of(reader(), user)
    ]  # fmt: skip
    answer = _answer(gettext("%(name)s的期限 · %(portal)s", name=user.name, portal=gettext(current_app.config["PORTAL_NAME"])), dates)
    answer.headers["Cache-Control"] = "private, max-age=300"
    return answer


def _dates_of(call: Call) -> list[Date]:
    url = public_url(url_for("calls.show", public_id=call.public_id))
    return [
        Date(f"{call.public_id}-{event.key}@{_host()}", moment, _said(event.label, call.title), url, call.number or "")
        for event, moment in timetable(call)
    ]


def _answer(name: str, dates: Iterable[Date]) -> Response:
    body = calendar(name, "en" if g.locale == "en" else "zh-CN", dates)
    return Response(body, content_type="text/calendar; charset=utf-8")


def _said(what: str, of: str) -> str:
    return gettext("%(label)s：%(why)s", label=spoken(what), why=of)


def _host() -> str:
    return urlsplit(current_app.config["PORTAL_BASE_URL"]).hostname or "localhost"
