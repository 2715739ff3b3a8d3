"""Rating 1A to 5A: last year's rounds are done, this year's runs; ratings from before, one lowered, others under notice."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from portal.domain.organizations.models import Organization, OrgType
from portal.domain.ratings import applications, grants, measures, objections, rounds, sheets
from portal.domain.ratings.granted import MeasureKind
from portal.domain.ratings.guards import MATERIALS
from portal.domain.ratings.models import RatingApplication, RatingRound
from portal.domain.ratings.scoring import needs_reason
from portal.kernel import clock, lifecycle
from portal.kernel.people import Actor, Appointment, acting_as
from portal.kernel.roles import Role
from portal.workflows import ratings as panels
from seeds.chapters import ratings_told as told
from seeds.chapters.organizations import told_year
from seeds.chapters.organizations_told import REGISTERED, Told
from seeds.chapters.review import fill_pool
from seeds.materials import hand_in
from seeds.world import City

FIRST = -345  # the day on which last year's rounds were drafted


def tell(city: City) -> None:
    fill_pool(city)
    for key, level, ago, source in told.EARLIER:
        with city.at(-ago + 20, 10) as session:
            grants.enter_earlier(session, city.orgs[key], level=level, starts_on=city.day(-ago), source=source, by=city.actor("acceptor"))
    last, this = told_year(city) - 1, told_year(city)
    rated = [t for t in REGISTERED if t.rating and t.key not in {row[0] for row in told.EARLIER}]
    for org_type in told.TYPES:
        found = opened(city, last, org_type, FIRST, 32)
        own = [(row, told.LOWERED.get(row.key, row.rating or 0)) for row in rated if row.type is org_type]
        handed_in = [(apply(city, found, city.orgs[row.key], FIRST + 20, level), row, level) for row, level in own]
        finish(city, handed_in, FIRST + 34)
        with city.at(FIRST + 100) as session:
            lifecycle.move(session, found, "finish", by=city.actor("examiner"))
    this_year(city, opened(city, this, OrgType.SERVICE, -60, 75))
    lowered(city)
    waiting(city, this)


def head_of(city: City, organization: Organization) -> Actor:
    """Whoever leads the organization; inside ``city.at``."""
    stmt = select(Appointment).where(
        Appointment.organization_id == organization.id, Appointment.role == Role.LEGAL_REPRESENTATIVE, Appointment.ends_at.is_(None)
    )
    appointment = city.session.scalars(stmt.order_by(Appointment.id)).first()
    assert appointment, f"{organization.name} is led by somebody"
    return acting_as(appointment.user, appointment)


def opened(city: City, year: int, org_type: OrgType, day: int, days: int) -> RatingRound:
    with city.at(day, 9) as session:
        closes = clock.at(city.day(day + days), 17)
        found = rounds.draft(session, by=city.actor("acceptor"), year=year, org_type=org_type, closes_at=closes, introduction=told.INTRODUCTION)
        lifecycle.move(session, found, "propose", by=city.actor("acceptor"))
    with city.at(day + 2, 10) as session:
        lifecycle.move(session, found, "open", by=city.actor("approver"))
    return found


# --- one application ---------------------------------------------------------------------------------------------------


def apply(city: City, found: RatingRound, organization: Organization, day: int, level: int, hour: int = 11) -> RatingApplication:
    with city.at(day, hour) as session:
        by = head_of(city, organization)
        application = applications.draft(session, found, by=by)
        own = {row["code"]: {"points": row["maximum"] * told.SHARE[level] // 10, "note": ""} for row in found.indicators}
        applications.edit(session, application, by=by, summary=told.SUMMARY, scores=own)
        hand_in(city, application, {code: f"{part.label}材料" for part, code in MATERIALS.items()}, by=by)
        lifecycle.move(session, application, "submit", by=by)
    return application


def seated(city: City, application: RatingApplication, day: int, nth: int) -> tuple[str, ...]:
    with city.at(day, 14) as session:
        lifecycle.move(session, application, "check", by=city.actor("acceptor"), reports_in_order=True, note="近两年年度报告均合格。")
    logins = told.PANELS[nth % len(told.PANELS)]
    with city.at(day + 3, 10) as session:
        members = [city.actor(login, Role.EXPERT).user_id or 0 for login in logins]
        panels.seat(session, application, by=city.actor("examiner"), members=members)
    return logins


def scored(city: City, application: RatingApplication, logins: tuple[str, ...], day: int, level: int) -> None:
    with city.at(day, 15) as session:
        visit = {"on": city.day(day - 1).isoformat(), "who": "评估组全体，区民政局工作人员一名", "note": told.VISIT}
        lifecycle.move(session, application, "visit", by=city.actor("examiner"), visit=visit)
        for n, login in enumerate(logins):
            by = city.actor(login, Role.EXPERT)
            sheet = sheets.own_of(session, application, by)
            assert sheet, f"{login} sits on the panel"
            sheets.submit(session, sheet, points(application, level, n), told.COMMENTS[n % 3], by=by)


def points(application: RatingApplication, level: int, n: int) -> dict[str, dict[str, Any]]:
    """A member's sheet: around the share of the level, a little apart from the others, with reasons where they are due."""
    out = {}
    for place, row in enumerate(application.round.indicators):
        share = told.SHARE[level] + ((place + n) % 3 - 1) * 6
        given = row["maximum"] * share // 10
        out[row["code"]] = {"points": given, "reason": told.NOTES[(place + n) % 3] if needs_reason(row["maximum"], given) or place % 4 == n else ""}
    return out


def finish(city: City, handed_in: list[tuple[RatingApplication, Told, int]], day: int) -> None:
    for n, (application, row, level) in enumerate(handed_in):
        scored(city, application, seated(city, application, day, n), day + 20, level)
        publicised(city, application, day + 24)
        if row.key == "songbai":
            objected_in_vain(city, application, day + 26)
    city.tick(day + 32, 8)
    for application, _row, _level in handed_in:
        with city.at(day + 34, 10) as session:
            lifecycle.move(session, application, "grant", by=city.actor("approver"))


def objected_in_vain(city: City, application: RatingApplication, day: int) -> None:
    body, answer = told.UNFOUNDED
    with city.at(day, 20) as session:
        objection = objections.raise_objection(session, application, by=city.actor("resident3"), body=body)
    with city.at(day + 3, 10) as session:
        objections.settle("dismiss")(session, objection, by=city.actor("examiner"), answer=answer)


def publicised(city: City, application: RatingApplication, day: int) -> None:
    with city.at(day, 9) as session:
        lifecycle.move(session, application, "publicise", by=city.actor("examiner"))


# --- this year ---------------------------------------------------------------------------------------------------------


def this_year(city: City, found: RatingRound) -> None:
    for n, (key, stage, level) in enumerate(told.THIS_YEAR):
        day = -50 if stage in ("publicised", "publicity", "scoring") else -4
        application = apply(city, found, city.orgs[key], day, level, 9 + n)
        if stage == "supplement":
            with city.at(-2, 11) as session:
                lifecycle.move(session, application, "supplement", by=city.actor("acceptor"), reason=told.MISSING)
        if stage == "scoring":
            half_scored(city, application, seated(city, application, -12, n), level)
        if stage in ("publicised", "publicity"):
            scored(city, application, seated(city, application, -40, n), -20, level)
            publicised(city, application, -10 if stage == "publicised" else -3)
        if stage == "publicity":
            with city.at(-1, 20) as session:
                objections.raise_objection(session, application, by=city.actor("resident2"), body=told.OBJECTION)
    city.tick(-1, 8)
    with city.at(-3, 16) as session:
        own = applications.draft(session, found, by=city.actor("ngo3"))
        half = {row["code"]: {"points": row["maximum"] * 88, "note": ""} for row in found.indicators[:8]}
        applications.edit(session, own, by=city.actor("ngo3"), summary=told.SUMMARY, scores=half)


def half_scored(city: City, application: RatingApplication, logins: tuple[str, ...], level: int) -> None:
    """One has handed in, one has begun, one has not."""
    first, second = (city.actor(login, Role.EXPERT) for login in logins[:2])
    with city.at(-4, 21) as session:
        sheet = sheets.own_of(session, application, first)
        assert sheet, "the first sits on the panel"
        sheets.submit(session, sheet, points(application, level, 0), told.COMMENTS[0], by=first)
    with city.at(-2, 20) as session:
        sheet, begun = sheets.own_of(session, application, second), points(application, level, 1)
        assert sheet, "the second sits on the panel"
        sheets.fill(session, sheet, dict(list(begun.items())[:7]), "", by=second)


# --- what takes a rating away ------------------------------------------------------------------------------------------


def lowered(city: City) -> None:
    """One decided and not appealed, one heard, one under notice, one appealed."""
    measure(city, "heyu", -120, told.LOWERING, reply=told.DEFENCE, decision=told.DECIDED)
    measure(city, "qiaoba", -16, told.LOWERING, reply=told.DEFENCE)
    measure(city, "ngo2", -3, told.NOTICED)
    measure(city, "laocheng", -30, told.NOTICED, reply=told.APPEALED, decision=told.DECIDED, appeal=told.APPEALED)


def measure(city: City, key: str, day: int, grounds: str, *, reply: str = "", decision: str = "", appeal: str = "") -> None:
    organization = city.orgs[key]
    with city.at(day, 10) as session:
        held = grants.held_by(session, organization.id)
        assert held, f"{key} holds a rating"
        found = measures.begin(session, held, by=city.actor("acceptor"), kind=MeasureKind.LOWER, grounds=grounds, to_level=held.level - 1)
    steps = (("reply", reply, 5), ("decide", decision, 15), ("appeal", appeal, 20))
    for action, reason, after in steps:
        if reason:
            with city.at(day + after, 15) as session:
                by = city.actor("examiner") if action == "decide" else head_of(city, organization)
                lifecycle.move(session, found, action, by=by, reason=reason)


def waiting(city: City, year: int) -> None:
    """Rounds that are not open yet: one waits for the approver, one is being drafted."""
    for org_type, propose in ((OrgType.ASSOCIATION, True), (OrgType.FOUNDATION, False)):
        with city.at(-2, 16) as session:
            closes = clock.at(city.day(60), 17)
            found = rounds.draft(session, by=city.actor("acceptor"), year=year, org_type=org_type, closes_at=closes, introduction=told.INTRODUCTION)
            if propose:
                lifecycle.move(session, found, "propose", by=city.actor("acceptor"))
