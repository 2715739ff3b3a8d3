"""What the check of a paper vouches for: this document, whose it is, and whether it still holds."""

from __future__ import annotations

import io

import pytest

from portal.domain.catalogue.models import CatalogueEdition, CatalogueKind, EditionState
from portal.domain.incubators.models import TenancyState
from portal.domain.needs.models import Guideline
from portal.domain.organizations.models import OrganizationState, Registration
from portal.domain.projects.models import ContractState
from portal.domain.proposals import submissions
from portal.kernel import lifecycle, papers
from portal.kernel.papers import Paper
from portal.kernel.people import SYSTEM
from tests.bidding import Story
from tests.domain.founding import CODE, registered, town  # noqa: F401 - the fixture
from tests.domain.ranked import ranked_call
from tests.domain.tenants import House

VALID, ENDED, PROOF = "编号属实，文件有效", "不再有效", "编号属实，只证明当时的情况"


@pytest.fixture
def certificate(town):
    """The registration certificate of a new organization, with the organization."""
    organization = registered(town)
    return town.session.query(Paper).filter_by(kind="registration_certificate").one(), organization


def verdict(client, number):
    """Title and text of the callout."""
    (callout,) = client.page(f"/verify/{number}").all("//main//div[contains(@class, 'callout')]")
    return " ".join("".join(callout.itertext()).split())


def test_a_valid_certificate_names_the_document_its_holder_and_its_dates(client, certificate):
    paper, organization = certificate
    page = client.page(f"/verify/{paper.number}")
    assert verdict(client, paper.number).startswith(VALID)
    assert page.heading == "社会组织登记证书"
    for words in (paper.number, organization.name, CODE, "2026年5月13日", "名册状态", "正常"):
        assert words in page.text
    assert page.all(f"//main//a[@href='/organizations/{organization.public_id}']")


@pytest.mark.parametrize("typed", ["１", " "])
def test_a_number_may_be_typed_in_full_width_and_with_blanks(client, certificate, typed):
    paper, _ = certificate
    number = paper.number.replace("1", typed) if typed == "１" else f" {paper.number[:4]} {paper.number[4:]} "
    assert client.get("/verify", query_string={"number": number}, follow_redirects=True).status_code == 200


@pytest.mark.parametrize("state", [OrganizationState.REVOKED, OrganizationState.DISSOLVED])
def test_the_certificate_of_an_organization_that_left_the_register_is_not_called_valid(session, client, certificate, state):
    paper, organization = certificate
    organization.state = state
    session.flush()
    found = verdict(client, paper.number)
    assert found.startswith(ENDED)
    assert f"现在的状态是“{state.label}”" in found
    assert VALID not in client.page(f"/verify/{paper.number}").text


def test_what_the_register_changed_after_the_certificate_stands_beside_it(session, client, certificate):
    paper, organization = certificate
    organization.legal_representative, organization.address = "陆知行", "新湖大道 1 号"
    session.flush()
    page = client.page(f"/verify/{paper.number}")
    assert verdict(client, paper.number).startswith("有效，但登记内容后来有变更")
    assert "文件上是“顾南乔”，名册现在是“陆知行”" in page.text
    assert "文件上是“听雨路 8 号”，名册现在是“新湖大道 1 号”" in page.text


def test_a_later_certificate_takes_the_place_of_the_earlier_one(session, client, certificate, frozen_time):
    paper, _ = certificate
    frozen_time("2026-08-01 09:00")
    subject = application_of(session, paper)
    later = papers.issue(session, subject, paper.kind, paper.title, paper.facts, series="登证", issuer=paper.issuer, by=SYSTEM)
    found = verdict(client, paper.number)
    assert found.startswith(ENDED)
    assert f"已由 2026-08-01 发出的 {later.number} 替代" in found
    assert verdict(client, later.number).startswith(VALID)


def application_of(session, paper):
    return session.get(Registration, paper.subject_id)


def test_a_credit_code_is_not_the_number_of_a_document(client, certificate):
    paper, organization = certificate
    page = client.page(f"/verify/{CODE}", status=404)
    assert page.heading == "没有发出过这个编号的文件"
    assert "这不是文件编号" in page.text
    assert [a.text for a in page.all("//main//ul[contains(@class, 'files')]//a")] == ["社会组织登记证书"]
    assert paper.number in page.text
    assert "有效" not in page.text


@pytest.mark.parametrize("kind", CatalogueKind)
def test_the_number_of_an_edition_leads_to_the_edition_and_is_found_by_the_search(demo_city, session, client, kind):
    edition = session.query(CatalogueEdition).filter_by(kind=kind, state=EditionState.PUBLISHED).one()
    page = client.page(f"/verify/{edition.number}", status=404)
    assert page.one(f"//main//a[@href='/catalogue/editions/{edition.public_id}']").text == edition.title
    assert "这不是文件编号" in page.text
    found = client.page(f"/search?q={edition.number}")
    assert edition.title in found.text


def test_a_number_that_only_insiders_know_leads_nowhere(demo_city, session, client):
    draft = session.query(Guideline).filter_by(number=None).first()
    assert draft is not None
    draft.number = "雨指〔2026〕99 号"
    session.commit()
    assert draft.title not in client.page(f"/verify/{draft.number}", status=404).text


def test_the_sealed_copy_of_another_document_is_not_taken_for_this_one(session, new_client, certificate):
    paper, organization = certificate
    application = application_of(session, paper)
    other = papers.issue(session, application, "registration_certificate", paper.title, paper.facts, series="登证",
                         issuer=paper.issuer, by=SYSTEM)  # fmt: skip
    applicant = new_client()
    applicant.login("ngo")
    copy = applicant.get(f"/papers/{other.number}.pdf").data
    client = new_client()
    page = held_against(client, paper.number, copy)
    assert f"它是编号 {other.number} 的文件，不是 {paper.number}" in page.text
    assert "签章完好" not in page.text
    page = held_against(client, other.number, copy)
    assert f"这份 PDF 就是编号 {other.number} 的文件" in page.text


def held_against(client, number, data):
    client.page(f"/verify/{number}")
    client.post(f"/verify/{number}", data={"file": (io.BytesIO(data), "copy.pdf")})
    return client.last


@pytest.mark.parametrize("data", [b"", b"no pdf at all", b"%PDF-1.4\n%broken"])
def test_a_file_that_cannot_be_read_gets_a_sentence(client, certificate, data):
    page = held_against(client, certificate[0].number, data)
    assert "这份文件不是完整的 PDF，读不出来。请换原来的文件再试。" in page.text
    assert "Error" not in page.text


def test_the_receipt_of_a_sealed_bid_says_nothing_of_what_came_after(session, client):
    story = Story(session)
    proposal = story.submitted("ngo")
    (receipt,) = papers.papers_of(session, proposal)
    before = verdict(client, receipt.number)
    assert before.startswith(PROOF)
    lifecycle.move(session, proposal, "withdraw", by=story.actor("ngo"))
    assert verdict(client, receipt.number) == before
    assert proposal.organization.name not in client.page(f"/verify/{receipt.number}").text


def test_after_the_opening_a_receipt_tells_whether_its_round_was_opened(session, client):
    story = Story(session)
    proposal = story.submitted("ngo")
    lifecycle.move(session, proposal, "withdraw", by=story.actor("ngo"))
    story.submit(proposal, "ngo")
    last, first = submissions.rounds(session, proposal)
    story.open()
    assert "撤回" in verdict(client, first.number)
    assert verdict(client, first.number).startswith(ENDED)
    assert "开启的就是这一份" in verdict(client, last.number)


def test_a_cancelled_award_and_a_terminated_contract_are_not_vouched_for(session, client):
    city = ranked_call(session)
    contract = city.in_force()
    award = contract.award
    assert verdict(client, contract.number).startswith(VALID)
    contract.state = ContractState.TERMINATED
    session.flush()
    assert verdict(client, contract.number).startswith(ENDED)
    assert "协议后来被解除" in verdict(client, contract.number)
    contract.state = ContractState.COMPLETED
    session.flush()
    assert verdict(client, contract.number).startswith(PROOF)
    award.state = type(award.state).CANCELLED
    session.flush()
    assert "立项后来被取消" in verdict(client, award.number)


def test_a_tenancy_that_ended_is_said_to_have_ended(session, client):
    house = House(session)
    tenancy = house.resident(house.newcomer("tenant"))
    (agreement,) = papers.papers_of(session, tenancy)
    assert verdict(client, agreement.number).startswith(VALID)
    tenancy.state = TenancyState.LEFT
    session.flush()
    assert verdict(client, agreement.number).startswith(ENDED)
