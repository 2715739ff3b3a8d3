"""The resident identity number: every single wrong digit is found, and every two neighbours that changed places."""

from __future__ import annotations

from datetime import date
from itertools import combinations

from hypothesis import assume, given
from hypothesis import strategies as st

from portal.kernel import identity

TODAY = date(2026, 5, 13)
birth = st.dates(date(1930, 1, 1), date(2025, 12, 31))
valid = st.builds(
    lambda place, born, serial: (seventeen := f"{place}{born:%Y%m%d}{serial:03d}") + identity.check_place(seventeen),
    st.integers(110000, 999999), birth, st.integers(0, 999),
)  # fmt: skip


@given(valid)
def test_a_whole_number_has_no_fault_and_names_its_birth(number):
    assert identity.fault(number, TODAY) is None
    assert identity.born(number) == date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


@given(valid, st.integers(0, 16), st.integers(1, 9))
def test_every_single_wrong_digit_is_found(number, place, off):
    wrong = number[:place] + str((int(number[place]) + off) % 10) + number[place + 1 :]
    assume(wrong[0] != "0")
    assert identity.check_place(wrong[:17]) != wrong[17]
    assert identity.fault(wrong, TODAY) is not None


@given(valid, st.sampled_from("0123456789X"))
def test_every_wrong_last_place_is_found(number, last):
    assume(last != number[17])
    assert "校验码不对" in identity.fault(number[:17] + last, TODAY)


@given(valid, st.integers(0, 15))
def test_two_neighbours_that_changed_places_are_found(number, place):
    assume(number[place] != number[place + 1])
    wrong = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert identity.check_place(wrong[:17]) != wrong[17]


def test_most_other_two_digits_that_changed_places_are_found_too():
    """Those ten places apart weigh the same: of 136 pairs seven cannot be told."""
    untold = [(a, b) for a, b in combinations(range(17), 2) if (identity.WEIGHTS[a] - identity.WEIGHTS[b]) % 11 == 0]
    assert untold == [(place, place + 10) for place in range(7)]


def test_what_is_no_number_says_why():
    assert "18 位" in identity.fault("1234", TODAY)
    for born in ("20251301", "19750230", "20270101", "18991231"):
        seventeen = f"999999{born}001"
        assert "出生日期" in identity.fault(seventeen + identity.check_place(seventeen), TODAY), born


def test_a_number_is_taken_as_people_type_it_and_shown_by_its_ends():
    assert identity.tidy(" 110105 19491231-002x ") == "11010519491231002X"
    assert identity.masked("11010519491231002X") == "11********2X"
    assert identity.masked("A12345") == "****45"
    assert identity.masked("") == ""


def test_age_turns_on_the_birthday():
    assert identity.age(date(2008, 5, 13), TODAY) == 18
    assert identity.age(date(2008, 5, 14), TODAY) == 17
