"""The periods of exits and of filed groups, as the demo city sets them: what is counted in working days ends on one."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import clock, workdays
from portal.kernel.workdays import Unit
from tests.engines import ROOT

SETTINGS = yaml.safe_load((ROOT / "seeds" / "policy.yaml").read_text(encoding="utf-8"))
OURS = {key: row for key, row in SETTINGS.items() if key.startswith(("dissolution.", "filing.activities", "lapse.", "naming.rest", "remedy."))}
WORKING = sorted(key for key, row in OURS.items() if row[1] == "working_days")
MOMENTS = st.builds(lambda days, minutes: datetime.combine(date(2024, 1, 1), datetime.min.time()) + timedelta(days=days, minutes=minutes),
                    st.integers(0, 1400), st.integers(0, 1439))  # fmt: skip


@given(moment=MOMENTS, key=st.sampled_from(WORKING))
def test_a_period_of_working_days_ends_with_the_last_of_them(moment, key):
    amount, unit, *_ = OURS[key]
    start = clock.at(moment.date(), moment.hour, moment.minute)
    end = workdays.due(start, amount, Unit(unit))
    last = clock.local(end).date()
    assert workdays.is_working(last)
    assert workdays.between(moment.date(), last) == amount  # the day of the act is not counted
    assert clock.local(end + timedelta(seconds=1)).date() == last + timedelta(days=1)


@given(moment=MOMENTS)
def test_creditors_have_forty_five_days_and_a_name_rests_three_years(moment):
    start = clock.at(moment.date(), moment.hour, moment.minute)
    amount, unit, *_ = OURS["dissolution.announcement"]
    assert clock.local(workdays.due(start, amount, Unit(unit))).date() == moment.date() + timedelta(days=45)
    amount, unit, *_ = OURS["naming.rest"]
    assert clock.local(workdays.due(start, amount, Unit(unit))).date().year == moment.year + 3


@pytest.mark.parametrize("key", sorted(OURS))
def test_each_period_says_what_it_is_and_where_it_comes_from(key):
    amount, unit, statutory, name, source = OURS[key]
    assert (amount > 0, Unit(unit).value, bool(name), bool(source)) == (True, unit, True, True)
    assert statutory is None or statutory >= amount  # what is promised is never later than the law
