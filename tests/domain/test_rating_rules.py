"""The arithmetic of ratings: bands, means, spans. Properties, over everything that may be typed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.organizations.models import OrgType
from portal.domain.ratings import scoring
from portal.domain.ratings.in_force import Span, level_on, months_after, spans_of
from portal.domain.ratings.indicators import TYPES, table_for
from portal.domain.ratings.models import Part
from portal.domain.ratings.scoring import LEVELS, level_of, needs_reason, result_of

BANDS = {"1": 601, "2": 701, "3": 801, "4": 901, "5": 951}
bands = st.lists(st.integers(1, 1000), min_size=5, max_size=5, unique=True).map(
    lambda least: {str(n): points for n, points in enumerate(sorted(least), start=1)}
)
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@given(bands, st.integers(0, 100_000), st.integers(0, 100_000))
def test_more_points_never_give_a_lower_level(bands, one, other):
    low, high = sorted((one, other))
    assert (level_of(low, bands) or 0) <= (level_of(high, bands) or 0)


@given(bands, st.integers(0, 100_000))
def test_every_score_lies_in_exactly_one_band(bands, score):
    edges = [0, *(bands[str(level)] * 100 for level in LEVELS), 100_001]
    inside = [n for n in range(6) if edges[n] <= score < edges[n + 1]]
    assert inside == [level_of(score, bands) or 0]


@pytest.mark.parametrize(
    ("score", "level"),
    [(100_000, 5), (95_100, 5), (95_099, 4), (90_100, 4), (90_099, 3), (80_100, 3), (70_100, 2), (60_100, 1), (60_099, None), (0, None)],
)
def test_the_demo_citys_bands(score, level):
    assert level_of(score, BANDS) == level


@pytest.mark.parametrize("org_type", TYPES)
def test_the_table_of_each_type_has_four_parts_and_a_thousand_points(org_type):
    table = table_for(org_type)
    assert sum(row["maximum"] for row in table) == scoring.WHOLE
    assert {row["part"] for row in table} == {part.value for part in Part}
    assert len({row["code"] for row in table}) == len(table)


TABLE = table_for(OrgType.SERVICE)
sheet = st.fixed_dictionaries({row["code"]: st.integers(0, row["maximum"] * 100).map(lambda n: {"points": n}) for row in TABLE})


@given(st.lists(sheet, min_size=1, max_size=7))
def test_a_result_is_the_sum_of_means_between_the_lowest_and_the_highest_sheet(given_):
    result = result_of(TABLE, given_, BANDS)
    totals = [sum(row["points"] for row in one.values()) for one in given_]
    assert result.score == sum(result.means.values())
    assert min(totals) - len(TABLE) <= result.score <= max(totals) + len(TABLE)  # each mean is rounded once
    assert sum(points for _part, points, _maximum in scoring.by_part(TABLE, result.means)) == result.score
    assert result == result_of(TABLE, list(reversed(given_)), BANDS)


@given(st.integers(1, 1000), st.integers(0, 100_000))
def test_reasons_are_asked_for_at_the_extremes(maximum, points):
    assert needs_reason(maximum, points) == (points >= maximum * 100 or points <= maximum * 50)


@given(days, st.integers(0, 200), st.integers(0, 200))
def test_months_add_up_unless_a_month_is_too_short(day, one, other):
    moved = months_after(day, one)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == one
    assert moved.day == day.day or (moved + timedelta(days=1)).day == 1
    if day.day <= 28:
        assert months_after(moved, other) == months_after(day, one + other)


@given(st.lists(st.tuples(st.integers(0, 5), days), min_size=1, max_size=5, unique_by=lambda row: row[1]), days, days)
def test_on_each_day_the_newest_level_that_had_begun_is_held_until_the_end(changes, last, day):
    levels = [{"from": began.isoformat(), "level": level} for level, began in sorted(changes, key=lambda row: row[1])]
    begun = [level for level, began in sorted(changes, key=lambda row: row[1]) if began <= day]
    held = begun[-1] if begun and day <= last else 0
    assert (level_on(spans_of(levels, last), day) or 0) == held


@given(st.lists(st.builds(Span, st.integers(1, 5), days, days), max_size=6), days)
def test_a_day_outside_every_span_has_no_level(spans, day):
    inside = [span for span in spans if span.first <= day <= span.last]
    assert (level_on(spans, day) is None) == (not inside)
    if inside:
        assert level_on(spans, day) in {span.level for span in inside if span.first == max(s.first for s in inside)}
