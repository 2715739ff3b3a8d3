"""What the public may read of a contract and of an evaluation report, from the day on which they take effect.

The law has a contract of government procurement public within two working days, business secrets left out (Regulation on
the Implementation of the Government Procurement Law, article 50). Left out are the budget's lines, which are the bidder's
calculation, addresses, and numbers that name a person; of a report, whose judgement it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.evaluation import queries as evaluations
from portal.domain.evaluation.models import Evaluation
from portal.domain.projects.models import Contract, Project
from portal.kernel.papers import Paper
from portal.kernel.personal import blanked

PARTY = ("role", "name", "code", "representative")
SAID = ("project", "call_title", "lot", "award_number", "starts_on", "ends_on", "amount_fen", "own_fen", "tranches")


def of_contract(contract: Contract) -> dict[str, Any] | None:
    """The facts as the contract's own text has them, the rest taken out; ``None`` before it is in force."""
    if contract.in_force_at is None:
        return None
    facts = contract.facts
    return {
        **{key: facts[key] for key in SAID if key in facts},
        "parties": [{key: party[key] for key in PARTY if key in party} for party in facts["parties"]],
        "summary": blanked(facts.get("summary", "")), "budget": [],
        "outputs": [{**row, "name": blanked(row["name"])} for row in facts["outputs"]],
        "timetable": [{**row, "name": blanked(row["name"])} for row in facts["timetable"]],
        "clauses": [{**clause, "text": blanked(clause["text"])} for clause in facts["clauses"]],
    }  # fmt: skip


@dataclass(frozen=True)
class Report:
    """One graded evaluation. ``facts``: of its report, without the reasons that stood on the single sheets."""

    evaluation: Evaluation
    number: str
    facts: dict[str, Any]


def of_evaluations(session: Session, project: Project) -> list[Report]:
    """The reports of a project, in the order of its evaluations: two statements."""
    graded = evaluations.graded_of(session, project)
    wanted = (Paper.subject_type == Evaluation.__tablename__, Paper.subject_id.in_([e.id for e in graded]))
    found = session.scalars(select(Paper).where(*wanted, Paper.kind == "evaluation_report").order_by(Paper.id)).all()
    papers = {paper.subject_id: paper for paper in found}
    return [Report(e, papers[e.id].number, _public(papers[e.id].facts)) for e in graded if e.id in papers]


def _public(facts: dict[str, Any]) -> dict[str, Any]:
    return {
        "score": facts["score"], "grade": facts["grade"], "conclusion": blanked(facts["conclusion"]),
        "criteria": [{key: row[key] for key in ("name", "maximum", "score")} for row in facts["criteria"]],
        "progress": facts["progress"], "satisfaction": facts.get("satisfaction"),
        "findings": [blanked(line) for line in facts["findings"]],
        "rectifications": [blanked(line) for line in facts.get("rectifications", [])],
        "rectify_by_on": facts.get("rectify_by_on"),
    }  # fmt: skip
