"""The desk: the inbox, its filters and its preview, the switcher, what was done, what one waits for."""

from __future__ import annotations

import pytest

from portal.kernel import clock, journal
from portal.kernel.people import User, actor_for
from portal.kernel.words import say
from portal.workflows import desk
from seeds.people import PEOPLE
from tests.blueprints.desk_world import filing, second_appointment, waiting

GROUPS = "//div[@class='inbox']/h2/text()"
ITEMS = "//div[@class='inbox']//a"


def test_a_visitor_is_sent_to_the_login_and_back(client):
    assert client.get("/desk").location == "/login?next=/desk"


@pytest.mark.parametrize("login", [person.login for person in PEOPLE])
def test_every_role_has_a_desk(client, login):
    client.login(login)
    page = client.page("/desk")
    assert page.heading == "待办"
    assert page.all("//div[@class='empty']//b/text()") == ["现在没有要您办的事。"]


def test_the_inbox_groups_by_due_date(client, session, frozen_time):
    frozen_time("2026-05-13 10:00")  # a Wednesday
    for days in (-2, 0.1, 1, 20, None):
        waiting(session, 1, due_in=days, first=int((days or 50) * 10) + 100)
    client.login("committee")
    page = client.page("/desk")
    assert page.all(GROUPS) == ["已逾期", "今天到期", "3 个工作日内", "以后", "没有期限"]
    assert "共 5 件" in page.text


def test_each_item_shows_shape_words_and_the_record(client, session, frozen_time):
    frozen_time("2026-05-13 10:00")
    waiting(session, 1, due_in=-2)
    client.login("committee")
    item = client.page("/desk").one(ITEMS)
    assert "核对备案申请" in "".join(item.itertext())
    assert "逾期 2 个工作日" in "".join(item.itertext())
    assert item.xpath(".//*[local-name()='use']/@href") == ["#r4"]


def test_filters_narrow_the_inbox_by_due_process_and_text(client, session, frozen_time):
    frozen_time("2026-05-13 10:00")
    waiting(session, 1, due_in=-2, first=1)
    waiting(session, 1, due_in=20, first=2)
    client.login("committee")
    assert len(client.page("/desk?due=overdue").all(ITEMS)) == 1
    assert len(client.page("/desk?process=filing").all(ITEMS)) == 2
    assert len(client.page("/desk?q=太极2队").all(ITEMS)) == 1
    assert client.page("/desk?q=没有的").all("//div[@class='empty']//b/text()") == ["没有符合条件的待办。"]


def test_nonsense_in_the_address_shows_the_whole_inbox(client, session):
    waiting(session, 1)
    client.login("committee")
    assert len(client.page("/desk?due=x&process=x&cursor=x&item=x.y").all(ITEMS)) == 1


def test_a_long_inbox_goes_on_on_the_next_page(client, session):
    waiting(session, 35, due_in=5)
    client.login("committee")
    first = client.page("/desk")
    assert len(first.all(ITEMS)) == 30
    second = client.page(first.one("//nav[@class='pager']/a[@rel='next']/@href"))
    assert len(second.all(ITEMS)) == 5
    assert not set(first.all("//div[@class='inbox']//span[@class='m']/text()")) & set(
        second.all("//div[@class='inbox']//span[@class='m']/text()")
    )


def test_an_item_is_previewed_with_the_way_to_its_step(client, session):
    waiting(session, 2, due_in=5)
    client.login("committee")
    address = client.page("/desk").all(ITEMS + "/@href")[1]
    page = client.page(address)
    link = page.one("//aside[@id='preview']//a[contains(@class, 'btn-primary')]/@href")
    assert link.endswith("/steps/check")
    assert "has-item" in page.one("//div[contains(@class, 'desk') and contains(@class, 'wrap')]/@class")


def test_nobody_previews_what_awaits_somebody_else(client, session):
    waiting(session, 1)
    client.login("committee")
    address = client.page("/desk").one(ITEMS + "/@href")
    client.logout()
    client.login("examiner")
    assert client.page(address).all("//aside[@id='preview']") == []


def test_the_number_of_statements_does_not_grow_with_the_rows(client, session, statements):
    counted = []
    for more in (1, 29):
        waiting(session, more, due_in=5, first=sum(counted) if counted else 0)
        client.login("committee")
        client.page("/desk")
        with statements() as executed:
            client.page("/desk")
        counted.append(len(executed))
        client.logout()
    assert counted[0] == counted[1]
    assert counted[0] <= 10


def test_public_pages_ask_nothing_for_the_navigation(client, statements):
    client.page("/help/glossary")
    with statements() as executed:
        client.page("/help/glossary")
    assert executed == []


def test_the_navigation_holds_what_the_role_may_open(client):
    client.login("committee")
    links = client.page("/desk").all("//nav[@class='side']//a/@href")
    assert "/filings" in links
    assert "/admin/" not in links
    for link in links:
        assert client.get(link, follow_redirects=True).status_code == 200, link


@pytest.mark.parametrize(
    ("login", "path"),
    [("acceptor", "/catalogue/editions"), ("approver", "/qualified/lists"), ("department", "/catalogue/proposed")],
)
def test_whoever_compiles_a_catalogue_finds_the_way_there(client, login, path):
    client.login(login)
    assert client.page(path).all("//nav[@class='side']//a[@aria-current]/@href") == [path]


def test_the_navigation_counts_what_waits(client, session):
    waiting(session, 3)
    client.login("committee")
    page = client.page("/desk")
    assert page.all("//nav[@class='side']//a[@href='/filings']/span[@class='n']/text()") == ["3"]
    assert page.all("//nav[@class='side']//a[@href='/desk']/span[@class='n']/text()") == ["3"]


def test_the_switcher_changes_the_appointment(client, session):
    other = second_appointment(session, "examiner")
    client.login("examiner")
    assert "区民政局 · 审核" in client.page("/desk").one("//div[@class='post-in']/p").xpath("string()")
    page = client.submit("/desk", "/desk/switch", appointment=str(other.id))
    assert "区财政局 · 代理" in page.one("//div[@class='post-in']/p").xpath("string()")


def test_the_switcher_refuses_an_appointment_of_somebody_else(client, session):
    other = second_appointment(session, "examiner")
    foreign = actor_for(session, "approver").appointment_id
    client.login("examiner")
    assert client.post("/desk/switch", data={"appointment": str(foreign)}).status_code == 403
    assert client.post("/desk/switch", data={"appointment": "x"}).status_code == 403
    assert "区民政局 · 审核" in client.page("/desk").text
    assert other.id != foreign


def test_an_appointment_that_ended_cannot_be_switched_to(client, session):
    other = second_appointment(session, "examiner")
    other.ends_at = clock.now()
    session.commit()
    client.login("examiner")
    assert client.post("/desk/switch", data={"appointment": str(other.id)}).status_code == 403


def test_what_one_has_done_is_listed_with_the_record(client, session):
    record = filing(session, "晨风太极队", owner="resident1")
    session.commit()
    client.login("resident1")
    page = client.page("/desk/done")
    assert page.all("//tbody//a/@href") == [f"/filings/{record.public_id}"]
    assert "登录" not in "".join(page.all("//tbody//text()"))


def test_what_others_do_next_is_listed_for_the_applicant(client, session):
    waiting(session, 1, due_in=5)
    client.login("resident1")
    page = client.page("/desk/waiting")
    assert "居委会" in page.one("//tbody/tr").xpath("string()")


def test_an_officer_sees_where_the_records_are_that_went_through_their_hands(session):
    waiting(session, 2, due_in=5)
    street = actor_for(session, "street")
    assert desk.waiting(session, street).items == []
    record = session.query(User).filter_by(login="resident1").one()
    item = desk.inbox(session, actor_for(session, "committee")).items[0]
    subject = desk.subject_of(session, item)
    journal.write(session, subject, "look", say("看过"), by=street, region_path=subject.region_path)
    session.commit()
    assert [row.subject_id for row in desk.waiting(session, street).items if row.action == "check"] == [subject.id]
    assert record.id == subject.applicant_id


@pytest.mark.parametrize("login", ["supporter", "mentor", "leader"])
def test_whoever_reads_the_city_finds_needs_and_projects_once(client, login):
    client.login(login)
    links = client.page("/desk").all("//nav[@class='side']//a/@href")
    assert [links.count(path) for path in ("/needs", "/projects")] == [1, 1]
