"""Codes of segments: the next free one, never one that is held, never one that was made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.organizations import registrations, uscc, uscc_segments
from portal.domain.organizations.models import OrgType
from portal.domain.organizations.uscc_segments import UsccSegment
from portal.kernel.words import Invalid, Refused
from portal.workflows import reference
from seeds.people import DISTRICT
from tests.domain.founding import CODE, examined, registered, town  # noqa: F401 - a fixture


def entered(town, first="MJ501000", last="MJ501002", **other):
    fields = {"region_code": "320114", "org_type": None, "first": first, "last": last, "source": "批次 1", **other}
    return reference.add_segment(town.session, by=town.acceptor, **fields)


def test_without_a_segment_nothing_is_offered(town):
    assert uscc_segments.offer(town.session, examined(town)) is None


def test_the_next_free_code_is_offered_and_every_code_checks(town):
    entered(town)
    registration = examined(town)
    offer = uscc_segments.offer(town.session, registration)
    assert (offer.code, offer.left) == ("52320114MJ50100046", 3)
    assert uscc.fault(offer.code, OrgType.SERVICE, registration.region_path) is None
    registrations.approve(town.session, registration, by=town.approver, uscc=offer.code)
    second = examined(town, fancy="梧桐荫")
    assert uscc_segments.offer(town.session, second).code[8:16] == "MJ501001"
    with pytest.raises(Refused, match="已经是“南京市雨花台区银杏树下社区服务中心”的"):
        registrations.approve(town.session, second, by=town.approver, uscc=offer.code)


def test_a_code_that_was_typed_is_passed_over_whatever_the_type(town):
    """The middle of a code is one organization's alone, also across types."""
    entered(town)
    registered(town, code=uscc.composed(OrgType.SERVICE, "320114", "MJ501001"))
    association = examined(town, fancy="梧桐荫", org_type=OrgType.ASSOCIATION, form_word="协会", members=60)
    free = [uscc_segments.offer(town.session, association).code]
    registrations.approve(town.session, association, by=town.approver, uscc=free[0])
    assert free == [uscc.composed(OrgType.ASSOCIATION, "320114", "MJ501000")]
    assert uscc_segments.offer(town.session, examined(town, fancy="松柏里")).code[8:16] == "MJ501002"


def test_a_used_up_or_closed_segment_gives_way_to_the_next(town):
    first = entered(town, "MJ501000", "MJ501000")
    entered(town, "MJ600000", "MJ600009")
    registration = examined(town)
    reference.set_segment(town.session, first, by=town.acceptor, closed=True)
    assert uscc_segments.offer(town.session, registration).code[8:16] == "MJ600000"
    reference.set_segment(town.session, first, by=town.acceptor, closed=False)
    registrations.approve(town.session, registration, by=town.approver, uscc=uscc_segments.offer(town.session, registration).code)
    assert uscc_segments.offer(town.session, examined(town, fancy="梧桐荫")).code[8:16] == "MJ600000"


def test_a_segment_of_one_type_serves_that_type(town):
    entered(town, org_type=OrgType.FOUNDATION)
    assert uscc_segments.offer(town.session, examined(town)) is None


def test_a_code_may_be_typed_beside_the_segment(town):
    entered(town)
    assert registered(town, code=CODE).uscc == CODE


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"first": "MJ50100"}, "first", "8 位"), ({"first": "MJ50100I"}, "first", "不用 I"), ({"last": "MK501002"}, "last", "同样的开头"),
        ({"last": "MJ500999"}, "last", "不能小于"), ({"first": "00000000", "last": "00999999"}, "last", "最多"),
        ({"region_code": "320114002"}, "region_code", "填区的代码"), ({"region_code": "999999"}, "region_code", "没有代码是"),
    ],
)  # fmt: skip
def test_ends_that_are_none_are_refused_beside_their_field(town, fields, field, said):
    with pytest.raises(Invalid, match=said) as refused:
        entered(town, **fields)
    assert refused.value.field == field


@pytest.mark.parametrize(("first", "last"), [("MJ501002", "MJ501009"), ("MJ500990", "MJ501000"), ("MJ500000", "MJ509999"), ("MJ501001", "MJ501001")])
def test_segments_of_a_district_do_not_overlap(town, first, last):
    entered(town)
    with pytest.raises(Invalid, match="重叠"):
        entered(town, first, last)


# --- whatever is held -----------------------------------------------------------------------------------------------

BODIES = st.integers(0, 9999)


@given(start=BODIES, length=st.integers(1, 40), behind=st.lists(st.integers(-3, 45), max_size=12), kind=st.sampled_from(sorted(uscc.KINDS)))
def test_a_segment_hands_out_each_free_code_once_and_none_that_is_held(start, length, behind, kind):
    end, held = min(start + length - 1, 9999), {start + n for n in behind if start + n >= 0}
    segment = UsccSegment(first=f"MJ50{start:04d}", last=f"MJ50{end:04d}", region_path=DISTRICT, source="", closed=False)
    taken = {f"MJ50{n:04d}" for n in held}
    given_out = []
    while free := uscc_segments.free_in(segment, taken):
        given_out.append(free[0])
        taken.add(free[0])
    assert len(given_out) == len(set(given_out))
    assert given_out == [f"MJ50{n:04d}" for n in range(start, end + 1) if n not in held]
    for body in given_out:
        assert uscc.fault(uscc.composed(kind, "320114", body), kind, DISTRICT) is None


@given(body=st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8))
def test_the_inner_check_character_is_that_of_the_standard(body):
    """GB 11714: the weighted sum with the check character is a multiple of eleven."""
    sign = uscc.check_of(body)
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(w * int(c, 36) for w, c in zip(weights, body, strict=True)) + (10 if sign == "X" else int(sign))
    assert total % 11 == 0
