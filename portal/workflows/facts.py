"""Questions that need many nouns. A guard gets the answer as a fact, by name: ``None``, or what stands in the way."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session

from portal.domain.awards.decided import undecided
from portal.domain.calls.models import Call
from portal.domain.catalogue import qualified
from portal.domain.organizations.models import Organization
from portal.domain.projects.models import Project
from portal.domain.proposals.models import Proposal, ProposalState
from portal.domain.review.models import Panel, PanelState
from portal.kernel import clock
from portal.kernel.words import Sentence, say


def awards_are_decided(session: Session, call: Call) -> Sentence | None:
    """Nothing of the call is in public, disputed or merely proposed any more; else what stands in the way."""
    return undecided(session, call)


def review_is_ready(session: Session, call: Call) -> Sentence | None:
    """Every opened proposal was checked, and every lot with an eligible one has its panel drawn."""
    states = _states_by_lot(session, call)
    waiting = sum(found.count(ProposalState.OPENED) for found in states.values())
    if waiting:
        return say("还有 %(n)s 份申报没有审查资格。", n=waiting)
    panels = _panels_by_lot(session, call)
    for lot_id, title in _lots_to_review(call, states):
        if panels.get(lot_id) in (None, PanelState.COMMITTED):
            return say("“%(lot)s”还没有抽取评审专家。", lot=title)
    return None


def panels_are_complete(session: Session, call: Call) -> Sentence | None:
    """Every lot with an eligible proposal has all scores of its panel."""
    panels = _panels_by_lot(session, call)
    for lot_id, title in _lots_to_review(call, _states_by_lot(session, call)):
        if panels.get(lot_id) is not PanelState.COMPLETE:
            return say("“%(lot)s”的评分还没有交齐。", lot=title)
    return None


def _states_by_lot(session: Session, call: Call) -> dict[int, list[ProposalState]]:
    found: dict[int, list[ProposalState]] = {}
    for lot_id, state in session.execute(select(Proposal.lot_id, Proposal.state).where(Proposal.call_id == call.id)):
        found.setdefault(lot_id, []).append(state)
    return found


def _panels_by_lot(session: Session, call: Call) -> dict[int, PanelState]:
    return dict(session.execute(select(Panel.lot_id, Panel.state).where(Panel.call_id == call.id)).all())


def _lots_to_review(call: Call, states: dict[int, list[ProposalState]]) -> list[tuple[int, str]]:
    return [(lot.id, lot.title) for lot in call.lots if ProposalState.ELIGIBLE in states.get(lot.id, [])]


# --- who may bid: the pieces that the register and the qualified list know ------------------------------------------


def qualified_in(session: Session, organization: Organization, year: int | None = None) -> bool:
    """The organization stands on the published list of the year (default: the one in force), not suspended."""
    return qualified.is_listed(qualified.entry_of(session, organization, year))


def months_since_registration(organization: Organization, on: date | None = None) -> int:
    """Whole months from registration to a day (default: today)."""
    start, end = organization.registered_on, on or clock.today()
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def projects_of(session: Session, organization: Organization, limit: int = 20) -> list[Row]:
    """The public projects that it carries out, alone or behind a sponsor, the newest first: for the register's page."""
    stmt = (
        select(Project.public_id, Project.title, Project.state, Project.starts_on)
        .where(or_(Project.organization_id == organization.id, Project.implementer_id == organization.id))
        .where(Project.is_public).order_by(Project.id.desc()).limit(limit)
    )  # fmt: skip
    return list(session.execute(stmt).all())
