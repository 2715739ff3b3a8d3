"""Working days by the official calendar of the State Council, make-up days included.

``chinesecalendar`` knows the years that were announced. For a later year the portal counts Monday to Friday, says so
(``is_official``), and takes corrections from ``CalendarDay`` rows as soon as the notice is out.
"""

from __future__ import annotations

import enum
from calendar import isleap
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate

import chinese_calendar
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.kernel import clock
from portal.kernel.base import Base
from portal.kernel.words import N_


class Unit(enum.StrEnum):
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"
    PERCENT = "percent"
    COUNT = "count"
    FEN = "fen"

    @property
    def label(self) -> str:
        return {
            Unit.WORKING_DAYS: N_("个工作日"),
            Unit.CALENDAR_DAYS: N_("天（自然日）"),
            Unit.MONTHS: N_("个月"),
            Unit.PERCENT: "%",
            Unit.COUNT: N_("个"),
            Unit.FEN: N_("分（人民币）"),
        }[self]


class CalendarDay(Base):
    """A day that the official notice made working or free, where the built-in calendar does not know it yet."""

    __tablename__ = "calendar_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    source: Mapped[str] = mapped_column(String(200))


def is_official(day: date) -> bool:
    """The year's notice is out and built in."""
    return _announced(day) is not None


def overrides(session: Session | None) -> dict[date, bool]:
    if session is None:
        return {}
    if "calendar" not in session.info:
        session.info["calendar"] = dict(session.execute(select(CalendarDay.day, CalendarDay.working)).all())
    return session.info["calendar"]


def is_working(day: date, session: Session | None = None) -> bool:
    own = overrides(session).get(day)
    return _usually(day) if own is None else own


@lru_cache(8192)
def _announced(day: date) -> bool | None:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def add(start: date, days: int, session: Session | None = None) -> date:
    """The ``days``-th working day after ``start`` (the day of the act is not counted); 0 is ``start`` itself."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= is_working(day, session)
    return day


def between(start: date, end: date, session: Session | None = None) -> int:
    """Working days after ``start`` up to and including ``end``; negative when ``end`` lies before."""
    if end < start:
        return -between(end, start, session)
    own = {day: working for day, working in overrides(session).items() if start < day <= end}
    changed = sum(working - _usually(day) for day, working in own.items())
    years = sum(_in_year(year)[-1] for year in range(start.year, end.year))
    return years + _so_far(end) - _so_far(start) + changed


def _usually(day: date) -> bool:
    known = _announced(day)
    return day.weekday() < 5 if known is None else known


def _so_far(day: date) -> int:
    """Working days of its year up to and including a day."""
    return _in_year(day.year)[day.timetuple().tm_yday]


@lru_cache(200)
def _in_year(year: int) -> tuple[int, ...]:
    """How many working days had passed after the n-th day of a year; 0 days in, none."""
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(365 + isleap(year)))
    return (0, *accumulate(_usually(day) for day in days))


def due(start: datetime, amount: int, unit: Unit, session: Session | None = None) -> datetime:
    """The last second of the period that begins at ``start``: ``amount`` working or calendar days, or months."""
    day = clock.local(start).date()
    if unit is Unit.WORKING_DAYS:
        return clock.end_of(add(day, amount, session))
    if unit is Unit.CALENDAR_DAYS:
        return clock.end_of(day + timedelta(days=amount))
    if unit is Unit.MONTHS:
        return clock.end_of(_months_after(day, amount))
    raise ValueError(f"{unit} is not a period")


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(last, day.day))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
