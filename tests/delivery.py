"""A project in delivery, built short: the tests of delivery do not tell the story of its call again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.domain.awards.models import Award, AwardState, Publicity, PublicityState
from portal.domain.calls.models import Aggregation, Call, CallKind, CallState, FundingSource, Lot
from portal.domain.evaluation import operations as evaluations
from portal.domain.evaluation.indicators import sheet_for
from portal.domain.evaluation.models import Evaluation, Stage
from portal.domain.evaluation.queries import sheets_of
from portal.domain.funds import operations as funds
from portal.domain.needs.models import Guideline, GuidelineState
from portal.domain.organizations.models import Organization, OrganizationState, OrgField, OrgType
from portal.domain.projects import activities
from portal.domain.projects.models import Activity, ActivityKind, Contract, ContractState, Project
from portal.domain.projects.operations import open_project
from portal.domain.proposals.models import Proposal, ProposalState
from portal.domain.satisfaction import operations as satisfaction
from portal.kernel import clock, lifecycle, people
from portal.kernel.people import Actor, Appointment, Department, User
from portal.kernel.roles import Role
from portal.workflows import outcomes
from seeds.people import DISTRICT
from seeds.world import first_community

OUTPUTS = [{"name": "入户探访", "unit": "人次", "quantity": 100}, {"name": "健康讲座", "unit": "场", "quantity": 4}]
PLAN = [
    {"trigger": "signature", "percent": 50},
    {"trigger": "mid", "percent": 30},
    {"trigger": "final", "percent": 20},
]
STARTS, ENDS = date(2026, 3, 1), date(2026, 11, 30)


@dataclass
class Delivery:
    """The project, who works on it, and short verbs."""

    session: Session
    project: Project
    ngo: Actor
    home: str

    def actor(self, login: str, role: Role | None = None) -> Actor:
        return people.actor_for(self.session, login, role)

    def fields(self, **changes: Any) -> dict[str, Any]:
        return {
            "title": "春日入户探访", "kind": ActivityKind.VISIT, "region_path": self.home, "held_on": date(2026, 4, 10),
            "place": "社区活动室", "minutes": 90, "attendances": 40, "beneficiaries": 30, "volunteers": 5,
            "cost_fen": 120_000, "output": "入户探访", "output_quantity": 40, "note": "", **changes,
        }  # fmt: skip

    def draft(self, **changes: Any) -> Activity:
        return activities.draft(self.session, self.project, by=self.ngo, **self.fields(**changes))

    def confirmed(self, **changes: Any) -> Activity:
        activity = self.draft(**changes)
        lifecycle.move(self.session, activity, "record", by=self.ngo)
        lifecycle.move(self.session, activity, "confirm", by=self.actor("committee"))
        return activity

    def codes(self, count: int = 40, **changes: Any) -> list[str]:
        activity = self.confirmed(**{"beneficiaries": 40, **changes})
        return satisfaction.make_codes(self.session, activity, count, by=self.ngo)

    def vote(self, code: str, overall: int = 5, **answers: Any) -> str:
        token = satisfaction.new_token()
        satisfaction.exchange(self.session, code, token)
        satisfaction.cast(self.session, token, overall=overall, attitude=5, useful=5, **answers)
        return token

    def ordered(
        self, stage: Stage = Stage.MID, evaluators: tuple[str, ...] = ("evaluator", "expert1", "expert2")
    ) -> Evaluation:
        if stage is Stage.FINAL:
            self.project.ends_on = clock.today()  # delivery is over
        ids = [self.session.query(User).filter_by(login=login).one().id for login in evaluators]
        return evaluations.order(self.session, self.project, stage, evaluators=ids, by=self.actor("acceptor"))

    def reported(self, stage: Stage = Stage.MID) -> Evaluation:
        evaluation = self.ordered(stage)
        evaluations.report(
            self.session, evaluation, by=self.ngo, progress="按计划实施", done=[50, 2], spent_fen=1_000_000
        )
        return evaluation

    def scored(self, share: int, stage: Stage = Stage.MID) -> Evaluation:
        """Every sheet gives ``share`` percent of each maximum."""
        evaluation = self.reported(stage)
        lifecycle.move(self.session, evaluation, "start", by=self.actor("acceptor"))
        rows = {i.code: {"points": i.maximum * share, "reason": "如实"} for i in sheet_for(stage)}
        for sheet in sheets_of(self.session, evaluation):
            evaluations.submit(self.session, sheet, rows, "总体意见", by=people.acting_as(sheet.assignee))
        return evaluation

    def graded(self, share: int, stage: Stage = Stage.MID, demands: str = "补齐签到表") -> Evaluation:
        evaluation = self.scored(share, stage)
        return outcomes.grade(self.session, evaluation, by=self.actor("examiner"), conclusion="结论", demands=demands)


def deliver(
    session: Session, name: str = "银杏树下社区服务中心", title: str = "独居老人守望", *, login: str = "ngo"
) -> Delivery:
    """A project that runs from March to November 2026, its survey open and its first part of money due."""
    now = clock.now()
    home = first_community(session)
    organization = session.query(Organization).filter_by(name=name).one_or_none() or _organization(session, name, login)
    contract = _contract(session, organization, title, home)
    approver = people.actor_for(session, "approver")
    project = open_project(session, contract, by=approver)
    funds.plan(session, contract, approver)
    satisfaction.open_survey(session, project, by=approver)
    session.flush()
    assert now <= clock.now()
    return Delivery(session, project, people.actor_for(session, login, Role.LEGAL_REPRESENTATIVE), home)


def _organization(session: Session, name: str, login: str) -> Organization:
    uscc = f"52320114{session.query(Organization).count():09d}X"
    organization = Organization(
        name=name, org_type=OrgType.SERVICE, field=OrgField.ELDERLY, uscc=uscc, region_path=DISTRICT,
        legal_representative="顾南乔", address="银杏路 1 号", purpose="社区服务", registered_on=date(2020, 1, 1),
        state=OrganizationState.ACTIVE,
    )  # fmt: skip
    session.add(organization)
    session.flush()
    user = session.query(User).filter_by(login=login).one()
    session.add(Appointment(user_id=user.id, role=Role.LEGAL_REPRESENTATIVE, organization_id=organization.id,
                            title=f"{name} · 法定代表人", starts_at=clock.now() - timedelta(days=400)))  # fmt: skip
    session.flush()
    return organization


def _contract(session: Session, organization: Organization, title: str, home: str) -> Contract:
    past, department = clock.at(date(2026, 1, 5), 9), session.query(Department).first()
    guideline = Guideline(title="独居老人照护", field=OrgField.ELDERLY, region_path=home, whom="独居老人", need="有人照看",
                          service="每周上门", goal="不出意外", state=GuidelineState.PUBLISHED, published_at=past)  # fmt: skip
    call = Call(kind=CallKind.VENTURE, title="公益创投", summary="征集", region_path=DISTRICT, department_id=department.id,
                funding_source=FundingSource.LOTTERY, budget_fen=100_000_000, cap_fen=30_000_000, eligibility={},
                aggregation=Aggregation.MEAN, tranche_plan=PLAN, questions_until=past, deadline_at=past, opening_at=past,
                state=CallState.AWARDED, published_at=past, frozen_digest="0" * 64)  # fmt: skip
    lot = Lot(call=call, position=1, title="为老服务", field=OrgField.ELDERLY, service="上门看望", budget_fen=50_000_000, places=3,
              guideline=guideline)  # fmt: skip
    session.add_all([guideline, call, lot])
    session.flush()
    content = {
        "summary": "每周上门看望一次。",
        "target_group": "66 户独居老人",
        "outputs": OUTPUTS,
        "budget": [],
        "plan": [],
    }
    proposal = Proposal(call_id=call.id, lot_id=lot.id, organization_id=organization.id, region_path=DISTRICT, title=title, draft={},
                        state=ProposalState.AWARDED, opened_at=past, content=content, amount_fen=28_000_000, score=8_650,
                        rank=1)  # fmt: skip
    publicity = Publicity(lot_id=lot.id, call_id=call.id, region_path=DISTRICT, starts_at=past,
                          ends_at=past + timedelta(days=7), sheet=[], experts=[], state=PublicityState.OVER)  # fmt: skip
    session.add_all([proposal, publicity])
    session.flush()
    award = Award(proposal_id=proposal.id, publicity_id=publicity.id, call_id=call.id, organization_id=organization.id,
                  region_path=DISTRICT, amount_fen=28_000_000, number=f"雨立2026-{proposal.id:04d}", decided_at=past,
                  state=AwardState.CONTRACTED)  # fmt: skip
    session.add(award)
    session.flush()
    parties = [
        {"role": "甲方（购买方）", "name": department.name},
        {"role": "乙方（承接方）", "name": organization.name},
    ]
    contract = Contract(
        number=f"雨协2026-{award.id:04d}", award=award, award_id=award.id, organization_id=organization.id,
        department_id=department.id, region_path=DISTRICT, title=title, amount_fen=28_000_000,
        funding_source=FundingSource.LOTTERY, starts_on=STARTS, ends_on=ENDS, facts={"parties": parties}, digest="1" * 64,
        state=ContractState.IN_FORCE, in_force_at=clock.at(STARTS, 9),
    )  # fmt: skip
    session.add(contract)
    session.flush()
    return contract
