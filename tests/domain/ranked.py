"""A call whose proposals are ranked, and the people who take it from there to the money."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.domain.awards.models import Award
from portal.domain.calls.models import Aggregation, Call, CallKind, CallState, Criterion, FundingSource, Lot
from portal.domain.funds.models import Tranche, TrancheState
from portal.domain.organizations.models import Organization, OrganizationState, OrgField, OrgType
from portal.domain.projects import contracts
from portal.domain.projects.models import Contract, Project
from portal.domain.proposals.models import Proposal, ProposalState, Submission
from portal.kernel import clock, lifecycle
from portal.kernel.people import SYSTEM, Actor, Appointment, Department, User, actor_for
from portal.kernel.roles import Role
from portal.workflows.facts import awards_are_decided
from seeds.people import DISTRICT

PLAN = [{"trigger": "signature", "percent": 50}, {"trigger": "mid", "percent": 30}, {"trigger": "final", "percent": 20}]


@dataclass
class Ranked:
    """What a test starts from. Proposals are listed best first, lot by lot."""

    session: Session
    call: Call
    lots: list[Lot]
    proposals: list[Proposal]
    people: dict[str, Actor] = field(default_factory=dict)

    def by(self, login: str) -> Actor:
        if login not in self.people:
            self.people[login] = actor_for(self.session, login)
        return self.people[login]

    def publicise(self) -> list[Award]:
        lifecycle.move(self.session, self.call, "publicise", by=self.by("approver"))
        return self.awards()

    def awards(self) -> list[Award]:
        stmt = self.session.query(Award).filter_by(call_id=self.call.id).order_by(Award.id)
        return list(stmt.populate_existing())

    def end_publicity(self) -> None:
        for award in self.awards():
            if award.publicity.state == "running":
                lifecycle.move(self.session, award.publicity, "end", by=SYSTEM)

    def confirm(self, award: Award) -> None:
        lifecycle.move(self.session, award, "confirm", by=self.by("approver"))

    def finish(self) -> None:
        fact = awards_are_decided(self.session, self.call)
        lifecycle.move(self.session, self.call, "finish", by=self.by("approver"), awards_are_decided=fact)

    def draft(self, award: Award) -> Contract:
        start = clock.today() + timedelta(days=10)
        return contracts.draft(self.session, award, by=self.by("acceptor"), starts_on=start, ends_on=start + timedelta(days=300))

    def sign_provider(self, contract: Contract, login: str = "ngo", **changes: Any) -> None:
        contracts.sign("sign-provider")(
            self.session, contract, by=self.by(login), **({"digest": contract.digest} | changes)
        )

    def sign_purchaser(self, contract: Contract, login: str = "approver", **changes: Any) -> None:
        contracts.sign("sign-purchaser")(
            self.session, contract, by=self.by(login), **({"digest": contract.digest} | changes)
        )

    def in_force(self, award: Award | None = None) -> Contract:
        """The whole way from the ranking to a contract in force."""
        if award is None:
            award = self.publicise()[0]
            self.end_publicity()
            self.confirm(award)
        contract = self.draft(award)
        self.sign_provider(contract)
        self.sign_purchaser(contract)
        return contract

    def tranches(self, contract: Contract) -> list[Tranche]:
        stmt = self.session.query(Tranche).filter_by(contract_id=contract.id).order_by(Tranche.position)
        return list(stmt.populate_existing())

    def project(self, contract: Contract) -> Project:
        return self.session.query(Project).filter_by(contract_id=contract.id).one()

    def release(self, tranche: Tranche) -> None:
        lifecycle.move(self.session, tranche, "release", by=self.by("examiner"))

    def pay(self, tranche: Tranche) -> None:
        lifecycle.move(self.session, tranche, "pay", by=self.by("finance"))

    def pay_next(self, contract: Contract) -> Tranche:
        tranche = next(t for t in self.tranches(contract) if t.state is TrancheState.DUE)
        self.release(tranche)
        self.pay(tranche)
        return tranche


def ranked_call(
    session: Session, *, scores: tuple[int, ...] = (9000, 8500, 8000), amounts: tuple[int, ...] = (10000001, 8000000, 7000000),
    places: int = 2, budget_fen: int = 30000000, lots: int = 1, plan: list[dict[str, Any]] | None = None,
) -> Ranked:  # fmt: skip
    """A call in state ranked; the first proposal of each lot is ``ngo``'s, the second ``ngo2``'s, the third ``ngo3``'s."""
    now = clock.now()
    call = Call(
        number="雨征2026-0001", kind=CallKind.VENTURE, title="雨花台区公益创投征集（测试）", summary="为老为小",
        region_path=DISTRICT, department_id=session.query(Department).order_by(Department.id).first().id,
        funding_source=FundingSource.LOTTERY, budget_fen=budget_fen * lots, cap_fen=min(20000000, budget_fen), eligibility={},
        aggregation=Aggregation.MEAN, pass_score=6000, tranche_plan=plan or PLAN,
        questions_until=now - timedelta(days=40), deadline_at=now - timedelta(days=30),
        opening_at=now - timedelta(days=29), state=CallState.RANKED, published_at=now - timedelta(days=60),
        opened_at=now - timedelta(days=29), frozen_digest="0" * 64,
    )  # fmt: skip
    session.add(call)
    session.flush()
    session.add(Criterion(call_id=call.id, position=1, title="需求", description="准不准", maximum=100))
    made = [
        Lot(call_id=call.id, position=n, title=f"标段{n}", field=OrgField.ELDERLY, service="助老", budget_fen=budget_fen, places=places)
        for n in range(1, lots + 1)
    ]
    session.add_all(made)
    session.flush()
    bidders = [organization(session, login) for login in ("ngo", "ngo2", "ngo3")]
    bidders += [_further(session, number) for number in range(4, len(scores) + 1)]
    proposals = [
        _proposal(session, call, lot, bidders[rank - 1], rank, score, amount)
        for lot in made
        for rank, (score, amount) in enumerate(zip(scores, amounts, strict=True), 1)
    ]
    session.expire(call)
    return Ranked(session, call, made, proposals)


def organization(session: Session, login: str) -> Organization:
    """A registered organization whose legal representative is the demo login."""
    user = session.query(User).filter_by(login=login).one()
    code = {"ngo": "52320114MJX0000018", "ngo2": "52320114MJX000002X", "ngo3": "52320114MJX0000033"}[login]
    known = session.query(Organization).filter_by(uscc=code).one_or_none()
    if known:
        return known
    made = _registered(session, name=f"测试服务中心（{user.name}）", uscc=code, legal_representative=user.name)
    for name, role in ((login, Role.LEGAL_REPRESENTATIVE), *([("accountant", Role.ACCOUNTANT)] if login == "ngo" else [])):
        person = session.query(User).filter_by(login=name).one()
        session.add(Appointment(user_id=person.id, role=role, organization_id=made.id, title=f"{made.name} · {role.label}",
                                starts_at=clock.now() - timedelta(days=800)))  # fmt: skip
    session.flush()
    return made


def _further(session: Session, number: int) -> Organization:
    """One bidder more than there are demo logins for."""
    return _registered(session, name=f"测试服务中心（第 {number} 家）", uscc=f"52320114MJX01{number:05d}",
                       legal_representative=f"法人{number}")


def _registered(session: Session, **changes: Any) -> Organization:
    made = Organization(
        org_type=OrgType.SERVICE, field=OrgField.COMMUNITY, region_path=DISTRICT, address="雨花南路 2 号", purpose="服务",
        registered_on=clock.today() - timedelta(days=900), state=OrganizationState.ACTIVE, **changes,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def _proposal(session: Session, call: Call, lot: Lot, bidder: Organization, rank: int, score: int, amount: int) -> Proposal:
    content = {
        "summary": "每周探访一次，有事当天报社区。", "target_group": "独居老人", "beneficiaries": 40,
        "plan": [{"title": "摸底", "when": "2026-06", "place": "社区"}, {"title": "探访", "when": "全年", "place": ""}],
        "outputs": [{"name": "入户探访", "unit": "人次", "quantity": 480}],
        "budget": [{"item": "探访物资", "basis": "按次", "fen": amount}], "own_funds_fen": 0, "amount_fen": amount,
        "team": "社工 2 人", "risks": "人员流动",
    }  # fmt: skip
    proposal = Proposal(
        call_id=call.id, lot_id=lot.id, organization_id=bidder.id, region_path=call.region_path,
        title=f"{lot.title}的第 {rank} 名", draft=content, content=content, amount_fen=amount, score=score, rank=rank,
        state=ProposalState.RANKED, opened_at=call.opened_at,
    )  # fmt: skip
    session.add(proposal)
    session.flush()
    user = session.query(User).filter_by(login="ngo").one()
    session.add(Submission(proposal_id=proposal.id, round=1, number=f"雨回{lot.position}-{rank}", package=b"{}",
                           sha256="0" * 64, arrived_at=call.deadline_at, submitted_by_id=user.id))  # fmt: skip
    session.flush()
    return proposal
