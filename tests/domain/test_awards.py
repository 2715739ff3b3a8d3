"""From the ranking to the award: publicity, objections, decisions."""

from __future__ import annotations

import pytest

from portal.domain.awards import objections, publicity, queries
from portal.domain.awards.models import Award, AwardState, Objection, ObjectionState, Publicity, PublicityState
from portal.domain.proposals.models import ProposalState
from portal.kernel import clock, holds, lifecycle, papers
from portal.kernel.outbox import Notice
from portal.kernel.people import actor_for
from portal.kernel.words import Forbidden, Refused, Stale
from portal.workflows.facts import awards_are_decided
from tests.domain.ranked import Ranked, ranked_call


@pytest.fixture
def city(session, frozen_time) -> Ranked:
    return ranked_call(session)


def raise_against(city: Ranked, award: Award, login: str = "ngo3") -> Objection:
    return objections.raise_objection(city.session, award, by=city.by(login), body="预算里的单价高于市场价。")


def answer(city: Ranked, objection: Objection, action: str, login: str = "examiner") -> None:
    objections.step(action, "answer")(city.session, objection, by=city.by(login), answer="查过了，说明如下。")


def test_the_best_ranked_are_proposed_up_to_the_places_and_go_into_public_for_seven_days(city):
    awards = city.publicise()
    assert [(a.proposal.rank, a.amount_fen, a.state) for a in awards] == [
        (1, 10000001, AwardState.PROPOSED), (2, 8000000, AwardState.PROPOSED),
    ]  # fmt: skip
    record = awards[0].publicity
    assert (clock.local(record.ends_at).date() - clock.today()).days == 7
    assert [(row["rank"], row["proposed"]) for row in record.sheet] == [(1, True), (2, True), (3, False)]


def test_every_lot_has_a_publicity_of_its_own_even_when_nobody_reached_the_line(session, frozen_time):
    city = ranked_call(session, lots=2, scores=(5999, 5000, 4000))
    assert city.publicise() == []
    found = session.query(Publicity).order_by(Publicity.id).all()
    assert [p.lot_id for p in found] == [lot.id for lot in city.lots]


def test_nobody_is_passed_over_for_a_cheaper_proposal(session, frozen_time):
    city = ranked_call(session, amounts=(9000000, 9000000, 1000000), places=3, budget_fen=15000000)
    assert [a.proposal.rank for a in city.publicise()] == [1]


def test_an_award_is_confirmed_only_after_its_publicity(city):
    award = city.publicise()[0]
    with pytest.raises(Refused, match="公示到 2026-05-22 才期满"):
        city.confirm(award)
    assert award.state is AwardState.PROPOSED


def test_the_publicity_ends_by_the_tick_and_not_before(city, frozen_time):
    record = city.publicise()[0].publicity
    city.session.commit()
    assert lifecycle.tick(city.session) == []
    frozen_time.forward(days=8)
    assert [(type(r), s.action) for r, s in lifecycle.tick(city.session)] == [(Publicity, "end")]
    assert record.state is PublicityState.OVER


def test_a_confirmed_award_has_a_number_a_notice_and_an_awarded_proposal(city):
    award = city.publicise()[0]
    city.end_publicity()
    city.confirm(award)
    assert award.number == "雨立2026-0001"
    assert award.proposal.state is ProposalState.AWARDED
    assert award.decided_by_id == city.by("approver").user_id
    (paper,) = papers.papers_of(city.session, award)
    assert (paper.kind, paper.number, paper.facts["amount_fen"]) == ("award_notice", award.number, 10000001)
    assert paper.facts["sign_by_on"] == "2026-06-14"


@pytest.mark.parametrize("login", ["examiner", "acceptor", "finance", "ngo", "supervisor"])
def test_only_the_approver_decides_on_awards(city, login):
    award = city.publicise()[0]
    city.end_publicity()
    with pytest.raises(Forbidden):
        lifecycle.move(city.session, award, "confirm", by=city.by(login))


def test_an_objection_holds_its_award_and_no_other(city):
    first, second = city.publicise()
    raise_against(city, first)
    city.end_publicity()
    with pytest.raises(Refused, match="异议 雨异2026-0001 还没有了结"):
        city.confirm(first)
    city.confirm(second)
    assert (first.state, second.state) == (AwardState.PROPOSED, AwardState.CONFIRMED)


def test_any_account_may_object_and_a_bidder_objects_in_its_organizations_name(city):
    first, second = city.publicise()
    bidder = raise_against(city, first, "ngo3")
    resident = raise_against(city, second, "resident1")
    assert bidder.organization_id == city.by("ngo3").organization_id
    assert resident.organization_id is None


def test_an_organization_cannot_object_to_its_own_award(city):
    first = city.publicise()[0]
    with pytest.raises(Refused, match="不能对自己提出异议"):
        raise_against(city, first, "ngo")


def test_the_same_person_objects_to_one_award_only_once(city):
    first = city.publicise()[0]
    raise_against(city, first)
    with pytest.raises(Refused, match="已经对这一项提出过异议"):
        raise_against(city, first)
    assert city.session.query(Objection).count() == 1


def test_after_the_publicity_no_objection_is_taken(city, frozen_time):
    first = city.publicise()[0]
    frozen_time("2026-05-22 23:59")
    raise_against(city, first, "resident1")
    frozen_time("2026-05-23 00:00")
    with pytest.raises(Refused, match="公示期已经结束"):
        raise_against(city, first, "resident2")


def test_an_objection_needs_a_reason(city):
    with pytest.raises(Refused, match="请写明异议的事实和理由"):
        objections.raise_objection(city.session, city.publicise()[0], by=city.by("ngo3"), body="  ")


def test_a_dismissed_objection_lets_the_award_go_on(city):
    first = city.publicise()[0]
    objection = raise_against(city, first)
    answer(city, objection, "dismiss")
    assert holds.on(city.session, first) == []
    city.end_publicity()
    city.confirm(first)
    assert first.state is AwardState.CONFIRMED


def test_a_withdrawn_objection_lets_the_award_go_on(city):
    first = city.publicise()[0]
    lifecycle.move(city.session, raise_against(city, first), "withdraw", by=city.by("ngo3"))
    assert holds.on(city.session, first) == []


def test_an_upheld_objection_cancels_its_award_and_the_next_in_line_is_publicised_for_a_whole_period(city, frozen_time):
    first, second = city.publicise()
    frozen_time.forward(days=3)
    answer(city, raise_against(city, first), "uphold")
    assert (first.state, first.proposal.state) == (AwardState.CANCELLED, ProposalState.NOT_AWARDED)
    assert second.state is AwardState.PROPOSED
    fresh = publicity.propose_next(city.session, first.publicity, by=city.by("approver"))
    (next_award,) = [a for a in city.awards() if a.publicity_id == fresh.id]
    assert (fresh.round, next_award.proposal.rank) == (2, 3)
    assert (clock.local(fresh.ends_at).date() - clock.today()).days == 7


def test_there_is_no_next_in_line_while_the_places_are_taken(city):
    first = city.publicise()[0]
    assert not publicity.can_propose_next(city.session, first.publicity)
    with pytest.raises(Refused, match="没有可以递补的项目"):
        publicity.propose_next(city.session, first.publicity, by=city.by("approver"))


def test_nobody_answers_their_own_objection(city):
    objection = raise_against(city, city.publicise()[0], "examiner")
    with pytest.raises(Refused, match="不能自己答复"):
        answer(city, objection, "dismiss")


def test_an_appeal_goes_to_the_finance_officer_holds_the_award_again_and_is_told_to_the_supervisor(city):
    first = city.publicise()[0]
    objection = raise_against(city, first)
    answer(city, objection, "dismiss")
    objections.step("appeal", "appeal")(city.session, objection, by=city.by("ngo3"), appeal="答复没有回应单价。")
    assert [h.blocks for h in holds.on(city.session, first)] == ["award", "payment"]
    told = city.session.query(Notice).filter_by(user_id=city.by("supervisor").user_id).all()
    assert "“%(caption)s”的异议答复被投诉" in [n.msgid for n in told]
    with pytest.raises(Forbidden):
        answer(city, objection, "appeal-uphold", "examiner")
    answer(city, objection, "appeal-dismiss", "finance")
    assert holds.on(city.session, first) == []
    assert objection.state is ObjectionState.APPEAL_DISMISSED


def test_an_appeal_that_is_upheld_cancels_a_confirmed_award(city):
    first = city.publicise()[0]
    objection = raise_against(city, first)
    answer(city, objection, "dismiss")
    city.end_publicity()
    city.confirm(first)
    objections.step("appeal", "appeal")(city.session, objection, by=city.by("ngo3"), appeal="不服。")
    answer(city, objection, "appeal-uphold", "finance")
    assert (first.state, first.proposal.state) == (AwardState.CANCELLED, ProposalState.NOT_AWARDED)


def test_an_appeal_after_fifteen_working_days_is_too_late(city, frozen_time):
    objection = raise_against(city, city.publicise()[0])
    answer(city, objection, "dismiss")
    frozen_time("2026-06-06 00:00")
    with pytest.raises(Refused, match="投诉期已在 2026-06-05 结束"):
        objections.step("appeal", "appeal")(city.session, objection, by=city.by("ngo3"), appeal="不服。")


def test_two_officers_answering_at_once_the_second_is_told(city):
    objection = raise_against(city, city.publicise()[0])
    answer(city, objection, "dismiss")
    with pytest.raises(Stale):
        answer(city, objection, "uphold")


def test_a_call_is_finished_when_nothing_is_in_public_disputed_or_merely_proposed(city):
    first, second = city.publicise()
    assert awards_are_decided(city.session, city.call) == "还有标段在公示期内。公示期满、逐项确认后才能办结。"
    objection = raise_against(city, first)
    city.end_publicity()
    assert awards_are_decided(city.session, city.call) == "还有异议或投诉没有了结，不能办结。"
    answer(city, objection, "dismiss")
    assert awards_are_decided(city.session, city.call) == "还有拟立项没有确认或取消，不能办结。"
    city.confirm(first)
    lifecycle.move(city.session, second, "cancel", by=city.by("approver"), reason="申报单位放弃。")
    assert awards_are_decided(city.session, city.call) is None
    city.finish()
    assert [p.state for p in city.proposals] == [
        ProposalState.AWARDED, ProposalState.NOT_AWARDED, ProposalState.NOT_AWARDED,
    ]  # fmt: skip


def test_the_frozen_rule_is_recomputed_from_a_row_of_the_sheet():
    from portal.domain.calls.models import Aggregation

    row = [8800, 9150, 8930, 8500, 8850]
    assert queries.left_out(row, Aggregation.TRIMMED_MEAN) == {1, 3}
    assert queries.recomputed(row, Aggregation.TRIMMED_MEAN) == 8860
    assert queries.left_out([8000] * 5, Aggregation.TRIMMED_MEAN) == {0, 4}
    assert queries.left_out(row, Aggregation.MEAN) == set()


def test_the_results_list_finds_by_words_state_and_source(city):
    city.publicise()
    found = queries.results(city.session, q="第 2 名")
    assert [(r.title, r.amount_fen) for r in found.items] == [("标段1的第 2 名", 8000000)]
    assert queries.results(city.session, state=AwardState.CONTRACTED).items == []
    assert queries.results(city.session, q="100%_\\").items == []


def test_the_objector_reads_their_objection_and_other_organizations_do_not(city):
    from portal.kernel import access
    from portal.kernel.permissions import Permission

    objection = raise_against(city, city.publicise()[0])
    readers = {login: access.allows(actor_for(city.session, login), Permission.OBJECTION_READ, objection)
               for login in ("ngo", "ngo2", "ngo3", "examiner", "finance", "resident1")}  # fmt: skip
    assert readers == {"ngo": False, "ngo2": False, "ngo3": True, "examiner": True, "finance": True, "resident1": False}
