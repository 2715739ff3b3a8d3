"""What stands in the way of an appointment, and what its steps write."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.kernel import policy, work
from portal.kernel.base import session_of
from portal.kernel.lifecycle import Ctx, move
from portal.kernel.offices import HOLDING, Appointment, AppointmentState, Delegation, DelegationState
from portal.kernel.people import SYSTEM, in_force, may_stand_in
from portal.kernel.roles import DECIDING, Role
from portal.kernel.words import Sentence, say

#: What an organization's own people do: its legal representative ends their appointment.
OF_AN_ORGANIZATION = (Role.CASE_OFFICER, Role.ACCOUNTANT)
LIVE = (*HOLDING, AppointmentState.PROPOSED)


# --- guards -----------------------------------------------------------------------------------------------------


def another_confirms(ctx: Ctx) -> Sentence | None:
    """Two people make an appointment that decides; nobody has a say in their own."""
    if ctx.by.user_id == ctx.record.user_id:
        return say("不能确认自己的任命。请另一位管理员办理。")
    if ctx.record.role in DECIDING and ctx.by.user_id == ctx.record.appointed_by_id:
        return say("这个岗位要作决定，由提议人以外的另一位管理员确认。")
    return None


def not_the_proposer(ctx: Ctx) -> Sentence | None:
    return say("自己的提议可以撤回，不能由自己否决。") if ctx.by.user_id == ctx.record.appointed_by_id else None


def account_is_open(ctx: Ctx) -> Sentence | None:
    return None if ctx.record.user.active else say("这个账号已经停用，不能任命。")


def time_is_not_over(ctx: Ctx) -> Sentence | None:
    ends = ctx.record.ends_at
    return say("提议的任期已经过去，请撤回后重新提议。") if ends is not None and ends <= ctx.now else None


def offices_are_apart(ctx: Ctx) -> Sentence | None:
    return apart(ctx.session, ctx.record.user_id, ctx.record.role)


def apart(session: Session, user_id: int, role: Role) -> Sentence | None:
    """Who keeps the accounts holds no other office, and the other way round. Being a resident is no office."""
    stmt = select(Appointment.role).where(Appointment.user_id == user_id, in_force())
    held = set(session.scalars(stmt)) - {Role.RESIDENT, role}
    if role is Role.ADMINISTRATOR and held:
        return say("平台管理员不兼任别的岗位。这个人现在还有别的岗位，请先终止，或者换一个人。")
    return say("这个人是平台管理员，不兼任别的岗位。") if Role.ADMINISTRATOR in held else None


def administrators_remain(ctx: Ctx) -> Sentence | None:
    """With fewer than two nobody could propose and confirm any more."""
    if ctx.record.role is not Role.ADMINISTRATOR:
        return None
    held = in_force() & (Appointment.role == Role.ADMINISTRATOR) & (Appointment.id != ctx.record.id)
    left = ctx.session.scalar(select(func.count(Appointment.user_id.distinct())).where(held)) or 0
    return None if left >= 2 else say("至少要留两位管理员，一位提议、一位确认。请先任命接替的人。")


def not_by_registration(ctx: Ctx) -> Sentence | None:
    """Who represents an organization changes with its registration or filing."""
    if ctx.record.role is Role.LEGAL_REPRESENTATIVE:
        return say("组织的负责人随登记或备案变更，不在这里终止。")
    return None


def is_of_an_organization(record: Appointment) -> bool:
    return record.organization_id is not None


def not_the_head(ctx: Ctx) -> Sentence | None:
    """Nobody leaves an organization without a head: who follows applies, and the head consents."""
    if ctx.record.role is not Role.LEGAL_REPRESENTATIVE:
        return None
    return say("您是组织唯一的负责人，不能直接离开。请接任的人在“组织账号”里申请，您同意移交、民政局决定以后，您的岗位就终止。")


def of_the_organization(ctx: Ctx) -> Sentence | None:
    return None if ctx.record.role in OF_AN_ORGANIZATION else say("这里只能免去经办和财务。")


# --- moments ----------------------------------------------------------------------------------------------------


def notice_of(record: Appointment) -> timedelta:
    """How long before its day an appointment asks to be confirmed again."""
    days = policy.amount(session_of(record), "appointment.notice", record.place_path or "/")
    return timedelta(days=days)


def asks_again_at(record: Appointment) -> datetime | None:
    if record.confirm_by is None or (record.ends_at is not None and record.ends_at <= record.confirm_by):
        return None
    return record.confirm_by - notice_of(record)


# --- effects ----------------------------------------------------------------------------------------------------


def take_office(ctx: Ctx) -> None:
    """From the day that was proposed, and never backwards."""
    record: Appointment = ctx.record
    record.starts_at = max(record.starts_at, ctx.now)
    record.confirmed_by_id = ctx.by.user_id if ctx.by.user_id != record.appointed_by_id else None
    record.confirm_by = policy.due(ctx.session, "appointment.term", record.place_path or "/", record.starts_at)


def call_up(ctx: Ctx) -> None:
    """Nobody loses an office without the whole notice: told late, the holder has until later."""
    record: Appointment = ctx.record
    assert record.confirm_by is not None, "what needs no confirmation is not called up"
    record.confirm_by = max(record.confirm_by, ctx.now + notice_of(record))


def hold_on(ctx: Ctx) -> None:
    """Another term, counted from now."""
    ctx.record.confirm_by = policy.due(ctx.session, "appointment.term", ctx.record.place_path or "/", ctx.now)


def leave_office(ctx: Ctx) -> None:
    """The end is now, or was at the day that had been set; what was handed on or taken over, and every open session of the
    holder, end with it."""
    record: Appointment = ctx.record
    moment = max(ctx.now, record.starts_at + timedelta(seconds=1))
    record.ends_at = moment if record.ends_at is None else min(record.ends_at, moment)
    if ctx.by.user_id != record.user_id:  # who gives the office up by themselves goes on where they are
        record.user.session_epoch += 1
    ctx.session.flush()
    _end_delegations(ctx.session, record)
    work.release(ctx.session, record.user_id)


def _end_delegations(session: Session, record: Appointment) -> None:
    concerned = (Delegation.appointment_id == record.id) | (Delegation.delegate_id == record.user_id)
    stmt = select(Delegation).where(Delegation.state == DelegationState.GIVEN, concerned)
    for delegation in session.scalars(stmt).all():
        own = delegation.appointment_id == record.id
        if own or delegation.delegate_id not in {user.id for user in may_stand_in(session, delegation.appointment)}:
            move(session, delegation, "fall", by=SYSTEM)
