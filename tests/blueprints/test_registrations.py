"""The pages of registration: three people through the browser, the name check, and bad input."""

from __future__ import annotations

import io

import pytest

from portal.domain.organizations import uscc
from portal.domain.organizations.models import Organization, Registration
from portal.domain.organizations.registration_guards import MATERIALS
from portal.kernel import papers
from seeds.people import DISTRICT
from seeds.world import first_community

CODE = uscc.completed("52320114MJDEM0999")


@pytest.fixture
def answers(session):
    return {
        "org_type": "service", "field": "community", "region_path": first_community(session), "fancy": "银杏树下",
        "field_words": "社区服务", "form_word": "中心", "legal_representative": "顾南乔", "phone": "52400000",
        "address": "听雨路 8 号", "purpose": "探访独居老人", "capital_fen": "30000", "full_time_staff": "4",
    }  # fmt: skip


def apply(client, answers, status=200):
    client.page("/registrations/new")
    response = client.post("/registrations/new", data=answers, follow_redirects=True)
    assert response.status_code == status
    return client.last


def test_an_applicant_and_three_officers_make_a_legal_person(session, new_client, answers):
    applicant = new_client()
    applicant.login("ngo")
    page = apply(applicant, answers)
    assert page.heading == "南京市雨花台区银杏树下社区服务中心"
    registration = session.query(Registration).one()
    address = f"/registrations/{registration.public_id}"
    for material in MATERIALS:
        file = (io.BytesIO(b"%PDF-1.4\n%" + material.encode()), f"{material}.pdf")
        applicant.post(f"{address}/materials", data={"material": material, "file": file})
    assert applicant.post(f"{address}/steps/submit", data={"version": "1"}).status_code == 302
    assert "待受理" in applicant.page(address).text
    for login, action in (("acceptor", "accept"), ("examiner", "examine")):
        officer = new_client()
        officer.login(login)
        sent = officer.post(f"{address}/steps/{action}", data={"version": str(registration.version)})
        assert sent.status_code == 302
        assert officer.post(f"{address}/steps/{action}", data={"version": "1"}).status_code == 409
    approver = new_client()
    approver.login("approver")
    refused = approver.submit(f"{address}/steps/approve", status=422, uscc=CODE[:-1] + "?")
    assert "18 位" in refused.text
    assert refused.one("//input[@name='uscc']").get("value") == CODE[:-1] + "?"
    approver.submit(f"{address}/steps/approve", uscc=CODE)
    organization = session.query(Organization).filter_by(uscc=CODE).one()
    (paper,) = papers.papers_of(session, registration)
    public = new_client().page(f"/organizations/{organization.public_id}")
    assert public.heading == organization.name
    assert paper.number in public.text
    assert "顾南乔" in public.text
    assert "沈一禾" not in public.text


def test_typed_answers_survive_every_refusal(client, answers):
    client.login("ngo")
    page = apply(client, {**answers, "capital_fen": "三万", "phone": "abc"}, 422)
    assert "不是数字" in page.text
    assert "电话只能有数字" in page.text
    assert page.one("//input[@name='fancy']").get("value") == "银杏树下"
    page = apply(client, {**answers, "purpose": "长" * 1001}, 422)
    assert "最多 1000 个字" in page.text
    page = apply(client, {**answers, "form_word": "基金会"}, 422)
    assert "社会服务机构的名称以" in page.text


def test_the_name_check_needs_no_account(client):
    asked = {"region_path": DISTRICT, "fancy": "银杏树下", "field_words": "社区服务", "form_word": "中心"}
    page = client.page("/registrations/name-check?" + "&".join(f"{k}={v}" for k, v in asked.items()))
    assert "现在没有重名" in page.text
    page = client.page("/registrations/name-check?fancy=A&field_words=&form_word=中心&region_path=x")
    assert "请填业务领域" in page.text


def test_nobody_else_sees_a_draft(session, new_client, answers):
    applicant = new_client()
    applicant.login("ngo")
    apply(applicant, answers)
    address = f"/registrations/{session.query(Registration).one().public_id}"
    for login in ("ngo2", "acceptor", "supervisor"):
        other = new_client()
        other.login(login)
        assert other.get(address).status_code == 404
    assert "/login" in new_client().get(address).location


def test_a_draft_may_leave_open_what_the_submission_asks_for(session, client, answers):
    client.login("ngo")
    kept = ("org_type", "field", "region_path", "fancy", "field_words", "form_word")
    page = apply(client, {name: answers[name] for name in kept})
    assert page.heading == "南京市雨花台区银杏树下社区服务中心"
    registration = session.query(Registration).one()
    assert (registration.capital_fen, registration.full_time_staff, registration.address) == (0, 0, "")
    address = f"/registrations/{registration.public_id}"
    assert "还没有填：拟任法定代表人、联系电话、住所、宗旨和业务范围。" in page.text
    assert client.post(f"{address}/steps/submit", data={"version": "1"}, follow_redirects=True).status_code == 422


@pytest.mark.parametrize(
    ("part", "typed", "sentence"),
    [
        ("fancy", "A1", "字号要用 2 到 10 个汉字。"), ("fancy", "中国好人", "字号里不能用“中国”"),
        ("field_words", "IT服务", "业务领域要用 2 到 12 个汉字。"), ("field_words", "国际交流", "业务领域里不能用“国际”"),
    ],
)  # fmt: skip
def test_a_fault_of_the_name_stands_at_the_part_that_has_it(client, answers, part, typed, sentence):
    client.login("ngo")
    page = apply(client, {**answers, part: typed}, 422)
    assert sentence in "".join(page.one(f"//p[@id='{part}-bad']").itertext())
    asked = {"region_path": DISTRICT, "fancy": "银杏树下", "field_words": "社区服务", "form_word": "中心", part: typed}
    page = client.page("/registrations/name-check?" + "&".join(f"{k}={v}" for k, v in asked.items()))
    assert sentence in "".join(page.one(f"//p[@id='{part}-bad']").itertext())


def test_amounts_codes_and_counts_are_taken_in_full_width(session, client, answers):
    client.login("ngo")
    apply(client, {**answers, "capital_fen": "３０，０００", "full_time_staff": "４", "phone": "５２４０００００"})
    registration = session.query(Registration).one()
    assert (registration.capital_fen, registration.full_time_staff, registration.phone) == (3_000_000, 4, "52400000")


def test_who_applies_without_an_account_comes_back_to_the_application_after_signing_up(client):
    wanted = "/registrations/new?fancy=银杏树下"
    login = client.get(wanted).location
    page = client.page(login)
    signup = page.one("//main//a[starts-with(@href, '/signup')]").get("href")
    page = client.page(signup)
    assert "next=" in page.one("//main//a[starts-with(@href, '/login')]").get("href")
    sent = client.post(signup, data={
        **page.form(), "login": "newcomer", "name": "新人", "email": "new@example.cn", "password": "河边的银杏树下有人在下棋呢", "again": "河边的银杏树下有人在下棋呢", "agreed": "y",
    })  # fmt: skip
    assert sent.location.startswith("/registrations/new?fancy=")
