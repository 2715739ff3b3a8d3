"""Money is an integer of fen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import money
from portal.kernel.words import Refused

FEN = st.integers(0, 10**13)
PERCENTS = (
    st.lists(st.integers(0, 100), min_size=1, max_size=5)
    .filter(lambda parts: sum(parts) <= 100)
    .map(lambda parts: [*parts, 100 - sum(parts)])
)


@given(FEN)
def test_what_is_printed_reads_back(fen):
    assert money.from_yuan(money.figures(fen)) == fen


@given(FEN, PERCENTS)
def test_parts_add_up_to_the_whole_and_none_is_negative(fen, percents):
    parts = money.share(fen, percents)
    assert sum(parts) == fen
    assert all(part >= 0 for part in parts)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("十万", "金额“十万”不是数字，请写成 12345.00 这样"),
        ("1.005", "金额最多写到分（两位小数）"),
        ("NaN", "金额“NaN”太大"),
        ("1e20", "金额“1e20”太大"),
        ("", "金额“”不是数字，请写成 12345.00 这样"),
    ],
)
def test_what_is_no_amount_is_refused_with_a_sentence(text, sentence):
    with pytest.raises(Refused) as refusal:
        money.from_yuan(text)
    assert refusal.value.sentence == sentence


@pytest.mark.parametrize(("text", "fen"), [("¥1,234.5", 123450), ("￥12", 1200), (" 0.01 ", 1), ("1，000", 100000)])
def test_amounts_are_read_as_people_type_them(text, fen):
    assert money.from_yuan(text) == fen


def test_percents_must_add_up():
    with pytest.raises(ValueError, match="add up to 100"):
        money.share(100, [50, 40])
