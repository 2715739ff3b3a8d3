"""Work in a colleague's hands: for exactly the days that were said, in both names, and never what is given in person."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.domain.appointments import operations
from portal.domain.organizations.models import Registration
from portal.kernel import access, clock, hands, journal, lifecycle, people
from portal.kernel.outbox import Notice
from portal.kernel.people import User
from portal.kernel.permissions import PERSONAL, Permission
from portal.kernel.roles import ROLES, STAND_INS, Role
from portal.kernel.words import Forbidden, Invalid, NotFound, Refused
from portal.workflows import desk, preferences
from tests.domain.founding import submitted, town  # noqa: F401 - town is a fixture
from tests.domain.offices import another_admin, appoint, hand_on, office

MONDAY = date(2026, 5, 18)
FRIDAY = date(2026, 5, 22)


@pytest.fixture
def bureau(town):
    """Beside the three officers of the bureau: ``deputy``, who accepts, and ``other``, who examines."""
    town.deputy = appoint(town.session, "deputy")
    town.other = appoint(town.session, "other", Role.EXAMINER)
    return town


def away(bureau, login="acceptor", colleague="deputy", first=MONDAY, last=FRIDAY):
    """This officer hands the week on, and it is Tuesday."""
    given = hand_on(bureau.session, people.actor_for(bureau.session, login), colleague, first, last)
    bureau.travel("2026-05-19 10:00")
    return given


def standing_in(bureau, login="deputy"):
    return people.actor_for(bureau.session, login, standing_in=True)


# --- what it gives ----------------------------------------------------------------------------------------------


def test_the_colleague_acts_for_the_holder_and_the_holder_only_reads(bureau):
    away(bureau)
    for_acceptor, acceptor = standing_in(bureau), people.actor_for(bureau.session, "acceptor")
    assert (for_acceptor.for_name, for_acceptor.appointment_id) == (acceptor.name, acceptor.appointment_id)
    assert (acceptor.away, acceptor.holds(Permission.REGISTRATION_ACCEPT)) == (True, False)
    registration = submitted(bureau)
    with pytest.raises(Forbidden):
        lifecycle.move(bureau.session, registration, "accept", by=acceptor)
    assert access.allows(acceptor, Permission.REGISTRATION_READ, registration)
    lifecycle.move(bureau.session, registration, "accept", by=for_acceptor)
    assert registration.accepted_by_id == bureau.deputy.user_id


def test_the_journal_and_papers_name_both(bureau):
    away(bureau)
    registration = submitted(bureau)
    lifecycle.move(bureau.session, registration, "accept", by=standing_in(bureau))
    entry = journal.of(bureau.session, registration)[0]
    assert (entry.actor_id, entry.for_id) == (bureau.deputy.user_id, bureau.acceptor.user_id)
    assert (entry.payload.content["actor"], entry.payload.content["for"]) == ("DEPUTY", bureau.acceptor.name)
    assert journal.body(entry)["for"] == bureau.acceptor.user_id
    deputy = bureau.session.get(User, bureau.deputy.user_id)
    assert hands.signature(bureau.session, registration, deputy) == f"DEPUTY（代{bureau.acceptor.name}）"
    assert standing_in(bureau).signed == f"DEPUTY（代{bureau.acceptor.name}）"


def test_what_a_colleague_did_for_the_holder_is_among_what_the_holder_has_done(bureau):
    away(bureau)
    registration = submitted(bureau)
    lifecycle.move(bureau.session, registration, "accept", by=standing_in(bureau))
    mine = desk.done_by(bureau.session, people.actor_for(bureau.session, "acceptor")).items[0]
    assert (mine.subject_id, mine.by, mine.actor_id) == (registration.id, "DEPUTY", bureau.deputy.user_id)
    theirs = desk.done_by(bureau.session, bureau.deputy).items[0]
    assert (theirs.subject_id, theirs.actor_id) == (registration.id, bureau.deputy.user_id)
    others = desk.done_by(bureau.session, people.actor_for(bureau.session, "examiner")).items
    assert registration.id not in [line.subject_id for line in others if line.subject_type == "registrations"]


def test_the_inbox_of_who_is_away_lies_on_the_colleague_s_desk_and_the_colleague_is_told(bureau):
    away(bureau)
    registration = submitted(bureau)
    acceptor = people.actor_for(bureau.session, "acceptor")
    found = [desk.inbox(bureau.session, actor, process="registration").items for actor in (standing_in(bureau), acceptor)]
    assert [[item.subject_id for item in items] for items in found] == [[registration.id], []]
    told = bureau.session.query(Notice).filter_by(subject_public_id=registration.public_id)
    assert {bureau.deputy.user_id, bureau.acceptor.user_id} <= {notice.user_id for notice in told}


def test_what_is_given_in_person_passes_to_nobody_and_stays_with_who_is_away(bureau):
    for role in STAND_INS:
        passes = people.Actor(1, "甲", role, for_id=2, for_name="乙").permissions
        stays = people.Actor(2, "乙", role, away=True).permissions
        assert passes & PERSONAL == set()
        assert ROLES[role][1] & PERSONAL <= stays
        assert all(p in PERSONAL or p.value.split(":")[1].startswith("read") for p in stays)
    assert Permission.CONTRACT_SIGN_PURCHASER in ROLES[Role.APPROVER][1] & PERSONAL
    assert Permission.CONTRACT_SIGN_PROVIDER in ROLES[Role.LEGAL_REPRESENTATIVE][1] & PERSONAL
    assert Permission.REVIEW_SCORE in ROLES[Role.EXPERT][1] & PERSONAL


@pytest.mark.parametrize("login", ["expert1", "keeper1", "evaluator", "leader", "supervisor", "admin"])
def test_some_offices_cannot_be_handed_on_at_all(bureau, as_person, login):
    with pytest.raises(Refused, match="只能本人办"):
        hand_on(bureau.session, as_person(login), "deputy", MONDAY, FRIDAY)


# --- its days ---------------------------------------------------------------------------------------------------


def test_it_begins_and_ends_to_the_second_without_any_tick(bureau):
    hand_on(bureau.session, bureau.acceptor, "deputy", MONDAY, FRIDAY)
    for moment, stands in (
        (clock.at(MONDAY) - timedelta(seconds=1), False), (clock.at(MONDAY), True), (clock.at(FRIDAY, 23, 59), True),
        (clock.at(FRIDAY + timedelta(days=1)), False),
    ):  # fmt: skip
        bureau.travel(moment)
        assert (standing_in(bureau).for_id is not None) == stands
        assert people.actor_for(bureau.session, "acceptor").away == stands
    bureau.session.commit()
    assert [step.action for record, step in lifecycle.tick(bureau.session) if record.__tablename__ == "delegations"] == ["run-out"]


@pytest.mark.parametrize("who", ["acceptor", "deputy", "admin"])
def test_either_of_them_or_an_administrator_ends_it_earlier(bureau, as_person, who):
    given = away(bureau)
    lifecycle.move(bureau.session, given, "end", by=as_person(who))
    assert (given.state.value, given.ends_at) == ("taken_back", clock.now())
    assert standing_in(bureau).for_id is None
    assert not people.actor_for(bureau.session, "acceptor").away


def test_nobody_else_ends_or_sees_it(bureau):
    given = away(bureau)
    for login in ("examiner", "approver", "ngo"):
        actor = people.actor_for(bureau.session, login)
        assert not access.allows(actor, Permission.DELEGATION_READ, given)
        with pytest.raises(Forbidden):
            lifecycle.move(bureau.session, given, "end", by=actor)


@pytest.mark.parametrize(
    ("first", "last", "field", "sentence"),
    [
        (date(2026, 5, 12), FRIDAY, "starts_on", "不能早于今天"),
        (FRIDAY, MONDAY, "ends_on", "不能早于第一天"),
        (MONDAY, MONDAY + timedelta(days=90), "ends_on", "最多请人代办 90 天"),
    ],
)
def test_wrong_days_are_refused_at_their_field(bureau, first, last, field, sentence):
    with pytest.raises(Invalid, match=sentence) as refused:
        hand_on(bureau.session, bureau.acceptor, "deputy", first, last)
    assert refused.value.field == field


def test_it_does_not_outlast_the_office(bureau):
    session = bureau.session
    appoint(session, "short", ends_on=FRIDAY)
    with pytest.raises(Invalid, match="任期先到期"):
        hand_on(session, people.actor_for(session, "short"), "deputy", MONDAY, FRIDAY + timedelta(days=1))
    hand_on(session, people.actor_for(session, "short"), "deputy", MONDAY, FRIDAY)


# --- no chain ---------------------------------------------------------------------------------------------------


def test_who_stands_in_hands_nothing_on(bureau):
    away(bureau)
    with pytest.raises(NotFound):
        hand_on(bureau.session, standing_in(bureau), "other", date(2026, 5, 20), FRIDAY)
    with pytest.raises(Refused, match="您正代.*办事"):
        hand_on(bureau.session, people.actor_for(bureau.session, "deputy"), "other", date(2026, 5, 20), FRIDAY)
    with pytest.raises(Invalid, match="自己也请人代办"):
        hand_on(bureau.session, bureau.examiner, "acceptor", date(2026, 5, 20), FRIDAY)
    with pytest.raises(Refused, match="已经请.*代办"):
        hand_on(bureau.session, people.actor_for(bureau.session, "acceptor"), "other", date(2026, 5, 20), FRIDAY)


def test_only_a_colleague_of_the_same_unit_stands_in(bureau):
    for login in ("street", "finance", "ngo", "acceptor", "supervisor"):
        with pytest.raises(Invalid, match="同单位、能办这个岗位"):
            hand_on(bureau.session, bureau.acceptor, login, MONDAY, FRIDAY)


def test_nobody_hands_on_somebody_else_s_work(bureau):
    record = office(bureau.session, bureau.acceptor)
    meddler = people.Actor(bureau.examiner.user_id, "审核", Role.EXAMINER, appointment_id=record.id)
    with pytest.raises(NotFound):
        hand_on(bureau.session, meddler, "deputy", MONDAY, FRIDAY)


def test_it_falls_with_the_office_of_either(bureau, as_person):
    given = away(bureau)
    operations.off_board(bureau.session, bureau.session.get(User, bureau.deputy.user_id), by=as_person("admin"), reason="调离")
    assert (given.state.value, standing_in(bureau).for_id) == ("taken_back", None)
    again = hand_on(bureau.session, people.actor_for(bureau.session, "acceptor"), "other", date(2026, 5, 19), FRIDAY)
    another_admin(bureau.session)
    lifecycle.move(bureau.session, office(bureau.session, bureau.acceptor), "end", by=as_person("admin9"), reason="退休")
    assert (again.state.value, standing_in(bureau, "other").for_id) == ("taken_back", None)


# --- different people -------------------------------------------------------------------------------------------


def examined_by(bureau, accepted_by, examined_by) -> Registration:
    registration = submitted(bureau)
    lifecycle.move(bureau.session, registration, "accept", by=accepted_by)
    lifecycle.move(bureau.session, registration, "examine", by=examined_by)
    return registration


def test_who_accepted_does_not_examine_for_somebody_else(bureau):
    away(bureau, "examiner", "deputy")
    with pytest.raises(Refused, match="不能是同一个人"):
        examined_by(bureau, people.actor_for(bureau.session, "deputy"), standing_in(bureau))


def test_nobody_examines_for_the_one_who_accepted(bureau):
    """The acceptor accepts on Monday and hands an examiner's office on: both offices are theirs."""
    session = bureau.session
    appoint(session, "acceptor", Role.EXAMINER)
    registration = submitted(bureau)
    lifecycle.move(session, registration, "accept", by=bureau.acceptor)
    hand_on(session, people.actor_for(session, "acceptor", Role.EXAMINER), "other", MONDAY, FRIDAY)
    bureau.travel("2026-05-19 10:00")
    with pytest.raises(Refused, match="不能是同一个人"):
        lifecycle.move(session, registration, "examine", by=standing_in(bureau, "other"))
    lifecycle.move(session, registration, "examine", by=people.actor_for(session, "other"))


def test_nobody_examines_what_was_accepted_in_their_name(bureau):
    session = bureau.session
    appoint(session, "acceptor", Role.EXAMINER)
    registration = submitted(bureau)
    bureau.travel("2026-05-18 09:00")
    given = hand_on(session, people.actor_for(session, "acceptor", Role.ACCEPTOR), "deputy", MONDAY, FRIDAY)
    lifecycle.move(session, registration, "accept", by=standing_in(bureau))
    lifecycle.move(session, given, "end", by=people.actor_for(session, "acceptor"))
    with pytest.raises(Refused, match="不能是同一个人"):
        lifecycle.move(session, registration, "examine", by=people.actor_for(session, "acceptor", Role.EXAMINER))


def test_three_people_are_three_people_behind_every_signature(bureau):
    away(bureau, "approver", "deputy")
    registration = examined_by(bureau, people.actor_for(bureau.session, "deputy"), bureau.examiner)
    with pytest.raises(Refused, match="要由三个人办理"):
        lifecycle.move(bureau.session, registration, "approve", by=standing_in(bureau), uscc="52320114MJDEM09990")


def test_the_calendar_of_who_is_away_leaves_out_what_was_handed_on(bureau):
    registration = submitted(bureau)

    def calendar(login):
        user = bureau.session.query(User).filter_by(login=login).one()
        return [row.subject_public_id for row in preferences.deadlines_of(bureau.session, user)]

    assert calendar("acceptor") == calendar("deputy") == [registration.public_id]
    away(bureau)
    assert (calendar("acceptor"), calendar("deputy")) == ([], [registration.public_id])
