"""Reads of awards: the results list, the lots in public, one award's neighbours."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.domain.awards.models import Award, AwardState, Publicity, PublicityState
from portal.domain.calls.models import Aggregation, Call, FundingSource, Lot
from portal.domain.organizations.models import Organization
from portal.domain.proposals.models import Proposal
from portal.domain.review import aggregation as aggregations
from portal.kernel.paging import Page, paginate

_COLUMNS = (
    Award.id, Award.public_id, Award.number, Award.state, Award.amount_fen,
    Proposal.title.label("title"), Organization.name.label("organization"),
    Organization.public_id.label("organization_public_id"),
    Call.title.label("call_title"), Call.funding_source, Publicity.ends_at,
)  # fmt: skip
_RESULTS = (
    select(*_COLUMNS)
    .join(Proposal, Proposal.id == Award.proposal_id)
    .join(Organization, Organization.id == Award.organization_id)
    .join(Call, Call.id == Award.call_id)
    .join(Publicity, Publicity.id == Award.publicity_id)
)


def results(
    session: Session, *, q: str = "", state: AwardState | None = None, source: FundingSource | None = None,
    cursor: str | None = None, size: int = 25,
) -> Page:  # fmt: skip
    """Results of all calls, newest first: rows with title, organization, amount_fen, funding_source, state, ends_at."""
    stmt = _RESULTS
    if q:
        like = f"%{_escaped(q)}%"
        stmt = stmt.where(or_(Proposal.title.like(like, escape="\\"), Organization.name.like(like, escape="\\")))
    if state:
        stmt = stmt.where(Award.state == state)
    if source:
        stmt = stmt.where(Call.funding_source == source)
    total = session.scalar(select(func.count()).select_from(stmt.subquery())) if not cursor else None
    return paginate(session, stmt, keys=(Award.id,), cursor=cursor, scalars=False, size=size, total=total)


def whole(session: Session, award: Award) -> Award:
    """The award with everything its page names, in one statement."""
    stmt = select(Award).where(Award.id == award.id).options(
        joinedload(Award.proposal).joinedload(Proposal.lot),
        joinedload(Award.proposal).joinedload(Proposal.implementer),
        joinedload(Award.organization), joinedload(Award.call), joinedload(Award.publicity),
    )  # fmt: skip
    return session.scalars(stmt.execution_options(populate_existing=True)).one()


def latest(session: Session, limit: int = 6) -> list[Any]:
    """The newest results, for the home page."""
    return list(session.execute(_RESULTS.order_by(Award.id.desc()).limit(limit)))


def of_call(session: Session, call_id: int) -> list[Any]:
    """All awards of one call, in the order in which they were proposed."""
    return list(session.execute(_RESULTS.where(Award.call_id == call_id).order_by(Award.id)))


def publicities_running(session: Session) -> list[Any]:
    """Lots in public now: public_id, lot, call_title, ends_at."""
    stmt = (
        select(Publicity.public_id, Publicity.round, Publicity.ends_at)
        .add_columns(Lot.title.label("lot"), Call.title.label("call_title"))
        .join(Lot, Lot.id == Publicity.lot_id)
        .join(Call, Call.id == Publicity.call_id)
        .where(Publicity.state == PublicityState.RUNNING)
        .order_by(Publicity.ends_at, Publicity.id)
    )
    return list(session.execute(stmt))


def publicised(session: Session, most: int) -> list[Any]:
    """Lots whose results were put in public, the newest first: public_id, lot, call_title, starts_at, ends_at, entered_at."""
    stmt = (
        select(Publicity.public_id, Publicity.starts_at, Publicity.ends_at, Publicity.entered_at)
        .add_columns(Lot.title.label("lot"), Call.title.label("call_title"))
        .join(Lot, Lot.id == Publicity.lot_id)
        .join(Call, Call.id == Publicity.call_id)
    )
    return list(session.execute(stmt.order_by(Publicity.starts_at.desc(), Publicity.id.desc()).limit(most)))


def publicities_of_call(session: Session, call_id: int) -> list[Publicity]:
    stmt = select(Publicity).where(Publicity.call_id == call_id).options(joinedload(Publicity.lot))
    return list(session.scalars(stmt.order_by(Publicity.lot_id, Publicity.round)))


def of_publicity(session: Session, publicity: Publicity) -> list[Any]:
    return list(session.execute(_RESULTS.where(Award.publicity_id == publicity.id).order_by(Proposal.rank)))


def left_out(seats: list[int], aggregation: Aggregation) -> set[int]:
    """Columns (from 0) that the frozen rule leaves out: one lowest and one highest of five or more."""
    if aggregation is not Aggregation.TRIMMED_MEAN or not aggregations.dropped(seats):
        return set()
    lowest = seats.index(min(seats))
    highest = max(n for n, score in enumerate(seats) if score == max(seats) and n != lowest)
    return {lowest, highest}


def recomputed(seats: list[int], aggregation: Aggregation) -> int | None:
    """The result that the frozen rule gives for a row of the sheet."""
    return aggregations.RULES[aggregation.value](seats) if seats else None


def _escaped(q: str) -> str:
    return q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
