"""What the register learns after the entry: rating, annual report, tax exemption, staff. Decided elsewhere."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.domain.organizations.models import Organization, OrganizationState, OrgType
from portal.kernel import access, clock, engine, journal
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.words import Forbidden, Invalid, Refused, Stale, say


def keep(
    session: Session, organization: Organization, *, by: Actor, rating: int | None, tax_exempt: bool,
    last_annual_report: int | None, full_time_staff: int, expect: int | None = None,
) -> Organization:  # fmt: skip
    """Enter what was decided about an organization. ``rating``: 1 to 5 for 1A to 5A, or none."""
    if not access.allows(by, P.REGISTRATION_ACCEPT, organization):
        raise Forbidden(say("只有登记机关的受理人可以改名册。"))
    engine.lock(session, organization)
    if expect is not None and expect != organization.version:
        raise Stale(say("名册刚刚在别处改过。请先看最新内容。"))
    _check(organization, rating, last_annual_report)
    organization.rating, organization.tax_exempt = rating, tax_exempt
    organization.last_annual_report, organization.full_time_staff = last_annual_report, full_time_staff
    organization.version += 1
    sentence = say(
        "更新了名册：评估等级%(rating)s，年度报告%(report)s，专职人员 %(staff)s 人",
        rating=f"{rating}A" if rating else "—", report=last_annual_report or "—", staff=full_time_staff,
    )  # fmt: skip
    journal.write(session, organization, "keep", sentence, by=by, region_path=organization.region_path)
    return organization


def _check(organization: Organization, rating: int | None, report: int | None) -> None:
    if organization.state != OrganizationState.ACTIVE:
        raise Refused(say("这个组织已经退出名册，不能再改。"))
    if rating and organization.org_type is OrgType.GROUP:
        raise Invalid("rating", say("备案的社区社会组织不参加等级评估。"))
    if report and not organization.registered_on.year <= report < clock.today().year:
        raise Invalid("last_annual_report", say("年度报告的年份应在登记当年到去年之间。"))
