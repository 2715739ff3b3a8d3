"""Feeds and calendars, parsed back: whatever a title holds, it comes out as that title and as nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar
from lxml import etree

from portal.documents.calendars import Date, calendar
from portal.documents.feeds import ATOM, Entry, Feed, atom
from portal.documents.tables import UNWRITABLE
from portal.kernel import clock

AT = datetime(2026, 5, 15, 4, tzinfo=UTC)
FEED = Feed("tag:portal.test,2026-01-01:calls/zh", "公告", "http://portal.test/calls", "http://portal.test/feeds/zh/calls.atom",
            "zh-CN", "雨花公益", AT)  # fmt: skip
HOSTILE = "恶意\r\nEND:VEVENT\r\nBEGIN:VALARM]]><script>alert(1)</script>&amp;\\n;,:\x00\x0b\u202e“”"
anything = st.text(max_size=120) | st.just(HOSTILE)


def entry(title, summary=""):
    return Entry("tag:portal.test,2026-01-01:calls/abc", title, "http://portal.test/calls/abc", AT, AT + timedelta(hours=1), summary)


def written(text):
    """What XML can hold, as a parser gives it back: line breaks are one character."""
    return text.translate(UNWRITABLE)


@given(anything, anything)
def test_a_feed_gives_back_what_was_written(title, summary):
    root = etree.fromstring(atom(FEED, [entry(title, summary)]))
    (node,) = root.findall(f"{{{ATOM}}}entry")
    assert (node.findtext(f"{{{ATOM}}}title") or "") == written(title)
    assert (node.findtext(f"{{{ATOM}}}summary") or "") == written(summary)
    assert [child.tag.removeprefix(f"{{{ATOM}}}") for child in node][:5] == ["id", "title", "link", "published", "updated"]
    assert list(node.iter("script")) == []


def test_a_feed_has_its_id_its_language_and_the_date_of_its_newest_entry():
    root = etree.fromstring(atom(FEED, [entry("甲")]))
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-CN"
    assert root.findtext(f"{{{ATOM}}}id") == FEED.id
    assert root.findtext(f"{{{ATOM}}}updated") == "2026-05-15T05:00:00+00:00"
    assert {link.get("rel"): link.get("href") for link in root.findall(f"{{{ATOM}}}link")} == {
        "self": "http://portal.test/feeds/zh/calls.atom", "alternate": "http://portal.test/calls",
    }  # fmt: skip
    assert etree.fromstring(atom(FEED, [])).findtext(f"{{{ATOM}}}updated") == "2026-05-15T04:00:00+00:00"


@given(anything, anything, anything)
@example("\\N", "", "")
@example("甲\r乙", "", "")
def test_a_calendar_gives_back_what_was_written_as_one_event(summary, description, name):
    body = calendar(name, "zh-CN", [Date("abc-check@portal.test", AT, summary, "http://portal.test/x", description, timedelta(days=1))])
    whole = Calendar.from_ical(body)
    (event,) = whole.walk("VEVENT")
    assert len(whole.walk("VALARM")) == 1
    assert str(event["SUMMARY"]) == " ".join(written(summary).replace("\\N", "＼N").split())
    assert str(event["UID"]) == "abc-check@portal.test"
    assert event.errors == []
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))


def test_what_ends_with_a_day_is_that_day_and_a_moment_is_that_moment():
    dates = [Date("a@x", clock.end_of(AT.date()), "一天", "http://portal.test/a"), Date("b@x", AT, "一刻", "http://portal.test/b")]
    day, moment = Calendar.from_ical(calendar("期限", "en", dates)).walk("VEVENT")
    assert day["DTSTART"].dt == AT.date()
    assert moment["DTSTART"].dt == AT
    assert moment["SUMMARY"].params["LANGUAGE"] == "en"
