"""Verbs and reads of applications."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.domain.organizations.models import Organization, OrgType
from portal.domain.ratings import grants, sheets
from portal.domain.ratings.granted import Rating
from portal.domain.ratings.models import (
    SHOWN,
    ApplicationState,
    RatingApplication,
    RatingRound,
    RoundState,
)
from portal.kernel import access, clock, engine, journal, lifecycle
from portal.kernel.paging import Page, paginate
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.words import Forbidden, Refused, Sentence, Stale, say

A = ApplicationState
EDITABLE = (A.DRAFT, A.SUPPLEMENT)
#: Who sees what the members gave, without names, and to whom it is explained.
RESULT_IS_IN = (A.SCORED, A.PUBLICITY, A.PUBLICISED, A.GRANTED, A.NOT_RATED)


def why_not(session: Session, found: RatingRound, by: Actor) -> Sentence | None:
    """Why this person cannot begin an application in this round, or ``None``; conditions are looked at apart."""
    if found.state is not RoundState.OPEN or clock.now() > found.closes_at:
        return say("这一轮现在不受理申请。")
    if not by.holds(P.RATING_APPLY) or by.organization_id is None:
        return say("由组织的负责人或者经办登录后申请。")
    if mine := own_in(session, found, by):
        return say("你们在这一轮已经有一份申请（%(state)s）。", state=mine.state.label)
    organization = session.get_one(Organization, by.organization_id)
    return None if organization.org_type is found.org_type else say("这一轮只评%(type)s。", type=found.org_type.label)


def own_in(session: Session, found: RatingRound, by: Actor) -> RatingApplication | None:
    """The application of the actor's organization in this round that was not withdrawn or refused."""
    if by.organization_id is None:
        return None
    stmt = select(RatingApplication).where(
        RatingApplication.round_id == found.id, RatingApplication.organization_id == by.organization_id,
        RatingApplication.state.not_in((A.WITHDRAWN, A.REFUSED)),
    )  # fmt: skip
    return session.scalars(stmt.order_by(RatingApplication.id.desc()).limit(1)).one_or_none()


def draft(session: Session, found: RatingRound, *, by: Actor) -> RatingApplication:
    """Begin the self-assessment of the actor's organization."""
    if by.organization_id is None or not by.holds(P.RATING_APPLY):
        raise Forbidden(say("由组织的负责人或者经办登录后申请。"))
    organization = session.get_one(Organization, by.organization_id)
    engine.lock(session, organization)  # two colleagues at once: one draft
    if sentence := why_not(session, found, by):
        raise Refused(sentence)
    application = RatingApplication(
        round=found, round_id=found.id, organization=organization, organization_id=organization.id,
        region_path=organization.region_path, title=f"{organization.name} · {found.title}"[:200], self_scores={},
    )  # fmt: skip
    sentence = say("开始填写“%(title)s”的申请", title=application.title)
    return lifecycle.begin(session, application, by=by, sentence=sentence)


def edit(
    session: Session, application: RatingApplication, *, by: Actor, summary: str, scores: dict[str, dict[str, Any]],
    expect: int | None = None,
) -> RatingApplication:  # fmt: skip
    """Save the self-assessment as far as it is. ``scores``: {code: {"points": hundredths|None, "note": str}}."""
    engine.lock(session, application)
    if not access.allows(by, P.RATING_APPLY, application, publicly=False):
        raise Forbidden(say("由组织的负责人或者经办登录后填写。"))
    if application.state not in EDITABLE:
        raise Refused(say("申请已经提交，不能再改。"))
    if expect is not None and expect != application.version:
        raise Stale(say("这份申请刚刚在别处改过。请先看最新内容。"))
    application.summary, application.self_scores = summary.strip(), sheets.checked(application, scores)
    application.version += 1
    sentence = say("填写了“%(title)s”的自评", title=application.title)
    journal.write(session, application, "edit", sentence, by=by, region_path=access.scope_of(application).region_path)
    return application


def total_of(points: dict[str, dict[str, Any]]) -> int:
    """The sum of what was given so far, in hundredths."""
    return sum(row["points"] for row in points.values() if row.get("points") is not None)


# --- reads -----------------------------------------------------------------------------------------------------------


def listed(
    session: Session, actor: Actor, *, state: ApplicationState | None = None, org_type: OrgType | None = None,
    cursor: str | None = None,
) -> Page:  # fmt: skip
    """For the desk: the applications that the actor may read in their office, the newest first."""
    stmt = select(RatingApplication).where(access.predicate(actor, P.RATING_READ, RatingApplication))
    stmt = stmt.options(joinedload(RatingApplication.organization), joinedload(RatingApplication.round))
    if state:
        stmt = stmt.where(RatingApplication.state == state)
    if org_type:
        stmt = stmt.join(RatingRound).where(RatingRound.org_type == org_type)
    return paginate(session, stmt, keys=(RatingApplication.id,), cursor=cursor)


def in_public(session: Session, limit: int = 60) -> list[RatingApplication]:
    """The results whose public days run, those that end first on top."""
    stmt = select(RatingApplication).where(RatingApplication.state == A.PUBLICITY, RatingApplication.publicity_ends_at >= clock.now())
    stmt = stmt.options(joinedload(RatingApplication.organization), joinedload(RatingApplication.round))
    return list(session.scalars(stmt.order_by(RatingApplication.publicity_ends_at).limit(limit)))


def results_of(session: Session, found: RatingRound, *, cursor: str | None = None) -> Page:
    """What a round came to, as everybody may see it: best first."""
    stmt = select(RatingApplication).where(RatingApplication.round_id == found.id, RatingApplication.state.in_(SHOWN))
    stmt = stmt.options(joinedload(RatingApplication.organization))
    return paginate(session, stmt, keys=(RatingApplication.score, RatingApplication.id), cursor=cursor)


def rating_of(session: Session, application: RatingApplication) -> Rating | None:
    return session.scalars(select(Rating).where(Rating.application_id == application.id)).one_or_none()


def ratings(
    session: Session, *, q: str = "", level: int | None = None, org_type: OrgType | None = None, year: int | None = None,
    past: bool = False, cursor: str | None = None,
) -> Page:  # fmt: skip
    """The public list: ratings in force today, or with ``past`` those that are not held any more."""
    held = grants.in_force()
    stmt = select(Rating).join(Organization, Organization.id == Rating.organization_id).options(joinedload(Rating.organization))
    stmt = stmt.where(~held if past else held)
    if words := q.replace("\x00", "").strip()[:60]:
        stmt = stmt.where(Organization.name.contains(words, autoescape=True))
    if level:
        stmt = stmt.where(Rating.level == level)
    if org_type:
        stmt = stmt.where(Organization.org_type == org_type)
    if year:
        stmt = stmt.where(Rating.year == year)
    return paginate(session, stmt, keys=(Rating.level, Rating.starts_on, Rating.id), cursor=cursor)
