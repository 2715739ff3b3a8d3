"""Who leads an organization is filed, accepted, in force, followed; staff is its own declaration; numbers stay sealed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from portal.domain.catalogue import qualified
from portal.domain.organizations import roll_guards, roll_reads, rolls
from portal.domain.organizations.models import OrgType
from portal.domain.organizations.officeholders import (
    Employment,
    IdKind,
    Office,
    Officeholder,
    Political,
    PublicServant,
    Roll,
    RollState,
    SocialWorker,
)
from portal.domain.retention import classes
from portal.kernel import access, clock, journal, lifecycle, people, work
from portal.kernel.permissions import Permission as P
from portal.kernel.roles import Role
from portal.kernel.words import Forbidden, Invalid, Refused, Stale
from portal.kernel.work import WorkItem
from portal.workflows import contacts
from tests.domain.boards import complete, drafted, filed, followed, hand_in, number, seat
from tests.domain.founding import as_other_role, town  # noqa: F401 - town is a fixture
from tests.domain.joining import entered, lead, led

S = RollState


@pytest.fixture
def place(town):
    organization, head = led(town)
    return organization, head


def move(town, record, action, by, **how):
    return lifecycle.move(town.session, record, action, by=by, **how)


def inbox(town, actor):
    stmt = select(WorkItem).where(work.awaited_from(actor), WorkItem.process == "roll")
    return [(item.duty, item.due_at and clock.local(item.due_at).date()) for item in town.session.scalars(stmt)]


# --- the whole way --------------------------------------------------------------------------------------------------


def test_a_board_is_prepared_submitted_accepted_and_public(town, place):
    organization, head = place
    roll = complete(town.session, organization, head)
    assert inbox(town, head) == [("填好名册、附上决议，提交负责人备案", None)]
    assert not access.allows(town.acceptor, P.ROLL_READ, roll)
    move(town, roll, "submit", head)
    assert (roll.number, roll.state) == ("雨任2026-0001", S.SUBMITTED)
    assert inbox(town, town.acceptor) == [("核对负责人备案", date(2026, 5, 27))]
    with pytest.raises(Refused, match="不能核对自己填写的备案"):
        move(town, roll, "accept", as_other_role(head, Role.ACCEPTOR))
    move(town, roll, "accept", town.acceptor)
    assert (roll.in_force_from, roll.in_force_until) == (date(2026, 5, 13), None)
    public = roll_reads.public_part(town.session, organization)
    assert [(office.value, [p.name for p in held]) for office, held in public.by_office] == [
        ("president", ["顾南乔"]), ("board_member", ["石桥南"]), ("supervisor", ["秤心平"])
    ]  # fmt: skip


def test_what_is_missing_is_said_one_after_the_other(town, place):
    organization, head = place
    session, roll = town.session, drafted(town.session, organization, head, resolved_on=None, term_until=None)

    def refused() -> str:
        with pytest.raises(Refused) as refusal:
            move(town, roll, "submit", head)
        return str(refusal.value.sentence)

    assert refused() == "还没有填：会议日期、任期届满。请填好再提交。"
    rolls.edit(session, roll, by=head, resolved_on=date(2026, 5, 1), term_until=date(2031, 5, 14))
    assert refused().startswith("一届最长 60 个月，这一届最晚到 2031-05-13。")
    rolls.edit(session, roll, by=head, term_until=date(2031, 5, 13))
    assert refused() == "名册里还没有人。请先加上理事长、理事和监事。"
    first = seat(session, roll, head, "顾南乔", Office.BOARD_MEMBER, 1)
    assert refused() == "法定代表人应当是一位，现在勾了 0 位。"
    rolls.change(session, first, by=head, legal_representative=True)
    assert refused() == "理事长（会长）应当是一位，现在有 0 位。"
    rolls.change(session, first, by=head, office=Office.PRESIDENT)
    young = seat(session, roll, head, "小满", Office.BOARD_MEMBER, 2, identity_number=number(2, "20080514"))
    nobody = rolls.add_to_roll(session, roll, by=head, name="无号人", office=Office.SUPERVISOR)
    assert refused() == "还没有填证件号码：无号人。"
    rolls.change(session, nobody, by=head, id_kind=IdKind.PASSPORT, identity_number="E1234567")
    assert refused() == "不满 18 周岁的人不能担任负责人、理事和监事：小满。"
    rolls.remove(session, young, by=head)
    assert refused() == "还缺：选举或变动的会议决议。请在“材料”里上传后再提交。"
    rolls.change(session, first, by=head, public_servant=PublicServant.RETIRED)
    assert refused() == "还缺：选举或变动的会议决议、公职人员兼职的批准文件。请在“材料”里上传后再提交。"
    hand_in(session, roll, head)
    move(town, roll, "submit", head)
    assert roll.state is S.SUBMITTED


def test_a_foundation_has_five_board_members_and_supervisors_who_keep_no_books(town, place):
    organization, head = place
    session = town.session
    organization.org_type = OrgType.FOUNDATION
    session.flush()
    roll = complete(session, organization, head)

    def refused() -> str:
        with pytest.raises(Refused) as refusal:
            move(town, roll, "submit", head)
        return str(refusal.value.sentence)

    assert refused() == "基金会的理事是 5 至 25 人，现在有 2 人。依据：基金会管理条例第二十条。"
    for serial in (4, 5, 6):
        seat(session, roll, head, f"理事{serial}", Office.BOARD_MEMBER, serial)
    watching = next(p for p in roll_reads.people_of(session, roll) if p.office is Office.SUPERVISOR)
    rolls.change(session, watching, by=head, accountant=True)
    assert refused() == "基金会的财会人员不得兼任监事：秤心平。"
    rolls.change(session, watching, by=head, accountant=False)
    president = roll_reads.people_of(session, roll)[0]
    rolls.change(session, president, by=head, public_servant=PublicServant.SERVING)
    assert refused() == "基金会的理事长、副理事长和秘书长不得由现职国家工作人员兼任：顾南乔。"
    rolls.remove(session, watching, by=head)
    rolls.change(session, president, by=head, public_servant=None)
    assert refused() == "基金会要设监事，名册里还没有。"


def test_one_is_under_way_at_a_time_and_only_its_own_people_write(town, place):
    organization, head = place
    drafted(town.session, organization, head)
    with pytest.raises(Refused, match="已经有一份负责人备案在办"):
        drafted(town.session, organization, head)
    for other in (town.ngo2, town.acceptor, town.accountant):
        with pytest.raises(Forbidden):
            drafted(town.session, organization, other)
    group = entered(town, "听雨社区晨风太极队", "52320114MJDEM0779X")
    group.org_type = OrgType.GROUP
    lead(town, group, "ngo2")
    with pytest.raises(Refused, match="备案的社区社会组织没有理事会"):
        drafted(town.session, group, people.actor_for(town.session, "ngo2"))


def test_returned_is_put_right_and_an_old_page_is_told(town, place):
    organization, head = place
    roll = complete(town.session, organization, head)
    move(town, roll, "submit", head)
    with pytest.raises(Refused, match="已经提交，不能再改"):
        rolls.edit(town.session, roll, by=head, note="补充")
    with pytest.raises(Refused, match="已经提交，不能再改"):
        rolls.change(town.session, roll_reads.people_of(town.session, roll)[0], by=head, name="别人")
    move(town, roll, "return", town.acceptor, reason="决议没有签字。")
    assert inbox(town, head) == [("填好名册、附上决议，提交负责人备案", None)]
    seen = roll.version
    rolls.edit(town.session, roll, by=head, note="决议已补签。", expect=seen)
    with pytest.raises(Stale):
        rolls.edit(town.session, roll, by=head, note="又改", expect=seen)
    move(town, roll, "submit", head)
    assert roll.number == "雨任2026-0001"


# --- one after the other --------------------------------------------------------------------------------------------


def test_the_next_roll_begins_with_todays_people_and_the_one_before_is_kept(town, place):
    organization, head = place
    first = filed(town.session, organization, head, town.acceptor)
    town.travel("2026-09-01 10:00")
    second = drafted(town.session, organization, head)
    assert [(p.name, p.identity_number) for p in roll_reads.people_of(town.session, second)] == [
        (p.name, p.identity_number) for p in roll_reads.people_of(town.session, first)
    ]
    leaving = next(p for p in roll_reads.people_of(town.session, second) if p.name == "石桥南")
    rolls.remove(town.session, leaving, by=head)
    seat(town.session, second, head, "石板路", Office.BOARD_MEMBER, 9)
    hand_in(town.session, second, head)
    move(town, second, "submit", head)
    assert roll_reads.in_force(town.session, organization) is first
    move(town, second, "accept", town.acceptor)
    assert (first.state, first.in_force_until, second.state) == (S.SUPERSEDED, date(2026, 9, 1), S.IN_FORCE)
    names = [{p.name for p in roll_reads.people_of(town.session, r)} for r in (first, second)]
    assert names == [{"顾南乔", "石桥南", "秤心平"}, {"顾南乔", "石板路", "秤心平"}]
    for day, roll in ((date(2026, 5, 12), None), (date(2026, 5, 13), first), (date(2026, 8, 31), first), (date(2026, 9, 1), second)):
        assert roll_reads.as_of(town.session, organization, day) is roll, day


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gaps=st.lists(st.integers(0, 400), min_size=1, max_size=4), offset=st.integers(-30, 1700))
def test_on_any_day_the_register_showed_the_newest_roll_that_was_accepted_by_then(town, place, gaps, offset):
    organization, head = place
    day, accepted = date(2026, 5, 13), []
    savepoint = town.session.begin_nested()
    for gap in gaps:
        day += timedelta(days=gap)
        town.travel(f"{day.isoformat()} 10:00")
        make = followed if accepted else filed
        accepted.append((day, make(town.session, organization, head, town.acceptor)))
    asked = date(2026, 5, 13) + timedelta(days=offset)
    expected = [roll for since, roll in accepted if since <= asked]
    assert roll_reads.as_of(town.session, organization, asked) is (expected[-1] if expected else None)
    assert [r for _, r in accepted if r.state in rolls.HOLDS] == [accepted[-1][1]]
    savepoint.rollback()


def test_before_the_term_ends_the_election_is_due_and_its_end_takes_nobodys_office(town, place):
    organization, head = place
    roll = filed(town.session, organization, head, town.acceptor, term_until=date(2026, 12, 1))
    town.session.commit()
    town.travel("2026-09-02 10:00")
    assert [step.action for _, step in lifecycle.tick(town.session)] == ["come-due"]
    assert inbox(town, head) == [("开会换届，报备新一届负责人", date(2026, 12, 1))]
    move(town, roll, "renew", head)
    following = roll_reads.under_way(town.session, organization)
    assert (roll.state, following.state, len(roll_reads.people_of(town.session, following))) == (S.RENEWING, S.DRAFT, 3)
    move(town, following, "discard", head)
    assert roll.state is S.DUE
    town.session.commit()
    town.travel("2026-12-02 10:00")
    assert lifecycle.tick(town.session) == []
    assert (roll.state, roll.term_is_over) == (S.DUE, True)
    assert roll_reads.public_part(town.session, organization).term_is_over
    assert roll_reads.listed(town.session, town.acceptor, over=True).items == [roll]
    followed(town.session, organization, head, town.acceptor)
    assert (roll.state, roll_reads.listed(town.session, town.acceptor, over=True).items) == (S.SUPERSEDED, [])


# --- persons --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "field", "why"),
    [
        ({"identity_number": "99999919750312001"}, "identity_number", "18 位"),
        ({"identity_number": number(2)}, "identity_number", "和“石桥南”的相同"),
        ({"id_kind": None, "identity_number": number(7)}, "id_kind", "请选是哪一种证件"),
        ({"id_kind": IdKind.PASSPORT, "identity_number": "!"}, "identity_number", "5 到 20 位"),
        ({"social_worker": SocialWorker.SENIOR}, "certificate", "等级和证书编号都要填"),
        ({"party_secretary": True, "political": Political.NONE}, "party_secretary", "党组织书记是中共党员"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(town, place, fields, field, why):
    organization, head = place
    roll = complete(town.session, organization, head)
    given = {"id_kind": IdKind.RESIDENT, "identity_number": number(8), **fields}
    with pytest.raises(Invalid, match=why) as refusal:
        rolls.add_to_roll(town.session, roll, by=head, name="新人", office=Office.BOARD_MEMBER, **given)
    assert refusal.value.field == field


def test_numbers_are_sealed_kept_when_left_open_and_shown_for_a_reason(town, place):
    organization, head = place
    roll = filed(town.session, organization, head, town.acceptor)
    person = roll_reads.people_of(town.session, roll)[0]
    rolls.change(town.session, person, by=head, phone="138 0000 0001", employment=Employment.FULL_TIME)
    rolls.change(town.session, person, by=head, phone=None, accountant=True)
    assert (person.phone, person.identity_number) == ("138 0000 0001", number(1))
    stored = town.session.execute(text("SELECT identity_number, identity_mark, phone FROM officeholders")).all()
    assert not any(number(1) in str(row) or "138 0000 0001" in str(row) for row in stored)
    with pytest.raises(TypeError):
        rolls.change(town.session, person, by=head, office=Office.VICE)
    assert contacts.reveal_person(town.session, person, by=town.acceptor, what="identity_number", reason="核对决议") == number(1)
    looked = journal.of(town.session, organization)[0]
    assert (looked.action, looked.payload.content["reason"], looked.payload.content["person"]) == (journal.LOOK, "核对决议", "顾南乔")
    assert number(1) not in str(looked.parts)


def test_staff_is_counted_once_and_compared_with_the_register(town, place):
    organization, head = place
    session = town.session
    roll = filed(session, organization, head, town.acceptor)
    president = roll_reads.people_of(session, roll)[0]
    rolls.change(session, president, by=head, employment=Employment.FULL_TIME, political=Political.PARTY_MEMBER, party_secretary=True)

    def declare(name, **fields):
        return rolls.declare(session, organization, by=head, name=name, **{"employment": Employment.FULL_TIME, **fields})

    declare("顾南乔", id_kind=IdKind.RESIDENT, identity_number=number(1), social_worker=SocialWorker.SENIOR, certificate="0001")
    declare("何暖心", social_worker=SocialWorker.ASSISTANT, certificate="0002")
    gone = declare("温水流", since=date(2026, 1, 1))
    declare("周末来", employment=Employment.VOLUNTEER)
    rolls.change(session, gone, by=head, until=date(2026, 4, 30))
    counted = roll_reads.public_part(session, organization)
    assert (counted.full_time, counted.volunteers, counted.social_workers, counted.party_members) == (2, 1, 2, 1)
    assert counted.party_branch
    assert [p.name for p in roll_reads.declared(session, organization, date(2026, 4, 1))] == ["顾南乔", "何暖心", "温水流", "周末来"]
    assert str(roll_reads.staff_difference(organization, 2)) == "名册登记专职人员 0 人，人员名单里有 2 人"
    staff = next(c for c in qualified.conditions(session, organization, 2026) if c.condition == "专职人员够数")
    assert (staff.met, str(staff.evidence)) == (False, "专职人员 0 人（人员名单里列了 2 人），至少 2 人")


def test_one_person_on_two_boards_is_seen_by_officers_by_identity_alone(town, place):
    organization, head = place
    session = town.session
    roll = filed(session, organization, head, town.acceptor)
    other = entered(town, "松柏里为老服务中心", "52320114MJDEM0778X")
    lead(town, other, "ngo2")
    ngo2 = people.actor_for(town.session, "ngo2")
    second = complete(session, other, ngo2)
    move(town, second, "submit", ngo2)
    found = roll_reads.elsewhere(session, roll_reads.people_of(session, second))
    assert {seats[0].organization for seats in found.values()} == {organization.name}
    assert len(found) == 3  # the numbers of the helper are the same three
    sentences = [str(s) for _ok, s in roll_guards.looked_at(session, second, roll_reads.people_of(session, second), found)]
    assert "同时在别的组织任职的有 3 人，见名册" in sentences
    organization.org_type = other.org_type = OrgType.ASSOCIATION
    session.flush()
    found = roll_reads.elsewhere(session, roll_reads.people_of(session, second))
    sentences = [str(s) for _ok, s in roll_guards.looked_at(session, second, roll_reads.people_of(session, second), found)]
    assert "法定代表人同时是另一个组织的法定代表人：顾南乔" in sentences
    assert roll_reads.elsewhere(session, roll_reads.people_of(session, roll)) == {}  # the other is not in force yet


def test_numbers_of_who_left_long_ago_are_erased_and_the_names_stay(town, place):
    organization, head = place
    first = filed(town.session, organization, head, town.acceptor)
    town.travel("2026-06-01 10:00")
    followed(town.session, organization, head, town.acceptor)
    town.travel("2031-06-02 10:00")
    planned = classes.plan(town.session)
    assert planned["officeholders"]["found"] == 3
    assert classes.erase(town.session, {"officeholders": planned["officeholders"]}) == {"officeholders": 3}
    assert [(p.name, p.identity_number) for p in roll_reads.people_of(town.session, first)] == [
        ("顾南乔", None), ("石桥南", None), ("秤心平", None)
    ]  # fmt: skip
    kept = town.session.scalars(select(Officeholder).join(Roll).where(Roll.state == S.IN_FORCE)).all()
    assert all(person.identity_number for person in kept)
