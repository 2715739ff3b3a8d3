"""What the portal knows of an organization's year, from the nouns that come after its report: for pre-filling, for what does
not agree, and frozen with the signature."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.annual_reports.published import register_of
from portal.domain.funds.models import Tranche, TrancheState
from portal.domain.organizations.models import Organization
from portal.domain.projects.models import Activity, ActivityState, Project
from portal.domain.satisfaction.models import Ballot, Proxy, SatisfactionSurvey, SurveyState
from portal.domain.satisfaction.results import mean_of
from portal.kernel import clock

MOST = 50  # projects that are named


def known(session: Session, organization: Organization, year: int) -> dict[str, Any]:
    """Plain data, in six statements: projects that ran in the year, confirmed activities held in it, money paid in it, what
    residents said of those projects (mean in hundredths, ``None`` below the minimum sample)."""
    projects = _projects(session, organization, year)
    paid, sources = _paid(session, organization, year)
    return {
        "register": register_of(organization), "projects": [title for _key, title in projects],
        **_activities(session, organization, year), "paid_fen": paid, "sources": sources,
        "satisfaction": _satisfaction(session, [key for key, _title in projects]),
    }  # fmt: skip


def _carries_out(model: Any, organization: Organization) -> Any:
    return or_(model.organization_id == organization.id, model.implementer_id == organization.id)


def _projects(session: Session, organization: Organization, year: int) -> list[tuple[int, str]]:
    ran = and_(Project.starts_on <= date(year, 12, 31), func.coalesce(Project.ends_on, date.max) >= date(year, 1, 1))
    stmt = select(Project.id, Project.title).where(_carries_out(Project, organization), ran).order_by(Project.id).limit(MOST)
    return [(key, title) for key, title in session.execute(stmt)]


def _activities(session: Session, organization: Organization, year: int) -> dict[str, int]:
    names = ("attendances", "beneficiaries", "volunteers", "minutes")
    sums = [func.coalesce(func.sum(getattr(Activity, name)), 0) for name in names]
    stmt = select(func.count(Activity.id), *sums).where(
        _carries_out(Activity, organization), Activity.state == ActivityState.CONFIRMED,
        Activity.held_on.between(date(year, 1, 1), date(year, 12, 31)),
    )  # fmt: skip
    count, *totals = session.execute(stmt).one()
    return {"activities": count, **{name: int(total) for name, total in zip(names, totals, strict=True)}}


def _paid(session: Session, organization: Organization, year: int) -> tuple[dict[str, int], dict[str, str]]:
    """Source → fen, and what people call the source."""
    within = Tranche.paid_at.between(clock.at(date(year, 1, 1)), clock.end_of(date(year, 12, 31)))
    stmt = (
        select(Tranche.source, func.sum(Tranche.amount_fen)).group_by(Tranche.source)
        .where(Tranche.organization_id == organization.id, Tranche.state == TrancheState.PAID, within)
    )  # fmt: skip
    rows = [(source, int(fen)) for source, fen in session.execute(stmt)]
    return {source.value: fen for source, fen in rows}, {source.value: source.label for source, _fen in rows}


def _satisfaction(session: Session, project_ids: list[int]) -> dict[str, int] | None:
    """Of closed surveys that have their minimum sample; residents' own ballots alone, as everywhere."""
    stmt = (
        select(SatisfactionSurvey.id, SatisfactionSurvey.minimum_sample, Ballot.overall, func.count())
        .join(Ballot, Ballot.survey_id == SatisfactionSurvey.id)
        .where(SatisfactionSurvey.project_id.in_(project_ids), SatisfactionSurvey.state == SurveyState.CLOSED, Ballot.proxy == Proxy.SELF)
        .group_by(SatisfactionSurvey.id, SatisfactionSurvey.minimum_sample, Ballot.overall)
    )  # fmt: skip
    surveys: dict[tuple[int, int], dict[int, int]] = {}
    for key, minimum, score, count in session.execute(stmt) if project_ids else ():
        surveys.setdefault((key, minimum), {})[score] = count
    enough = [scores for (_key, minimum), scores in surveys.items() if sum(scores.values()) >= minimum]
    together = {score: sum(scores.get(score, 0) for scores in enough) for score in range(1, 6)}
    mean = mean_of(together) if enough else None
    return None if mean is None else {"mean": mean, "answers": sum(together.values())}
