"""A small call with bidders and experts, for the tests of proposals and review."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.domain.calls.models import Aggregation, Call, CallKind, CallState, Criterion, FundingSource, Lot
from portal.domain.organizations.models import Organization, OrganizationState, OrgField, OrgType
from portal.domain.proposals import drafts, submissions
from portal.domain.proposals.models import Proposal, Submission
from portal.domain.review import draws, eligibility, experts, scoring
from portal.domain.review.models import SCORES_NOW, Panel, Review, SeatState
from portal.kernel import clock, lifecycle, people
from portal.kernel.people import Actor, Appointment, Department, User
from portal.kernel.roles import Role
from portal.workflows import facts

DISTRICT = "/32/3201/320114/"
SECRET = "独角兽计划"
BIDDERS = ("ngo", "ngo2", "ngo3")


def good_draft(amount_fen: int = 9_000_000, own_fen: int = 1_000_000, **changed: Any) -> dict[str, Any]:
    """A draft with every part, whose budget adds up."""
    draft = {
        "summary": f"{SECRET}：为社区独居老人建立守望小组，每周上门两次。", "target_group": "独居老人", "beneficiaries": 120,
        "plan": [{"title": "组建守望小组", "when": "6 月", "place": "听雨社区"}],
        "outputs": [{"name": "上门探访", "unit": "人次", "quantity": 960}],
        "budget": [{"item": "探访补贴", "basis": "960 人次", "fen": amount_fen + own_fen - 500},
                   {"item": "印刷", "basis": "一批", "fen": 500}],
        "amount_fen": amount_fen, "own_funds_fen": own_fen, "team": "社工 3 人", "risks": "志愿者流动：每季度补充一次。",
    }  # fmt: skip
    return {**draft, **changed}


def organization(session: Session, login: str, name: str, **changed: Any) -> Organization:
    """An organization whose legal representative is this demo login."""
    fields: dict[str, Any] = {
        "name": name, "org_type": OrgType.SERVICE, "field": OrgField.ELDERLY, "uscc": f"5232{abs(hash(name)) % 10**14:014d}",
        "region_path": DISTRICT, "legal_representative": "某人", "address": "某路 1 号", "purpose": "服务社区",
        "registered_on": date(2022, 3, 1), "state": OrganizationState.ACTIVE,
    }  # fmt: skip
    org = Organization(**{**fields, **changed})
    session.add(org)
    session.flush()
    user = session.query(User).filter_by(login=login).one()
    session.add(Appointment(user_id=user.id, role=Role.LEGAL_REPRESENTATIVE, organization_id=org.id, title=name,
                            starts_at=clock.now() - timedelta(days=1)))  # fmt: skip
    session.flush()
    return org


def published_call(session: Session, deadline: datetime, **changed: Any) -> Call:
    fields: dict[str, Any] = {
        "number": f"雨征{clock.now().timestamp()}"[:40], "kind": CallKind.VENTURE, "title": "社区公益创投", "summary": "为老服务",
        "region_path": DISTRICT, "department_id": session.query(Department).first().id,
        "funding_source": FundingSource.LOTTERY, "budget_fen": 60_000_000, "cap_fen": 10_000_000,
        "eligibility": {"org_types": ["service", "association"], "min_months": 12, "qualified_list": False,
                        "groups_with_sponsor": True, "min_rating": None, "max_per_organization": 2},
        "aggregation": Aggregation.TRIMMED_MEAN, "panel_size": 5, "pass_score": 6000,
        "tranche_plan": [{"trigger": "signature", "percent": 100}], "questions_until": deadline - timedelta(days=3),
        "deadline_at": deadline, "opening_at": deadline + timedelta(hours=1), "state": CallState.PUBLISHED,
        "published_at": clock.now(), "frozen_digest": "0" * 64,
    }  # fmt: skip
    call = Call(**{**fields, **changed})
    for position, (title, field) in enumerate((("独居老人守望", OrgField.ELDERLY), ("四点半课堂", OrgField.CHILDREN)), 1):
        call.lots.append(Lot(position=position, title=title, field=field, service="上门探访", budget_fen=30_000_000, places=2))
    for position, (title, top) in enumerate((("需求契合", 30), ("方案可行", 40), ("预算合理", 30)), 1):
        call.criteria.append(Criterion(position=position, title=title, description="看依据", maximum=top))
    session.add(call)
    session.flush()
    return call


class Story:
    """Two lots, three bidders, nine experts; each verb stands for what people do next."""

    def __init__(self, session: Session, **call: Any):
        self.session = session
        names = ("银杏树下社区服务中心", "青石巷儿童发展中心", "石榴籽邻里事务所")
        self.orgs = {login: organization(session, login, name) for login, name in zip(BIDDERS, names, strict=True)}
        self.deadline = clock.now() + timedelta(days=20)
        self.call = published_call(session, self.deadline, **call)
        self.lot, self.other_lot = self.call.lots

    def actor(self, login: str) -> Actor:
        return people.actor_for(self.session, login)

    def pool(self, count: int = 9) -> None:
        for n in range(1, count + 1):
            experts.enter(self.session, by=self.actor("acceptor"), login=f"expert{n}", unit=f"第{n}研究院", title="研究员",
                          fields=[OrgField.ELDERLY, OrgField.CHILDREN], region_path=DISTRICT)  # fmt: skip

    def drafted(self, login: str, lot: Lot | None = None, title: str = f"{SECRET}守望", **draft: Any) -> Proposal:
        return drafts.begin(self.session, lot or self.lot, by=self.actor(login), title=title, **good_draft(**draft))

    def submit(self, proposal: Proposal, login: str, at: datetime | None = None) -> Submission:
        return submissions.submit(self.session, proposal, by=self.actor(login), arrived_at=at or clock.now())

    def submitted(self, login: str, lot: Lot | None = None, **draft: Any) -> Proposal:
        proposal = self.drafted(login, lot, **draft)
        self.submit(proposal, login)
        return proposal

    def open(self) -> None:
        with clock.travel(self.deadline + timedelta(minutes=1)):
            lifecycle.move(self.session, self.call, "close", by=people.SYSTEM)
        with clock.travel(self.deadline + timedelta(hours=2)):
            lifecycle.move(self.session, self.call, "open", by=self.actor("examiner"))

    def check(self, *proposals: Proposal) -> None:
        for proposal in proposals:
            eligibility.check(self.session, proposal, by=self.actor("acceptor"), passed=True)

    def drawn(self) -> Panel:
        panel = draws.commit(self.session, self.lot, by=self.actor("acceptor"))
        return draws.draw(self.session, panel, by=self.actor("acceptor"), witness="3107.86", witness_name="区审计局 明监之")

    def accept_all(self, panel: Panel) -> None:
        for seat in scoring.seats_of(self.session, panel):
            if seat.state is SeatState.INVITED:
                lifecycle.move(self.session, seat, "accept", by=self.expert(seat))

    def expert(self, seat) -> Actor:
        """The seat's expert, acting as one."""
        return people.actor_for(self.session, seat.expert.user.login, Role.EXPERT)

    def score(self, seat, share: int = 80) -> list[Review]:
        """Give every criterion this share of its maximum (percent)."""
        reviews = scoring.reviews_of(self.session, seat)
        for review in reviews:
            marks = {c.id: scoring.Mark(c.maximum * share, "看过依据") for c in self.call.criteria}
            scoring.save(self.session, review, by=self.expert(seat), marks=marks, comment="总体可行")
        return reviews

    def score_everything(self, panel: Panel) -> None:
        for n, seat in enumerate(scoring.seats_of(self.session, panel)):
            if seat.state in SCORES_NOW:
                self.score(seat, 60 + 7 * (n % 5))
                lifecycle.move(self.session, seat, "finish", by=self.expert(seat))

    def begin_review(self) -> None:
        lifecycle.move(self.session, self.call, "begin-review", by=self.actor("acceptor"),
                       review_is_ready=facts.review_is_ready(self.session, self.call))  # fmt: skip

    def rank(self) -> None:
        lifecycle.move(self.session, self.call, "rank", by=self.actor("examiner"),
                       panels_are_complete=facts.panels_are_complete(self.session, self.call))  # fmt: skip
