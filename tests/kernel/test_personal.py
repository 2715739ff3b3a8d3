"""Numbers that name a person do not get into texts that will be public."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.personal import bare_phone, found_in, masked, refuse_numbers
from portal.kernel.words import Invalid


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("王奶奶 13812345678 要轮椅", "13812345678"),
        ("电话：138-1234-5678。", "138-1234-5678"),
        ("138 1234 5678", "138 1234 5678"),
        ("身份证320114194901011234", "320114194901011234"),
        ("号码 32011419490101123X", "32011419490101123X"),
    ],
)
def test_a_mobile_or_identity_number_is_found(text, number):
    assert found_in(text) == number


@pytest.mark.parametrize(
    "text",
    ["", "服务 2442 人次", "统一社会信用代码 52320114MJA1234567", "预算 1381234567800 分", "2026-11-26 17:00", "雨登2026-0015", "025-52883456"],
)
def test_other_numbers_are_no_persons(text):
    assert found_in(text) is None


@given(st.integers(13_000_000_000, 19_999_999_999), st.text(alphabet="王奶奶要轮椅，。 ", max_size=8))
def test_every_mobile_number_is_refused_on_its_field(number, around):
    with pytest.raises(Invalid) as refusal:
        refuse_numbers(title="干净的", note=f"{around}{number}{around}")
    assert refusal.value.field == "note"


@pytest.mark.parametrize("typed", ["13800000001", "138-0000-0001", "138 0000 0001", "+86 13800000001", "0086 138 0000 0001", "8613800000001"])
def test_one_mobile_is_one_number_however_it_is_typed(typed):
    assert bare_phone(typed) == "13800000001"


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("138-1234-5678", "138****5678"), ("+86 13812345678", "138****5678"), ("025-52883456", "****56"), ("12345", "****45"), ("", "")],
)
def test_a_masked_number_keeps_what_its_owner_knows_it_by(phone, shown):
    assert masked(phone) == shown
