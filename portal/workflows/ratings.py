"""Who may sit on the panel of a rating: experts of the pool without a tie to the organization or a hand in the process."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.organizations.models import Organization
from portal.domain.ratings.models import RatingApplication, RatingSheet
from portal.domain.review import conflicts
from portal.domain.review.models import ConflictKind, Expert
from portal.kernel import lifecycle, regions
from portal.kernel.people import Actor, Appointment, User, in_force
from portal.kernel.roles import Role
from portal.kernel.words import Sentence, say

#: Offices that handle or decide applications: whoever holds one of them does not score.
OFFICES = (Role.ACCEPTOR, Role.EXAMINER, Role.APPROVER)


class Candidate(NamedTuple):
    """``why_not``: the tie that keeps this person from the panel, or ``None``."""

    user_id: int
    name: str
    why_not: Sentence | None


def candidates(session: Session, application: RatingApplication) -> list[Candidate]:
    """Every expert of the pool for the organization's place, by name, each with what stands in the way as of now."""
    organization: Organization = application.organization
    experts = [e for e in session.scalars(select(Expert).where(Expert.active).order_by(Expert.id))
               if regions.lies_in(organization.region_path, e.region_path)]  # fmt: skip
    tied = conflicts.exclusions(session, experts, {organization.id: organization.name})
    away = conflicts.out_of_post(session, experts)
    office = set(session.scalars(select(Appointment.user_id).where(Appointment.role.in_(OFFICES), in_force())))
    earlier = set(session.scalars(select(RatingSheet.assignee_id).where(RatingSheet.application_id == application.id)))
    found = []
    for expert in experts:
        if expert.public_id in away:
            continue
        why = _why_not(expert, tied.get(expert.public_id), office, earlier)
        found.append(Candidate(expert.user_id, f"{expert.name}（{expert.unit}，{expert.title}）", why))
    return found


def _why_not(expert: Expert, tie: str | None, office: set[int], earlier: set[int]) -> Sentence | None:
    if tie:
        return say("要回避：%(kind)s", kind=ConflictKind(tie).label)
    if expert.user_id in office:
        return say("在民政局经办岗位上")
    return say("已经在这份申请的评估组里") if expert.user_id in earlier else None


def fit(session: Session, application: RatingApplication) -> set[int]:
    """User ids of those who may be seated now."""
    return {c.user_id for c in candidates(session, application) if c.why_not is None}


def seat(session: Session, application: RatingApplication, *, by: Actor, members: list[int], **how: Any) -> None:
    """Seat the panel; ties are looked at once more inside the unit of work."""
    chosen = list(dict.fromkeys(members))
    lifecycle.move(session, application, "panel", by=by, members=chosen, fit=fit(session, application), **how)


def replace(session: Session, application: RatingApplication, *, by: Actor, leaving: int, substitute: int, **how: Any) -> None:
    """One leaves, another sits down: the panel stays as large as it was."""
    lifecycle.move(session, application, "replace", by=by, leaving=leaving, substitute=substitute,
                   fit=fit(session, application), **how)  # fmt: skip


def seated(session: Session, application: RatingApplication) -> list[tuple[int, str]]:
    """(user id, name) of those whose sheet is not in: who can be replaced."""
    stmt = (
        select(User.id, User.name).join(RatingSheet, RatingSheet.assignee_id == User.id)
        .where(RatingSheet.application_id == application.id, RatingSheet.turn == application.turn)
        .where(RatingSheet.state.in_(("assigned", "recused"))).order_by(RatingSheet.id)
    )  # fmt: skip
    return [(user_id, name) for user_id, name in session.execute(stmt)]
