"""Working days by the official calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import clock, workdays
from portal.kernel.workdays import CalendarDay, Unit

DAYS = st.dates(date(2020, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 10, 1), False),  # National Day
        (date(2026, 10, 10), True),  # a Saturday made up for
        (date(2026, 11, 21), False),  # a Saturday
        (date(2026, 11, 23), True),
    ],
)
def test_a_day_is_working_as_the_official_notice_says(day, working):
    assert workdays.is_working(day) is working


def test_a_year_without_a_notice_counts_monday_to_friday_and_says_so():
    assert not workdays.is_official(date(2029, 3, 5))
    assert workdays.is_working(date(2029, 3, 5))
    assert not workdays.is_working(date(2029, 3, 4))


def test_a_day_in_the_table_overrides_the_built_in_calendar(session):
    session.add(CalendarDay(day=date(2029, 3, 5), working=False, source="国务院办公厅通知（示例）"))
    session.commit()
    assert not workdays.is_working(date(2029, 3, 5), session)


@given(DAYS, st.integers(0, 60))
def test_adding_working_days_lands_on_a_working_day_and_counts_back(start, amount):
    end = workdays.add(start, amount)
    assert workdays.between(start, end) == amount
    assert amount == 0 or workdays.is_working(end)


@given(DAYS, st.integers(-40, 40))
def test_counting_backwards_is_the_negative_of_counting_forwards(start, distance):
    end = start + timedelta(days=distance)
    assert workdays.between(start, end) == -workdays.between(end, start)


def test_a_period_ends_with_the_last_second_of_its_last_day():
    start = clock.at(date(2026, 9, 29), 15)
    due = workdays.due(start, 5, Unit.WORKING_DAYS)
    assert clock.local(due).isoformat() == "2026-10-12T23:59:59+08:00"


def test_a_month_after_the_last_of_january_is_the_last_of_february():
    due = workdays.due(clock.at(date(2026, 1, 31), 9), 1, Unit.MONTHS)
    assert clock.local(due).date() == date(2026, 2, 28)


def test_a_percentage_is_no_period():
    with pytest.raises(ValueError, match="percent is not a period"):
        workdays.due(clock.now(), 5, Unit.PERCENT)
