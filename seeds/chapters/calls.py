"""The city's calls, each drafted, approved and published on its own days; later chapters go on from there.

``city.calls[key]`` holds ``finished`` ``running`` ``publicity`` ``in_review`` ``open`` ``open2`` ``coming`` ``draft``.
Nothing here passes a deadline: proposals are handed in first (their chapter), then ``close_and_open(city, key)``.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from portal.domain.calls import operations
from portal.domain.calls.models import Aggregation, Call, CallKind, CallState
from portal.domain.calls.operations import CriterionTerms, LotTerms, Terms
from portal.domain.organizations.models import OrgType
from portal.kernel import clock, lifecycle, workdays
from portal.kernel.people import Department
from portal.kernel.roles import Role
from seeds.chapters.calls_told import CALLS, QUESTIONS, CallTold
from seeds.chapters.needs import guideline
from seeds.chapters.organizations import days_back
from seeds.world import City

WAN = 1_000_000  # fen in ten thousand yuan
TRANCHES = [
    {"trigger": "signature", "percent": 50}, {"trigger": "mid", "percent": 30}, {"trigger": "final", "percent": 20},
]  # fmt: skip


def tell(city: City) -> None:
    for key in CALLS:
        prepare(city, key)


def prepare(city: City, key: str) -> Call:
    """Draft, approve and publish one call at its dates, as far as they have come; its questions are asked and answered."""
    told = CALLS[key]
    published = _published(city, told)
    drafted = min(published - timedelta(days=12), city.moment(-3, 9))
    drafter = city.actor(told.drafter)
    with city.at(drafted) as session:
        call = operations.draft(session, by=drafter, terms=_terms(city, told, published))
        city.calls[key] = call
        if key == "draft":
            return call
        with city.stand(drafted + timedelta(days=1, hours=2)):
            lifecycle.move(session, call, "submit", by=drafter)
        with city.stand(drafted + timedelta(days=2, hours=5)):
            lifecycle.move(session, call, "approve", by=city.actor("approver"))
    if published <= city.now:
        with city.at(published) as session:
            lifecycle.move(session, call, "publish", by=drafter)
        _ask(city, key, call, published)
    return call


def close_and_open(city: City, key: str) -> Call:
    """After the bids are in: time closes the call at its deadline, and the examiner opens it at its hour."""
    call = city.calls[key]
    city.tick(call.deadline_at + timedelta(minutes=1))
    with city.at(call.opening_at + timedelta(minutes=5)) as session:
        if call.state is CallState.CLOSED:
            lifecycle.move(session, call, "open", by=city.actor("examiner"))
    return call


def _published(city: City, told: CallTold) -> datetime:
    return clock.at(city.workday(told.published), 9, 30)


def _deadline(city: City, told: CallTold) -> datetime:
    if isinstance(told.deadline, str):
        count = int(told.deadline)
        day = workdays.add(city.today, count) if count > 0 else days_back(city, -count)
        return clock.at(day, 17)
    return clock.at(city.workday(told.deadline), 17)


def _terms(city: City, told: CallTold, published: datetime) -> Terms:
    deadline = _deadline(city, told)
    opening = clock.at(workdays.add(clock.local(deadline).date(), 1), 10)
    procurement = told.kind is CallKind.PROCUREMENT
    return Terms(
        kind=told.kind, title=told.title, summary=told.summary, department_id=_department(city, told.department),
        funding_source=told.source, budget_fen=told.budget_wan * WAN, cap_fen=told.cap_wan * WAN,
        eligibility={
            "org_types": [OrgType.SERVICE.value, OrgType.ASSOCIATION.value, OrgType.FOUNDATION.value],
            "min_months": 0 if procurement else 6, "min_staff": 0, "min_rating": None, "local_only": False,
            "qualified_list": told.qualified_list, "groups_with_sponsor": told.groups, "max_per_organization": told.most,
        },
        aggregation=Aggregation.MEAN if procurement else Aggregation.TRIMMED_MEAN, panel_size=5, pass_score=6000,
        tranche_plan=TRANCHES, questions_until=_questions_until(published, deadline),
        deadline_at=deadline, opening_at=opening,
        publish_on=clock.local(published).date(),
        lots=[LotTerms(lot.title, lot.field, lot.service, lot.wan * WAN, lot.places,
                       guideline(city, lot.guideline) if lot.guideline else "") for lot in told.lots],
        criteria=[CriterionTerms(*row) for row in told.rubric],
    )  # fmt: skip


def _questions_until(published: datetime, deadline: datetime) -> datetime:
    last = min(deadline - timedelta(days=3), published + timedelta(days=20))
    return clock.at(clock.local(last).date(), 17)


def _department(city: City, name: str) -> int:
    return city.session.scalars(select(Department.id).where(Department.name == name)).one()


def _ask(city: City, key: str, call: Call, published: datetime) -> None:
    drafter = city.actor(CALLS[key].drafter)
    for login, hours, body, answer in QUESTIONS.get(key, ()):
        asked = published + timedelta(hours=hours)
        with city.at(min(asked, city.moment(0, 8))) as session:
            question = operations.ask(session, call, by=city.actor(login, Role.LEGAL_REPRESENTATIVE), body=body)
            if answer:
                with city.stand(asked + timedelta(hours=20)):
                    lifecycle.move(session, question, "answer", by=drafter, answer=answer)
