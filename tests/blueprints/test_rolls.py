"""Pages of an organization's people: what is typed, what is shown of numbers, who sees whom."""

from __future__ import annotations

import pytest

from portal.domain.organizations import roll_reads, rolls
from portal.domain.organizations.officeholders import Employment, Office, Officeholder
from portal.kernel.journal import LOOK, JournalEntry
from portal.kernel.roles import Role
from tests.domain.boards import complete, drafted, filed, number
from tests.domain.founding import town  # noqa: F401 - a fixture
from tests.domain.joining import joined, led

PHONE = "13800000001"


@pytest.fixture
def place(town):
    town.organization, town.head = led(town)
    joined(town, town.organization, town.head, "accountant", Role.ACCOUNTANT)
    return town


def address(place) -> str:
    return f"/organizations/{place.organization.public_id}/people"


def test_the_public_reads_offices_and_numbers_of_people_and_nothing_else(place, client, new_client):
    roll = filed(place.session, place.organization, place.head, place.acceptor)
    rolls.declare(place.session, place.organization, by=place.head, name="何暖心", employment=Employment.FULL_TIME)
    place.session.commit()
    text = client.page(f"/organizations/{place.organization.public_id}").text
    assert all(said in text for said in ("理事长（会长）", "石桥南", "监事", "秤心平", "专职 1 人，兼职 0 人"))
    assert "何暖心" not in text
    for path in (address(place), f"/rolls/{roll.public_id}"):
        assert client.get(path).status_code == 302
        other = new_client()
        other.login("ngo2")
        assert other.get(path).status_code in (403, 404), path


def test_a_person_is_typed_in_and_the_numbers_do_not_come_back(place, client, session):
    roll = drafted(session, place.organization, place.head)
    session.commit()
    client.login("ngo")
    page = client.submit(f"/rolls/{roll.public_id}/add", "", name="石桥南", office="board_member", id_kind="resident",
                         identity_number=f" {number(2)[:6]} {number(2)[6:]} ", phone=PHONE)  # fmt: skip
    assert "已加进名册。" in page.text
    assert "99********" in page.text
    [person] = session.query(Officeholder)
    assert (person.identity_number, person.phone) == (number(2), PHONE)
    page = client.page(f"/rolls/people/{person.public_id}/edit")
    assert {name: page.form("")[name] for name in ("identity_number", "phone", "name")} == {"identity_number": "", "phone": "", "name": "石桥南"}
    assert "已经填过：99********" in page.text
    client.submit(f"/rolls/people/{person.public_id}/edit", "", name="石桥北", id_kind="resident")
    session.expire_all()
    assert (person.name, person.identity_number) == ("石桥北", number(2))
    assert client.post(f"/rolls/people/{person.public_id}/remove").status_code == 302
    assert session.query(Officeholder).count() == 0


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(place, client, session):
    roll = drafted(session, place.organization, place.head)
    session.commit()
    client.login("ngo")
    wrong = number(2)[:-1] + ("0" if number(2)[-1] != "0" else "1")
    page = client.submit(f"/rolls/{roll.public_id}/add", "", name="石桥南", office="vice", id_kind="resident", identity_number=wrong,
                         social_worker="senior", status=422)  # fmt: skip
    assert "身份证号的校验码不对" in page.text
    assert "等级和证书编号都要填" in page.text
    assert page.form("")["name"] == "石桥南"
    page = client.submit(f"/rolls/{roll.public_id}/add", "", name="", office="", phone="abc", status=422)
    assert all(said in page.text for said in ("请填姓名。", "请选一项。", "电话只能有数字、空格和横线。"))


def test_a_whole_number_is_shown_once_for_a_reason_that_the_organization_reads(place, client, session):
    roll = filed(session, place.organization, place.head, place.acceptor)
    person = roll_reads.people_of(session, roll)[0]
    session.commit()
    client.login("acceptor")
    page = client.page(f"/rolls/{roll.public_id}")
    assert number(1) not in page.text
    look = f"/rolls/people/{person.public_id}/number"
    assert number(1) not in client.submit(look, "", status=422).text
    page = client.submit(look, "", reason="核对会议决议")
    assert number(1) in page.text
    assert client.get(f"/rolls/people/{person.public_id}/phone").status_code == 404  # there is none
    entry = session.query(JournalEntry).filter_by(action=LOOK).one()
    assert (entry.subject_type, entry.payload.content["reason"]) == ("organizations", "核对会议决议")
    client.login("supervisor")
    assert client.get(look).status_code == 403
    client.login("ngo")
    assert "核对会议决议" in client.page("/account/data").text


def test_the_roll_as_of_a_day_and_the_file_say_the_same(place, client, session):
    filed(session, place.organization, place.head, place.acceptor)
    place.travel("2026-09-01 10:00")
    roll = drafted(session, place.organization, place.head)
    leaving = next(p for p in roll_reads.people_of(session, roll) if p.office is Office.BOARD_MEMBER)
    rolls.remove(session, leaving, by=place.head)
    session.commit()
    client.login("acceptor")
    page = client.page(f"{address(place)}?on=2026-06-01")
    assert "这是过去的名册" in page.text
    assert "石桥南" in page.text
    assert "石桥南" in client.get(f"{address(place)}?on=2026-06-01&as=csv").get_data(as_text=True)
    assert "石桥南" not in client.get(f"{address(place)}?on=2026-01-01&as=csv").get_data(as_text=True)
    for odd in ("", "2026-13-01", "x", "2999-01-01"):
        assert client.get(f"{address(place)}?on={odd}").status_code == 200


def test_a_draft_is_the_organizations_alone(place, client, session):
    roll = complete(session, place.organization, place.head)
    person = roll_reads.people_of(session, roll)[0]
    session.commit()
    client.login("acceptor")
    for path in (f"/rolls/{roll.public_id}", f"/rolls/people/{person.public_id}/number"):
        assert client.get(path).status_code == 404, path
    assert "首次报备" not in client.page(address(place)).text
    client.login("accountant")
    assert client.get(f"/rolls/{roll.public_id}").status_code == 200
    assert client.get(f"/rolls/{roll.public_id}/edit").status_code == 403
    client.login("ngo")
    assert "已经有一份负责人备案在办" in client.page(f"/rolls/new/{place.organization.public_id}").text


def test_staff_is_entered_and_leaves(place, client, session):
    session.commit()
    client.login("ngo")
    page = client.submit(f"{address(place)}/new", "", name="何暖心", employment="full_time", since="2026-05-01")
    assert "何暖心" in page.text
    [person] = session.query(Officeholder)
    page = client.submit(f"/rolls/people/{person.public_id}/edit", "", until="2026-04-01", status=422)
    assert "离开日期不能早于到岗日期。" in page.text
    client.submit(f"/rolls/people/{person.public_id}/edit", "", until="2026-05-10")
    assert "何暖心，2026年5月10日离开" in " ".join(client.page(address(place)).text.split()).replace(" ，", "，")
