"""Who reports for which year, from when, until when. A report for a year is due in the year after it.

The days are settings of unit ``MONTH_DAY``: a law that says "before 31 May" names a day, not a number of days.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from portal.domain.organizations.models import Organization, OrganizationState, OrgType
from portal.kernel import clock, policy
from portal.kernel.words import Sentence, say

DUE = {OrgType.FOUNDATION: "annual-report.due-foundation"}
USUALLY = "annual-report.due"


class Window(NamedTuple):
    """Both days belong to it."""

    opens_on: date
    due_on: date


def window(session: Session, org_type: OrgType, region_path: str, year: int) -> Window:
    """When the report for ``year`` is handed in."""
    opens = policy.day_of(session, "annual-report.opens", region_path, year + 1)
    return Window(opens, policy.day_of(session, DUE.get(org_type, USUALLY), region_path, year + 1))


def first_year(session: Session, org_type: OrgType, region_path: str, registered_on: date) -> int | None:
    """The first year that an organization reports for; ``None`` for filed groups, which never do.

    Registered up to the day of the setting (30 June): from that year on, there is half a year to tell of; later: from the
    next year on.
    """
    if not org_type.is_legal_person:
        return None
    year = registered_on.year
    return year if registered_on <= policy.day_of(session, "annual-report.first-until", region_path, year) else year + 1


def registered_until(session: Session, region_path: str, year: int) -> date:
    """The last day of registration of those who report for ``year``: the same rule, for a list."""
    return policy.day_of(session, "annual-report.first-until", region_path, year)


def current_year() -> int:
    """The year that is reported for now: the one that ended last."""
    return clock.today().year - 1


def newest_due(session: Session, org_type: OrgType, region_path: str, day: date) -> int:
    """The newest year whose report had to be handed in before this day."""
    last = day.year - 1
    return last if day > window(session, org_type, region_path, last).due_on else last - 1


def in_time(arrived_at: datetime, due_on: date) -> bool:
    """By the moment at which the whole request was here, in China's day."""
    return clock.local(arrived_at).date() <= due_on


def why_not(session: Session, organization: Organization, year: int) -> Sentence | None:
    """What keeps an organization from reporting for a year now, or ``None``."""
    first = first_year(session, organization.org_type, organization.region_path, organization.registered_on)
    if first is None:
        return say("备案的社区社会组织不报年度工作报告，每年的活动由街道核对。")
    if organization.state is not OrganizationState.ACTIVE:
        return say("%(name)s现在的状态是“%(state)s”，不再报送年度工作报告。", name=organization.name, state=organization.state.label)
    if year < first:
        return say("%(day)s 登记的，从 %(first)s 年度起报送工作报告。", day=organization.registered_on.isoformat(), first=first)
    opens_on = window(session, organization.org_type, organization.region_path, year).opens_on
    if clock.today() < opens_on:
        return say("%(year)s 年度工作报告从 %(day)s 起填报。", year=year, day=opens_on.isoformat())
    return None
