"""Offices on the web: proposed and confirmed by two, handed on for some days, ended at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.domain.appointments import operations
from portal.kernel import clock, people
from portal.kernel.offices import Appointment, Delegation
from portal.kernel.people import User
from portal.kernel.permissions import Permission
from portal.kernel.roles import Role
from seeds.people import DISTRICT
from tests.domain.offices import appoint, hand_on, newcomer, propose

CHOICES = "//select[@id='appointment']/option"


@pytest.fixture
def week(session, frozen_time):
    """Two in the same office, with the clock standing still."""
    frozen_time("2026-05-13 10:00")
    appoint(session, "acceptor2")
    session.commit()
    return frozen_time


def proposed(session, login="newcomer"):
    return session.query(Appointment).join(User, Appointment.user_id == User.id).filter(User.login == login).one()


def fill(client, **changes):
    fields = {"login": "newcomer", "role": "approver", "place": DISTRICT, "title": "区民政局 · 批准", "basis": "局党组会议决定"}
    return client.submit("/appointments/new", **{**fields, **changes})


def test_one_administrator_proposes_and_another_confirms(client, session, new_client):
    newcomer(session, "newcomer")
    client.login("admin")
    page = fill(client)
    assert (page.heading, "由另一位管理员确认后生效" in page.text) == ("区民政局 · 批准", True)
    assert "由提议人以外的另一位管理员确认" in page.text
    assert proposed(session).state.value == "proposed"
    other = new_client()
    other.login("admin2")
    desk = other.page("/desk")
    assert "确认或否决任命" in desk.text
    address = f"/appointments/{proposed(session).public_id}"
    other.submit(address, f"{address}/steps/confirm")
    assert proposed(session).state.value == "in_force"
    assert people.actor_for(session, "newcomer").role is Role.APPROVER


def test_a_proposal_that_is_wrong_loses_nothing_that_was_typed(client, session):
    client.login("admin")
    page = client.page("/appointments/new")
    data = {**page.form(), "login": "nobody", "role": "acceptor", "place": DISTRICT, "title": "受理", "basis": "决定"}
    response = client.post("/appointments/new", data=data)
    assert (response.status_code, "没有这个账号" in client.last.text) == (422, True)
    assert client.last.form()["basis"] == "决定"
    for changes in ({"title": "长" * 121}, {"role": "king"}, {"starts_on": "morgen"}, {"place": "nowhere"}, {"basis": " "}):
        assert client.post("/appointments/new", data={**data, "login": "street", **changes}).status_code == 422
    assert session.query(Appointment).filter(Appointment.basis != "").count() == 0


def test_the_list_is_searched_and_narrowed(client, session):
    propose(session, people.actor_for(session, "admin"), "newcomer", Role.SUPERVISOR)
    session.commit()
    client.login("admin2")
    rows = "//main//tbody/tr"
    assert len(client.page("/appointments/").all(rows)) > 10
    assert len(client.page("/appointments/?q=newcomer").all(rows)) == 1
    assert len(client.page("/appointments/?state=proposed").all(rows)) == 1
    assert len(client.page("/appointments/?role=supervisor").all(rows)) == 2
    assert "没有这样的岗位" in client.page("/appointments/?q=没有的人").text


@pytest.mark.parametrize("login", ["acceptor", "ngo", "resident1"])
def test_others_see_their_own_appointments_alone(client, session, login):
    client.login(login)
    own = people.actor_for(session, login).appointment_id
    shown = client.page("/appointments/").all("//main//tbody//a/@href")
    assert shown == ([f"/appointments/{session.get(Appointment, own).public_id}"] if own else [])
    theirs = session.query(Appointment).join(User, Appointment.user_id == User.id).filter(User.login == "examiner").one()
    assert client.get(f"/appointments/{theirs.public_id}").status_code == 404
    assert client.get("/appointments/new").status_code == 403


def test_leaving_ends_every_office_and_every_open_page(client, session, new_client):
    leaver = new_client()
    leaver.login("examiner")
    assert leaver.get("/registrations/").status_code == 200
    client.login("admin")
    record = session.query(Appointment).join(User, Appointment.user_id == User.id).filter(User.login == "examiner").one()
    page = client.page(f"/appointments/{record.public_id}/leave")
    assert "没有同岗的人" in page.text
    assert client.submit(f"/appointments/{record.public_id}/leave", status=422).heading == "方若水离岗"
    page = client.submit(f"/appointments/{record.public_id}/leave", reason="调往省厅，9 月 1 日起")
    assert "方若水的 1 个岗位都终止了" in page.text
    assert leaver.get("/registrations/").location.startswith("/login")
    assert session.get(Appointment, record.id).state.value == "ended"


def test_an_office_is_handed_on_from_the_account_page_and_the_colleague_switches(client, session, new_client, week):
    client.login("acceptor")
    public_id = session.get(Appointment, people.actor_for(session, "acceptor").appointment_id).public_id
    assert f"/appointments/{public_id}" in client.page("/account").all("//main//a/@href")
    colleague = session.query(User).filter_by(login="acceptor2").one()
    day = clock.today()
    page = client.submit(f"/delegations/new/{public_id}", delegate=colleague.public_id, starts_on=day.isoformat(),
                         ends_on=(day + timedelta(days=2)).isoformat(), reason="年休假")  # fmt: skip
    assert "代办期间您可以看，不能办" in page.text
    assert "的事已请人代办" in client.page("/desk").one("//section[@class='post']").xpath("string()")
    assert client.get("/calls/new").status_code == 403
    other = new_client()
    other.login("acceptor2")
    key = f"for-{session.query(Delegation).one().id}"
    assert [(o.get("value"), o.text) for o in other.page("/desk").all(CHOICES)][1] == (key, "代沈一禾：区民政局 · 受理")
    assert other.post("/desk/switch", data={"appointment": key}).status_code == 302
    assert "正代沈一禾以“区民政局 · 受理”办事" in other.page("/desk").text
    week.forward(days=3)
    assert other.page("/desk").all(CHOICES) == []
    assert "正代" not in other.page("/desk").text
    assert client.get("/calls/new").status_code == 200


def test_nobody_switches_to_what_they_do_not_stand_in_for(client, session, week):
    hand_on(session, people.actor_for(session, "acceptor"), "acceptor2", clock.today(), clock.today())
    session.commit()
    client.login("examiner")
    for key in (f"for-{session.query(Delegation).one().id}", "for-999", str(people.actor_for(session, "acceptor").appointment_id)):
        assert client.post("/desk/switch", data={"appointment": key}).status_code == 403


def test_a_foreign_delegation_answers_like_none(client, session, week):
    given = hand_on(session, people.actor_for(session, "acceptor"), "acceptor2", clock.today(), clock.today())
    session.commit()
    client.login("approver")
    assert client.get(f"/delegations/{given.public_id}").status_code == 404
    assert client.get(f"/delegations/new/{given.appointment.public_id}").status_code == 404
    assert client.post(f"/delegations/{given.public_id}/steps/end", data={"version": "1"}).status_code == 404
    client.logout()
    client.login("acceptor2")
    address = f"/delegations/{given.public_id}"
    assert client.submit(address, f"{address}/steps/end").text.count("提前结束") >= 1


def test_an_expert_is_told_why_nobody_can_stand_in(client, session, as_person):
    client.login("expert1")
    record = session.get(Appointment, as_person("expert1").appointment_id)
    assert "的事只能本人办，不能请人代办" in client.page(f"/delegations/new/{record.public_id}").text
    assert "的事只能本人办，不能请人代办" in client.page(f"/appointments/{record.public_id}").text


def test_a_superior_looks_at_what_will_move_before_it_moves(client, session, demo_city, as_person):
    client.login("approver")
    page = client.page("/assignments/?process=registration")
    ids = page.all("//input[@name='items']/@value")
    assert ids
    colleague = session.query(User).filter_by(login="examiner").one()
    chosen = {"items": ids, "to": colleague.public_id, "reason": "请方工先办"}
    assert client.post("/assignments/", data={**chosen, "items": []}).status_code == 422
    assert client.post("/assignments/", data=chosen).status_code == 200
    assert client.last.heading == "交给方若水"
    moves = client.last.all("//input[@name='items']/@value")
    assert moves
    assert set(moves) <= set(ids)
    response = client.post("/assignments/", data={**chosen, "items": moves, "confirmed": "1"}, follow_redirects=True)
    assert f"交过去了 {len(moves)} 件" in response.get_data(as_text=True)
    shown = client.page(f"/assignments/?with_whom={colleague.public_id}")
    assert shown.all("//input[@name='items']/@value") == moves


@pytest.mark.parametrize("login", ["acceptor", "supervisor", "admin", "resident1"])
def test_only_superiors_hand_out_work(client, login):
    client.login(login)
    assert client.get("/assignments/").status_code == 403


def test_what_is_public_and_personal_stays_apart(session, as_person):
    assert not as_person("acceptor").holds(Permission.APPOINTMENT_PROPOSE)
    assert as_person("admin").holds(Permission.APPOINTMENT_PROPOSE)


def test_who_is_awaited_for_another_administrator_reads_it_at_the_desk(client, session):
    """The office holds everywhere, so its item names no place."""
    operations.propose(session, by=people.actor_for(session, "admin"), login="resident1", role=Role.ADMINISTRATOR, place="/",
                       title="第三位平台管理", basis="值班")  # fmt: skip
    session.commit()
    client.login("admin2")
    assert "确认或否决任命" in client.page("/desk").text
