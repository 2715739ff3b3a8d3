"""From a project's page to the public part of its contract and of its evaluations: a visitor with a phone, in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.domain.evaluation.models import Evaluation, EvaluationSheet
from portal.domain.projects.models import Contract, Project
from portal.kernel.people import User
from tests.browser import LiveServer
from tests.journeys.walking import Walker, known

CLOSED = "听雨社区独居老人守望"
#: What is said on the way: the link to the evaluations; headings of the contract, in their order; of a report.
SAID = {
    "zh": ("评估报告的公开部分", ("双方", "项目", "拨款", "产出与成效", "进度安排", "条款", "签署"), "各项得分"),
    "en": ("The public part of the reports", ("Parties", "Project", "Payments", "Outputs", "Timetable", "Clauses", "Signatures"), "Scores by indicator"),
}
A_PERSONS_NUMBER = re.compile(r"1[3-9]\d{9}|\d{17}[\dXx]")


def public_facts(session: Session) -> dict[str, Any]:
    project = session.scalars(
        select(Project).where(Project.title == CLOSED, Project.final_grade.is_not(None)).options(joinedload(Project.contract))
    ).one()
    contract: Contract = project.contract
    sheets = select(User.name).join(EvaluationSheet, EvaluationSheet.assignee_id == User.id).join(Evaluation)
    return {
        "address": f"/projects/{project.public_id}", "number": contract.number, "facts": contract.facts,
        "signed": [signature.name for signature in contract.signatures],
        "evaluators": list(session.scalars(sheets.where(Evaluation.project_id == project.id).distinct())),
    }  # fmt: skip


@pytest.mark.parametrize("lang", SAID)
def test_a_visitor_reads_who_agreed_on_what_and_how_it_was_judged_and_nothing_about_persons(
    live_server: LiveServer, phone: Page, lang: str
):
    project = known(live_server, public_facts)
    to_evaluations, headings, scores = SAID[lang]
    facts, (purchaser, provider) = project["facts"], project["facts"]["parties"]
    hand = Walker(phone)
    hand.goto(f"{project['address']}?lang={lang}").follow(project["number"])
    assert hand.page.url.endswith("/contract")
    main = hand.page.locator("main")
    assert [h for h in main.locator("h2").all_inner_texts() if h in headings] == list(headings)

    # Who, how much, when, for what; who signed.
    hand.sees(purchaser["name"], provider["name"], provider["code"], provider["representative"], *project["signed"])
    hand.sees(f"¥{facts['amount_fen'] / 100:,.2f}")
    payments = main.locator("table").filter(has_text=f"¥{facts['tranches'][0]['amount_fen'] / 100:,.2f}").first
    expect(payments.locator("tbody tr")).to_have_count(len(facts["tranches"]))
    for output in facts["outputs"]:
        hand.sees(output["name"])
    for clause in facts["clauses"]:
        hand.sees(clause["title"])

    # Not how to reach anybody, and not how the bidder calculated.
    hand.does_not_see(*[party[key] for party in (purchaser, provider) for key in ("address", "phone", "account") if party.get(key)])
    hand.does_not_see(*[line["basis"] for line in facts["budget"] if len(line["basis"]) > 3])
    assert A_PERSONS_NUMBER.findall(main.inner_text().replace(provider["code"], "")) == []

    hand.goto(project["address"]).follow(to_evaluations)
    assert hand.page.url.endswith("/evaluations")
    hand.sees(scores).does_not_see(*project["evaluators"])
    assert A_PERSONS_NUMBER.findall(main.inner_text()) == []
    # A report leads to the check of its number, where the paper is known.
    check = main.locator("a[href*='/verify/']").first
    hand.moving(check.click)
    expect(hand.page.locator("h1")).to_be_visible()
