"""Conditions and effects of registration. A guard answers ``None`` or what the person should do."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.domain.organizations import members, naming, uscc
from portal.domain.organizations.guards import left_open
from portal.domain.organizations.models import Organization, OrganizationState, OrgType, Registration
from portal.domain.organizations.search import pinyin_of
from portal.kernel import clock, hands, journal, papers
from portal.kernel.lifecycle import Ctx
from portal.kernel.policy import amount, due
from portal.kernel.roles import Role
from portal.kernel.words import N_, Refused, Sentence, say

#: What every application brings; the consent is added where a competent authority is needed.
MATERIALS = ("application", "charter", "founders", "premises", "capital")
MATERIAL_NAMES = {
    "application": N_("申请表"), "charter": N_("章程"), "founders": N_("发起人名单和身份证明"),
    "premises": N_("场所使用证明"), "capital": N_("验资报告"), "consent": N_("业务主管单位同意的文件"),
}  # fmt: skip
CAPITAL = {
    OrgType.ASSOCIATION: "registration.capital-association",
    OrgType.SERVICE: "registration.capital-service",
    OrgType.FOUNDATION: "registration.capital-foundation",
}


def materials_needed(registration: Registration) -> tuple[str, ...]:
    return MATERIALS if registration.field.registers_directly else (*MATERIALS, "consent")


# --- what an application must bring -------------------------------------------------------------------------------


def materials_are_complete(ctx: Ctx) -> Sentence | None:
    held = {a.material for a in papers.attachments_of(ctx.session, ctx.record)}
    missing = [MATERIAL_NAMES[m] for m in materials_needed(ctx.record) if m not in held]
    return say("还缺：%(missing)s。请在“材料”里上传后再提交。", missing="、".join(missing)) if missing else None


NEEDED = {
    "legal_representative": N_("拟任法定代表人"), "phone": N_("联系电话"), "address": N_("住所"),
    "purpose": N_("宗旨和业务范围"),
}  # fmt: skip


def everything_is_filled(ctx: Ctx) -> Sentence | None:
    return left_open(ctx.record, NEEDED)


def authority_is_named(ctx: Ctx) -> Sentence | None:
    """The four classes register directly; every other one has a competent authority."""
    registration = ctx.record
    if registration.field.registers_directly or registration.authority:
        return None
    field = registration.field.label
    return say("“%(field)s”不在四类直接登记范围内，请填业务主管单位，并上传它同意的文件。", field=field)


def founding_conditions_are_met(ctx: Ctx) -> Sentence | None:
    """Capital, members and staff: the amounts are policy settings with their source."""
    record, path = ctx.record, ctx.record.region_path
    capital = amount(ctx.session, CAPITAL[record.org_type], path)
    if record.capital_fen < capital:
        return say("%(kind)s的注册资金至少 %(needed)s 元，现在填的是 %(found)s 元。", kind=record.org_type.label,
                   needed=f"{capital // 100:,}", found=f"{record.capital_fen // 100:,}")  # fmt: skip
    members = amount(ctx.session, "registration.members", path)
    if record.org_type is OrgType.ASSOCIATION and record.members < members:
        found = record.members
        return say("社会团体至少要有 %(needed)s 名会员，现在填的是 %(found)s 名。", needed=members, found=found)
    staff = amount(ctx.session, "registration.staff", path)
    if record.full_time_staff < staff:
        found = record.full_time_staff
        return say("至少要有 %(needed)s 名专职人员，现在填的是 %(found)s 名。", needed=staff, found=found)
    return None


def name_is_right(ctx: Ctx) -> Sentence | None:
    fault = naming.fault_of(ctx.record.name_parts)
    return fault or naming.taken_by(ctx.session, ctx.record.name, besides=ctx.record)


def group_can_be_raised(ctx: Ctx) -> Sentence | None:
    """The group is still a filed one, and no other application raises it at the same time."""
    record = ctx.record
    if not record.raised_from_id:
        return None
    group = ctx.session.get_one(Organization, record.raised_from_id)
    if group.org_type is not OrgType.GROUP or group.state != OrganizationState.ACTIVE:
        return say("“%(name)s”已经登记或者退出名册，不能再升级。", name=group.name)
    stmt = select(Registration.number).where(
        Registration.raised_from_id == group.id, Registration.id != record.id, Registration.state.in_(naming.APPLYING)
    )
    if other := ctx.session.scalar(stmt.limit(1)):
        return say("“%(name)s”已经在用 %(number)s 申请升级登记，同时只能有一份。", name=group.name, number=other)
    return None


# --- three different people (seed 001: 受理、审核、批准分离) ----------------------------------------------------------


def not_the_one_who_accepted(ctx: Ctx) -> Sentence | None:
    return say("受理和审核不能是同一个人。") if hands.same(ctx, ctx.record.accepted_by_id) else None


def neither_accepted_nor_examined(ctx: Ctx) -> Sentence | None:
    before = (ctx.record.accepted_by_id, ctx.record.examined_by_id)
    return say("受理、审核和批准要由三个人办理，您已经办过前面的步骤。") if hands.same(ctx, *before) else None


def not_the_applicant(ctx: Ctx) -> Sentence | None:
    return say("不能办理自己提出的申请。") if hands.same(ctx, ctx.record.applicant_id) else None


def uscc_is_right(ctx: Ctx) -> Sentence | None:
    """The code comes from the national register; it is checked here and belongs to nobody else."""
    code = uscc.tidy(ctx.fact("uscc"))
    record = ctx.record
    return uscc.fault(code, record.org_type, record.region_path) or uscc_holder(ctx, code)


def uscc_holder(ctx: Ctx, code: str) -> Sentence | None:
    holder = ctx.session.query(Organization.name).filter(Organization.uscc == code).scalar()
    return say("这个代码已经是“%(name)s”的，请核对。", name=holder) if holder else None


# --- effects ------------------------------------------------------------------------------------------------------


def take_in(ctx: Ctx) -> None:
    """Number the application. Two for the same name or the same group queue up: the second learns of the first."""
    record = ctx.record
    papers.lock_series(ctx.session, naming.QUEUE)
    if sentence := name_is_right(ctx) or group_can_be_raised(ctx):
        raise Refused(sentence)
    record.number = record.number or papers.next_number(ctx.session, "登")
    record.submitted_at = ctx.now
    record.accept_due_at = due(ctx.session, "registration.accept", record.region_path, ctx.now)


def note_acceptor(ctx: Ctx) -> None:
    """Also when nobody answered in time: then no person accepted, the law did."""
    ctx.record.accepted_by_id, ctx.record.accepted_at = ctx.by.user_id, ctx.now


def note_examiner(ctx: Ctx) -> None:
    ctx.record.examined_by_id = ctx.by.user_id


def forget_examiner(ctx: Ctx) -> None:
    ctx.record.examined_by_id = None


def enter_register(ctx: Ctx) -> None:
    """Put the legal person on the register, appoint its legal representative, hand out the certificate."""
    registration = ctx.record
    registration.approved_by_id = ctx.by.user_id
    registration.uscc = uscc.tidy(ctx.fact("uscc"))
    organization = _raised(ctx) if registration.raised_from_id else _founded(ctx)
    try:
        with ctx.session.begin_nested():
            ctx.session.flush()
    except IntegrityError as twice:  # two approvals in the same moment: the second learns of the first
        raise Refused(say("同名或同代码的组织刚刚登记，请重新核对。")) from twice
    registration.organization_id = organization.id
    sentence = say("列入社会组织名册，统一社会信用代码%(uscc)s", uscc=registration.uscc)
    path = organization.region_path
    journal.write(ctx.session, organization, "enter", sentence, by=ctx.by, key=True, region_path=path)
    if not registration.raised_from_id:
        members.hold(ctx.session, organization, registration.applicant_id, Role.LEGAL_REPRESENTATIVE, by=ctx.by)
    _hand_out_certificate(ctx)


def _founded(ctx: Ctx) -> Organization:
    organization = Organization(**_content(ctx.record), state=OrganizationState.ACTIVE)
    ctx.session.add(organization)
    return organization


def _raised(ctx: Ctx) -> Organization:
    """A filed group becomes a legal person and keeps its page, its people and its record."""
    organization = ctx.session.get_one(Organization, ctx.record.raised_from_id)
    for name, value in _content(ctx.record).items():
        setattr(organization, name, value)
    organization.sponsor_id = None
    return organization


def _content(registration: Registration) -> dict:
    parts = registration.name_parts
    return {
        "name": registration.name, "pinyin": pinyin_of(parts["fancy"] + parts["field"] + parts["form"]),
        "org_type": registration.org_type, "field": registration.field, "uscc": registration.uscc,
        "region_path": registration.region_path, "authority": registration.authority,
        "legal_representative": registration.legal_representative, "address": registration.address,
        "phone": registration.phone, "purpose": registration.purpose, "capital_fen": registration.capital_fen,
        "full_time_staff": registration.full_time_staff, "members": registration.members,
        "registered_on": clock.today(),
    }  # fmt: skip


def _hand_out_certificate(ctx: Ctx) -> None:
    registration, today = ctx.record, clock.today().isoformat()
    registrar = naming.prefix_of(ctx.session, registration.region_path) + "民政局"  # official
    facts = {
        "organization": registration.name, "uscc": registration.uscc,
        "organization_type": registration.org_type.label,
        "legal_representative": registration.legal_representative, "address": registration.address,
        "capital_fen": registration.capital_fen, "scope": registration.purpose, "registered_on": today,
        "valid_from_on": today, "registrar": registrar,
    }  # fmt: skip
    if registration.authority:
        facts["authority"] = registration.authority
    papers.issue(ctx.session, registration, "registration_certificate", N_("社会组织登记证书"), facts, series="登证",
                 issuer=registrar, by=ctx.by)  # fmt: skip
