"""The city's figures for its front page: Core statements built once; each says on /help/figures what it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, bindparam, func, select
from sqlalchemy.orm import Session

from portal.domain.awards.models import Award, Publicity
from portal.domain.calls.models import Call, CallState, FundingSource, Lot
from portal.domain.funds.models import AccountCode, LedgerLine, Tranche, Voucher
from portal.domain.organizations.models import Organization, OrganizationState, OrgField
from portal.domain.projects.models import Contract, Project, ProjectState
from portal.domain.proposals.models import Proposal
from portal.domain.satisfaction import results
from portal.domain.satisfaction.models import Ballot, Proxy, SatisfactionSurvey, SurveyState
from portal.kernel import clock

LATEST = 5
OPEN_CALLS = 4


@dataclass(frozen=True)
class Figures:
    organizations: int
    projects: int
    rectifying: int
    paid_fen: int
    ballots: int
    open_calls: int
    year: int


@dataclass(frozen=True)
class Source:
    source: FundingSource
    fen: int


@dataclass(frozen=True)
class Field:
    """Satisfaction in one field of service. Without a mean, ``answers`` are those of its largest survey so far."""

    field: OrgField
    answers: int
    minimum: int
    mean: float | None
    low: float | None
    high: float | None


# --- one statement for the headline -----------------------------------------------------------------------------

_ENDED = (ProjectState.CLOSED, ProjectState.TERMINATED)
_paid_lines = (
    select(LedgerLine.amount_fen, Voucher.tranche_id)
    .join(Voucher, LedgerLine.voucher_id == Voucher.id)
    .where(
        LedgerLine.account == AccountCode.PROVIDERS, Voucher.tranche_id.is_not(None),
        Voucher.booked_on >= bindparam("year_begins", type_=Date),
    )
    .subquery()
)  # fmt: skip
_open = (Call.state == CallState.PUBLISHED, Call.deadline_at > bindparam("now", type_=Call.deadline_at.type))


def _count(model: Any, *conditions: Any) -> Any:
    return select(func.count()).select_from(model).where(*conditions).scalar_subquery()


_headline = select(
    _count(Organization, Organization.state == OrganizationState.ACTIVE).label("organizations"),
    _count(Project, Project.state.not_in(_ENDED)).label("projects"),
    _count(Project, Project.state == ProjectState.RECTIFYING).label("rectifying"),
    select(func.coalesce(func.sum(_paid_lines.c.amount_fen), 0)).scalar_subquery().label("paid_fen"),
    _count(Ballot).label("ballots"),
    _count(Call, *_open).label("open_calls"),
)


def headline(session: Session) -> Figures:
    row = session.execute(_headline, _now()).one()
    return Figures(**{name: int(value) for name, value in row._mapping.items()}, year=clock.today().year)


def _now() -> dict[str, Any]:
    return {"year_begins": date(clock.today().year, 1, 1), "now": clock.now()}


# --- calls that may be bid for ----------------------------------------------------------------------------------

_lots = select(func.count()).where(Lot.call_id == Call.id).scalar_subquery()
_places = select(func.coalesce(func.sum(Lot.places), 0)).where(Lot.call_id == Call.id).scalar_subquery()
_open_calls = (
    select(
        Call.public_id, Call.number, Call.title, Call.kind, Call.summary, Call.budget_fen, Call.cap_fen,
        Call.funding_source, Call.deadline_at, _lots.label("lots"), _places.label("places"),
    )
    .where(*_open)
    .order_by(Call.deadline_at, Call.id)
    .limit(OPEN_CALLS)
)  # fmt: skip


def open_calls(session: Session) -> list[Any]:
    """The calls whose deadline is next."""
    return list(session.execute(_open_calls, {"now": clock.now()}))


# --- where the money comes from ---------------------------------------------------------------------------------

_by_source = (
    select(Tranche.source, func.sum(_paid_lines.c.amount_fen).label("fen"))
    .join(_paid_lines, _paid_lines.c.tranche_id == Tranche.id)
    .group_by(Tranche.source)
    .order_by(func.sum(_paid_lines.c.amount_fen).desc(), Tranche.source)
)


def money_by_source(session: Session) -> list[Source]:
    """What was paid to providers this year, by the source of the money, from the ledger."""
    rows = session.execute(_by_source, {"year_begins": date(clock.today().year, 1, 1)})
    return [Source(source, int(fen)) for source, fen in rows if fen]


# --- what residents say -----------------------------------------------------------------------------------------

_answers = (
    select(Ballot.survey_id, func.count().label("answers"), func.sum(Ballot.overall).label("points"))
    .where(Ballot.proxy == Proxy.SELF)
    .group_by(Ballot.survey_id)
    .subquery()
)
_surveyed = (
    select(
        Project.field, SatisfactionSurvey.state, SatisfactionSurvey.minimum_sample, SatisfactionSurvey.published,
        _answers.c.answers, _answers.c.points,
    )
    .join(SatisfactionSurvey, SatisfactionSurvey.project_id == Project.id)
    .join(_answers, _answers.c.survey_id == SatisfactionSurvey.id)
)  # fmt: skip


@dataclass
class _Sum:
    """What a field's surveys have published: ``points`` are answers times the published mean in hundredths."""

    answers: int = 0
    points: int = 0
    most: int = 0  # answers of the largest survey that has not published yet
    minimum: int = 0


def satisfaction_by_field(session: Session) -> list[Field]:
    """What residents themselves said, by field of service, made of figures that each survey has published anyway.

    A survey below its minimum sample is in no sum: otherwise the field's mean less its projects' would tell it.
    """
    sums: dict[OrgField, _Sum] = {}
    for row in session.execute(_surveyed):
        one = sums.setdefault(row.field, _Sum())
        one.minimum = max(one.minimum, row.minimum_sample)
        if (published := _published(row)) is None:
            one.most = max(one.most, int(row.answers))
        else:
            one.answers, one.points = one.answers + published[0], one.points + published[0] * published[1]
    return sorted((_field(f, one) for f, one in sums.items()), key=lambda f: (-f.answers, f.field.value))


def _published(row: Any) -> tuple[int, int] | None:
    """(answers, mean in hundredths) that the survey's own page shows."""
    if row.state is SurveyState.OPEN:
        return (row.published["answers"], row.published["mean"]) if row.published else None
    enough = row.answers >= row.minimum_sample
    return (int(row.answers), results.mean_over(int(row.points), int(row.answers))) if enough else None


def _field(field: OrgField, one: _Sum) -> Field:
    if not one.answers:
        return Field(field, one.most, one.minimum, None, None, None)
    mean = one.points / one.answers / 100
    low, high = results.interval_around(mean, one.answers)
    return Field(field, one.answers, one.minimum, mean, low / 100, high / 100)


# --- the latest results -----------------------------------------------------------------------------------------

_latest = (
    select(
        Award.public_id.label("award"), Award.state, Award.amount_fen, Proposal.title, Publicity.ends_at,
        Publicity.public_id.label("publicity"), Organization.name.label("organization"),
        Organization.public_id.label("organization_id"), Call.funding_source, Project.public_id.label("project"),
    )
    .join(Proposal, Award.proposal_id == Proposal.id)
    .join(Publicity, Award.publicity_id == Publicity.id)
    .join(Organization, Award.organization_id == Organization.id)
    .join(Call, Award.call_id == Call.id)
    .outerjoin(Contract, Contract.award_id == Award.id)
    .outerjoin(Project, Project.contract_id == Contract.id)
    .order_by(Award.id.desc())
    .limit(LATEST)
)  # fmt: skip


def latest_results(session: Session) -> list[Any]:
    return list(session.execute(_latest))
