"""Calendars (RFC 5545) that phones and computers subscribe to: moments and days with a page behind each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from icalendar import Alarm, Calendar, Event

from portal.documents.tables import UNWRITABLE
from portal.kernel import clock

LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True)
class Date:
    """One moment. ``uid``: stays, so that a moved date moves in the calendar. ``remind``: ring this long before."""

    uid: str
    at: datetime
    summary: str
    url: str
    description: str = ""
    remind: timedelta | None = None


def calendar(name: str, language: str, dates: Iterable[Date]) -> bytes:
    """A published calendar; what ends with a day stands in it as that whole day."""
    whole = Calendar()
    whole.add("prodid", "-//public-benefit project portal//calendar//ZH")
    whole.add("version", "2.0")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", _line(name))
    whole.add("x-wr-timezone", str(clock.LOCAL))
    whole.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for date in dates:
        whole.add_component(_event(date, language))
    return whole.to_ical()


def _event(date: Date, language: str) -> Event:
    event, local = Event(), clock.local(date.at)
    event.add("uid", date.uid)
    event.add("dtstamp", clock.now().replace(microsecond=0))
    event.add("dtstart", local.date() if local.time().replace(microsecond=0) == LAST_SECOND else date.at.replace(microsecond=0))
    event.add("summary", _line(date.summary), parameters={"LANGUAGE": language})
    if date.description:
        event.add("description", _plain(date.description).replace("\r", ""))
    event.add("url", date.url)
    event.add("transp", "TRANSPARENT")
    if date.remind is not None:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _line(date.summary))
        alarm.add("trigger", -date.remind)
        event.add_component(alarm)
    return event


def _line(text: str) -> str:
    return " ".join(_plain(text).split())


def _plain(text: str) -> str:
    """What a calendar can hold. The library takes a typed ``\\N`` for a line break: a wide backslash stands for it."""
    return text.translate(UNWRITABLE).replace("\\N", "＼N")
