"""Amounts in figures and in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.documents.amounts import LARGEST_FEN, in_figures, in_words

DIGITS = {character: value for value, character in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}


def number(words: str) -> int:
    """Read a whole number back, by other rules than those that wrote it."""
    for name, size in (("亿", 10**8), ("万", 10**4)):
        if name in words:
            high, low = words.rsplit(name, 1)
            return number(high) * size + number(low)
    total = digit = 0
    for character in words:
        if character in PLACES:
            total, digit = total + digit * PLACES[character], 0
        else:
            digit = DIGITS[character]
    return total + digit


def read(words: str) -> int:
    yuan, _, rest = words.rpartition("元")
    rest = rest.removesuffix("整").removeprefix("零")
    jiao, _, cents = rest.rpartition("角")
    return number(yuan) * 100 + number(jiao) * 10 + number(cents.removesuffix("分"))


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (1, "壹分"),
        (10, "壹角整"),
        (11, "壹角壹分"),
        (100, "壹元整"),
        (1600, "壹拾陆元整"),
        (32504, "叁佰贰拾伍元零肆分"),
        (1230000, "壹万贰仟叁佰元整"),
        (1640902, "壹万陆仟肆佰零玖元零贰分"),
        (14095050, "壹拾肆万零玖佰伍拾元伍角整"),
        (60000714, "陆拾万零柒元壹角肆分"),
        (10000010000, "壹亿零壹佰元整"),
        (1001000000000, "壹佰亿壹仟万元整"),
        (1000100000000, "壹佰亿零壹佰万元整"),
        (10**15, "壹拾万亿元整"),
    ],
)
def test_an_amount_is_written_as_a_bill_writes_it(fen: int, words: str) -> None:
    assert in_words(fen) == words


@given(st.integers(0, LARGEST_FEN))
def test_an_amount_in_words_reads_back_as_the_same_amount(fen: int) -> None:
    assert read(in_words(fen)) == fen


@given(st.integers(0, LARGEST_FEN))
def test_an_amount_in_words_has_no_double_zero_and_one_ending(fen: int) -> None:
    words = in_words(fen)
    assert "零零" not in words
    assert words.endswith(("整", "分"))
    assert words.startswith("零") is (fen == 0)


@given(st.integers(-LARGEST_FEN, LARGEST_FEN))
def test_an_amount_in_figures_reads_back_as_the_same_amount(fen: int) -> None:
    assert int(in_figures(fen).replace(",", "").replace(".", "")) == fen


def test_figures_group_by_thousands() -> None:
    assert in_figures(12345600) == "123,456.00"


@pytest.mark.parametrize("fen", [-1, LARGEST_FEN + 1])
def test_an_amount_that_no_contract_holds_is_refused(fen: int) -> None:
    with pytest.raises(ValueError, match="an amount in words"):
        in_words(fen)


@pytest.mark.parametrize("fen", [1.5, "100", True, None])
def test_an_amount_that_is_not_whole_fen_is_refused(fen: object) -> None:
    with pytest.raises(TypeError, match="integer number of fen"):
        in_words(fen)  # type: ignore[arg-type]
