"""The desk of the experts and the officers' pages of a panel."""

from __future__ import annotations

import pytest

from portal.domain.review import draws, scoring
from portal.domain.review.models import SeatState
from portal.kernel import lifecycle
from tests.bidding import Story


@pytest.fixture
def story(session, frozen_time) -> Story:
    return Story(session)


@pytest.fixture
def panel(session, story):
    story.pool()
    one, other = story.submitted("ngo"), story.submitted("ngo2")
    story.open()
    story.check(one, other)
    panel = story.drawn()
    session.commit()
    return panel


def login_of(seat) -> str:
    return seat.expert.user.login


def test_an_expert_accepts_scores_and_hands_in(client, session, story, panel):
    story.accept_all(panel)
    session.commit()
    seat = scoring.seats_of(session, panel)[0]
    client.login(login_of(seat))
    assert "独居老人守望" in client.page("/reviews/").text
    review = scoring.reviews_of(session, seat)[0]
    marks = {"points_1": "24.5", "points_2": "31.25", "points_3": "20", "comment": "可行"}
    page = client.submit(f"/reviews/{review.public_id}", "", then="seat", **marks)
    assert "75.75" in page.text


def test_the_blind_page_does_not_name_the_bidder(client, session, story, panel):
    story.accept_all(panel)
    session.commit()
    seat = scoring.seats_of(session, panel)[0]
    client.login(login_of(seat))
    for review in scoring.reviews_of(session, seat):
        text = client.page(f"/reviews/{review.public_id}").text
        assert not [org.name for org in story.orgs.values() if org.name in text]


def test_an_extreme_score_without_a_reason_keeps_what_was_typed(client, session, story, panel):
    story.accept_all(panel)
    session.commit()
    seat = scoring.seats_of(session, panel)[0]
    client.login(login_of(seat))
    review = scoring.reviews_of(session, seat)[0]
    response = client.post(f"/reviews/{review.public_id}", data={"points_1": "30", "points_2": "x", "version": "1"})
    assert response.status_code == 422
    assert "最多两位小数" in response.text
    response = client.post(f"/reviews/{review.public_id}", data={"points_1": "30", "version": "1"})
    assert response.status_code == 422
    assert "请写明理由" in response.text
    assert 'value="30"' in response.text
    data = {"points_1": "30", "points_2": "0", "points_3": "99", "version": "1"}
    said = client.post(f"/reviews/{review.public_id}", data=data).text
    assert (said.count("请写明理由") > 2, "请打 0 到" in said) == (True, True)  # all at once, at the head and beside


def test_another_expert_and_a_recused_one_find_nothing(client, session, story, panel):
    story.accept_all(panel)
    first, second = scoring.seats_of(session, panel)[:2]
    review, mine = scoring.reviews_of(session, first)[0], scoring.reviews_of(session, second)[0]
    lifecycle.move(session, second, "recuse", by=story.expert(second), reason="亲属任职")
    session.commit()
    client.login(login_of(second))
    for path in (f"/reviews/{review.public_id}", f"/reviews/{mine.public_id}", f"/reviews/seats/{second.public_id}",
                 f"/reviews/{second.public_id}/steps/accept", f"/panels/{panel.public_id}", f"/panels/{panel.public_id}/result"):  # fmt: skip
        assert client.get(path).status_code == 404, path
    for path in ("/reviews/", "/desk", "/notices"):
        assert "独居老人守望" not in client.get(path, follow_redirects=True).text, path


def test_officers_see_progress_but_no_score_before_all_are_in(client, session, story, panel):
    story.accept_all(panel)
    seat = scoring.seats_of(session, panel)[0]
    story.score(seat)
    lifecycle.move(session, seat, "finish", by=story.expert(seat))
    session.commit()
    client.login("acceptor")
    page = client.page(f"/panels/{panel.public_id}")
    assert "2 / 2" in page.text
    assert "评分还没有交齐" in client.page(f"/panels/{panel.public_id}/result").text
    review = scoring.reviews_of(session, seat)[0]
    assert client.get(f"/reviews/{review.public_id}").status_code == 404


def test_a_panel_is_committed_and_drawn_on_the_web(client, session, story):
    story.pool()
    one = story.submitted("ngo")
    story.open()
    story.check(one)
    session.commit()
    client.login("acceptor")
    page = client.submit("/panels/", f"/panels/of/{story.call.public_id}")
    assert "候选名单已封存，待抽取" in page.text
    address = page.response.request.path + "/steps/draw"
    page = client.submit(address, "", witness="3107.86", witness_name="明监之")
    assert "种子：重新计算，结果相同" in page.text
    assert page.text.count("待确认") >= 5


def test_the_draw_replays_on_the_command_line(app, session, panel):
    result = app.test_cli_runner().invoke(args=["draw", "replay", panel.public_id])
    assert result.exit_code == 0
    assert result.output.count(": same") == 3
    assert draws.of_panel(session, panel).seed in result.output


def test_an_expert_steps_aside_and_the_next_substitute_is_invited(client, session, story, panel):
    seat = scoring.seats_of(session, panel)[0]
    client.login(login_of(seat))
    address = f"/reviews/{seat.public_id}/steps/recuse"
    data = client.page(address).form("")
    assert client.post(address, data={**data, "reason": "曾任顾问"}).status_code == 302
    states = [s.state for s in scoring.seats_of(session, panel)]
    assert states == [SeatState.RECUSED] + [SeatState.INVITED] * 5


def test_an_expert_declares_a_conflict(client, session, story, panel):
    client.login("expert1")
    own = client.page("/experts/mine").response.request.path
    page = client.submit(f"{own}/conflicts", "", organization="青石巷儿童发展中心", kind="board", note="理事")
    assert "担任理事、监事" in page.text
    page = client.submit(f"{own}/conflicts", "", organization="没有这家", kind="board", status=422)
    assert "名册里没有这个名称" in page.text
