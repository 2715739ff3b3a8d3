"""An expert on the board of a bidder is found by identity, or by phone and name; what is only likely is shown, not decided."""

from __future__ import annotations

import pytest

from portal.domain.organizations import roll_reads, rolls
from portal.domain.organizations.officeholders import Office
from portal.domain.review import boards, conflicts, draws, experts
from portal.domain.review.models import ConflictKind, SeatState
from portal.domain.review.replay import agrees
from portal.kernel import lifecycle, people
from portal.kernel.people import User
from portal.kernel.words import Invalid
from portal.workflows.tick import LOOKS
from tests.bidding import Story
from tests.domain.boards import complete, filed, followed, hand_in, number


@pytest.fixture
def story(session, frozen_time) -> Story:
    story = Story(session)
    story.pool()
    return story


def expert(story, login="expert1"):
    return experts.of_user(story.session, story.actor(login).user_id)


def on_file(story, key="ngo", **first):
    """The bidder's board; ``first`` changes who sits beside the president."""
    head, officer = story.actor(key), people.actor_for(story.session, "acceptor")
    roll = complete(story.session, story.orgs[key], head)
    sits = next(p for p in roll_reads.people_of(story.session, roll) if p.office is Office.BOARD_MEMBER)
    rolls.change(story.session, sits, by=head, **first)
    lifecycle.move(story.session, roll, "submit", by=head)
    lifecycle.move(story.session, roll, "accept", by=officer)
    return roll


def opened(story):
    mine, other = story.submitted("ngo"), story.submitted("ngo2", amount_fen=8_000_000)
    story.open()
    story.check(mine, other)
    return mine.lot


def test_an_identity_number_ties_and_the_exclusion_is_frozen_with_its_code(story):
    on_file(story, name="化名")
    experts.identify(story.session, expert(story), by=story.actor("expert1"), identity_number=number(2))
    lot = opened(story)
    found = draws.candidates(story.session, lot, 5)
    assert {"expert": expert(story).public_id, "reason": "board"} in found.excluded
    panel = story.drawn()
    draw = draws.of_panel(story.session, panel)
    assert expert(story).public_id not in draw.order
    assert {"expert": expert(story).public_id, "reason": ConflictKind.BOARD.value} in draw.excluded
    followed(story.session, story.orgs["ngo"], story.actor("ngo"), people.actor_for(story.session, "acceptor"))
    assert agrees(draw)  # what was committed to is replayed from the frozen list, whatever the rolls say now


def test_a_confirmed_phone_with_the_name_ties_and_either_alone_is_only_likely(story):
    who = expert(story)
    story.session.get(User, who.user_id).phone = "13800000001"
    on_file(story, phone="138 0000 0001")
    parties = conflicts.parties_of(story.session, opened(story))
    assert boards.seated(story.session, [who], parties) == set()
    assert [(f.expert, f.office, f.organization_id) for f in boards.possible(story.session, [who], parties)] == [
        (who.name, Office.BOARD_MEMBER, story.orgs["ngo"].id)
    ]
    sits = roll_reads.people_of(story.session, roll_reads.in_force(story.session, story.orgs["ngo"]))[1]
    sits.name = who.name
    story.session.flush()
    assert boards.seated(story.session, [who], parties) == {who.id}
    assert boards.possible(story.session, [who], parties) == []


def test_a_name_alone_is_likely_until_two_identity_numbers_say_otherwise(story):
    who = expert(story)
    on_file(story, name=who.name)
    parties = conflicts.parties_of(story.session, opened(story))
    assert conflicts.exclusions(story.session, [who], parties) == {}
    assert len(boards.possible(story.session, [who], parties)) == 1
    experts.identify(story.session, who, by=story.actor("expert1"), identity_number=number(99))
    assert boards.possible(story.session, [who], parties) == []


def test_a_seat_of_before_ties_for_three_years(story, frozen_time):
    head, officer = story.actor("ngo"), people.actor_for(story.session, "acceptor")
    filed(story.session, story.orgs["ngo"], head, officer)
    who = expert(story)
    experts.identify(story.session, who, by=story.actor("expert1"), identity_number=number(2))
    following = rolls.draft(story.session, story.orgs["ngo"], by=head)
    rolls.remove(story.session, roll_reads.people_of(story.session, following)[1], by=head)
    rolls.edit(story.session, following, by=head, **{f: getattr(roll_reads.in_force(story.session, story.orgs["ngo"]), f)
                                                    for f in ("resolved_on", "term_from", "term_until")})  # fmt: skip
    hand_in(story.session, following, head)
    lifecycle.move(story.session, following, "submit", by=head)
    lifecycle.move(story.session, following, "accept", by=officer)
    parties = {story.orgs["ngo"].id: "x"}
    assert boards.seated(story.session, [who], parties) == {who.id}
    frozen_time.forward(days=3 * 365 - 1)
    assert boards.seated(story.session, [who], parties) == {who.id}
    frozen_time.forward(days=2)
    assert boards.seated(story.session, [who], parties) == set()


def test_a_board_that_is_filed_later_moves_the_expert_out_at_the_next_look(story):
    opened(story)
    panel = story.drawn()
    seat = panel.seats[0]
    on_file(story)
    experts.identify(story.session, seat.expert, by=people.actor_for(story.session, seat.expert.user.login), identity_number=number(2))
    story.session.expire_all()
    assert seat.state is SeatState.RECUSED
    assert dict(LOOKS)["the look at the ties of experts at work"](story.session) == 0


def test_a_number_is_one_experts(story):
    experts.identify(story.session, expert(story), by=story.actor("expert1"), identity_number=number(5))
    for wrong, why in ((number(5), "另一位专家"), ("123", "18 位")):
        with pytest.raises(Invalid, match=why):
            experts.identify(story.session, expert(story, "expert2"), by=story.actor("expert2"), identity_number=wrong)
