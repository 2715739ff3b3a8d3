"""When what happens to a call: one list, shown on its page and asked by the steps, the questions and the tick."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from portal.domain.calls.models import Call
from portal.kernel import clock
from portal.kernel.words import N_


@dataclass(frozen=True)
class Event:
    """One moment of a call. ``action``: the step that the clock takes or opens at it, if any."""

    key: str
    label: str
    at: Callable[[Call], datetime | None]
    action: str = ""


EVENTS = (
    Event("publish", N_("发布公告"), lambda call: call.published_at, "publish"),
    Event("questions", N_("提问截止"), lambda call: call.questions_until),
    Event("deadline", N_("申报截止"), lambda call: call.deadline_at, "close"),
    Event("opening", N_("开启"), lambda call: call.opening_at, "open"),
)
_BY_KEY = {event.key: event for event in EVENTS}


def happens_at(call: Call, key: str) -> datetime | None:
    """The moment of one event; ``None`` while it is not known."""
    return _BY_KEY[key].at(call)


def has_come(call: Call, key: str, now: datetime) -> bool:
    """The event's moment is here or past."""
    moment = happens_at(call, key)
    return moment is not None and now >= moment


def closes_at(call: Call) -> datetime | None:
    """The deadline: what the page counts down to and what the tick runs."""
    return happens_at(call, "deadline")


def opening_is_due(call: Call) -> datetime | None:
    """The end of the opening day: bidders were told the day."""
    opening = happens_at(call, "opening")
    return clock.end_of(clock.local(opening).date()) if opening else None


def timetable(call: Call) -> list[tuple[Event, datetime]]:
    """The moments that are known, in order."""
    known = [(event, moment) for event in EVENTS if (moment := event.at(call)) is not None]
    return sorted(known, key=lambda pair: pair[1])
