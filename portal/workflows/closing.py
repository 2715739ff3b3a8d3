"""Closing an account for good: asked for, a fortnight to think again, then what is personal is erased.

What the person did in an office stays under the name in the journal, as long as the records stay; what they did for
themselves keeps its place in the chain and loses name and words.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.orm import Session

from portal.domain.calls.models import Question
from portal.domain.needs.models import Need
from portal.domain.organizations.membership import Invitation
from portal.domain.review.models import Expert
from portal.kernel import clock, engine, factors, journal, lifecycle, passkeys
from portal.kernel.channels import NoticePreference
from portal.kernel.copies import DataCopy
from portal.kernel.journal import JournalEntry
from portal.kernel.offices import HOLDING, Appointment, AppointmentState
from portal.kernel.outbox import Notice, OutboxMessage
from portal.kernel.people import SYSTEM, Actor, User
from portal.kernel.reset_codes import ResetCode
from portal.kernel.roles import Role
from portal.kernel.saved_filters import SavedFilter
from portal.kernel.sessions import WebSession
from portal.kernel.words import N_, Refused, Sentence, say
from portal.workflows import entering
from portal.workflows.own_data import WRITTEN

log = logging.getLogger(__name__)
COOLING_OFF = timedelta(days=15)
NOBODY = N_("已注销用户")
#: For oneself, not for an office.
PRIVATE_ROLES = (Role.ACCOUNT, Role.RESIDENT)

#: What goes on without the person who began it: a need is met, a question answered for everybody.
AWAITS_NOBODY = (Need, Question)


class Obstacle(NamedTuple):
    """What must come to its end first, and the record at which one sees it."""

    sentence: Sentence
    record: Any = None


def obstacles(session: Session, user: User) -> list[Obstacle]:
    holding = (*HOLDING, AppointmentState.PROPOSED)
    offices = session.scalars(select(Appointment).where(
        Appointment.user_id == user.id, Appointment.state.in_(holding), Appointment.role != Role.RESIDENT,
        or_(Appointment.ends_at.is_(None), Appointment.ends_at > clock.now()),
    ).order_by(Appointment.id))  # fmt: skip
    found = [Obstacle(say("还在任“%(title)s”：请先由任命的人免去", title=a.title), a) for a in offices]
    if session.scalar(select(Expert.id).where(Expert.user_id == user.id, Expert.active)):
        found.append(Obstacle(say("还在评审专家库里：请先联系民政局出库")))
    for model, column, _words in WRITTEN:
        if model in AWAITS_NOBODY:
            continue
        process = lifecycle.governed()[model]
        open_states = [state for state in process.states if state is not process.initial and process.leaving(state)]
        running = select(model).where(getattr(model, column) == user.id, model.state.in_(open_states)).order_by(model.id)
        found += [Obstacle(say("“%(name)s”还没有办完：请先办完或者撤回", name=_name(record)), record) for record in session.scalars(running)]
    return found


def _name(record: Any) -> str:
    return str(getattr(record, "caption", None) or record.title)


def ask(session: Session, *, by: Actor) -> None:
    """From now on the days count; nothing else changes until they are over."""
    user = session.get_one(User, by.user_id, with_for_update=True)
    if obstacles(session, user):
        raise Refused(say("还有没办完的事，现在不能注销。"))
    if user.closing_at is not None:
        raise Refused(say("已经申请过注销。"))
    user.closing_at = clock.now() + COOLING_OFF
    journal.write(session, user, "ask-closing", say("申请注销账号"), by=by)
    entering.tell(session, user, say("您申请了注销账号，%(days)s 天后生效，在这以前随时可以撤回。如果不是您，请马上改密码并撤回。", days=COOLING_OFF.days))


def take_back(session: Session, *, by: Actor) -> None:
    user = session.get_one(User, by.user_id, with_for_update=True)
    if user.closing_at is None:
        raise Refused(say("没有申请过注销，不用撤回。"))
    user.closing_at = None
    journal.write(session, user, "take-back-closing", say("撤回了注销账号的申请"), by=by)


def close_due(session: Session) -> int:
    """Close every account whose days are over, each in a unit of work of its own; returns how many were closed."""
    due = session.scalars(select(User.id).where(User.closing_at <= clock.now(), User.active).order_by(User.id)).all()
    return sum(engine.in_one_unit(session, partial(_close, user_id=key)) for key in due)


def _close(session: Session, user_id: int) -> bool:
    user = session.get_one(User, user_id, with_for_update=True)
    if not user.active or user.closing_at is None or user.closing_at > clock.now():
        return False
    if obstacles(session, user):
        user.closing_at = None
        entering.tell(session, user, say("账号没有注销：又有了没办完的事。办完以后可以再申请。"))
        return False
    anonymise(session, user)
    log.info("account %s was closed", user.id)
    return True


def anonymise(session: Session, user: User) -> None:
    """Erase the person, keep the account's number: whatever points to it points to nobody."""
    _drop_unsubmitted(session, user)
    for model in (WebSession, NoticePreference, SavedFilter, Notice, DataCopy, ResetCode):
        session.execute(delete(model).where(model.user_id == user.id))
    session.execute(
        delete(OutboxMessage).where(OutboxMessage.content["user_id"].as_integer() == user.id),
        execution_options={"synchronize_session": False},
    )
    session.execute(update(Invitation).where(Invitation.invitee_id == user.id).values(email=None))
    passkeys.remove(session, user.id)
    factors.remove(session, user.id)  # and the recovery codes, now that nothing is left that they stand in for
    user.login, user.name = f"closed-{user.public_id}", NOBODY
    user.email = user.phone = user.password_hash = user.closing_at = None
    user.active = False
    user.session_epoch += 1
    journal.write(session, user, "close", say("账号已注销，个人信息已抹去"), by=SYSTEM)
    session.flush()
    own = and_(JournalEntry.actor_id == user.id, JournalEntry.role.in_(PRIVATE_ROLES), JournalEntry.for_id.is_(None))
    about = and_(JournalEntry.subject_type == User.__tablename__, JournalEntry.subject_id == user.id)
    journal.erase_payloads(session, or_(own, about))


def _drop_unsubmitted(session: Session, user: User) -> None:
    """Of what was never handed in, or withdrawn, no phone is kept: nobody will call about it."""
    for model, column, _words in WRITTEN:
        if hasattr(model, "phone"):
            process = lifecycle.governed()[model]
            idle = [process.initial, *(state for state in process.states if state.value == "withdrawn")]
            for record in session.scalars(select(model).where(getattr(model, column) == user.id, model.state.in_(idle))):
                record.phone = ""
