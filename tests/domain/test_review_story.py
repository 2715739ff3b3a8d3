"""From the opening to the ranking: draw, recusal, blind scores, result."""

from __future__ import annotations

import pytest

from portal.domain.calls.models import CallState
from portal.domain.organizations.models import OrgField
from portal.domain.proposals.models import ProposalState
from portal.domain.review import aggregation, draws, eligibility, experts, ranking, scoring
from portal.domain.review.models import ConflictKind, PanelState, ReviewState, SeatState
from portal.domain.review.replay import recomputed
from portal.kernel import access, journal, lifecycle, outbox
from portal.kernel.permissions import Permission as P
from portal.kernel.words import Forbidden, Invalid, NotFound, Refused
from tests.bidding import Story


@pytest.fixture
def story(session, frozen_time) -> Story:
    return Story(session)


@pytest.fixture
def panel(story):
    """Two proposals opened and checked, a panel drawn; nobody has answered yet."""
    story.pool()
    mine, other = story.submitted("ngo"), story.submitted("ngo2", amount_fen=8_000_000)
    story.open()
    story.check(mine, other)
    return story.drawn()


def test_a_draw_replays_to_the_same_order(session, panel):
    draw = draws.of_panel(session, panel)
    assert [step["what"] for step in recomputed(draw)] == ["commitment", "seed", "order"]
    assert all(step["same"] for step in recomputed(draw))
    assert draw.order == draws.order_of(draws.seed_of(draw.salt, "3107.86"), draw.candidates)


def test_a_draw_that_was_touched_does_not_replay(session, panel):
    draw = draws.of_panel(session, panel)
    draw.order = list(reversed(draw.order))
    assert [step["same"] for step in recomputed(draw)] == [True, True, False]


def test_the_commitment_is_journalled_before_the_draw(session, panel):
    draw = draws.of_panel(session, panel)
    actions = [entry.action for entry in reversed(journal.of(session, panel))]
    assert actions[:3] == ["begin", "commit", "draw"]
    assert draw.commitment in str(journal.of(session, panel)[-2].parts)


def test_an_expert_tied_to_any_bidder_of_the_lot_is_no_candidate(session, story):
    story.pool()
    one = story.submitted("ngo")
    story.open()
    story.check(one)
    tied = experts.of_user(session, story.actor("expert1").user_id)
    experts.declare(session, tied, by=story.actor("expert1"), organization=story.orgs["ngo"], kind=ConflictKind.BOARD)
    panel = draws.commit(session, story.lot, by=story.actor("acceptor"))
    draw = draws.of_panel(session, panel)
    assert tied.public_id not in draw.candidates
    assert draw.excluded == [{"expert": tied.public_id, "reason": "board"}]


def test_a_panel_is_not_drawn_from_too_few(session, story):
    story.pool(4)
    one = story.submitted("ngo")
    story.open()
    story.check(one)
    with pytest.raises(Refused, match="只有 4 人，评审组要 5 人"):
        draws.commit(session, story.lot, by=story.actor("acceptor"))


def test_only_who_may_draw_commits(session, story):
    story.pool()
    one = story.submitted("ngo")
    story.open()
    story.check(one)
    with pytest.raises(Forbidden):
        draws.commit(session, story.lot, by=story.actor("approver"))


def test_scoring_starts_when_the_last_seat_accepts(session, story, panel):
    seats = scoring.seats_of(session, panel)
    for seat in seats[:-1]:
        lifecycle.move(session, seat, "accept", by=story.expert(seat))
    assert panel.state is PanelState.DRAWN
    lifecycle.move(session, seats[-1], "accept", by=story.expert(seats[-1]))
    assert panel.state is PanelState.SCORING
    assert [len(scoring.reviews_of(session, seat)) for seat in seats] == [2] * 5


def test_a_recused_expert_loses_the_whole_lot_and_the_panel_keeps_its_size(session, story, panel):
    story.accept_all(panel)
    seat = scoring.seats_of(session, panel)[0]
    leaver, reviews = story.expert(seat), story.score(seat)
    lifecycle.move(session, seat, "recuse", by=leaver, reason="担任过顾问")
    assert [review.state for review in reviews] == [ReviewState.VOID] * 2
    assert not access.allows(leaver, P.REVIEW_SCORE, reviews[0])
    assert not access.allows(leaver, P.PANEL_READ, seat)
    assert not access.allows(leaver, P.PANEL_READ, panel)
    assert scoring.desk(session, leaver) == []
    assert session.query(outbox.Notice).filter_by(user_id=leaver.user_id).count() == 0
    with pytest.raises(NotFound):
        scoring.save(session, reviews[0], by=leaver, marks={})
    standing = [s for s in scoring.seats_of(session, panel) if s.state is not SeatState.RECUSED]
    assert len(standing) == panel.size
    order = draws.of_panel(session, panel).order
    assert standing[-1].expert.public_id == order[panel.size]


def test_a_substitute_scores_everything(session, story, panel):
    story.accept_all(panel)
    seat = scoring.seats_of(session, panel)[2]
    lifecycle.move(session, seat, "recuse", by=story.expert(seat), reason="亲属任职")
    story.accept_all(panel)
    assert len(scoring.reviews_of(session, scoring.seats_of(session, panel)[-1])) == 2
    story.score_everything(panel)
    assert panel.state is PanelState.COMPLETE


def test_a_substitute_with_a_conflict_is_passed_over(session, story, panel):
    order = draws.of_panel(session, panel).order
    sixth = session.query(experts.Expert).filter_by(public_id=order[5]).one()
    experts.declare(session, sixth, by=story.actor("acceptor"), organization=story.orgs["ngo2"], kind=ConflictKind.PAYMENT)
    seat = scoring.seats_of(session, panel)[0]
    lifecycle.move(session, seat, "recuse", by=story.expert(seat), reason="同单位")
    assert scoring.seats_of(session, panel)[-1].expert.public_id == order[6]


def test_an_extreme_score_needs_its_reason(session, story, panel):
    story.accept_all(panel)
    seat = scoring.seats_of(session, panel)[0]
    review, criterion = scoring.reviews_of(session, seat)[0], story.call.criteria[1]
    for points in (0, 800, 3800, 4000):
        with pytest.raises(Invalid, match="请写明理由") as refused:
            scoring.save(session, review, by=story.expert(seat), marks={criterion.id: scoring.Mark(points)})
        assert refused.value.field == "reason_2"
    for points in (801, 3799):
        scoring.save(session, review, by=story.expert(seat), marks={criterion.id: scoring.Mark(points)})
    with pytest.raises(Invalid, match="0 到 40 分"):
        scoring.save(session, review, by=story.expert(seat), marks={criterion.id: scoring.Mark(4001, "超了")})


def test_a_seat_hands_in_only_when_everything_is_scored(session, story, panel):
    story.accept_all(panel)
    seat = scoring.seats_of(session, panel)[0]
    with pytest.raises(Refused, match="还有 2 份没有打完分"):
        lifecycle.move(session, seat, "finish", by=story.expert(seat))
    reviews = story.score(seat)
    lifecycle.move(session, seat, "finish", by=story.expert(seat))
    assert [(r.state, r.total) for r in reviews] == [(ReviewState.SUBMITTED, 8000)] * 2
    with pytest.raises(Refused, match="已经提交"):
        scoring.save(session, reviews[0], by=story.expert(seat), marks={})


def test_nobody_but_the_author_reads_a_review_before_the_panel_is_done(session, story, panel):
    story.accept_all(panel)
    first, second = scoring.seats_of(session, panel)[:2]
    review = story.score(first)[0]
    lifecycle.move(session, first, "finish", by=story.expert(first))
    assert access.allows(story.expert(first), P.REVIEW_SCORE, review)
    readers = [story.expert(second), *(story.actor(x) for x in ("acceptor", "examiner", "approver", "supervisor", "admin", "ngo"))]
    assert not any(access.allows(reader, P.REVIEW_READ, review) for reader in readers)
    assert ranking.results(session, story.lot) == []
    assert ranking.opinions(session, review.proposal) == ([], [], [])


def test_the_call_is_ranked_by_its_frozen_rule(session, story, panel):
    story.accept_all(panel)
    story.begin_review()
    with pytest.raises(Refused, match="还没有交齐"):
        story.rank()
    story.score_everything(panel)
    story.rank()
    assert story.call.state is CallState.RANKED
    first, second = ranking.results(session, story.lot)
    # 60, 67, 74, 81, 88 percent: the trimmed mean is 74; the tie goes to the smaller amount
    assert (first.score, second.score) == (7400, 7400)
    assert (first.proposal.amount_fen, second.proposal.amount_fen) == (8_000_000, 9_000_000)
    assert first.proposal.state is ProposalState.RANKED
    assert (first.proposal.rank, first.proposal.score) == (1, 7400)
    assert sorted(first.scores) == [6000, 6700, 7400, 8100, 8800]
    assert aggregation.trimmed_mean(first.scores) == first.score
    assert first.proposable
    assert ranking.is_proposable(first.proposal)


def test_an_officer_overrides_a_condition_only_with_a_reason(session, story):
    one = story.submitted("ngo")
    one.organization.registered_on = story.deadline.date()
    story.open()
    with pytest.raises(Refused, match="请写明依据"):
        eligibility.check(session, one, by=story.actor("acceptor"), passed=True)
    row = eligibility.check(session, one, by=story.actor("acceptor"), passed=True, reason="合并前的机构满两年")
    assert (row.passed, one.state) == (True, ProposalState.ELIGIBLE)
    assert [item["met"] for item in row.items] == [True, True, True, False]


def test_a_bidder_that_fails_is_told_why(session, story):
    one = story.submitted("ngo")
    story.open()
    with pytest.raises(Refused, match="请写明理由"):
        eligibility.check(session, one, by=story.actor("acceptor"), passed=False)
    eligibility.check(session, one, by=story.actor("acceptor"), passed=False, reason="附件里没有年检结论")
    assert one.state is ProposalState.INELIGIBLE
    told = session.query(outbox.Notice).filter_by(user_id=story.actor("ngo").user_id).order_by(outbox.Notice.id.desc()).first()
    assert told.msgid == "“%(caption)s”没有通过资格审查"
    assert journal.of(session, one)[0].payload.content["reason"] == "附件里没有年检结论"


def test_a_plain_move_cannot_skip_the_check(session, story):
    one = story.submitted("ngo")
    story.open()
    with pytest.raises(Refused, match="缺少办理这一步所需的核对结果"):
        lifecycle.move(session, one, "pass", by=story.actor("acceptor"))


def test_the_field_decides_who_is_a_candidate_until_too_few_match(session, story):
    story.pool()
    for n in range(1, 4):
        expert = experts.of_user(session, story.actor(f"expert{n}").user_id)
        experts.update(session, expert, by=story.actor("acceptor"), fields=[OrgField.SPORTS])
    one = story.submitted("ngo")
    story.open()
    story.check(one)
    draw = draws.of_panel(session, draws.commit(session, story.lot, by=story.actor("acceptor")))
    # six match, five and two in reserve are wanted: all nine are candidates, and it says so
    assert (draw.whole_pool, len(draw.candidates)) == (True, 9)
