"""Incubators and tenancies in the browser: apply, decide, sign, assess; bad input; who sees what."""

from __future__ import annotations

import pytest

from portal.domain.incubators import capacity, operations, queries
from portal.domain.incubators.models import Tenancy, TenancyState
from portal.kernel import clock, lifecycle, people
from portal.kernel.people import SYSTEM, Appointment, User
from portal.kernel.roles import Role
from tests.domain.tenants import PANEL, House

S = TenancyState
FORM = {"plan": "给独居老人送热饭。", "needs": ["premises", "policy"], "desks": "2", "months": "12", "phone": "02500000000"}


@pytest.fixture
def house(session, frozen_time) -> House:
    house = House(session, desks=4)
    session.commit()
    return house


@pytest.fixture
def tenant(house, session):
    """``ngo3`` acts for an organization of its own."""
    user = session.query(User).filter_by(login="ngo3").one()
    made = house.organization("x", "石榴籽邻里调解事务所")
    appointment = session.query(Appointment).filter_by(user_id=made.user_id).one()
    appointment.user_id = user.id
    session.commit()


    return people.actor_for(session, "ngo3", Role.LEGAL_REPRESENTATIVE)


def only(session) -> Tenancy:
    return session.query(Tenancy).one()


def step(client, tenancy, action: str, status: int = 200, **values):
    """Through the page where there is a form, from the button's hidden version otherwise."""
    address = f"/tenancies/{tenancy.public_id}/steps/{action}"
    return client.submit(address, "" if values else None, status=status, **values) if values else client.submit(address)


def test_the_public_list_and_page_need_no_login(client, house):
    assert "萌芽孵化基地" in client.page("/incubators").text
    assert "没有符合的基地" in client.page("/incubators?q=不存在").text
    page = client.page(f"/incubators/{house.incubator.public_id}")
    assert page.heading == "萌芽孵化基地"
    assert "4 个工位，空着" in page.text
    assert client.get(f"/incubators/{house.incubator.public_id}/rooms.csv").get_data(as_text=True).splitlines()[1] == "201 室,2,30,4,0,4"
    assert client.get("/incubators/nosuchplace0").status_code == 404


def test_a_visitor_who_wants_to_apply_logs_in_first(client, house):
    response = client.get(f"/tenancies/new?incubator={house.incubator.public_id}")
    assert response.status_code == 302
    assert response.location.startswith("/login?next=")


def test_the_whole_way_from_the_form_to_the_key(client, house, tenant, session, frozen_time):
    client.login("ngo3")
    client.submit(f"/tenancies/new?incubator={house.incubator.public_id}", **FORM)
    tenancy = only(session)
    assert (tenancy.title, tenancy.needs, tenancy.state) == ("石榴籽邻里调解事务所", ["premises", "policy"], S.DRAFT)
    client.submit(f"/tenancies/{tenancy.public_id}/edit", desks="3")
    step(client, tenancy, "submit")
    client.logout()

    client.login("incubator")
    assert "石榴籽邻里调解事务所" in client.page("/tenancies").text
    step(client, tenancy, "check")
    assert only(session).state == S.CHECKED
    page = step(client, tenancy, "panel", members="甲\n乙", score="86.5", reason="可行", status=422)
    assert "至少要有 3 位成员" in page.text
    step(client, tenancy, "panel", members="\n".join(PANEL), score="86.5", reason="可行")
    assert "86.50" in client.page(f"/incubators/{house.incubator.public_id}").text
    frozen_time.forward(days=10)
    lifecycle.move(session, only(session), "end-publicity", by=SYSTEM)
    page = step(client, tenancy, "admit", room_id=str(house.room.id), desks="3", starts_on=clock.today().isoformat(), rent_kind="reduced",
                rent_fen="150.00", status=422)  # fmt: skip
    assert "减租或免租要写明依据和期限" in page.text
    step(client, tenancy, "admit", room_id=str(house.room.id), desks="3", starts_on=clock.today().isoformat(), rent_kind="reduced",
         rent_fen="150.00", rent_note="评审会同意减半")  # fmt: skip
    assert (only(session).state, only(session).rent_fen) == (S.ADMITTED, 15000)
    client.logout()

    client.login("ngo3")
    page = step(client, tenancy, "sign", status=422, desks=None)
    assert "请先确认看过协议全文" in page.text
    terms = client.page(f"/tenancies/{tenancy.public_id}/steps/sign").text
    for fact in ("201 室（30 ㎡，共 4 个工位）", "减租；评审会同意减半", "花神大道 1 号", "花神大道 2 号", "¥150.00"):
        assert fact in terms
    step(client, tenancy, "sign", agreed="y")
    client.logout()

    client.login("incubator")
    step(client, tenancy, "countersign", agreed="y")
    step(client, tenancy, "move-in")
    tenancy = only(session)
    assert (tenancy.state, capacity.taken_in(session, house.room.id)) == (S.RESIDENT, 3)
    client.submit(f"/tenancies/{tenancy.public_id}/services/new", kind="party", minutes="90", note="联合支部学习")
    text = client.page(f"/tenancies/{tenancy.public_id}").text
    assert "孵化基地入驻协议" in text
    assert "党团组织建设 1 1.5" in text
    assert "4 个工位，用了 3 个" in client.page("/tenancies").text


def test_an_assessment_is_graded_on_its_own_page(client, house, tenant, session):
    tenancy = house.resident(tenant)
    assessment = queries.assessments_of(session, tenancy)[0]
    client.login("incubator")
    client.submit(f"/assessments/{assessment.public_id}/steps/open-now")
    address = f"/assessments/{assessment.public_id}/steps/assess"
    for wrong in ("优", "100.01", "-1", "8.555", "NaN", "1e9999"):
        assert "0 到 100 的分数" in client.submit(address, "", score=wrong, reason="好", status=422).text
    client.submit(address, "", score="90", reason="按计划")
    assert "优秀" in client.page(f"/assessments/{assessment.public_id}").text
    client.logout()
    client.login("mentor")
    assert client.get(address).status_code == 403


def test_wrong_input_keeps_what_was_typed(client, house, tenant):
    client.login("ngo3")
    address = f"/tenancies/new?incubator={house.incubator.public_id}"
    page = client.submit(address, **{**FORM, "desks": "很多", "months": "99", "needs": None, "plan": "<b>计划</b>"}, status=422)
    assert "请填 6 到 24 的整数" in page.text
    assert "请至少选一项服务" in page.text
    assert page.form()["plan"].strip() == "<b>计划</b>"
    assert page.form()["desks"] == "很多"
    page = client.submit(address, **{**FORM, "plan": "长" * 2001, "incubator": "nosuch"}, status=422)
    assert "最多 2000 个字" in page.text


def test_an_old_page_and_a_second_click_get_a_sentence(client, house, tenant, session):
    tenancy = house.apply(tenant)
    session.commit()
    client.login("ngo3")
    address = f"/tenancies/{tenancy.public_id}/steps/submit"
    version = str(tenancy.version)
    assert client.post(address, data={"version": version}).status_code == 302
    response = client.post(address, data={"version": version}, follow_redirects=True)
    assert response.status_code == 409
    client.page(f"/tenancies/{tenancy.public_id}")
    assert only(session).state == S.SUBMITTED


def test_nobody_else_finds_a_tenancy(client, house, tenant, session):
    tenancy = house.bring(house.apply(tenant), S.SUBMITTED, tenant)
    draft = house.apply(tenant)
    session.commit()
    assert client.get(f"/tenancies/{tenancy.public_id}").status_code == 302
    client.login("resident1")
    assert client.get(f"/tenancies/{tenancy.public_id}").status_code == 404
    assert "还没有入驻申请" in client.page("/tenancies").text
    client.logout()
    client.login("incubator")
    assert client.get(f"/tenancies/{draft.public_id}").status_code == 404
    assert client.get(f"/tenancies/{tenancy.public_id}/edit").status_code == 403
    client.logout()
    client.login("mentor")
    assert client.get(f"/tenancies/{tenancy.public_id}/steps/check").status_code == 403


def test_a_mentor_puts_down_advice_and_training_only(client, house, tenant, session):
    tenancy = house.resident(tenant)
    session.commit()
    client.login("mentor")
    address = f"/tenancies/{tenancy.public_id}/services/new"
    options = client.page(address).all("//select[@name='kind']/option/@value")
    assert options == ["", "policy", "training"]
    client.submit(address, kind="training", minutes="60", note="预算课")
    assert "已经登记过" in client.submit(address, kind="training", minutes="60", note="预算课", status=422).text
    assert client.submit(address, kind="training", minutes="0", status=422)


def test_the_list_filters_and_is_exported_without_formulas(client, house, session):
    newcomer = house.newcomer("y")
    house.bring(house.apply(newcomer, title="=春风"), S.SUBMITTED, newcomer)
    session.commit()
    client.login("incubator")
    assert "=春风" in client.page("/tenancies?q=春风&state=submitted").text
    assert "没有符合的入驻" in client.page("/tenancies?state=resident").text
    assert "=春风" in client.page("/tenancies?state=hostile").text
    assert ",'=春风," in client.get("/tenancies?as=csv").get_data(as_text=True)


def test_the_list_costs_the_same_at_one_and_at_thirty_rows(client, house, session, statements):
    client.login("incubator")

    def cost() -> int:
        session.commit()
        with statements() as executed:
            client.get("/tenancies", taste=False)
        return len(executed)

    for count in (1, 24):
        for number in range(count):
            newcomer = house.newcomer(f"n{count}-{number}")
            house.bring(house.apply(newcomer, desks=1), S.SUBMITTED, newcomer)
        if count == 1:
            cost()
            first = cost()
    assert cost() == first


def test_the_manager_keeps_the_rooms(client, house, session):
    client.login("incubator")
    base = f"/incubators/{house.incubator.public_id}"
    client.submit(f"{base}/rooms/new", name="202 室", floor="2", area_m2="20", desks="3")
    assert "已经有“202 室”" in client.submit(f"{base}/rooms/new", name="202 室", floor="2", area_m2="20", desks="3", status=422).text
    client.submit(f"{base}/rooms/{house.room.public_id}", desks="6")
    session.refresh(house.room)
    assert house.room.desks == 6
    assert client.get(f"{base}/rooms/nosuchroom00").status_code == 404
    client.logout()
    client.login("ngo3")
    assert client.get(f"{base}/rooms/new").status_code == 403


def test_who_has_registered_since_puts_the_organizations_name_in(client, house, session):
    user = session.query(User).filter_by(login="ngo2").one()


    tenancy = house.resident(people.acting_as(user), title="青石巷（筹）")
    made = house.organization("z", "青石巷儿童发展中心")
    appointment = session.query(Appointment).filter_by(user_id=made.user_id).one()
    appointment.user_id = user.id
    session.commit()
    client.login("ngo2")
    client.submit(f"/tenancies/{tenancy.public_id}", f"/tenancies/{tenancy.public_id}/bind")
    assert (only(session).title, only(session).organization_id) == ("青石巷儿童发展中心", made.organization_id)


def test_operations_is_the_only_way_to_appoint(session, house):
    held = session.query(Appointment).filter_by(incubator_id=house.incubator.id).all()
    assert sorted(a.role.value for a in held) == ["incubator_manager", "mentor"]
    assert operations.STAFF == (Role.INCUBATOR_MANAGER, Role.MENTOR)
