"""The supervisor's journal: narrowed by person, role, record and day; links; a table that is safe to open."""

from __future__ import annotations

from portal.kernel import clock, journal, people
from portal.kernel.people import User
from portal.kernel.words import say

DISTRICT = "/32/3201/320114/"


def written(session) -> str:
    """Two acts, one by an officer, one by an expert; returns the officer's name."""
    subject = session.query(User).filter_by(login="ngo").one()
    street, expert = people.actor_for(session, "street"), people.actor_for(session, "expert1")
    journal.write(session, subject, "file", say("=办了备案"), by=street, region_path=DISTRICT)
    journal.write(session, subject, "score", say("交了评分"), by=expert, region_path=DISTRICT)
    session.commit()
    return street.name


def test_the_journal_is_narrowed_by_who_role_record_and_day(client, session):
    name = written(session)
    client.login("supervisor")
    assert "=办了备案" in client.page(f"/journal/?who={name}").text
    assert "交了评分" not in client.page(f"/journal/?who={name}").text
    assert "=办了备案" not in client.page("/journal/?role=expert").text
    assert "没有符合条件的记录" in client.page("/journal/?kind=filings&who=nobody").text
    tomorrow = clock.today().replace(year=clock.today().year + 1).isoformat()
    assert "没有符合条件的记录" in client.page(f"/journal/?since={tomorrow}").text
    assert "=办了备案" in client.page("/journal/?since=gestern&role=nobody").text


def test_gaps_between_the_numbers_of_a_region_are_explained(client, session):
    written(session)
    client.login("supervisor")
    assert "缺的是别处的记录，不是删掉的" in client.page("/journal/").text
    assert "gaps between the numbers" in client.page("/journal/?lang=en").text


def test_no_name_leads_to_an_experts_scores(client, session):
    written(session)
    expert = session.query(User).filter_by(login="expert1").one().name
    client.login("supervisor")
    page = client.page("/journal/")
    assert "交了评分" in page.text
    assert expert not in page.one("//table").xpath("string()")
    assert "没有符合条件的记录" in client.page(f"/journal/?who={expert}").text


def test_the_table_of_the_journal_is_safe_to_open_and_for_supervisors_alone(client, session):
    name = written(session)
    client.login("supervisor")
    text = client.get("/journal/?as=csv").get_data(as_text=True)
    assert "'=办了备案" in text
    assert name in text
    client.logout()
    client.login("street")
    assert client.get("/journal/?as=csv").status_code == 403
