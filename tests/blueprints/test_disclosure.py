"""What the law has public of contracts and evaluation reports, and what stays out of it."""

from __future__ import annotations

import pytest

from portal.domain.evaluation.models import Evaluation, EvaluationSheet
from portal.domain.projects.models import Contract, ContractState, Project
from portal.domain.projects.queries import whole
from portal.kernel import papers
from portal.kernel.people import User
from portal.workflows import disclosure


@pytest.fixture
def project(demo_city, session) -> Project:
    """One that was evaluated."""
    evaluation = session.query(Evaluation).filter(Evaluation.score.is_not(None), Evaluation.demands != "").first()
    return whole(session, evaluation.project)


def test_a_visitor_reads_the_contract_without_addresses_and_the_bidders_calculation(project, client):
    contract, facts = project.contract, project.contract.facts
    link = client.page(f"/projects/{project.public_id}").one(f"//main//a[@href='/projects/{project.public_id}/contract']")
    assert link.text == contract.number
    page = client.page(f"/projects/{project.public_id}/contract")
    provider = facts["parties"][1]
    for shown in (
        contract.number, provider["name"], provider["representative"], facts["award_number"], facts["outputs"][0]["target"],
        facts["tranches"][0]["name"], contract.signatures[0].name, facts["clauses"][0]["title"], contract.digest[:4],
    ):  # fmt: skip
        assert shown in page.text, shown
    assert provider["address"] not in page.text
    assert not [line["item"] for line in facts["budget"] if line["item"] in page.text]


def test_every_contract_in_force_is_public_with_its_project(demo_city, session, client):
    shown = [client.get(f"/projects/{p.public_id}/contract", taste=False).status_code for p in session.query(Project)]
    assert set(shown) == {200}
    assert len(shown) >= 10


def test_numbers_that_name_a_person_are_blanked_in_what_was_agreed(project, session, client):
    clause = {"title": "联系", "text": "联系人 138 1234 5678，身份证 320114199003074519，座机 025-52880000。"}
    project.contract.facts = {**project.contract.facts, "clauses": [clause]}
    session.commit()
    text = client.page(f"/projects/{project.public_id}/contract").text
    assert "联系人 （号码不公开），身份证 （号码不公开），座机 025-52880000。" in text


def test_a_contract_is_not_public_before_both_have_signed(demo_city, session):
    drafted = session.query(Contract).filter(Contract.state == ContractState.DRAFTED).first()
    assert disclosure.of_contract(drafted) is None


def test_a_visitor_reads_grade_scores_and_findings_and_nobodys_name_or_reason(project, session, client):
    evaluation = session.query(Evaluation).filter(Evaluation.project_id == project.id, Evaluation.demands != "").first()
    sheets = session.query(EvaluationSheet).filter_by(evaluation_id=evaluation.id).all()
    page = client.page(f"/projects/{project.public_id}/evaluations")
    assert evaluation.conclusion.split("\n")[0] in page.text
    assert evaluation.demands.split("\n")[0] in page.text
    for sheet in sheets:
        assert session.get(User, sheet.assignee_id).name not in page.one("//main").xpath("string()")
        assert not [row["reason"] for row in sheet.scores.values() if row.get("reason") and row["reason"] in page.text]
    assert [s.comment for s in sheets if s.comment and s.comment in page.text] == [s.comment for s in sheets if s.comment]
    scores = page.all(f"//section[.//*[contains(., '{papers.papers_of(session, evaluation)[0].number}')]]//table")[0]
    assert len(scores.xpath(".//tbody/tr")) == len(sheets[0].scores)


def test_a_project_that_was_not_evaluated_says_so(demo_city, session, client):
    evaluated = {e.project_id for e in session.query(Evaluation).filter(Evaluation.score.is_not(None))}
    other = session.query(Project).filter(Project.id.not_in(evaluated)).first()
    assert "还没有评估结果" in client.page(f"/projects/{other.public_id}/evaluations").text
