"""The experts of one panel act at the same moment: nobody is counted twice or forgotten, no substitute sits twice."""

from __future__ import annotations

import pytest

from portal.domain.review import scoring
from portal.domain.review.models import Panel, PanelSeat, PanelState, SeatState
from portal.extensions import db
from portal.kernel import lifecycle
from portal.kernel.engine import writing
from tests.bidding import Story
from tests.rush import DONE, all_at_once


@pytest.fixture
def drawn(real_app):
    """A panel whose five experts are invited: (panel id, [(seat id, the expert)])."""
    with real_app.app_context(), writing(db.session()) as session:
        story = Story(session)
        story.pool()
        one = story.submitted("ngo")
        story.open()
        story.check(one)
        panel = story.drawn()
        return panel.id, [(seat.id, story.expert(seat)) for seat in scoring.seats_of(session, panel)]


def step(action: str, seat_id: int, actor, **given):
    def act(session) -> None:
        lifecycle.move(session, session.get_one(PanelSeat, seat_id), action, by=actor, **given)

    return act


def states(panel_id: int) -> tuple[PanelState, list[SeatState]]:
    panel = db.session.get_one(Panel, panel_id)
    return panel.state, [seat.state for seat in scoring.seats_of(db.session(), panel)]


def test_five_who_accept_at_once_start_the_scoring_once(real_app, drawn):
    panel_id, seats = drawn
    assert all_at_once(real_app, [step("accept", seat, actor) for seat, actor in seats]) == [DONE] * 5
    with real_app.app_context():
        assert states(panel_id) == (PanelState.SCORING, [SeatState.SERVING] * 5)
        assert [len(scoring.reviews_of(db.session(), db.session.get_one(PanelSeat, seat))) for seat, _ in seats] == [1] * 5


def test_three_who_step_aside_at_once_are_followed_by_three_substitutes(real_app, drawn):
    panel_id, seats = drawn
    leave = [step("recuse", seat, actor, reason="亲属任职") for seat, actor in seats[:3]]
    assert all_at_once(real_app, leave) == [DONE] * 3
    with real_app.app_context():
        state, found = states(panel_id)
        assert (state, found.count(SeatState.RECUSED), found.count(SeatState.INVITED)) == (PanelState.DRAWN, 3, 5)
