"""What programs read: feeds of what is published, calendars of calls and of one's own deadlines."""

from __future__ import annotations

import re

import pytest
from icalendar import Calendar
from lxml import etree
from sqlalchemy import select

from portal.documents.feeds import ATOM
from portal.domain.calls.models import Call, CallState
from portal.domain.organizations.models import Filing, FilingState
from portal.kernel.channels import NoticePreference
from portal.kernel.people import User
from portal.workflows import preferences
from tests.blueprints.desk_world import waiting

NAMES = ("calls", "awards", "filings")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def feed(client, address):
    response = client.get(address)
    assert (response.status_code, response.mimetype) == (200, "application/atom+xml")
    return etree.fromstring(response.data)


def entries(root):
    return root.findall(f"{{{ATOM}}}entry")


def ids_behind(root):
    return {entry.find(f"{{{ATOM}}}link").get("href").rsplit("/", 1)[1] for entry in entries(root)}


@pytest.mark.parametrize("name", NAMES)
def test_a_feed_leads_to_pages_that_a_visitor_may_read(demo_city, client, name):
    root = feed(client, f"/feeds/zh/{name}.atom")
    assert entries(root)
    for entry in entries(root)[:5]:
        path = entry.find(f"{{{ATOM}}}link").get("href").removeprefix("http://portal.test")
        client.page(path)
    ids = [entry.findtext(f"{{{ATOM}}}id") for entry in entries(root)]
    assert len(ids) == len(set(ids))
    published = [entry.findtext(f"{{{ATOM}}}published") for entry in entries(root)]
    assert published == sorted(published, reverse=True)


@pytest.mark.parametrize("name", NAMES)
def test_a_feed_speaks_the_language_of_its_address_whatever_its_reader_speaks(demo_city, client, name):
    client.page("/?lang=zh")
    root = feed(client, f"/feeds/en/{name}.atom")
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert not CHINESE.search(root.findtext(f"{{{ATOM}}}title").partition(" · ")[0])
    assert client.get("/feeds/fr/calls.atom").status_code == 404


def test_no_feed_tells_of_what_is_not_public(demo_city, client, session):
    hidden = set(session.scalars(select(Call.public_id).where(Call.published_at.is_(None))))
    assert hidden & ids_behind(feed(client, "/feeds/zh/calls.atom")) == set()
    private = set(session.scalars(select(Filing.public_id).where(Filing.state != FilingState.PUBLICITY)))
    assert private & ids_behind(feed(client, "/feeds/zh/filings.atom")) == set()


@pytest.mark.parametrize(("page", "feeds"), [("/calls", ["calls"]), ("/awards/", ["awards"]), ("/filings/public", ["filings"]), ("/", list(NAMES))])
def test_a_feed_is_found_from_its_page_in_both_languages(demo_city, client, page, feeds):
    for lang in ("zh", "en"):
        found = client.page(f"{page}?lang={lang}")
        announced = found.all("//head/link[@rel='alternate'][@type='application/atom+xml']/@href")
        assert announced == [f"/feeds/{lang}/{name}.atom" for name in feeds]
        if page != "/":
            assert found.all(f"//main//a[@href='{announced[0]}']")


def test_a_title_made_of_markup_stays_a_title(demo_city, client, session):
    call = session.scalars(select(Call).where(Call.state == CallState.PUBLISHED)).first()
    call.title = "<b>]]></title><entry/>&amp;\r\nEND:VCALENDAR“公告"
    session.commit()
    titles = [entry.findtext(f"{{{ATOM}}}title") for entry in entries(feed(client, "/feeds/zh/calls.atom"))]
    assert call.title in titles
    events = Calendar.from_ical(client.get(f"/calendars/zh/calls/{call.public_id}.ics").data).walk("VEVENT")
    assert [str(e["SUMMARY"]).partition("：")[2] for e in events] == [" ".join(call.title.split())] * len(events)


# --- calendars


def test_the_timetable_of_a_public_call_is_a_calendar_and_that_of_a_draft_is_none(demo_city, client, session):
    call = session.scalars(select(Call).where(Call.state == CallState.PUBLISHED)).first()
    answer = client.get(f"/calendars/en/calls/{call.public_id}.ics")
    assert answer.mimetype == "text/calendar"
    events = Calendar.from_ical(answer.data).walk("VEVENT")
    assert call.deadline_at in [event["DTSTART"].dt for event in events]
    assert f"/calendars/zh/calls/{call.public_id}.ics" in client.page(f"/calls/{call.public_id}").all("//main//a/@href")
    whole = Calendar.from_ical(client.get("/calendars/zh/calls.ics").data)
    assert f"{call.public_id}-deadline@portal.test" in {str(event["UID"]) for event in whole.walk("VEVENT")}
    draft = session.scalars(select(Call).where(Call.state == CallState.DRAFT)).first()
    assert client.get(f"/calendars/zh/calls/{draft.public_id}.ics").status_code == 404
    client.login("acceptor")
    assert client.get(f"/calendars/zh/calls/{draft.public_id}.ics").status_code == 404


def own_address(client):
    page = client.submit("/notices/settings", "/notices/settings/calendar")
    return page.one("//code/text()").removeprefix("http://portal.test")


def test_ones_own_deadlines_are_at_an_address_that_is_shown_once(client, session, new_client):
    waiting(session, 2, due_in=5)
    client.login("committee")
    address = own_address(client)
    secret = address.removeprefix("/calendars/own/").removesuffix(".ics")
    assert secret not in client.page("/notices/settings").html
    (row,) = session.scalars(select(NoticePreference).where(NoticePreference.calendar_hash.is_not(None)))
    assert secret not in str(vars(row))
    answer = new_client().get(address)
    assert answer.headers["Cache-Control"] == "private, max-age=300"
    events = Calendar.from_ical(answer.data).walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in events] == ["核对备案申请：晨风太极0队", "核对备案申请：晨风太极1队"]


def test_a_calendar_holds_nothing_of_others(client, session, new_client):
    waiting(session, 1, due_in=5)
    client.login("ngo3")
    assert Calendar.from_ical(new_client().get(own_address(client)).data).walk("VEVENT") == []


def test_a_renewed_or_ended_address_leads_nowhere(client, session, new_client):
    client.login("committee")
    first = own_address(client)
    second = own_address(client)
    stranger = new_client()
    assert [stranger.get(address).status_code for address in (first, second)] == [404, 200]
    client.submit("/notices/settings", "/notices/settings/calendar/end")
    assert stranger.get(second).status_code == 404
    assert client.post("/notices/settings/calendar/end").status_code == 302


def test_a_calendar_ends_with_its_account_and_speaks_its_language(client, session, new_client):
    waiting(session, 1, due_in=5)
    user = session.scalars(select(User).where(User.login == "committee")).one()
    user.locale = "en"
    session.commit()
    client.login("committee")
    address = own_address(client)
    (event,) = Calendar.from_ical(new_client().get(address).data).walk("VEVENT")
    assert not CHINESE.search(str(event["SUMMARY"]).partition(":")[0])
    user.active = False
    session.commit()
    assert new_client().get(address).status_code == 404


@pytest.mark.parametrize("secret", ["nothing", "", "%00", "a" * 500, "\u202e"])
def test_a_guessed_address_is_no_calendar(client, session, secret):
    assert client.get(f"/calendars/own/{secret}.ics").status_code == 404
    assert preferences.reader_of_calendar(session, secret) is None
