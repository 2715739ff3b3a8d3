"""A superior says with whom work lies: what moves is shown first, and nobody gets what they may not do."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.appointments import operations
from portal.kernel import journal, lifecycle, people
from portal.kernel.channels import Kind
from portal.kernel.outbox import Notice
from portal.kernel.people import User
from portal.kernel.permissions import Permission
from portal.kernel.roles import DIRECTS, ROLES, Role
from portal.kernel.words import Invalid, Refused
from portal.workflows import assignments, desk, reminders
from tests.domain.founding import submitted, town  # noqa: F401 - town is a fixture
from tests.domain.offices import appoint, hand_on


@pytest.fixture
def bureau(town):
    """Two who accept, and a registration that waits for either of them."""
    town.deputy = appoint(town.session, "deputy")
    town.registration = submitted(town)
    return town


def public_id(bureau, login):
    return bureau.session.query(User).filter_by(login=login).one().public_id


def waiting(bureau, actor):
    return [item.id for item in desk.inbox(bureau.session, actor, process="registration").items]


def hand_out(bureau, login, ids=None, by=None, reason="石工熟悉这家"):
    ids = ids or [row.id for row in assignments.listed(bureau.session, by or bureau.approver).items]
    return assignments.assign(bureau.session, by=by or bureau.approver, ids=ids, to=public_id(bureau, login), reason=reason)


def test_superiors_are_written_down_and_hold_the_permission():
    assert {role for role, (_, held) in ROLES.items() if Permission.WORK_ASSIGN in held} == set(DIRECTS)


def test_an_item_lies_with_whom_the_superior_says_and_with_nobody_else(bureau):
    items = waiting(bureau, bureau.acceptor)
    assert (len(items), waiting(bureau, bureau.deputy)) == (1, items)
    assert hand_out(bureau, "deputy") == 1
    assert (waiting(bureau, bureau.acceptor), waiting(bureau, bureau.deputy)) == ([], items)
    entry = journal.of(bureau.session, bureau.registration)[0]
    assert (entry.action, entry.payload.content) == (
        "assign", {"actor": bureau.approver.name, "to": "DEPUTY", "reason": "石工熟悉这家"}
    )  # fmt: skip
    told = bureau.session.query(Notice).filter_by(user_id=bureau.deputy.user_id).order_by(Notice.id.desc()).first()
    assert (told.msgid % told.parts).endswith(f"的“{entry.parts['duty']}”交给DEPUTY办")


def test_the_next_step_lies_with_the_office_again(bureau):
    hand_out(bureau, "deputy")
    lifecycle.move(bureau.session, bureau.registration, "accept", by=bureau.deputy)
    assert len(waiting(bureau, bureau.examiner)) == 1


def test_what_moves_is_what_the_preview_showed(bureau):
    ids = waiting(bureau, bureau.acceptor)
    shown = assignments.preview(bureau.session, bureau.approver, [*ids, 999_999], public_id(bureau, "examiner"))
    assert ([i.id for i in shown.moves], [str(why) for _, why in shown.stays], shown.gone) == (
        [], [f"{bureau.examiner.name}的岗位办不了这一步"], 1
    )  # fmt: skip
    with pytest.raises(Refused, match="都交不过去"):
        hand_out(bureau, "examiner")
    hand_out(bureau, "deputy")
    again = assignments.preview(bureau.session, bureau.approver, ids, public_id(bureau, "deputy"))
    assert [str(why) for _, why in again.stays] == ["已经在DEPUTY这里"]


def test_a_whole_desk_is_handed_over(bureau):
    hand_out(bureau, "deputy")
    theirs = assignments.listed(bureau.session, bureau.approver, with_whom=public_id(bureau, "deputy")).items
    assert [row.handler for row in theirs] == ["DEPUTY"]
    hand_out(bureau, "acceptor", [row.id for row in theirs], reason="调岗")
    assert waiting(bureau, bureau.acceptor) == [row.id for row in theirs]


@pytest.mark.parametrize("login", ["acceptor", "examiner", "street", "supervisor", "ngo", "committee"])
def test_nobody_else_hands_it_out(bureau, login):
    by = people.actor_for(bureau.session, login)
    with pytest.raises(Invalid):
        hand_out(bureau, "deputy", waiting(bureau, bureau.acceptor), by=by)
    assert len(waiting(bureau, bureau.deputy)) == 1


def test_what_lay_with_who_leaves_lies_with_the_office_again(bureau, as_person):
    hand_out(bureau, "deputy")
    operations.off_board(bureau.session, bureau.session.get(User, bureau.deputy.user_id), by=as_person("admin"), reason="调离")
    assert len(waiting(bureau, bureau.acceptor)) == 1


def test_who_stands_in_finds_what_was_laid_on_the_desk_of_who_is_away(bureau):
    hand_out(bureau, "acceptor")
    hand_on(bureau.session, bureau.acceptor, "deputy", date(2026, 5, 18), date(2026, 5, 22))
    bureau.travel("2026-05-19 10:00")
    assert waiting(bureau, people.actor_for(bureau.session, "deputy")) == []
    assert len(waiting(bureau, people.actor_for(bureau.session, "deputy", standing_in=True))) == 1


def test_a_reason_and_a_person_are_asked_for(bureau):
    ids = waiting(bureau, bureau.acceptor)
    for changes, field in (({"reason": " "}, "reason"), ({"to": ""}, "to"), ({"ids": []}, "items"), ({"ids": list(range(201))}, "items")):
        given = {"ids": ids, "to": public_id(bureau, "deputy"), "reason": "忙不过来", **changes}
        with pytest.raises(Invalid) as refused:
            assignments.assign(bureau.session, by=bureau.approver, **given)
        assert refused.value.field == field


def test_an_applicant_s_own_items_are_not_the_superior_s_to_hand_out(bureau):
    assert Role.ACCOUNT not in DIRECTS
    assert {row.process for row in assignments.listed(bureau.session, bureau.approver).items} == {"registration"}


def test_whoever_it_lies_with_is_reminded_and_nobody_else(bureau):
    hand_out(bureau, "deputy")
    bureau.session.commit()
    bureau.travel("2026-06-15 10:00")
    reminders.remind(bureau.session)
    told = bureau.session.query(Notice.user_id).filter_by(kind=Kind.REMINDER, subject_public_id=bureau.registration.public_id)
    assert [user_id for (user_id,) in told] == [bureau.deputy.user_id]
