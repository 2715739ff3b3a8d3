"""What a hub reads of its members: the public record of each in one line, and nothing that is not public."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from portal.domain.hubs import queries
from portal.domain.hubs.models import Hub
from portal.domain.organizations.models import OrganizationState, OrgField, OrgType
from portal.domain.projects.models import Project
from portal.domain.satisfaction.models import Ballot, Proxy, SatisfactionSurvey, SurveyState


@dataclass(frozen=True)
class MemberRecord:
    """``satisfaction``: hundredths of a point over all published results, ``answers`` behind it; none without a result."""

    public_id: str
    membership_id: str
    membership_state: Any
    name: str
    org_type: OrgType
    field: OrgField
    state: OrganizationState
    rating: int | None
    last_annual_report: int | None
    joined_on: date
    projects: int
    satisfaction: int | None
    answers: int


def members(session: Session, hub: Hub) -> list[MemberRecord]:
    """One line a member, in three statements however many there are."""
    rows = queries.members_of(session, hub)
    keys = [row.id for row in rows]
    projects, scores = _projects(session, keys), _satisfaction(session, keys)
    return [
        MemberRecord(
            row.public_id, row.membership_id, row.membership_state, row.name, row.org_type, row.field, row.state, row.rating,
            row.last_annual_report, row.joined_on, projects.get(row.id, 0), *_mean(scores[row.id]),
        )
        for row in rows
    ]  # fmt: skip


def _projects(session: Session, keys: list[int]) -> dict[int, int]:
    """Organization → how many public projects it carries out, alone or behind a sponsor."""
    stmt = select(Project.organization_id, Project.implementer_id).where(
        Project.is_public, or_(Project.organization_id.in_(keys), Project.implementer_id.in_(keys))
    )
    found: dict[int, int] = defaultdict(int)
    for provider, implementer in session.execute(stmt):
        found[provider] += 1
        if implementer is not None and implementer != provider:
            found[implementer] += 1
    return found


def _satisfaction(session: Session, keys: list[int]) -> dict[int, list[tuple[int, int]]]:
    """Organization → (sum in hundredths, answers) of each result that is public: of an open survey its last batch, of a
    closed one all ballots, if they reached the minimum."""
    ballots = func.count(Ballot.token_digest)
    stmt = (
        select(SatisfactionSurvey.organization_id, SatisfactionSurvey.state, SatisfactionSurvey.published,
               SatisfactionSurvey.minimum_sample, func.sum(Ballot.overall), ballots)
        .join(Ballot, Ballot.survey_id == SatisfactionSurvey.id)
        .where(SatisfactionSurvey.organization_id.in_(keys), Ballot.proxy == Proxy.SELF)
        .group_by(SatisfactionSurvey.id)
    )  # fmt: skip
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for key, state, published, minimum, total, answers in session.execute(stmt):
        if state is SurveyState.OPEN:
            if published:
                found[key].append((published["mean"] * published["answers"], published["answers"]))
        elif answers >= minimum:
            found[key].append((int(total) * 100, answers))
    return found


def _mean(results: list[tuple[int, int]]) -> tuple[int | None, int]:
    answers = sum(n for _, n in results)
    return (round(sum(total for total, _ in results) / answers) if answers else None), answers
