"""Conditions and effects of the annual report. A guard answers ``None`` or what the person should do."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal.domain.annual_reports import contents, published, windows
from portal.domain.annual_reports.models import AnnualReport, Conclusion
from portal.domain.organizations import keeping
from portal.domain.organizations.models import OrganizationState, OrgType
from portal.kernel import clock, hands, papers, policy
from portal.kernel.canonical import digest
from portal.kernel.lifecycle import Ctx
from portal.kernel.money import figures
from portal.kernel.people import Appointment, Department, in_force
from portal.kernel.regions import ancestors
from portal.kernel.roles import Role
from portal.kernel.words import N_, Sentence, say
from portal.kernel.work import WorkItem

MATERIAL_NAMES = {"financial-statements": N_("财务会计报告"), "audit-report": N_("审计报告")}


# --- what a report must bring --------------------------------------------------------------------------------------


def organization_is_active(ctx: Ctx) -> Sentence | None:
    if ctx.record.organization.state is OrganizationState.ACTIVE:
        return None
    return say("%(name)s现在的状态是“%(state)s”，不再报送年度工作报告。", name=ctx.record.organization.name,
               state=ctx.record.organization.state.label)  # fmt: skip


def everything_is_filled(ctx: Ctx) -> Sentence | None:
    missing = contents.meter(ctx.record.content, ctx.record.organization.org_type).missing
    if not missing:
        return None
    first = missing[0]
    return say("还有 %(n)s 项没有填，先看“%(section)s”：%(labels)s。", n=sum(len(m.labels) for m in missing),
               section=first.section.label, labels="、".join(first.labels[:5]))  # fmt: skip


def finance_adds_up(ctx: Ctx) -> Sentence | None:
    found = contents.sums(ctx.record.content)
    if found.add_up:
        return None
    if found.gap is None:
        return say("财务里的年初、年末净资产还没有填。")
    return say("财务对不上：年初净资产加收入合计 %(income)s 元减支出合计 %(spent)s 元，和年末净资产相差 %(gap)s 元。",
               income=figures(found.income), spent=figures(found.expenditure), gap=figures(found.gap))  # fmt: skip


def attachments_are_there(ctx: Ctx) -> Sentence | None:
    held = {a.material for a in papers.attachments_of(ctx.session, ctx.record)}
    missing = [MATERIAL_NAMES[code] for code in materials_needed(ctx.session, ctx.record) if code not in held]
    return say("还缺：%(missing)s。请在“材料”里上传后再报送。", missing="、".join(missing)) if missing else None


def materials_needed(session: Session, report: AnnualReport) -> tuple[str, ...]:
    """The statements always; the audit of foundations, and from an income on of the others."""
    income = contents.sums(report.content).income
    audited = report.organization.org_type is OrgType.FOUNDATION or income >= policy.amount(
        session, "annual-report.audit-from", report.region_path
    )
    return ("financial-statements", "audit-report") if audited else ("financial-statements",)


# --- who looks at it ----------------------------------------------------------------------------------------------


def has_authority(report: AnnualReport) -> bool:
    """A competent authority that works in the portal makes the first check."""
    return report.department_id is not None


def has_no_authority(report: AnnualReport) -> bool:
    return report.department_id is None


def authority_is_late(ctx: Ctx) -> Sentence | None:
    """The registrar takes the first check over only when the authority let its time pass."""
    due = ctx.session.scalar(
        select(WorkItem.due_at).where(WorkItem.subject_type == AnnualReport.__tablename__, WorkItem.subject_id == ctx.record.id,
                                      WorkItem.action == "first-check", WorkItem.closed_at.is_(None))
    )  # fmt: skip
    return None if due and ctx.now > due else say("业务主管单位的初审期限还没有过。")


def not_the_one_who_checked(ctx: Ctx) -> Sentence | None:
    return say("初审和审定不能是同一个人。") if hands.same(ctx, ctx.record.checked_by_id) else None


def not_the_one_who_signed(ctx: Ctx) -> Sentence | None:
    return say("不能办理自己签字的报告。") if hands.same(ctx, ctx.record.signed_by_id) else None


def authority_of(session: Session, report: AnnualReport) -> int | None:
    """The department that is named as competent authority, if somebody holds its office now."""
    organization = report.organization
    if not organization.authority:
        return None
    served = exists().where(Appointment.department_id == Department.id, Appointment.role == Role.DEPARTMENT_OFFICER, in_force())
    stmt = select(Department.id).where(Department.name == organization.authority, served)
    return session.scalar(stmt.where(Department.region_path.in_(ancestors(organization.region_path))))


# --- effects ------------------------------------------------------------------------------------------------------


def take_in(ctx: Ctx) -> None:
    """Number and freeze what was signed. The first arrival decides whether it came in time."""
    report, arrived = ctx.record, ctx.fact("arrived_at")
    report.known = ctx.fact("known")
    report.department_id = authority_of(ctx.session, report)
    report.number = report.number or papers.next_number(ctx.session, "年报")
    if report.arrived_at is None:
        report.arrived_at, report.late = arrived, not windows.in_time(arrived, report.due_on)
    report.submitted_at, report.correct_by_at = arrived, None
    report.signed_by_id, report.signed_name = ctx.by.user_id, ctx.by.name
    report.digest = digest({"organization": report.organization.uscc, "year": report.year, "content": report.content,
                            "register": published.register_of(report.organization)})  # fmt: skip


def note_checker(ctx: Ctx) -> None:
    ctx.record.checked_by_id, ctx.record.check_opinion = ctx.by.user_id, (ctx.facts.get("opinion") or "").strip()


def note_checker_instead(ctx: Ctx) -> None:
    """Why the authority was not waited for stands in the journal; the report says who looked at it."""
    ctx.record.checked_by_id = ctx.by.user_id


def give_time(ctx: Ctx) -> None:
    """Sent back: the time for correcting runs from now; nobody has looked at what will come."""
    report = ctx.record
    report.correct_by_at = policy.due(ctx.session, "annual-report.correct", report.region_path, ctx.now)
    report.checked_by_id, report.check_opinion = None, ""


def conclude(ctx: Ctx) -> None:
    """What the registrar finds. Everybody reads it, the register knows it, a paper is issued."""
    report, conclusion = ctx.record, ctx.facts.get("conclusion", Conclusion.QUALIFIED)
    report.conclusion, report.opinion = conclusion, (ctx.facts.get("opinion") or "").strip()
    report.rectifications, report.rectify_by_on = ctx.facts.get("rectifications") or [], ctx.facts.get("rectify_by_on")
    report.accepted_by_id, report.accepted_at = ctx.by.user_id, ctx.now
    keeping.note_annual_report(ctx.session, report.organization, report.year, by=ctx.by, found=conclusion.label)
    published.issue(ctx.session, report, by=ctx.by)


def what_to_rectify_is_said(ctx: Ctx) -> Sentence | None:
    """Anything but 合格 has its reasons, what is to be put right, and until when."""
    if "conclusion" not in ctx.facts:
        return None  # the button; the form brings them
    if not (ctx.facts.get("opinion") or "").strip():
        return say("请写明结论的理由。")
    if not ctx.facts.get("rectifications") or ctx.facts.get("rectify_by_on") is None:
        return say("请写明要整改什么、什么时候以前完成。")
    return say("整改期限要在今天以后。") if ctx.facts["rectify_by_on"] <= clock.today() else None


def note_rectified(ctx: Ctx) -> None:
    ctx.record.rectified = (ctx.facts.get("rectified") or "").strip()
