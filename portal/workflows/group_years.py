"""The years of a filed group: how many activities it has, what it is told when they are few, and what the street is told.

Counted are its own activities (``domain/organizations/group_activities.py``) and those of projects that it implements, once
a residents' committee has confirmed them. A group is asked from the first whole year after it was filed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, extract, func, literal, select, union_all
from sqlalchemy.orm import Session

from portal.domain.organizations import group_activities, lapses, members
from portal.domain.organizations.group_life import FilingYear, GroupActivity, GroupActivityState, Lapse
from portal.domain.organizations.models import Filing, FilingState, Organization, OrganizationState, OrgType
from portal.domain.projects.models import Activity, ActivityState
from portal.kernel import clock, engine, outbox, policy
from portal.kernel.channels import Kind
from portal.kernel.people import Actor
from portal.kernel.policy import Setting
from portal.kernel.words import say

log = logging.getLogger(__name__)


class Year(NamedTuple):
    """``asked``: the requirement holds for this year. ``own``/``projects``: confirmed activities."""

    year: int
    own: int
    projects: int
    needed: int
    asked: bool

    @property
    def found(self) -> int:
        return self.own + self.projects

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.found) if self.asked else 0


def rule(session: Session, organization: Organization) -> Setting:
    return policy.get(session, "filing.activities", organization.region_path)


def years_of(session: Session, organization: Organization) -> list[Year]:
    """Every year since the filing, the running one first; one statement."""
    own: dict[int, int] = {}
    projects: dict[int, int] = {}
    counted = (
        select(literal(kind), extract("year", model.held_on), func.count()).where(confirmed).group_by(extract("year", model.held_on))
        for kind, model, confirmed in (("own", GroupActivity, _of_its_own(organization.id)), ("projects", Activity, _of_projects(organization.id)))
    )
    for kind, year, count in session.execute(union_all(*counted)):
        (own if kind == "own" else projects)[int(year)] = count
    needed = rule(session, organization).amount
    first, last = organization.registered_on.year, (organization.ended_on or clock.today()).year
    seen = range(min([first, *own, *projects]), last + 1)
    return [Year(y, own.get(y, 0), projects.get(y, 0), needed, _is_asked(organization, y)) for y in reversed(seen)]


def this_year(session: Session, organization: Organization) -> Year:
    return years_of(session, organization)[0]


def short_of(session: Session, actor: Actor) -> Year | None:
    """For the desk of a filed group's people: the running year, while it still lacks something."""
    if actor.organization_id is None:
        return None
    group = session.get_one(Organization, actor.organization_id)
    if group.org_type is not OrgType.GROUP or group.state != OrganizationState.ACTIVE:
        return None
    year = this_year(session, group)
    return year if year.missing else None


def _of_its_own(organization_id: Any) -> ColumnElement[bool]:
    return (GroupActivity.organization_id == organization_id) & (GroupActivity.state == GroupActivityState.CONFIRMED)


def _of_projects(organization_id: Any) -> ColumnElement[bool]:
    return (Activity.implementer_id == organization_id) & (Activity.state == ActivityState.CONFIRMED)


def _is_asked(organization: Organization, year: int) -> bool:
    return organization.registered_on < date(year, 1, 1)


# --- what time brings ---------------------------------------------------------------------------------------------


def look(session: Session) -> int:
    """Warn in the last months of a year, mark after it; each group in a unit of work of its own. Returns how many were told
    or marked. The clock decides nothing: a mark is a line on the street's desk."""
    today, done, failures = clock.today(), 0, list[Exception]()
    warns = today >= date(today.year, max(1, 13 - _most(session, "filing.activities-warn")), 1)
    for act, year in (*(((_warn, today.year),) if warns else ()), (_mark, today.year - 1)):
        for group_id in _short(session, year):
            try:
                done += engine.in_one_unit(session, partial(act, group_id=group_id, year=year))
            except Exception as failure:
                log.exception("group %s: its year %s could not be looked at; it is tried again at the next look", group_id, year)
                failures.append(failure)
    if failures:
        raise failures[0]
    return done


def _short(session: Session, year: int) -> list[int]:
    """The groups that the requirement concerns, that were not looked into yet and have fewer confirmed activities than any
    region asks for."""
    span = (date(year, 1, 1), date(year, 12, 31))
    own = select(func.count()).where(_of_its_own(Organization.id), GroupActivity.held_on.between(*span))
    projects = select(func.count()).where(_of_projects(Organization.id), Activity.held_on.between(*span))
    looked_into = select(Lapse.id).where(Lapse.organization_id == Organization.id, Lapse.year == year)
    stmt = (
        select(Organization.id)
        .where(Organization.org_type == OrgType.GROUP, Organization.state == OrganizationState.ACTIVE)
        .where(Organization.registered_on < span[0])
        .where(own.scalar_subquery() + projects.scalar_subquery() < _most(session, "filing.activities"), ~looked_into.exists())
        .order_by(Organization.id)
    )
    return list(session.scalars(stmt))


def _most(session: Session, key: str) -> int:
    """The largest number that any region sets: each group is judged by its own region's afterwards."""
    return max((setting.amount for (_, known), setting in policy.in_force(session).items() if known == key), default=0)


def _warn(session: Session, *, group_id: int, year: int) -> bool:
    """Once when the last months begin, and once more shortly before the end."""
    group = session.get_one(Organization, group_id)
    stands = next(y for y in years_of(session, group) if y.year == year)
    from_day, again_day = (_from_day(session, key, group, year) for key in ("filing.activities-warn", "filing.activities-remind"))
    if not stands.missing or clock.today() < from_day:
        return False
    told = session.scalars(
        select(FilingYear).where(FilingYear.organization_id == group.id, FilingYear.year == year).with_for_update()
    ).one_or_none()
    if told is None:
        session.add(FilingYear(organization_id=group.id, year=year, warned_at=clock.now()))
    elif told.reminded_at is None and clock.today() >= again_day and clock.today() > clock.local(told.warned_at).date():
        told.reminded_at = clock.now()
    else:
        return False
    sentence = say("“%(name)s”今年经确认的活动有 %(found)s 次，还差 %(missing)s 次；备案要保持有效，每年不少于 %(needed)s 次",
                   name=group.name, found=stands.found, missing=stands.missing, needed=stands.needed)  # fmt: skip
    people = {held.user_id for held in members.members_of(session, group)}
    outbox.tell(session, sorted(people), sentence, group, Kind.DUTY)
    return True


def _from_day(session: Session, key: str, group: Organization, year: int) -> date:
    """The first day of the last so many months of the year."""
    return date(year, max(1, 13 - policy.amount(session, key, group.region_path)), 1)


def _mark(session: Session, *, group_id: int, year: int) -> bool:
    group = session.get_one(Organization, group_id)
    if clock.today() <= group_activities.settled_on(session, group, year):
        return False
    stands = next((y for y in years_of(session, group) if y.year == year), None)
    if stands is None or not stands.missing:
        return False
    return lapses.mark(session, group, year, found=stands.found, needed=stands.needed) is not None


class Life(NamedTuple):
    """What the register's page tells of a group's activities; a group that became a legal person keeps it. ``filed_on``: the
    day of its filing, where the filing is known. ``latest``: (public id, title, day) of confirmed ones."""

    years: list[Year]
    rule: Setting
    outcomes: dict[int, Lapse]
    latest: list[Row]
    filed_on: date | None


def life_of(session: Session, organization: Organization, filings: Iterable[Filing], *, inside: bool = False, limit: int = 5) -> Life | None:
    """Nothing for who never was a filed group. ``filings``: those of the organization, as its page has them; ``inside``: the
    reader sees how short years came out."""
    filing = next((filing for filing in filings if filing.state is FilingState.FILED), None)
    if filing is None and organization.org_type is not OrgType.GROUP:
        return None
    stmt = (
        select(GroupActivity.public_id, GroupActivity.title, GroupActivity.held_on)
        .where(GroupActivity.organization_id == organization.id, GroupActivity.state == GroupActivityState.CONFIRMED)
        .order_by(GroupActivity.held_on.desc(), GroupActivity.id.desc()).limit(limit)
    )  # fmt: skip
    filed_on = clock.local(filing.entered_at).date() if filing else None
    outcomes = outcomes_of(session, organization) if inside else {}
    return Life(years_of(session, organization), rule(session, organization), outcomes, list(session.execute(stmt).all()), filed_on)


def told_of(session: Session, organization: Organization) -> dict[int, FilingYear]:
    """Year → when the group was warned."""
    stmt = select(FilingYear).where(FilingYear.organization_id == organization.id)
    return {row.year: row for row in session.scalars(stmt)}


def outcomes_of(session: Session, organization: Organization) -> dict[int, Lapse]:
    """Year → the process in which it was looked into."""
    return {lapse.year: lapse for lapse in lapses.of_group(session, organization)}
