"""Administrators keep reference data and look at the rest; nobody else gets in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock, policy
from portal.kernel.journal import JournalEntry
from portal.kernel.people import Department
from portal.kernel.policy import PolicySetting
from portal.kernel.regions import Region
from portal.kernel.workdays import CalendarDay, is_working
from seeds.people import PEOPLE
from tests.pages import faults

LISTS = ("regions", "departments", "policy-settings", "calendar-days", "users", "appointments", "organizations", "calls",
         "journal-entries")  # fmt: skip
EDITABLE = LISTS[:4]


def addresses(app):
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/admin/")]
    return sorted({(rule.rule.replace("<path:filename>", "x").replace("<export_type>", "csv"), method)
                   for rule in rules for method in rule.methods & {"GET", "POST"}})  # fmt: skip


def test_a_visitor_is_sent_to_the_login_everywhere(app, client):
    client.get("/login")
    for address, method in addresses(app):
        response = client.open(address, method=method)
        assert (response.status_code, response.location.split("?")[0]) == (302, "/login"), address


@pytest.mark.parametrize("login", [p.login for p in PEOPLE if p.login != "admin" and p.login[-1] not in "23456789"])
def test_nobody_but_an_administrator_gets_in(app, client, login):
    client.login(login)
    answers = {(address, client.open(address, method=method).status_code) for address, method in addresses(app)}
    assert {code for _, code in answers} == {403}


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_a_page_of_the_portal_without_script_of_its_own(client, name):
    client.login("admin")
    response = client.get(f"/admin/{name}/")
    assert response.status_code == 200
    assert faults(client.last) == []
    assert client.last.all("//script/@src") == client.page("/account").all("//script/@src")
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", [*LISTS[:3], "users", "appointments", "journal-entries"])
def test_every_row_has_a_page(client, name):
    client.login("admin")
    client.get(f"/admin/{name}/")
    client.get(client.last.all("//a[contains(@href, '/details/')]/@href")[0])
    assert faults(client.last) == []
    assert client.last.all("//dl[@class='facts']/div")


@pytest.mark.parametrize("name", LISTS)
def test_nothing_can_be_deleted_or_done_in_bulk(client, session, name):
    client.login("admin")
    page = client.page(f"/admin/{name}/")
    assert not [a for a in page.all("//form/@action | //a/@href") if "/delete" in a or "/action" in a]
    before = session.query(Region).count()
    client.post(f"/admin/{name}/delete/", data={"id": "1"})
    client.post(f"/admin/{name}/action/", data={"action": "delete", "rowid": ["1"]})
    assert session.query(Region).count() == before


@pytest.mark.parametrize("name", LISTS[4:])
def test_what_is_only_for_looking_cannot_be_changed(client, name):
    client.login("admin")
    assert client.get(f"/admin/{name}/edit/?id=1").status_code == 302
    assert client.get(f"/admin/{name}/new/").status_code == 302


def test_no_view_shows_what_people_hand_in(app):
    from flask_admin.contrib.sqla import ModelView

    admin = app.extensions["admin"][0]
    shown = {view.model.__tablename__ for view in admin._views if isinstance(view, ModelView)}
    assert shown == {
        "regions", "departments", "policy_settings", "calendar_days", "users", "appointments", "organizations", "calls",
        "journal_entries",
    }  # fmt: skip


def test_the_journal_is_shown_without_names_and_reasons(client):
    client.login("admin")
    page = client.page("/admin/journal-entries/")
    assert "平台管理员" not in page.one("//table").xpath("string()")


def test_a_region_is_added_below_another_and_journalled(client, session):
    client.login("admin")
    fields = {"code": "320114099", "name": "新街道", "level": "street", "parent_code": "320114"}
    client.submit("/admin/regions/new/", **fields)
    region = session.query(Region).filter_by(code="320114099").one()
    assert region.path == "/32/3201/320114/320114099/"
    entry = session.query(JournalEntry).filter_by(subject_type="regions").one()
    assert (entry.subject_id, entry.action, entry.parts) == (region.id, "add", {"name": "新街道"})


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"code": "320114"}, "代码 320114 已经有了"),
        ({"parent_code": "999"}, "没有代码是 999 的地方"),
        ({"level": "city"}, "级别要低于上级"),
        ({"parent_code": ""}, "除了省，每个地方都要有上级"),
        ({"name": ""}, "请填名称"),
        ({"name": "x" * 61}, "最多 60 个字"),
        ({"code": "../x"}, "代码只有数字和字母"),
    ],
)
def test_a_wrong_region_is_refused_with_a_sentence(client, session, changes, sentence):
    client.login("admin")
    fields = {"code": "320114099", "name": "新街道", "level": "street", "parent_code": "320114", **changes}
    page = client.submit("/admin/regions/new/", **fields, status=422)
    assert sentence in page.text
    assert session.query(JournalEntry).filter_by(subject_type="regions").count() == 0


def test_a_region_keeps_its_place_when_it_is_renamed(client, session):
    client.login("admin")
    region = session.query(Region).filter_by(code="320114").one()
    key, path = region.id, region.path
    client.submit(f"/admin/regions/edit/?id={key}", name="雨花区")
    assert (session.get(Region, key).name, session.get(Region, key).path) == ("雨花区", path)


def test_a_department_is_added_and_two_cannot_share_a_name(client, session):
    client.login("admin")
    client.submit("/admin/departments/new/", name="区体育局", region_code="320114")
    assert session.query(Department).filter_by(name="区体育局").one().region_path == "/32/3201/320114/"
    page = client.submit("/admin/departments/new/", name="区体育局", region_code="320114", status=422)
    assert "已经有叫“区体育局”的部门" in page.text


def test_a_policy_is_set_anew_and_the_old_version_stays(client, session):
    client.login("admin")
    old = session.query(PolicySetting).filter_by(key="filing.check").one()
    key, amount = old.id, old.amount
    client.submit(f"/admin/policy-settings/edit/?id={key}", amount="9", source="新办法第三条")
    versions = session.query(PolicySetting).filter_by(key="filing.check").order_by(PolicySetting.version).all()
    assert [(row.version, row.amount) for row in versions] == [(1, amount), (2, 9)]
    policy.forget(session)
    assert policy.amount(session, "filing.check", "/32/") == 9
    entry = session.query(JournalEntry).filter_by(subject_type="policy_settings").one()
    assert entry.parts == {"name": old.name, "old": amount, "new": 9}


def test_a_policy_that_begins_later_does_not_hold_yet(client, session):
    client.login("admin")
    key = session.query(PolicySetting.id).filter_by(key="filing.check").scalar()
    day = (clock.today() + timedelta(days=10)).isoformat()
    client.submit(f"/admin/policy-settings/edit/?id={key}", amount="9", source="新办法", valid_from=day)
    policy.forget(session)
    assert policy.amount(session, "filing.check", "/32/") != 9


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"amount": "-1"}, "请填 0 到 10 亿之间的整数"),
        ({"amount": ""}, "请填一个整数"),
        ({"source": ""}, "请写依据"),
        ({"valid_from": "2020-01-01"}, "不能改已经过去的规定"),
    ],
)
def test_a_wrong_policy_is_refused(client, session, changes, sentence):
    client.login("admin")
    key = session.query(PolicySetting.id).filter_by(key="filing.check").scalar()
    fields = {"amount": "9", "source": "办法", **changes}
    page = client.submit(f"/admin/policy-settings/edit/?id={key}", status=422, **fields)
    assert sentence in page.text
    assert session.query(PolicySetting).filter_by(key="filing.check").count() == 1


def test_an_amount_that_is_no_number_is_refused_and_kept_as_typed(client, session):
    client.login("admin")
    key = session.query(PolicySetting.id).filter_by(key="filing.check").scalar()
    page = client.submit(f"/admin/policy-settings/edit/?id={key}", status=422, amount="x", source="办法")
    assert page.one("//input[@name='amount']/@value") == "x"


def test_one_region_may_say_otherwise(client, session):
    client.login("admin")
    fields = {"key": "filing.check", "region_code": "320114002", "amount": "3", "source": "街道办法"}
    client.submit("/admin/policy-settings/new/", **fields, valid_from=clock.today().isoformat())
    policy.forget(session)
    street = session.query(Region).filter_by(code="320114002").one().path
    assert policy.amount(session, "filing.check", street) == 3
    assert policy.amount(session, "filing.check", "/32/3201/320114/") != 3


def test_a_day_of_the_calendar_is_set_and_counts(client, session):
    client.login("admin")
    day = clock.today() + timedelta(days=200)
    while day.weekday() != 5:
        day += timedelta(days=1)
    client.submit("/admin/calendar-days/new/", day=day.isoformat(), working="y", source="国办发明电")
    session.info.pop("calendar", None)
    assert session.get(CalendarDay, day).working is True
    assert is_working(day, session)


def test_a_day_that_has_passed_is_not_changed(client, session):
    client.login("admin")
    day = (clock.today() - timedelta(days=1)).isoformat()
    page = client.submit("/admin/calendar-days/new/", day=day, working="y", source="通知", status=422)
    assert "过去的日子不能改" in page.text
    assert session.query(CalendarDay).count() == 0


def test_a_key_of_the_wrong_shape_leads_back_to_the_list(client):
    client.login("admin")
    for name, key in (("regions", "x"), ("regions", "999999"), ("calendar-days", "x"), ("users", "1; drop")):
        assert client.get(f"/admin/{name}/details/?id={key}").status_code == 302


def test_the_journal_says_what_its_codes_mean(demo_city, client):
    client.login("admin")
    page = client.page("/admin/journal-entries/")
    codes = {"organizations", "registrations", "tranches", "submit", "accept", "approve", "draft"}
    assert codes & {" ".join(cell.itertext()).strip() for cell in page.all("//tbody//td")} == set()
