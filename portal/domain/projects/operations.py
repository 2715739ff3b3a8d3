"""Verbs of projects: a project begins with its contract and ends with its final grade."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from portal.domain.projects import lifecycles  # noqa: F401 - puts Project under its lifecycle
from portal.domain.projects.models import Contract, Project
from portal.kernel import lifecycle
from portal.kernel.papers import next_number
from portal.kernel.people import Actor
from portal.kernel.words import say


def open_project(session: Session, contract: Contract, *, by: Actor) -> Project:
    """Begin the project of a contract that came into force. One contract, one project."""
    proposal = contract.award.proposal
    project = Project(
        number=next_number(session, "项"), contract_id=contract.id, organization_id=contract.organization_id,
        implementer_id=proposal.implementer_id, call_id=proposal.call_id, lot_id=proposal.lot_id,
        region_path=contract.region_path, title=contract.title, field=proposal.lot.field,
        outputs=planned_outputs(proposal.content),
        starts_on=contract.starts_on, ends_on=contract.ends_on,
    )  # fmt: skip
    sentence = say("合同生效，项目“%(title)s”开始实施", title=project.title)
    return lifecycle.begin(session, project, by=by, sentence=sentence)


def planned_outputs(content: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The outputs of a proposal as the project is measured by them."""
    return [
        {"name": str(row["name"]), "unit": str(row.get("unit", "")), "quantity": int(row["quantity"])}
        for row in (content or {}).get("outputs", [])
    ]
