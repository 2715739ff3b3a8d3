"""Calls for tests, made by the operations."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.domain.calls import operations
from portal.domain.calls.models import Aggregation, Call, CallKind, FundingSource
from portal.domain.calls.operations import CriterionTerms, LotTerms, Terms
from portal.domain.organizations.models import OrgField
from portal.kernel import clock, lifecycle, people
from portal.kernel.people import Department

YUAN = 100
RULES = {
    "org_types": ["service"], "min_months": 6, "min_staff": 0, "min_rating": None, "local_only": False, "qualified_list": False,
    "groups_with_sponsor": False, "max_per_organization": 1,
}  # fmt: skip
PLAN = [{"trigger": "signature", "percent": 50}, {"trigger": "mid", "percent": 30}, {"trigger": "final", "percent": 20}]


def lot(budget_fen: int = 200_000 * YUAN, title: str = "独居老人守望") -> LotTerms:
    return LotTerms(title, OrgField.ELDERLY, "每周探访", budget_fen, 2)


def criterion(maximum: int = 100, title: str = "方案可行") -> CriterionTerms:
    return CriterionTerms(title, "写得清，做得到。", maximum)


def terms(session: Session, *, now: datetime | None = None, **changes: Any) -> Terms:
    """A venture call that can be submitted; ``changes`` break it."""
    start = now or clock.now()
    whole = Terms(
        kind=CallKind.VENTURE, title="测试创投征集", summary="回应居民需求", department_id=_bureau(session),
        funding_source=FundingSource.LOTTERY, budget_fen=400_000 * YUAN, cap_fen=150_000 * YUAN, eligibility=dict(RULES),
        aggregation=Aggregation.TRIMMED_MEAN, panel_size=5, pass_score=6000, tranche_plan=list(PLAN),
        questions_until=start + timedelta(days=10), deadline_at=start + timedelta(days=20),
        opening_at=start + timedelta(days=21), lots=[lot(), lot(title="困境儿童陪伴")],
        criteria=[criterion(60), criterion(40, "预算合理")],
    )  # fmt: skip
    return replace(whole, **changes)


def drafted(session: Session, **changes: Any) -> Call:
    return operations.draft(session, by=people.actor_for(session, "acceptor"), terms=terms(session, **changes))


def published(session: Session, **changes: Any) -> Call:
    call = drafted(session, **changes)
    for action, login in (("submit", "acceptor"), ("approve", "approver"), ("publish", "acceptor")):
        lifecycle.move(session, call, action, by=people.actor_for(session, login))
    return call


def _bureau(session: Session) -> int:
    return session.query(Department.id).filter_by(name="区民政局").scalar()
