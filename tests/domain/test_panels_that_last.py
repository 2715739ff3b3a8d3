"""No panel ends dead: silent experts, used-up substitutes, ties that show late, accounts that close."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.domain.organizations.models import OrgField
from portal.domain.review import conflicts, draws, experts, leaving, scoring
from portal.domain.review.models import Absence, ConflictKind, Expert, PanelState, ReviewState, SeatState
from portal.domain.review.replay import agrees, recomputed
from portal.kernel import access, clock, journal, lifecycle, outbox, people
from portal.kernel.people import Appointment, User
from portal.kernel.permissions import Permission as P
from portal.kernel.roles import Role
from portal.kernel.words import Forbidden, Refused
from portal.kernel.work import WorkItem
from tests.bidding import DISTRICT, Story


@pytest.fixture
def story(session, frozen_time) -> Story:
    return Story(session)


def drawn(story: Story, pool: int):
    story.pool(pool)
    one, other = story.submitted("ngo"), story.submitted("ngo2", amount_fen=8_000_000)
    story.open()
    story.check(one, other)
    return story.drawn()


@pytest.fixture
def panel(story):
    return drawn(story, 9)


def seats(session, panel):
    return scoring.seats_of(session, panel)


def duties(session, record) -> list[tuple[str, str]]:
    items = session.query(WorkItem).filter_by(subject_public_id=record.public_id, closed_at=None).order_by(WorkItem.action)
    return [(item.action, item.permission.value) for item in items]


def later(session, days: int) -> None:
    """Let time pass and take the steps that it takes."""
    with clock.travel(clock.now() + timedelta(days=days)):
        session.commit()
        lifecycle.tick(session)


def replace(session, story, seat, cause=Absence.OVERDUE, reason="两次电话都没有回音"):
    leaving.replace(session, seat, by=story.actor("acceptor"), cause=cause, reason=reason)


def use_up(session, story, panel, count: int) -> None:
    """So many of the invited step aside one after the other."""
    for _ in range(count):
        seat = next(s for s in seats(session, panel) if s.state is SeatState.INVITED)
        lifecycle.move(session, seat, "recuse", by=story.expert(seat), reason="担任过顾问")


# --- silence -------------------------------------------------------------------------------------------------------


def test_an_invited_expert_is_told(session, story, panel):
    for seat in seats(session, panel):
        told = session.query(outbox.Notice).filter_by(user_id=seat.assignee_id).all()
        assert [(n.msgid, n.subject_public_id) for n in told] == [("邀请参加“%(lot)s”的评审", seat.public_id)]


def test_an_answer_that_does_not_come_becomes_the_officers_duty(session, story, panel):
    seat = seats(session, panel)[0]
    assert duties(session, seat) == [("accept", "review:score"), ("fall-silent", "system:tick")]
    due = leaving.due_of(seat)
    later(session, 10)
    assert (seat.state, leaving.due_of(seat)) == (SeatState.SILENT, due)
    assert duties(session, seat) == [("accept", "review:score"), ("replace", "panel:draw")]
    lifecycle.move(session, seat, "accept", by=story.expert(seat))
    assert (seat.state, duties(session, seat)) == (SeatState.ACCEPTED, [])


def test_scores_that_do_not_come_become_the_officers_duty(session, story, panel):
    story.accept_all(panel)
    seat = seats(session, panel)[0]
    later(session, 30)
    assert seat.state is SeatState.LATE
    assert duties(session, seat) == [("finish", "review:score"), ("replace", "panel:draw")]
    story.score(seat)
    lifecycle.move(session, seat, "finish", by=story.expert(seat))
    assert seat.state is SeatState.DONE


def test_the_time_for_scoring_runs_from_the_start_and_not_from_the_acceptance(session, story, panel):
    first, *others = seats(session, panel)
    lifecycle.move(session, first, "accept", by=story.expert(first))
    assert (first.state, leaving.due_of(first)) == (SeatState.ACCEPTED, None)
    with clock.travel(clock.now() + timedelta(days=1)):
        for seat in others:
            lifecycle.move(session, seat, "accept", by=story.expert(seat))
        assert first.entered_at == clock.now()
    assert first.state is SeatState.SERVING


def test_a_silent_expert_is_replaced_after_the_due_date_and_not_before(session, story, panel):
    seat = seats(session, panel)[0]
    with pytest.raises(Refused, match="还没有过"):
        replace(session, story, seat)
    with pytest.raises(Refused, match="请写明理由"):
        replace(session, story, seat, Absence.REQUEST, " ")
    later(session, 10)
    replace(session, story, seat)
    assert (seat.state, seat.cause) == (SeatState.REPLACED, Absence.OVERDUE)
    assert journal.of(session, seat)[0].payload.content["reason"] == "两次电话都没有回音"
    told = session.query(outbox.Notice).filter_by(user_id=seat.assignee_id).all()
    assert [n.msgid for n in told] == ["更换了“%(caption)s”评审组的一位专家"]
    assert seats(session, panel)[-1].expert.public_id == draws.of_panel(session, panel).order[panel.size]


def test_an_expert_is_replaced_earlier_for_a_cause_that_holds(session, story, panel):
    story.accept_all(panel)
    seat, other = seats(session, panel)[:2]
    reviews = story.score(seat)
    replace(session, story, seat, Absence.REQUEST, "住院，本人来电")
    assert [r.state for r in reviews] == [ReviewState.VOID] * 2
    assert not access.allows(story.expert(seat), P.REVIEW_SCORE, reviews[0])
    assert not access.allows(story.expert(seat), P.PANEL_READ, panel)
    with pytest.raises(Refused, match="现在都有效"):
        replace(session, story, other, Absence.POST)
    session.get(User, other.assignee_id).active = False
    replace(session, story, other, Absence.POST)
    assert other.state is SeatState.REPLACED


def test_only_who_draws_replaces(session, story, panel):
    seat = seats(session, panel)[0]
    for login in ("examiner", "approver", "supervisor", "ngo"):
        with pytest.raises(Forbidden):
            leaving.replace(session, seat, by=story.actor(login), cause=Absence.REQUEST, reason="想换人")


def test_a_panel_with_a_silent_and_a_late_expert_is_completed(session, story, panel):
    silent = seats(session, panel)[0]
    for seat in seats(session, panel)[1:]:
        lifecycle.move(session, seat, "accept", by=story.expert(seat))
    later(session, 10)
    replace(session, story, silent)
    story.accept_all(panel)
    assert panel.state is PanelState.SCORING
    late, *others = [s for s in seats(session, panel) if s.state is SeatState.SERVING]
    for seat in others:
        story.score(seat)
        lifecycle.move(session, seat, "finish", by=story.expert(seat))
    later(session, 40)
    replace(session, story, late)
    story.accept_all(panel)
    story.score_everything(panel)
    assert panel.state is PanelState.COMPLETE


# --- the supplementary draw ----------------------------------------------------------------------------------------


def test_a_panel_without_substitutes_waits_for_a_supplementary_draw(session, story):
    panel = drawn(story, 6)
    use_up(session, story, panel, 2)
    assert panel.state is PanelState.SHORT
    assert duties(session, panel) == [("seal", "panel:draw")]
    officer = story.actor("acceptor")
    told = session.query(outbox.Notice).filter_by(user_id=officer.user_id, subject_public_id=panel.public_id).all()
    assert told[-1].msgid == "“%(caption)s”的候补专家用完，评审组缺席"
    with pytest.raises(Refused, match="能抽的专家有 0 人，要补 1 席"):
        lifecycle.move(session, panel, "seal", by=officer)


def test_a_supplementary_draw_leaves_out_the_tied_and_the_drawn_and_replays(session, story):
    panel = drawn(story, 6)
    use_up(session, story, panel, 2)
    officer = story.actor("acceptor")
    for n in (7, 8, 9):
        experts.enter(session, by=officer, login=f"expert{n}", unit=f"第{n}研究院", title="研究员", fields=[OrgField.ELDERLY],
                      region_path=DISTRICT)  # fmt: skip
    tied = experts.of_user(session, story.actor("expert8").user_id)
    experts.declare(session, tied, by=officer, organization=story.orgs["ngo"], kind=ConflictKind.BOARD)
    lifecycle.move(session, panel, "seal", by=officer)
    assert (panel.state, duties(session, panel)) == (PanelState.SEALED, [("supplement", "panel:draw")])
    assert journal.of(session, panel)[1].action == "commit"
    draws.supplement(session, panel, by=officer, witness="3120.01", witness_name="区审计局 明监之")
    first, second = draws.rounds_of(session, panel)
    fresh = {experts.of_user(session, story.actor(f"expert{n}").user_id).public_id for n in (7, 9)}
    assert (second.round, second.size, set(second.candidates)) == (2, 1, fresh)
    reasons = {e["expert"]: e["reason"] for e in second.excluded}
    assert reasons == {tied.public_id: "board"} | dict.fromkeys(first.order, "drawn_before")
    assert [step["what"] for step in recomputed(second)] == ["commitment", "seed", "order"]
    assert agrees(second)
    assert panel.state is PanelState.DRAWN
    assert seats(session, panel)[-1].expert.public_id == second.order[0]
    use_up(session, story, panel, 1)
    assert seats(session, panel)[-1].expert.public_id == second.order[1]


def test_those_who_score_go_on_while_a_seat_is_empty(session, story):
    panel = drawn(story, 5)
    story.accept_all(panel)
    gone, *others = seats(session, panel)
    lifecycle.move(session, gone, "recuse", by=story.expert(gone), reason="亲属任职")
    assert panel.state is PanelState.SHORT
    for seat in others:
        story.score(seat)
        lifecycle.move(session, seat, "finish", by=story.expert(seat))
    officer = story.actor("acceptor")
    experts.enter(session, by=officer, login="expert9", unit="第九研究院", title="研究员", fields=[OrgField.ELDERLY],
                  region_path=DISTRICT)  # fmt: skip
    lifecycle.move(session, panel, "seal", by=officer)
    draws.supplement(session, panel, by=officer, witness="3120.01", witness_name="区审计局 明监之")
    story.accept_all(panel)
    assert panel.state is PanelState.SCORING
    story.score_everything(panel)
    assert panel.state is PanelState.COMPLETE
    assert len(scoring.reviews_of(session, seats(session, panel)[-1])) == 2


def test_a_candidate_whose_tie_shows_between_sealing_and_drawing_is_not_seated(session, story):
    story.pool(9)
    one = story.submitted("ngo")
    story.open()
    story.check(one)
    panel = draws.commit(session, story.lot, by=story.actor("acceptor"))
    tied = experts.of_user(session, story.actor("expert1").user_id)
    experts.declare(session, tied, by=story.actor("expert1"), organization=story.orgs["ngo"], kind=ConflictKind.KINSHIP)
    draws.draw(session, panel, by=story.actor("acceptor"), witness="3107.86", witness_name="区审计局 明监之")
    assert tied.public_id not in [s.expert.public_id for s in seats(session, panel)]
    assert len(seats(session, panel)) == panel.size


# --- ties ----------------------------------------------------------------------------------------------------------


def declare(session, story, seat, login="ngo2", kind=ConflictKind.KINSHIP):
    experts.declare(session, seat.expert, by=story.expert(seat), organization=story.orgs[login], kind=kind)


def test_a_tie_declared_while_scoring_recuses_the_live_seat(session, story, panel):
    story.accept_all(panel)
    seat = seats(session, panel)[0]
    reviews = story.score(seat)
    declare(session, story, seat)
    assert (seat.state, [r.state for r in reviews]) == (SeatState.RECUSED, [ReviewState.VOID] * 2)
    assert seats(session, panel)[-1].state is SeatState.INVITED
    told = session.query(outbox.Notice).filter_by(user_id=seat.assignee_id).all()
    assert [(n.msgid, n.subject_type) for n in told] == [("因利益关系，您不再参加一个标段的评审，由候补专家接替", "experts")]
    mails = session.query(outbox.OutboxMessage).filter_by(kind="mail", sent_at=None).all()
    about = [m.content["subject_public_id"] for m in mails if m.content["user_id"] == seat.assignee_id]
    assert about == [seat.expert.public_id]


def test_a_tie_holds_in_every_lot_where_the_organization_bids_and_in_no_other(session, story):
    story.pool(9)
    here, there, free = story.submitted("ngo"), story.submitted("ngo", story.other_lot), story.submitted("ngo2")
    story.open()
    story.check(here, there, free)
    by = story.actor("acceptor")
    panels = [draws.commit(session, lot, by=by) for lot in (story.lot, story.other_lot)]
    for panel in panels:
        draws.draw(session, panel, by=by, witness="3107.86", witness_name="区审计局 明监之")
    sat = [{s.expert_id for s in seats(session, panel)} for panel in panels]
    expert = session.get(Expert, min(sat[0] & sat[1]))
    actor = people.actor_for(session, expert.user.login)
    experts.declare(session, expert, by=actor, organization=story.orgs["ngo3"], kind=ConflictKind.BOARD)
    assert {s.state for p in panels for s in seats(session, p)} == {SeatState.INVITED}
    experts.declare(session, expert, by=actor, organization=story.orgs["ngo"], kind=ConflictKind.BOARD)
    states = [s.state for p in panels for s in seats(session, p) if s.expert_id == expert.id]
    assert states == [SeatState.RECUSED] * 2


def test_a_tie_that_shows_by_itself_stops_accepting_scoring_and_handing_in(session, story, panel):
    first, second = seats(session, panel)[:2]
    employ(session, story, first)
    with pytest.raises(Refused, match="利益关系（任职关系），不能评"):
        lifecycle.move(session, first, "accept", by=story.expert(first))
    lifecycle.move(session, first, "recuse", by=story.expert(first), reason="刚受聘")
    story.accept_all(panel)
    review = story.score(second)[0]
    employ(session, story, second)
    with pytest.raises(Refused, match="不能评"):
        scoring.save(session, review, by=story.expert(second), marks={})
    with pytest.raises(Refused, match="不能评"):
        lifecycle.move(session, second, "finish", by=story.expert(second))
    assert leaving.recheck(session, panel, by=story.actor("acceptor")) == 1
    assert second.state is SeatState.RECUSED


def test_the_tick_finds_a_tie_that_nobody_looked_for(session, story, panel):
    seat = seats(session, panel)[0]
    session.commit()
    assert leaving.recheck_all(session) == 0
    assert "recheck" not in [entry.action for entry in journal.of(session, panel)]
    employ(session, story, seat)
    session.commit()
    assert leaving.recheck_all(session) == 1
    assert (seat.state, seats(session, panel)[-1].state) == (SeatState.RECUSED, SeatState.INVITED)


def employ(session, story, seat, login="ngo"):
    session.add(Appointment(user_id=seat.assignee_id, role=Role.CASE_OFFICER, organization_id=story.orgs[login].id, title="经办",
                            starts_at=clock.now()))  # fmt: skip
    session.flush()


def test_an_expert_whose_appointment_ended_neither_accepts_nor_scores(session, story, panel):
    seat = seats(session, panel)[0]
    actor = story.expert(seat)
    held = session.query(Appointment).filter_by(user_id=seat.assignee_id, role=Role.EXPERT).all()
    for appointment in held:
        appointment.starts_at, appointment.ends_at = clock.now() - timedelta(days=9), clock.now() - timedelta(seconds=1)
    session.flush()
    with pytest.raises(Refused, match="聘期已满"):
        lifecycle.move(session, seat, "accept", by=actor)
    assert conflicts.out_of_post(session, [seat.expert]) == {seat.expert.public_id}
    assert seat.expert not in draws.pool(session, story.lot)


def test_an_expert_changes_neither_unit_nor_standing_of_their_own(session, story, panel):
    seat = seats(session, panel)[0]
    for change in ({"unit": "别的单位"}, {"active": False}, {"active": True}):
        with pytest.raises(Forbidden, match="由承办人更新"):
            experts.update(session, seat.expert, by=story.expert(seat), **change)
    experts.update(session, seat.expert, by=story.expert(seat), title="教授")
    assert (seat.expert.title, seat.expert.former_units) == ("教授", [])


def test_a_new_unit_recuses_and_the_old_one_ties_for_three_years(session, story, panel):
    seat, other = seats(session, panel)[:2]
    officer = story.actor("acceptor")
    experts.update(session, seat.expert, by=officer, unit=f"{story.orgs['ngo'].name} 培训部")
    assert seat.state is SeatState.RECUSED
    experts.update(session, seat.expert, by=officer, unit="退休")
    parties = conflicts.parties_of(session, story.lot)
    assert conflicts.exclusions(session, [seat.expert], parties) == {seat.expert.public_id: "same_unit"}
    with clock.travel(clock.now() + timedelta(days=3 * 365 + 1)):
        assert conflicts.exclusions(session, [seat.expert], parties) == {}
    assert other.state is SeatState.INVITED


def test_a_tie_that_shows_after_the_last_score_is_put_on_record(session, story, panel):
    story.accept_all(panel)
    story.score_everything(panel)
    seat = seats(session, panel)[0]
    declare(session, story, seat)
    assert (seat.state, panel.state) == (SeatState.DONE, PanelState.COMPLETE)
    assert journal.of(session, panel)[0].action == "tie-found"
    told = session.query(outbox.Notice).filter_by(user_id=story.actor("acceptor").user_id).order_by(outbox.Notice.id.desc()).first()
    assert told.msgid == "“%(lot)s”评审完成后，发现一位专家和申报单位有利益关系"
