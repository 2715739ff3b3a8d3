"""Feeds of what is published: calls, results in public, filings in public. The language stands in the address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, g, url_for
from flask_babel import gettext

from portal.blueprints.edge import public, reader
from portal.blueprints.words import day, large, moment, public_url
from portal.documents.feeds import Entry, Feed, atom
from portal.domain.awards import queries as awards
from portal.domain.calls import queries as calls
from portal.domain.organizations import filing_objections
from portal.kernel import clock

blueprint = Blueprint("feeds", __name__, url_prefix="/feeds/<any(zh, en):lang>")
MOST = 50


@blueprint.url_value_preprocessor
def take_the_language(endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.feed_language = (values or {}).pop("lang", "zh")


@blueprint.before_request
def speak() -> None:
    """The reader of a feed is a program: it has no session that would say its language."""
    g.locale = g.feed_language


@blueprint.get("/calls.atom")
@public
def call_feed():
    entries = [
        Entry(
            _tag("calls", row.public_id), row.title, _whole("calls.show", public_id=row.public_id), row.published_at,
            max(row.published_at, row.entered_at),
            gettext("%(kind)s，%(department)s，资金总额 %(budget)s，%(deadline)s 申报截止。",
                    kind=gettext(row.kind.label), department=row.department, budget=large(row.budget_fen),
                    deadline=moment(row.deadline_at)),
        )
        for row in calls.announced(reader(), MOST)
    ]  # fmt: skip
    return _answer("calls", gettext("征集和采购公告"), "calls.index", entries)


@blueprint.get("/awards.atom")
@public
def award_feed():
    entries = [
        Entry(
            _tag("publicities", row.public_id), gettext("%(lot)s 评审结果公示", lot=row.lot),
            _whole("awards.show_publicity", public_id=row.public_id), row.starts_at, max(row.starts_at, row.entered_at),
            gettext("%(call)s，公示到 %(last)s。", call=row.call_title, last=moment(row.ends_at)),
        )
        for row in awards.publicised(reader(), MOST)
    ]  # fmt: skip
    return _answer("awards", gettext("评审结果公示"), "awards.index", entries)


@blueprint.get("/filings.atom")
@public
def filing_feed():
    entries = [
        Entry(
            _tag("filings", filing.public_id), gettext("“%(name)s”备案公示", name=filing.name),
            _whole("filings.publicity", filing_id=filing.public_id), filing.entered_at, filing.entered_at,
            gettext("公示到 %(last)s，有异议请在这之前提出。", last=day(filing.publicity_ends_at)),
        )
        for filing in filing_objections.publicised(reader())[:MOST]
    ]  # fmt: skip
    return _answer("filings", gettext("社区社会组织备案公示"), "filings.publicity_index", entries)


def _answer(name: str, title: str, people: str, entries: Iterable[Entry]) -> Response:
    portal = gettext(current_app.config["PORTAL_NAME"])
    language = "en" if g.locale == "en" else "zh-CN"
    own = _whole(f"feeds.{name.removesuffix('s')}_feed", lang=g.locale)
    feed = Feed(_tag(name, g.locale), f"{title} · {portal}", _whole(people), own, language, portal, clock.now())
    newest = sorted(entries, key=lambda entry: (entry.published, entry.id), reverse=True)
    return Response(atom(feed, newest), content_type="application/atom+xml; charset=utf-8")


def _tag(kind: str, name: str) -> str:
    """RFC 4151: an id that no move of the portal's pages changes."""
    return f"tag:{urlsplit(current_app.config['PORTAL_BASE_URL']).hostname},2026-01-01:{kind}/{name}"


def _whole(endpoint: str, **values: Any) -> str:
    return public_url(url_for(endpoint, **values))
