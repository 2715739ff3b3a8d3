"""The only source of time. Stored in UTC, shown in Asia/Shanghai; tests and demos travel."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")

_offset = timedelta()
_fixed: datetime | None = None


def now() -> datetime:
    """The present moment as an aware UTC datetime, as this deployment sees it."""
    return _fixed if _fixed is not None else datetime.now(UTC) + _offset


def outside() -> datetime:
    """The present outside a demo city, whose own clock may be moved: for what lives on people's devices (sessions, codes,
    attempts). Tests travel here too."""
    return _fixed if _fixed is not None else datetime.now(UTC)


def inside(moment: datetime) -> datetime:
    """A moment of ``outside`` as the city's clock shows it."""
    return moment + (now() - outside() if _fixed is None else timedelta())


def minute() -> datetime:
    """The present as exactly as due dates are written."""
    return now().replace(second=0, microsecond=0)


def today() -> date:
    """Today's date in China."""
    return now().astimezone(LOCAL).date()


def local(moment: datetime) -> datetime:
    return moment.astimezone(LOCAL)


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """The moment that clocks in China show as this day and hour."""
    return datetime.combine(day, time(hour, minute), LOCAL).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The last second of a day in China: a period that ends 'on' a day ends here."""
    return at(day + timedelta(days=1)) - timedelta(seconds=1)


def shift(offset: timedelta) -> None:
    """Run this process at a constant distance from real time: a demo city placed at another day."""
    global _offset
    _offset = offset


def distance_to(moment: datetime) -> timedelta:
    """How far a moment is from real time: what ``shift`` takes to stand there now."""
    return moment - datetime.now(UTC)


@contextmanager
def travel(moment: datetime) -> Iterator[None]:
    """Hold the clock at a moment: seeds tell the city's past, tests stand on a deadline."""
    global _fixed
    before, _fixed = _fixed, moment.astimezone(UTC)
    try:
        yield
    finally:
        _fixed = before
