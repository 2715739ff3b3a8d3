"""The rules that turn a panel's scores into one result and one order."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.review import aggregation as a

scores = st.lists(st.integers(0, 10_000), min_size=1, max_size=11)
entries = st.lists(
    st.builds(a.Entry, st.uuids().map(str), st.integers(0, 5), st.tuples(st.integers(0, 3), st.integers(0, 3)), st.integers(1, 3)),
    max_size=8, unique_by=lambda e: e.key,
)  # fmt: skip


@given(scores, st.sampled_from([a.mean, a.trimmed_mean]))
def test_a_result_lies_between_the_lowest_and_the_highest_score(found, rule):
    assert min(found) <= rule(found) <= max(found)


@given(scores.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_the_order_of_the_scores_does_not_matter(pair):
    one, other = pair
    assert (a.mean(one), a.trimmed_mean(one), a.spread(one)) == (a.mean(other), a.trimmed_mean(other), a.spread(other))


@given(st.lists(st.integers(0, 10_000), min_size=5, max_size=11))
def test_five_or_more_lose_exactly_one_highest_and_one_lowest(found):
    kept = list(found)
    for left_out in a.dropped(found):
        kept.remove(left_out)
    assert len(kept) == len(found) - 2
    assert a.trimmed_mean(found) == a.mean(kept)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=4))
def test_fewer_than_five_lose_none(found):
    assert a.dropped(found) == ()
    assert a.trimmed_mean(found) == a.mean(found)


@given(scores)
def test_the_mean_is_rounded_to_the_nearest_hundredth_halves_up(found):
    exact = Fraction(sum(found), len(found))
    assert Fraction(-1, 2) < exact - a.mean(found) < Fraction(1, 2) or exact - a.mean(found) == Fraction(-1, 2)


@pytest.mark.parametrize(("found", "result"), [([8000, 8001], 8001), ([1, 1, 2], 1), ([1, 2, 2], 2), ([0], 0)])
def test_halves_go_up(found, result):
    assert a.mean(found) == result


def test_nothing_has_no_mean():
    with pytest.raises(ValueError, match="nothing to average"):
        a.mean([])


def test_a_score_further_than_fifteen_points_from_the_median_stands_out():
    assert a.outliers([8000, 8100, 8200, 6600, 8150]) == []
    assert a.outliers([8000, 8100, 8200, 6599, 8150]) == [3]
    assert a.outliers([9601, 8100, 8200, 8000, 8050]) == [0]


@given(entries, st.text(max_size=5), st.randoms())
def test_the_ranking_does_not_depend_on_the_order_in_which_it_is_asked(found, seed, random):
    shuffled = list(found)
    random.shuffle(shuffled)
    assert a.ranking(shuffled, seed) == a.ranking(found, seed)


@given(entries, st.text(max_size=5))
def test_a_higher_score_is_never_behind(found, seed):
    ranked = a.ranking(found, seed)
    assert sorted(ranked) == sorted(found)
    assert [e.score for e in ranked] == sorted((e.score for e in found), reverse=True)


def test_ties_go_by_criterion_order_then_by_the_smaller_amount_then_by_lot():
    first, second = a.Entry("a", 80, (30, 50), 900), a.Entry("b", 80, (40, 40), 900)
    assert a.ranking([first, second], "s") == [second, first]
    cheaper = a.Entry("c", 80, (40, 40), 800)
    assert a.ranking([first, second, cheaper], "s") == [cheaper, second, first]
    twin = a.Entry("d", 80, (40, 40), 800)
    by_lot = sorted([cheaper, twin], key=lambda e: a.lot_number("s", e.key))
    assert a.ranking([twin, cheaper], "s") == by_lot
