"""Ratings come into force, are entered from before the portal, come to their end, are lowered or taken away."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from portal.domain.organizations import naming, rated
from portal.domain.organizations.models import Organization, OrganizationState
from portal.domain.ratings.granted import HELD, Rating, RatingState
from portal.domain.ratings.in_force import DAY, NOT_HELD, Span, level_on, months_after
from portal.domain.ratings.models import RatingApplication
from portal.domain.ratings.scoring import LEVELS
from portal.kernel import access, clock, engine, lifecycle, papers, policy, regions
from portal.kernel.lifecycle import Ctx
from portal.kernel.papers import Paper
from portal.kernel.people import SYSTEM, Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, Forbidden, Invalid, Refused, Sentence, say

OPENING_HOUR = 8
CERTIFICATE = N_("社会组织评估等级证书")


def of_application(session: Session, application: RatingApplication, *, by: Actor) -> Rating:
    """The level of a decided application comes into force today and takes the place of an earlier one."""
    assert application.level, "what is granted has reached a level"
    return _begin(session, application.organization, application.level, clock.today(), by=by, year=application.round.year,
                  application=application)  # fmt: skip


def enter_earlier(
    session: Session, organization: Organization, *, level: int, starts_on: date, source: str, by: Actor
) -> Rating:
    """Enter a rating that was given before the portal, as its notice has it. It runs from its own day."""
    if not access.allows(by, P.RATING_CHECK, organization):
        raise Forbidden(say("只有登记机关的受理人可以录入以前评定的等级。"))
    engine.lock(session, organization)
    if not organization.org_type.is_legal_person:
        raise Refused(say("备案的社区社会组织不参加等级评估。"))
    if organization.state is not OrganizationState.ACTIVE:
        raise Refused(say("这个组织已经退出名册，不能再录入等级。"))
    if level not in LEVELS:
        raise Invalid("level", say("等级是 1A 到 5A。"))
    if not organization.registered_on < starts_on <= clock.today():
        raise Invalid("starts_on", say("评定日期要在登记以后、今天以前。"))
    if ends_on(session, organization.region_path, starts_on) < clock.today():
        raise Invalid("starts_on", say("这个等级的有效期已经满了，不用再录入。"))
    if not source.strip():
        raise Invalid("source", say("请写明评估公告的名称和文号。"))
    if held := held_by(session, organization.id):
        raise Refused(say("%(name)s现在有 %(level)s 等级（%(number)s），不能再录入。", name=organization.name,
                          level=f"{held.level}A", number=held.number))  # fmt: skip
    return _begin(session, organization, level, starts_on, by=by, year=starts_on.year, source=source.strip())


def _begin(
    session: Session, organization: Organization, level: int, starts_on: date, *, by: Actor, year: int,
    application: RatingApplication | None = None, source: str = "",
) -> Rating:  # fmt: skip
    if earlier := held_by(session, organization.id):
        lifecycle.move(session, earlier, "replace", by=SYSTEM, on=starts_on)
    last = ends_on(session, organization.region_path, starts_on)
    rating = Rating(
        number=papers.next_number(session, "评级"), organization_id=organization.id, region_path=organization.region_path,
        application_id=application.id if application else None, title=f"{organization.name} · {level}A", year=year,
        level=level, levels=[{"from": starts_on.isoformat(), "level": level}], starts_on=starts_on, ends_on=last, source=source,
        reminds_at=clock.at(months_after(last, -policy.amount(session, "rating.reminds", organization.region_path)), OPENING_HOUR),
        expires_at=clock.at(last + DAY, 0),
    )  # fmt: skip
    rating.organization, rating.application = organization, application
    sentence = say("%(name)s取得 %(level)s 评估等级", name=organization.name, level=f"{level}A")
    lifecycle.begin(session, rating, by=by, sentence=sentence)
    rated.enter(session, organization, level, since=starts_on, until=last, by=by)
    if application:
        issue_certificate(session, rating, by=by)
    return rating


def ends_on(session: Session, region_path: str, starts_on: date) -> date:
    """The last day of a term that begins on this day."""
    return months_after(starts_on, policy.amount(session, "rating.valid", region_path)) - DAY


def issue_certificate(session: Session, rating: Rating, *, by: Actor) -> Paper:
    organization = rating.organization
    registrar = naming.prefix_of(session, organization.region_path) + "民政局"  # official
    facts: dict[str, Any] = {
        "organization": organization.name, "uscc": organization.uscc, "organization_type": organization.org_type.label,
        "level": f"{rating.level}A", "year": rating.year, "rated_on": rating.levels[-1]["from"],
        "valid_from_on": rating.levels[-1]["from"], "valid_to_on": rating.ends_on.isoformat(), "registrar": registrar,
    }  # fmt: skip
    return papers.issue(session, rating, "rating_certificate", CERTIFICATE, facts, series="评证", issuer=registrar, by=by, public=True)


def void_certificates(session: Session, rating: Rating) -> None:
    """What was issued before does not hold any more; the page on which papers are verified says so."""
    for paper in papers.papers_of(session, rating):
        paper.revoked_at = paper.revoked_at or clock.now()


def held_by(session: Session, organization_id: int) -> Rating | None:
    """The rating that the organization holds, or none."""
    stmt = select(Rating).where(Rating.organization_id == organization_id, Rating.state.in_(HELD))
    return session.scalars(stmt.order_by(Rating.starts_on.desc()).limit(1)).one_or_none()


def in_force():
    """SQL, beside ``Organization``: the rating is held, its term is not over today, and its organization is still there."""
    return and_(Rating.state.in_(HELD), Rating.ends_on >= clock.today(), Organization.state == OrganizationState.ACTIVE)


def history(session: Session, organization_id: int) -> list[Rating]:
    """Every rating of an organization, the newest first."""
    stmt = select(Rating).where(Rating.organization_id == organization_id)
    return list(session.scalars(stmt.order_by(Rating.starts_on.desc(), Rating.id.desc())))


def level_of(session: Session, organization_id: int, on: date) -> int | None:
    """The level that an organization held on a day: the whole history is asked, not the register's column."""
    spans: list[Span] = [span for rating in history(session, organization_id) for span in rating.spans]
    return level_on(spans, on)


# --- what changes it -------------------------------------------------------------------------------------------------


def lower(session: Session, rating: Rating, to_level: int, *, by: Actor) -> None:
    """From today on the rating is one of a lower level; its end stays."""
    _set_level(session, rating, to_level, by=by)


def restore(session: Session, rating: Rating, level: int, *, by: Actor) -> None:
    """A measure was overturned: the level of before is held again, unless the term is over or a newer rating stands."""
    if rating.state in HELD:
        _set_level(session, rating, level, by=by)
    elif rating.state is RatingState.REVOKED and rating.ends_on >= clock.today() and not held_by(session, rating.organization_id):
        lifecycle.move(session, rating, "restore", by=SYSTEM, level=level, officer=by)


def _set_level(session: Session, rating: Rating, level: int, *, by: Actor) -> None:
    engine.lock(session, rating)
    _write_level(rating, level)
    rating.version += 1
    rated.enter(session, rating.organization, level, since=clock.today(), until=rating.ends_on, by=by)
    void_certificates(session, rating)
    session.flush()
    issue_certificate(session, rating, by=by)


def _write_level(rating: Rating, level: int) -> None:
    today = clock.today().isoformat()
    rating.level, rating.levels = level, [*(row for row in rating.levels if row["from"] != today), {"from": today, "level": level}]
    rating.title = f"{rating.organization.name} · {level}A"


# --- guards and effects ----------------------------------------------------------------------------------------------


def term_is_over(ctx: Ctx) -> Sentence | None:
    return None if ctx.record.ends_on < clock.today() else say("有效期还没有满。")


def expire(ctx: Ctx) -> None:
    ctx.record.held_until = ctx.record.ends_on
    rated.clear(ctx.session, ctx.record.organization, until=ctx.record.ends_on, by=ctx.by)


def give_way(ctx: Ctx) -> None:
    ctx.record.held_until = ctx.fact("on") - DAY


def revoke(ctx: Ctx) -> None:
    """The day of the decision is the first without it."""
    rating: Rating = ctx.record
    rating.held_until, today = clock.today() - DAY, clock.today().isoformat()
    rating.levels = [*(row for row in rating.levels if row["from"] != today), {"from": today, "level": NOT_HELD}]
    rated.clear(ctx.session, rating.organization, until=rating.ends_on, by=ctx.fact("officer"))
    void_certificates(ctx.session, rating)


def take_up_again(ctx: Ctx) -> None:
    """The days in between stay what they were: nobody counted the rating on them."""
    rating, officer = ctx.record, ctx.fact("officer")
    rating.held_until = rating.ends_on  # its last day once more: a state that is over has one, and this one still is
    _write_level(rating, ctx.fact("level"))
    rated.enter(ctx.session, rating.organization, rating.level, since=clock.today(), until=rating.ends_on, by=officer)
    issue_certificate(ctx.session, rating, by=officer)


def counted(session: Session, region_path: str) -> dict[int, int]:
    """Level → how many organizations of a place hold it today: one statement."""
    stmt = select(Rating.level, func.count()).join(Organization, Organization.id == Rating.organization_id).where(in_force())
    stmt = stmt.where(regions.within(Rating.region_path, region_path)) if region_path else stmt
    return dict(session.execute(stmt.group_by(Rating.level)).all())
