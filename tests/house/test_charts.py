"""Charts are exact SVG: what a bar is long, where a dot stands, what a screen reader says; hostile words stay words."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import charts

HOSTILE = '<script>alert("1")</script> & \'x\''


def tree(markup: str) -> ElementTree.Element:
    """Well-formed, or this fails."""
    return ElementTree.fromstring(f"<div>{markup}</div>")


def of_class(markup: str, name: str) -> list[ElementTree.Element]:
    return [node for node in tree(markup).iter() if node.get("class") == name]


def test_bars_share_the_width_by_their_values_and_say_them_in_words():
    drawn = charts.bars([charts.Bar("养老服务", 75, "75 万元", "75%"), charts.Bar("儿童", 25, "25 万元")], label="领域")
    assert [bar.get("width") for bar in of_class(drawn, "bar")] == ["75%", "25%"]
    assert [node.text for node in of_class(drawn, "strong")] == ["75 万元", "25 万元"]
    assert tree(drawn)[0].get("aria-label") == "领域"
    assert tree(drawn)[0].get("role") == "img"


def test_bars_of_nothing_are_empty_and_never_divide_by_zero():
    assert of_class(charts.bars([], label="无"), "bar") == []
    assert [bar.get("width") for bar in of_class(charts.bars([charts.Bar("零", 0, "0")], label="零"), "bar")] == ["0%"]


def test_a_mean_stands_between_the_ends_of_its_interval_on_the_scale_of_one_to_five():
    drawn = charts.intervals([charts.Interval("总的评价", "84 人", "4 分", 4, 3, 5)], label="满意度")
    assert [dot.get("cx") for dot in of_class(drawn, "dot")] == ["75%"]
    assert [(line.get("x1"), line.get("x2")) for line in of_class(drawn, "whisk")] == [
        ("50%", "100%"), ("50%", "50%"), ("100%", "100%"),
    ]  # fmt: skip


def test_too_few_answers_are_said_instead_of_drawn():
    drawn = charts.intervals([charts.Interval("总的评价", "7 人", "答卷不足（30 份起算，现有 7 份）")], label="满意度")
    assert of_class(drawn, "dot") == []
    assert "答卷不足（30 份起算，现有 7 份）" in drawn


def test_money_lies_side_by_side_and_unpaid_money_is_the_paper_itself():
    parts = [charts.Part("已支付", 50, "5 万元"), charts.Part("待支付", 30, "3 万元", "half"), charts.Part("未到期", 20, "2 万元", "bed")]
    drawn = charts.money(parts, label="10 万元")
    bar = tree(drawn)[0][0]
    assert [(r.get("class"), r.get("x"), r.get("width")) for r in bar] == [
        ("bed", None, "100%"), ("fill", "0%", "50%"), ("half", "50%", "30%"),
    ]  # fmt: skip
    assert [node.text for node in tree(drawn).iter("b")] == ["5 万元", "3 万元", "2 万元"]


@pytest.mark.parametrize(("days", "cells"), [(-3, 0), (0, 0), (7, 7), (20, 20), (99, 20)])
def test_the_ruler_shows_one_cell_a_working_day_and_never_more_than_it_has(days, cells):
    left = of_class(charts.ruler(days), "left")
    assert sum(path.get("d", "").count("z") for path in left) == cells


def test_a_dropped_score_is_dashed_once_even_when_two_scores_are_equal():
    row = charts.Spread("第一份", "80.00", [80, 80, 90], dropped=[80, 90], result=80)
    drawn = charts.spread([row], label="评分")
    assert len(of_class(drawn, "dot-dropped")) == 2
    assert len(of_class(drawn, "dot-open")) == 1


def test_equal_scores_stand_above_each_other_and_none_is_hidden():
    drawn = charts.spread([charts.Spread("第一份", "80.00", [80, 80, 90])], label="评分")
    places = {(ring.get("cx"), ring.get("cy")) for ring in of_class(drawn, "dot-open")}
    assert len(places) == 3


def test_a_room_shows_a_square_a_desk_and_says_when_it_is_full():
    drawn = charts.rooms([charts.Room("201", 4, 4, "满"), charts.Room("202", 7, 3, "7 席")], label="房间")
    assert [len([n for n in tree(drawn).iter("rect") if n.get("class") == kind]) for kind in ("taken", "free")] == [7, 4]
    assert [item.get("class") for item in tree(drawn).iter("li")] == ["room is-full", "room"]


def test_spans_follow_the_calendar_and_today_is_a_line_among_them():
    spans = [
        charts.Span("申报", date(2026, 5, 1), date(2026, 5, 10), "5 月 1 日", "done"),
        charts.Span("评审", date(2026, 5, 11), date(2026, 5, 20), "5 月 11 日", "now"),
    ]
    drawn = charts.gantt(spans, label="时间", today=date(2026, 5, 15), today_text="今天")
    assert [(r.get("x"), r.get("width")) for r in of_class(drawn, "span-done")] == [("0%", "50%")]
    assert [(r.get("x"), r.get("width")) for r in of_class(drawn, "span-now")] == [("50%", "50%")]
    assert "今天" in drawn
    assert "今天" not in charts.gantt(spans, label="时间", today=date(2027, 1, 1), today_text="今天")
    assert charts.gantt([], label="时间") == ""


@pytest.mark.parametrize(
    "drawn",
    [
        charts.bars([charts.Bar(HOSTILE, 1, HOSTILE, HOSTILE)], label=HOSTILE),
        charts.intervals([charts.Interval(HOSTILE, HOSTILE, HOSTILE)], label=HOSTILE),
        charts.money([charts.Part(HOSTILE, 1, HOSTILE)], label=HOSTILE),
        charts.spread([charts.Spread(HOSTILE, HOSTILE, [1])], label=HOSTILE),
        charts.rooms([charts.Room(HOSTILE, 1, 0, HOSTILE, HOSTILE)], label=HOSTILE),
        charts.areas([charts.Area(HOSTILE, 1, HOSTILE, HOSTILE)], label=HOSTILE),
        charts.gantt([charts.Span(HOSTILE, date(2026, 1, 1), date(2026, 1, 2), HOSTILE)], label=HOSTILE),
    ],
    ids=["bars", "intervals", "money", "spread", "rooms", "areas", "gantt"],
)
def test_hostile_words_in_a_chart_stay_words(drawn):
    assert list(tree(drawn).iter("script")) == []
    assert HOSTILE in "".join(tree(drawn).itertext())


@given(st.lists(st.floats(0, 1e12), max_size=8))
def test_whatever_the_values_no_bar_is_longer_than_its_bed(values):
    drawn = charts.bars([charts.Bar("行", value, "") for value in values], label="任意")
    assert all(0 <= float(bar.get("width", "").rstrip("%")) <= 100 for bar in of_class(drawn, "bar"))
