"""What does not agree between the report, the register and the portal's own records: told to whoever looks at it, never a
reason to refuse by itself. The organization reads the same list before it signs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from portal.domain.annual_reports.contents import Content, sums
from portal.domain.annual_reports.questions import Section, YesNo
from portal.domain.organizations.models import Organization, OrgType
from portal.kernel import policy
from portal.kernel.money import figures
from portal.kernel.words import Sentence, say


def about(
    session: Session, organization: Organization, year: int, content: Content, known: Mapping[str, Any],
    closing_before: int | None = None,
) -> list[Sentence]:  # fmt: skip
    """``known``: what the portal knows (``workflows/report_facts.py``); ``closing_before``: of last year's report."""
    return [
        *_people(organization, content), *_money(content, known, closing_before), *_governance(content, year),
        *_activities(content, known), *shares(session, organization, content),
    ]  # fmt: skip


def _people(organization: Organization, content: Content) -> list[Sentence]:
    staff, found = content.get(Section.STAFF, {}), []
    full_time = staff.get("full_time")
    if full_time is not None and full_time != organization.full_time_staff:
        found.append(say("专职人员填了 %(typed)s 人，登记名册上是 %(known)s 人。", typed=full_time, known=organization.full_time_staff))
    everybody = staff.get("full_time", 0) + staff.get("part_time", 0)
    if staff.get("insured", 0) > staff.get("full_time", 0):
        found.append(say("参保 %(insured)s 人，多于专职的 %(full)s 人。", insured=staff["insured"], full=staff.get("full_time", 0)))
    if staff.get("social_workers", 0) > everybody:
        found.append(say("持证社会工作者 %(found)s 人，多于全部人员 %(all)s 人。", found=staff["social_workers"], all=everybody))
    members = content.get(Section.PARTY, {}).get("party_members", 0)
    if members > everybody:
        found.append(say("党员 %(found)s 人，多于全部人员 %(all)s 人。", found=members, all=everybody))
    return found


def _money(content: Content, known: Mapping[str, Any], closing_before: int | None) -> list[Sentence]:
    finance, found = content.get(Section.FINANCE, {}), []
    if not finance:
        return []  # nobody has begun it
    for name, paid in sorted(known.get("paid_fen", {}).items()):
        typed = finance.get(f"income_{name}", 0)
        if typed < paid:
            found.append(say("“%(source)s”填了 %(typed)s 元，门户这一年拨付了 %(paid)s 元。",
                             source=known["sources"][name], typed=figures(typed), paid=figures(paid)))  # fmt: skip
    opening = finance.get("opening_fen")
    if closing_before is not None and opening is not None and opening != closing_before:
        found.append(say("年初净资产 %(typed)s 元，和上一年报告的年末净资产 %(known)s 元不同。",
                         typed=figures(opening), known=figures(closing_before)))  # fmt: skip
    donated, booked = content.get(Section.DONATIONS, {}).get("donated_fen"), finance.get("income_donation", 0)
    if donated is not None and donated != booked:
        found.append(say("收到捐赠款填了 %(donated)s 元，财务里的公众捐助是 %(booked)s 元。",
                         donated=figures(donated), booked=figures(booked)))  # fmt: skip
    return found


def _governance(content: Content, year: int) -> list[Sentence]:
    governance, found = content.get(Section.GOVERNANCE, {}), []
    ends_on = governance.get("term_ends_on")
    if ends_on and date.fromisoformat(ends_on) <= date(year, 12, 31):
        found.append(say("理事会 %(day)s 已经届满，年末还没有换届。", day=ends_on))
    if governance.get("board_meetings") == 0:
        found.append(say("全年没有开过理事会会议。"))
    if content.get(Section.BASICS, {}).get("as_registered") == YesNo.NO:
        found.append(say("实际情况和登记事项不一致，要办变更登记。"))
    return found


def _activities(content: Content, known: Mapping[str, Any]) -> list[Sentence]:
    """Volunteers: the records count them by activity, so the report may say less, but not none."""
    counted = known.get("volunteers", 0)
    if counted and content.get(Section.STAFF, {}).get("volunteers") == 0:
        return [say("志愿者填了 0 人，活动记录里有 %(n)s 人次。", n=counted)]
    return []


def shares(session: Session, organization: Organization, content: Content) -> list[Sentence]:
    """A foundation's two shares against the limits of the law (regulation on foundations, article 29)."""
    finance = content.get(Section.FINANCE, {})
    if organization.org_type is not OrgType.FOUNDATION or "benefit_fen" not in finance:
        return []
    public = finance.get("public_raising") == YesNo.YES
    base = finance.get("income_before_fen" if public else "opening_fen", 0)
    key = "annual-report.benefit-share-public" if public else "annual-report.benefit-share"
    least, most = (policy.amount(session, k, organization.region_path) for k in (key, "annual-report.management-share"))
    spent, total, found = finance["benefit_fen"], sums(content).expenditure, []
    if base > 0 and spent * 100 < base * least:
        found.append(say("公益事业支出占 %(share)s%%，规定不低于 %(least)s%%。", share=_percent(spent, base), least=least))
    management = finance.get("expense_management", 0)
    if total > 0 and management * 100 > total * most:
        found.append(say("管理费用占当年总支出 %(share)s%%，规定不超过 %(most)s%%。", share=_percent(management, total, up=True), most=most))
    return found


def _percent(part: int, whole: int, *, up: bool = False) -> str:
    """One decimal, rounded away from the limit: what just misses it must not read as the limit."""
    tenths = -(-part * 1000 // whole) if up else part * 1000 // whole
    return f"{tenths // 10}.{tenths % 10}"
