"""Verbs of money: plan it with the contract, let a part fall due, withhold the rest."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.funds.guards import NAMES
from portal.domain.funds.ledger import Line, book
from portal.domain.funds.lifecycles import OPEN
from portal.domain.funds.models import AccountCode, Tranche, TrancheState, Trigger
from portal.domain.projects.models import Contract, Project
from portal.kernel import lifecycle, money
from portal.kernel.people import SYSTEM, Actor
from portal.kernel.words import say


def plan(session: Session, contract: Contract, by: Actor) -> list[Tranche]:
    """Reaction to a contract in force: its tranches by the call's plan, the commitment booked, the first one due."""
    project = session.scalars(select(Project).where(Project.contract_id == contract.id)).one()
    plan_lines = contract.award.call.tranche_plan
    parts = money.share(contract.amount_fen, [line["percent"] for line in plan_lines])
    tranches = [
        _wait(session, contract, project, position, Trigger(line["trigger"]), line["percent"], part, by)
        for position, (line, part) in enumerate(zip(plan_lines, parts, strict=True), start=1)
        if part
    ]
    source = AccountCode(contract.funding_source.value)
    lines = [Line(AccountCode.COMMITMENTS, contract.amount_fen), Line(source, -contract.amount_fen)]
    book(session, f"签订协议 {contract.number}", lines, by=by, contract=contract, project_id=project.id)  # official
    fall_due(session, project, Trigger.SIGNATURE, by=by)
    return tranches


def _wait(
    session: Session, contract: Contract, project: Project, position: int, trigger: Trigger, percent: int, part: int,
    by: Actor,
) -> Tranche:  # fmt: skip
    tranche = Tranche(
        contract=contract, contract_id=contract.id, project=project, project_id=project.id,
        organization_id=contract.organization_id, region_path=contract.region_path, position=position,
        title=f"{contract.title} · {NAMES[trigger]}", trigger=trigger, percent=percent, amount_fen=part,
        source=contract.funding_source,
    )  # fmt: skip
    sentence = say("安排了“%(title)s”", title=tranche.title)
    return lifecycle.begin(session, tranche, by=by, sentence=sentence)


def fall_due(session: Session, project: Project, trigger: Trigger, *, by: Actor) -> list[Tranche]:
    """The event came: what waited for it is due. ``by``: whose act the event was; the step itself is the system's."""
    stmt = select(Tranche).where(
        Tranche.project_id == project.id, Tranche.trigger == Trigger(trigger), Tranche.state == TrancheState.WAITING
    )
    due = list(session.scalars(stmt.order_by(Tranche.position)))
    for tranche in due:
        lifecycle.move(session, tranche, "fall-due", by=SYSTEM)
    return due


def withhold_rest(session: Session, project: Project, *, by: Actor, reason: str) -> list[Tranche]:
    """Nothing more is paid on this project; the promise goes back to its source. ``by``: whose decision it was."""
    stmt = select(Tranche).where(Tranche.project_id == project.id, Tranche.state.in_(OPEN))
    rest = list(session.scalars(stmt.order_by(Tranche.position)))
    for tranche in rest:
        lifecycle.move(session, tranche, "lapse", by=SYSTEM, reason=reason)
    return rest
