"""Handing the work of one's appointment to a colleague for some days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.kernel import clock, engine, lifecycle, outbox, policy
from portal.kernel.lifecycle import Ctx
from portal.kernel.offices import HOLDING, Appointment, Delegation, DelegationState
from portal.kernel.people import Actor, User, may_stand_in
from portal.kernel.roles import STAND_INS
from portal.kernel.words import Invalid, NotFound, Refused, Sentence, say


def give(
    session: Session, appointment: Appointment, *, by: Actor, delegate: str, starts_on: date, ends_on: date, reason: str
) -> Delegation:
    """Hand on the work of one's own appointment, both days included. ``delegate``: the public id of a colleague.

    Never what was handed to oneself: the holder alone hands on, so there is no chain. Raises ``NotFound`` for an
    appointment of somebody else, ``Refused`` and ``Invalid`` otherwise.
    """
    engine.lock(session, appointment)
    if by.user_id != appointment.user_id or by.for_id is not None:
        raise NotFound
    if why := why_not(appointment):
        raise Refused(why)
    colleague = next((user for user in may_stand_in(session, appointment) if user.public_id == delegate), None)
    if colleague is None:
        raise Invalid("delegate", say("请选一位同单位、能办这个岗位的同事。"))
    starts_at, ends_at = _period(session, appointment, starts_on, ends_on)
    _nobody_is_away_twice(session, appointment, colleague, starts_at, ends_at)
    delegation = Delegation(
        appointment_id=appointment.id, delegator_id=appointment.user_id, delegate_id=colleague.id,
        place_path=appointment.place_path, starts_at=starts_at, ends_at=ends_at, reason=reason.strip(),
        appointment=appointment,
    )  # fmt: skip
    lifecycle.begin(session, delegation, by=by, sentence=say("把“%(title)s”的事交给同事代办", title=appointment.title))
    told = say("%(name)s请您代办“%(title)s”，从 %(first)s 到 %(last)s", name=by.name, title=appointment.title,
               first=starts_on.isoformat(), last=ends_on.isoformat())  # fmt: skip
    outbox.tell(session, [colleague.id], told, delegation)
    return delegation


def why_not(appointment: Appointment) -> Sentence | None:
    """Why this appointment's work cannot be handed on at all, or ``None``."""
    if appointment.role not in STAND_INS:
        return say("“%(role)s”的事只能本人办，不能请人代办。", role=appointment.role.label)
    return None if appointment.state in HOLDING else say("这个岗位现在不在任，没有事可以交代。")


def _period(session: Session, appointment: Appointment, starts_on: date, ends_on: date) -> tuple[datetime, datetime]:
    """From the start of the first day (from now, when that is today) to the end of the last."""
    if starts_on < clock.today():
        raise Invalid("starts_on", say("第一天不能早于今天。"))
    if ends_on < starts_on:
        raise Invalid("ends_on", say("最后一天不能早于第一天。"))
    longest = policy.amount(session, "delegation.longest", appointment.place_path or "/")
    if (ends_on - starts_on).days >= longest:
        raise Invalid("ends_on", say("一次最多请人代办 %(days)s 天。更久的，请由管理员另行任命。", days=longest))
    starts_at = max(clock.at(starts_on), clock.now())
    ends_at = clock.at(ends_on + timedelta(days=1))
    if appointment.ends_at is not None and ends_at > appointment.ends_at:
        raise Invalid("ends_on", say("您的任期先到期，代办不能比任期长。"))
    return starts_at, ends_at


def _nobody_is_away_twice(
    session: Session, appointment: Appointment, colleague: User, starts_at: datetime, ends_at: datetime
) -> None:
    """One stand-in at a time; and nobody stands in who is away, or goes away who stands in."""
    met = (Delegation.state == DelegationState.GIVEN, Delegation.starts_at < ends_at, Delegation.ends_at > starts_at)
    stmt = select(Delegation).where(*met, or_(
        Delegation.appointment_id == appointment.id, Delegation.delegate_id == appointment.user_id,
        Delegation.delegator_id == colleague.id,
    ))  # fmt: skip
    for other in session.scalars(stmt):
        if other.appointment_id == appointment.id:
            raise Refused(say("这几天已经请%(name)s代办了。要换人，先结束那一次。", name=other.delegate.name))
        if other.delegate_id == appointment.user_id:
            raise Refused(say("这几天您正代%(name)s办事。请先结束那一次，再请人代办。", name=other.delegator.name))
        raise Invalid("delegate", say("%(name)s这几天自己也请人代办，请另选一位。", name=colleague.name))


def finish(ctx: Ctx) -> None:
    """It ends now, or ended at its day; the colleague is told by name of the office."""
    record: Delegation = ctx.record
    if record.starts_at < ctx.now < record.ends_at:
        record.ends_at = ctx.now
    if ctx.by.user_id != record.delegate_id:
        outbox.tell(ctx.session, [record.delegate_id], say("您不再代办“%(title)s”", title=record.caption), record)
