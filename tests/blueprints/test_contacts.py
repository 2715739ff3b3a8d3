"""A phone is masked wherever somebody else reads it, and shown whole to an officer who says why; its owner reads who looked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.domain.organizations.models import Organization, OrganizationState, OrgField, OrgType
from portal.kernel import clock, journal, people
from portal.kernel.journal import JournalEntry
from portal.kernel.people import Appointment, User
from portal.kernel.roles import Role
from portal.workflows import contacts
from tests.domain import joining
from tests.domain.founding import drafted, move, submitted, town  # noqa: F401 - town is a fixture
from tests.domain.test_organizations import filed

PHONE, MASKED = "13800001234", "138****1234"
REASON = "通知补正材料，对方没看站内通知"


@pytest.fixture
def registration(town):
    record = submitted(town, phone=PHONE)
    town.session.commit()
    return record


def logged_in(new_client, login):
    client = new_client()
    client.login(login)
    return client


def looks(session):
    return list(session.scalars(select(JournalEntry).where(JournalEntry.action == journal.LOOK).order_by(JournalEntry.id)))


def test_the_head_of_an_organization_does_not_own_the_number_of_who_claims_it(town):
    organization, head = joining.led(town)
    claimant = people.actor_for(town.session, "ngo2")
    claim = joining.submitted(town, organization, claimant, phone=PHONE)
    assert [contacts.is_own(claim, actor) for actor in (claimant, head, town.acceptor)] == [True, False, False]


def test_the_applicant_reads_their_number_and_officers_a_masked_one(town, registration, new_client):
    address = f"/registrations/{registration.public_id}"
    assert PHONE in logged_in(new_client, "ngo").page(address).text
    for login in ("acceptor", "supervisor"):
        page = logged_in(new_client, login).page(address)
        assert MASKED in page.text
        assert PHONE not in page.html
    assert looks(town.session) == []


def test_who_says_why_is_shown_the_number_once_and_the_journal_says_who_whose_and_why(town, registration, new_client):
    officer, address = logged_in(new_client, "acceptor"), f"/registrations/{registration.public_id}"
    link = officer.page(address).one("//a[contains(., '看完整号码')]").get("href")
    assert link == f"{address}/phone"
    assert PHONE not in officer.page(link).html
    refused = officer.submit(link, status=422, reason=" ")
    assert "请写明为什么要看。" in refused.text
    assert PHONE not in refused.html
    assert looks(town.session) == []
    shown = officer.submit(link, reason=REASON)
    assert PHONE in shown.text
    assert "只显示这一次" in shown.text
    assert PHONE not in officer.page(link).html
    (entry,) = looks(town.session)
    ngo = people.actor_for(town.session, "ngo")
    assert (entry.actor_id, entry.subject_type, entry.subject_id) == (town.acceptor.user_id, "users", ngo.user_id)
    assert entry.payload.content["reason"] == REASON
    assert entry.parts == {"number": registration.number}
    assert PHONE not in f"{entry.parts} {entry.payload.content}"


def test_the_owner_of_a_number_reads_who_looked_at_it_and_why(town, registration, new_client):
    owner = logged_in(new_client, "ngo")
    assert "还没有人看过" in owner.page("/account/data").text
    logged_in(new_client, "acceptor").submit(f"/registrations/{registration.public_id}/phone", reason=REASON)
    page = owner.page("/account/data")
    for words in (town.acceptor.name, "受理岗", REASON, registration.number):
        assert words in page.text
    assert REASON not in logged_in(new_client, "ngo2").page("/account/data").text


@pytest.mark.parametrize(("login", "status"), [("supervisor", 403), ("ngo", 403), ("ngo2", 404), ("admin", 404)])
def test_who_may_not_ask_is_shown_nothing(town, registration, new_client, login, status):
    client = logged_in(new_client, login)
    address = f"/registrations/{registration.public_id}/phone"
    assert client.get(address).status_code == status
    assert client.post(address, data={"reason": REASON}).status_code == status
    assert looks(town.session) == []


def test_an_officer_is_shown_twenty_numbers_in_an_hour_and_no_more(town, registration, new_client):
    for n in range(contacts.AN_HOUR):
        assert contacts.reveal(town.session, registration, by=town.acceptor, reason=f"第 {n} 次") == PHONE
    town.session.commit()
    officer, address = logged_in(new_client, "acceptor"), f"/registrations/{registration.public_id}/phone"
    refused = officer.submit(address, status=422, reason=REASON)
    assert "一小时里最多看 20 个完整号码" in refused.text
    assert refused.one("//textarea").text.strip() == REASON
    assert PHONE not in refused.html
    assert PHONE in logged_in(new_client, "examiner").submit(address, reason=REASON).text
    town.travel.forward(hours=1, minutes=1)
    assert PHONE in officer.submit(address, reason=REASON).text
    assert len(looks(town.session)) == contacts.AN_HOUR + 2


def test_the_committee_and_the_street_ask_for_the_number_of_a_filing(town, new_client):
    filing = filed(town)
    filing.phone = PHONE
    move(town, filing, "submit", town.group)
    town.session.commit()
    address = f"/filings/{filing.public_id}"
    for login in ("committee", "street"):
        officer = logged_in(new_client, login)
        assert MASKED in officer.page(address).text
        assert PHONE in officer.submit(f"{address}/phone", reason=REASON).text
    assert PHONE in logged_in(new_client, "group").page(address).text


@pytest.fixture
def organization(session):
    """One that is on the register without an application, with a legal representative and an accountant."""
    found = Organization(
        name="银杏树下服务社", org_type=OrgType.SERVICE, field=OrgField.COMMUNITY, uscc="52320114MJDEM0999X",
        region_path="/32/3201/320114/", legal_representative="顾南乔", address="听雨路 8 号", purpose="探访",
        registered_on=clock.today(), state=OrganizationState.ACTIVE,
    )  # fmt: skip
    session.add(found)
    session.flush()
    for login, role in (("ngo", Role.LEGAL_REPRESENTATIVE), ("accountant", Role.ACCOUNTANT)):
        user = session.query(User).filter_by(login=login).one()
        session.add(Appointment(user_id=user.id, role=role, organization_id=found.id, title="银杏树下", starts_at=clock.now() - timedelta(days=1)))
    session.commit()
    return found


def test_the_number_of_an_organization_is_masked_and_a_look_at_it_is_no_part_of_its_public_story(organization, new_client, session):
    organization.phone = PHONE
    session.commit()
    address = f"/organizations/{organization.public_id}"
    assert PHONE in logged_in(new_client, "ngo").page(address).text
    assert "138" not in new_client().page(address).text
    assert PHONE in logged_in(new_client, "acceptor").submit(f"{address}/phone", reason=REASON).text
    (entry,) = looks(session)
    assert (entry.subject_type, entry.subject_id) == ("organizations", organization.id)
    assert "完整联系电话" not in new_client().page(address).text
    assert REASON in logged_in(new_client, "accountant").page("/account/data").text
    assert REASON not in logged_in(new_client, "ngo2").page("/account/data").text


def test_the_number_of_an_organization_that_applied_here_is_its_applicants(town, organization, session):
    registration = drafted(town)
    registration.organization_id, organization.phone = organization.id, PHONE
    contacts.reveal(session, organization, by=town.acceptor, reason=REASON)
    (entry,) = looks(session)
    assert (entry.subject_type, entry.subject_id) == ("users", town.ngo.user_id)


def test_without_a_number_there_is_nothing_to_look_at(organization, new_client):
    officer = logged_in(new_client, "acceptor")
    page = officer.page(f"/organizations/{organization.public_id}")
    assert page.all("//a[contains(., '看完整号码')]") == []
    assert officer.get(f"/organizations/{organization.public_id}/phone").status_code == 404
