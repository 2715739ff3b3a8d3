"""Verbs: open a year's report, save one section, remind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from portal.domain.annual_reports import contents, windows
from portal.domain.annual_reports.models import AnnualReport, AnnualReportState
from portal.domain.annual_reports.questions import Section
from portal.domain.organizations.models import Organization
from portal.kernel import access, clock, engine, journal, lifecycle, outbox, people
from portal.kernel.channels import Kind
from portal.kernel.lifecycle import Step
from portal.kernel.people import SYSTEM, Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.words import NotFound, Refused, Stale, say

EDITABLE = (AnnualReportState.DRAFT, AnnualReportState.OVERDUE, AnnualReportState.RETURNED)


def begin(session: Session, organization: Organization, year: int, *, by: Actor) -> AnnualReport:
    """The report of the actor's organization for a year: the one that is there, or a new one."""
    if by.organization_id != organization.id or not by.holds(P.ANNUAL_REPORT_WRITE):
        raise Refused(say("请用组织的岗位来填年度报告：法定代表人、经办或财务。"))
    engine.lock(session, organization)  # two who begin at once queue up, and find one report
    return of_year(session, organization, year) or _opened(session, organization, year, by)


def open_for(session: Session, organization: Organization, year: int) -> AnnualReport | None:
    """Time opens the year for an organization that has somebody to report: a task with its due day, and word of it."""
    engine.lock(session, organization)
    if of_year(session, organization, year) or windows.why_not(session, organization, year):
        return None
    report = _opened(session, organization, year, SYSTEM)
    told = people.holders(session, P.ANNUAL_REPORT_WRITE, access.Scope(organization_id=organization.id))
    sentence = say("%(year)s 年度工作报告开始填报，%(day)s 以前签字报送", year=year, day=report.due_on.isoformat())
    outbox.tell(session, sorted(set(told)), sentence, report, Kind.DUTY)
    return report


def of_year(session: Session, organization: Organization, year: int) -> AnnualReport | None:
    return session.query(AnnualReport).filter_by(organization_id=organization.id, year=year).one_or_none()


def _opened(session: Session, organization: Organization, year: int, by: Actor) -> AnnualReport:
    if why := windows.why_not(session, organization, year):
        raise Refused(why)
    due_on = windows.window(session, organization.org_type, organization.region_path, year).due_on
    report = AnnualReport(
        organization=organization, organization_id=organization.id, region_path=organization.region_path, year=year,
        due_on=due_on, content={}, saves={}, rectifications=[],
    )  # fmt: skip
    return lifecycle.begin(session, report, by=by, sentence=say("开始填报“%(caption)s”", caption=report.caption))


def version_of(report: AnnualReport, section: Section) -> int:
    """How often the section was saved: what a page brings back to show that it saw the newest."""
    return int(report.saves.get(section, {}).get("version", 0))


def save(
    session: Session, report: AnnualReport, section: Section, answers: Mapping[str, Any], *, by: Actor, expect: int | None,
    editor: str = "", aloud: bool = True,
) -> AnnualReport:  # fmt: skip
    """Save one section; gaps are fine. ``expect``: the section's version that the writer saw; another one raises ``Stale``,
    unless the same open page (``editor``) saved it: whoever lost an answer on the way does not conflict with themselves.

    ``aloud``: a save by hand is journalled; the section saving itself is not.
    """
    engine.lock(session, report)
    if not access.allows(by, P.ANNUAL_REPORT_WRITE, report):
        raise NotFound
    if report.state not in EDITABLE:
        raise Refused(say("报告已经报送，不能再改。要改请办理人员退回。"))
    last = report.saves.get(section, {})
    own = bool(editor) and editor[:12] == last.get("editor")
    if expect not in (None, version_of(report, section)) and not own:
        raise Stale(say("有人刚保存过这一节，您的改动没有覆盖它。请先复制要留的内容，再看最新的。"))
    kept = contents.clean(section, report.organization.org_type, answers)
    report.content = {**report.content, section.value: kept}
    saved = {"version": version_of(report, section) + 1, "editor": editor[:12], "at": clock.now().isoformat()}
    report.saves = {**report.saves, section.value: saved}
    report.begun_at = report.begun_at or clock.now()
    if aloud:
        journal.write(session, report, "save", say("保存了“%(section)s”", section=section.label), by=by)
    session.flush()
    return report


def conclude(
    session: Session, report: AnnualReport, *, by: Actor, reason: str = "", expect: int | None = None, rectifications: str | None = "",
    **facts: Any,
) -> Step:  # fmt: skip
    """Anything but 合格. ``rectifications``: one line for each thing to put right."""
    lines = [line.strip() for line in (rectifications or "").splitlines() if line.strip()]
    return lifecycle.move(session, report, "conclude", by=by, reason=reason, expect=expect, rectifications=lines, **facts)


def remind(session: Session, report: AnnualReport, *, by: Actor) -> bool:
    """An officer asks for a report that is not there. Once a day; False where there is nothing to ask, or it was asked today."""
    engine.lock(session, report)
    if report.state not in (AnnualReportState.DRAFT, AnnualReportState.OVERDUE) or was_reminded_today(report):
        return False
    told = people.holders(session, P.ANNUAL_REPORT_WRITE, access.Scope(organization_id=report.organization_id))
    if not told:
        return False
    report.reminded_at = clock.now()
    day = report.due_on.isoformat()
    late = report.state is AnnualReportState.OVERDUE
    sentence = (
        say("登记机关催报：%(year)s 年度工作报告应在 %(day)s 以前报送，已经逾期，请尽快补报", year=report.year, day=day) if late
        else say("登记机关提醒：%(year)s 年度工作报告请在 %(day)s 以前签字报送", year=report.year, day=day)
    )  # fmt: skip
    outbox.tell(session, sorted(set(told)), sentence, report, Kind.REMINDER)
    journal.write(session, report, "remind", say("提醒组织报送年度报告"), by=by, region_path=report.region_path)
    return True


def was_reminded_today(report: AnnualReport) -> bool:
    return report.reminded_at is not None and clock.local(report.reminded_at).date() == clock.today()
