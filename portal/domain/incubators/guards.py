"""Conditions of a tenancy's steps. A guard answers ``None`` or what is wrong and what to do next."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.incubators import capacity, terms
from portal.domain.incubators.models import (
    LIVE,
    Assessment,
    AssessmentState,
    Incubator,
    RentKind,
    Room,
    Tenancy,
    TenancyState,
)
from portal.domain.organizations.models import Organization, OrganizationState
from portal.domain.projects.models import Grade
from portal.kernel import clock, policy
from portal.kernel.canonical import digest
from portal.kernel.lifecycle import Ctx
from portal.kernel.people import Appointment, in_force
from portal.kernel.roles import Role
from portal.kernel.words import Sentence, say


def tenant_is_active(ctx: Ctx) -> Sentence | None:
    """An organization that was dissolved or revoked cannot move in; who is about to register has none yet."""
    if ctx.record.organization_id is None:
        return None
    organization = ctx.session.get_one(Organization, ctx.record.organization_id)
    if organization.state == OrganizationState.ACTIVE:
        return None
    return say("“%(name)s”现在的登记状态是“%(state)s”，不能申请入驻。", name=organization.name, state=organization.state.label)


def has_no_other_tenancy(ctx: Ctx) -> Sentence | None:
    """One tenant, one place: a second application waits until the first has ended."""
    mine = ctx.record
    same = (
        Tenancy.organization_id == mine.organization_id
        if mine.organization_id
        else Tenancy.organization_id.is_(None) & (Tenancy.applicant_id == mine.applicant_id)
    )
    stmt = select(Tenancy.number, Tenancy.state).where(same, Tenancy.id != mine.id, Tenancy.state.in_(LIVE)).limit(1)
    other = ctx.session.execute(stmt).first()
    if other is None:
        return None
    return say("已经有一份入驻在办或在驻：%(number)s（%(state)s）。一个组织同时只能有一份，请先办完那一份。",
               number=other.number, state=other.state.label)  # fmt: skip


def tenant_is_not_the_house(ctx: Ctx) -> Sentence | None:
    """Nobody decides on their own tenancy: neither the operator's organization nor who works in the house moves in."""
    tenancy = ctx.record
    incubator = ctx.session.get_one(Incubator, tenancy.incubator_id)
    if tenancy.title in (incubator.operator, incubator.name):
        return say("“%(name)s”就是这个基地的运营方，不能入驻自己的基地。", name=tenancy.title)
    held = select(Appointment.user_id).where(
        Appointment.incubator_id == incubator.id, Appointment.role.in_((Role.INCUBATOR_MANAGER, Role.MENTOR)), in_force()
    )
    if set(ctx.session.scalars(held)) & _representatives(ctx.session, tenancy):
        return say("入驻方的申请人或法定代表人在这个基地任职，不能入驻。请换一个基地，或先辞去基地的岗位。")
    return None


def _representatives(session: Session, tenancy: Tenancy) -> set[int]:
    """The users who bind the tenant: the applicant and the organization's legal representatives."""
    if tenancy.organization_id is None:
        return {tenancy.applicant_id}
    stmt = select(Appointment.user_id).where(
        Appointment.organization_id == tenancy.organization_id, Appointment.role == Role.LEGAL_REPRESENTATIVE, in_force()
    )
    return {tenancy.applicant_id, *session.scalars(stmt)}


def rent_fits_its_kind(ctx: Ctx) -> Sentence | None:
    """Free means nothing is paid; whoever pays less than the standard reads why."""
    kind, fen = ctx.fact("rent_kind"), ctx.fact("rent_fen")
    if (kind is RentKind.FREE) != (fen == 0):
        return say("免租的租金填 0；减租和按标准收租要填每月租金。")
    if kind is not RentKind.STANDARD and not ctx.fact("rent_note"):
        return say("减租或免租要写明依据和期限，写进协议。")
    return None


def some_room_is_large_enough(ctx: Ctx) -> Sentence | None:
    stmt = select(Room.desks).where(Room.incubator_id == ctx.record.incubator_id).order_by(Room.desks.desc()).limit(1)
    largest = ctx.session.scalar(stmt) or 0
    if ctx.record.desks <= largest:
        return None
    return say("申请 %(asked)s 个工位，这个基地最大的房间只有 %(largest)s 个。请减少工位后再提交。",
               asked=ctx.record.desks, largest=largest)  # fmt: skip


def panel_is_large_enough(ctx: Ctx) -> Sentence | None:
    """Who first checked may sit on the panel, but does not decide alone: the others make up the number by themselves."""
    names = {name for name in ctx.fact("members") if name and name != ctx.fact("checker_name")}
    needed = policy.amount(ctx.session, "tenancy.panel-members", ctx.record.region_path)
    if len(names) >= needed:
        return None
    return say("评审会至少要有 %(needed)s 位成员（初审人不计入），现在只有 %(found)s 位。请补全成员姓名。",
               needed=needed, found=len(names))  # fmt: skip


def score_passes(ctx: Ctx) -> Sentence | None:
    if Grade.of(ctx.fact("score")) is not Grade.FAIL:
        return None
    return say("评审得分不到 60 分，不能列入公示。请改办“评审未通过”。")


def room_is_of_this_incubator(ctx: Ctx) -> Sentence | None:
    if ctx.fact("room").incubator_id == ctx.record.incubator_id:
        return None
    return say("这个房间不属于申请的基地，请另选一间。")


def desks_as_asked_at_most(ctx: Ctx) -> Sentence | None:
    if 1 <= ctx.fact("desks") <= ctx.record.desks:
        return None
    return say("安排的工位要在 1 和申请的 %(asked)s 个之间。", asked=ctx.record.desks)


def room_has_free_desks(ctx: Ctx) -> Sentence | None:
    """The capacity rule. The caller locked the room's row, so the count stays true until the commit."""
    room = ctx.fact("room")
    free = room.desks - capacity.taken_in(ctx.session, room.id, but=ctx.record.id)
    if ctx.fact("desks") <= free:
        return None
    return say("%(room)s 只剩 %(free)s 个空工位，安排不下 %(desks)s 个。请换一间，或等有人退出、出壳后再办。",
               room=room.name, free=free, desks=ctx.fact("desks"))  # fmt: skip


def term_begins_soon(ctx: Ctx) -> Sentence | None:
    """Not in the past, and not so late that desks stand empty for months."""
    starts_on, today = ctx.fact("starts_on"), clock.today()
    if today <= starts_on <= terms.months_after(today, 3):
        return None
    return say("入驻日期要在今天和三个月之内。")


def legal_representative_signs(ctx: Ctx) -> Sentence | None:
    """An organization is bound by its legal representative; who is about to register signs in person."""
    if ctx.record.organization_id is None or ctx.by.role is Role.LEGAL_REPRESENTATIVE:
        return None
    return say("协议由法定代表人（负责人）签署，请法定代表人登录后办理。")


def legal_representative_agrees(ctx: Ctx) -> Sentence | None:
    """What changes the agreement needs whoever may sign it."""
    if ctx.record.organization_id is None or ctx.by.role is Role.LEGAL_REPRESENTATIVE:
        return None
    return say("由法定代表人（负责人）答复，请法定代表人登录后办理。")


def same_text_was_signed(ctx: Ctx) -> Sentence | None:
    signed = ctx.record.signatures
    if signed and signed[-1]["digest"] == digest(ctx.record.agreement):
        return None
    return say("入驻方签的不是这份文本，不能签署。请取消资格后重新安排房间。")


def signing_time_is_over(ctx: Ctx) -> Sentence | None:
    due = policy.due(ctx.session, "tenancy.sign", ctx.record.region_path, ctx.record.entered_at)
    if ctx.now > due:
        return None
    return say("签署期限到 %(day)s，还没有过。期满仍未签署才能取消资格。", day=clock.local(due).date().isoformat())


def term_has_begun(ctx: Ctx) -> Sentence | None:
    if ctx.record.starts_on and clock.today() >= ctx.record.starts_on:
        return None
    return say("协议约定 %(day)s 起入驻，到那天再办。", day=ctx.record.starts_on)


def last_grade(session: Session, tenancy: Tenancy) -> Grade | None:
    """The grade of the newest finished assessment."""
    stmt = (
        select(Assessment.grade)
        .where(Assessment.tenancy_id == tenancy.id, Assessment.state == AssessmentState.ASSESSED)
        .order_by(Assessment.period.desc())
        .limit(1)
    )
    return session.scalar(stmt)


def last_assessment_passed(ctx: Ctx) -> Sentence | None:
    grade = last_grade(ctx.session, ctx.record)
    if grade is None:
        return say("还没有考核结果。请先完成半年考核。")
    return say("最近一次考核不合格，不能续驻或出壳。") if grade is Grade.FAIL else None


def stay_is_not_too_long(ctx: Ctx) -> Sentence | None:
    months = ctx.facts.get("months") or (ctx.record.offer or {}).get("months")
    if not months:
        return None  # asked for on the step's page
    longest = policy.amount(ctx.session, "tenancy.longest", ctx.record.region_path)
    until = terms.end_of_term(ctx.record.starts_on, longest)
    if terms.extended(ctx.record, months) <= until:
        return None
    return say("孵化期最长 %(longest)s 个月，到 %(until)s 为止。请减少续驻月数，或办理出壳。",
               longest=longest, until=until.isoformat())  # fmt: skip


def is_a_legal_person(ctx: Ctx) -> Sentence | None:
    """出壳 means to stand on one's own: who was about to register has registered or been filed by now."""
    if ctx.record.organization_id is not None:
        return None
    return say("还没有登记或备案，不能出壳。请申请人办好登记或备案，再以负责人身份在本页关联组织。")


def cause_to_end_it(ctx: Ctx) -> Sentence | None:
    """The house may end a tenancy after a failed assessment or when the term is over; never at will."""
    if last_grade(ctx.session, ctx.record) is Grade.FAIL:
        return None
    if ctx.record.ends_on and clock.today() > ctx.record.ends_on:
        return None
    return say("考核没有不合格，入驻期也没有满，基地不能单方终止。")


def tenant_was_heard(ctx: Ctx) -> Sentence | None:
    """Notice, then a reply or the days for one, then the decision."""
    if ctx.record.state == TenancyState.HEARD:
        return None
    due = policy.due(ctx.session, "tenancy.reply", ctx.record.region_path, ctx.record.entered_at)
    if ctx.now > due:
        return None
    return say("入驻方可以在 %(day)s 前提出意见。收到意见或期满以后才能决定。", day=clock.local(due).date().isoformat())


def handover_is_settled(ctx: Ctx) -> Sentence | None:
    if all(ctx.fact(name) for name in ("room_cleared", "keys_returned", "deposit_settled")):
        return None
    return say("房间、钥匙和设备、押金和费用三项都要办清，才能完成交接。")
