"""Which way a notice goes to a person besides the portal: what they chose, by kind and channel, and when.

A notice is always a line in the portal. Mail, SMS and WeChat are wishes: by kind, at once or gathered in a digest, and
for messages to a phone not during the quiet hours. What the law requires to be served asks nobody's wish.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import CheckConstraint, ForeignKey, String, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.kernel import clock
from portal.kernel.base import Base, EnumString, Row
from portal.kernel.people import User
from portal.kernel.vault import Encrypted
from portal.kernel.words import N_


class Kind(enum.StrEnum):
    """Why somebody is told. ``SERVED``: a law requires that this person gets it; it cannot be turned off."""

    DUTY = "duty"
    PROGRESS = "progress"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    SERVED = "served"

    @property
    def label(self) -> str:
        return {
            Kind.DUTY: N_("轮到您办的事"),
            Kind.PROGRESS: N_("您的申请、项目有了进展"),
            Kind.REMINDER: N_("快到期和已逾期的提醒"),
            Kind.ESCALATION: N_("下级逾期未办的报告"),
            Kind.SERVED: N_("依法必须送达的决定"),
        }[self]


class Channel(enum.StrEnum):
    """The value is also the outbox's kind of message."""

    MAIL = "mail"
    SMS = "sms"
    WECHAT = "wechat"

    @property
    def label(self) -> str:
        return {Channel.MAIL: N_("邮件"), Channel.SMS: N_("短信"), Channel.WECHAT: N_("微信")}[self]


class Pace(enum.StrEnum):
    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"

    @property
    def label(self) -> str:
        return {
            Pace.AT_ONCE: N_("有了就发"),
            Pace.DAILY: N_("每天早上汇总一封"),
            Pace.WEEKLY: N_("每周一早上汇总一封"),
        }[self]


OPTIONAL = (Kind.DUTY, Kind.PROGRESS, Kind.REMINDER, Kind.ESCALATION)
TO_A_PHONE = (Channel.SMS, Channel.WECHAT)
#: What holds until somebody chooses: a mail for everything, nothing to the phone.
USUAL: dict[str, list[str]] = {kind.value: [Channel.MAIL.value] for kind in OPTIONAL}
QUIET_FROM, QUIET_UNTIL = 21, 8  # o'clock in China


class NoticePreference(Row, Base):
    """What one person chose; without a row the usual holds.

    ``choices``: {kind: [channel, …]}. ``quiet_from`` and ``quiet_until``: hours in China, equal: never quiet.
    ``calendar_hash``: SHA-256 of the secret in the address of their calendar. ``asked_phone`` waits for its code;
    the code itself is nowhere: it is worked out from the moment at which it ends.
    """

    __tablename__ = "notice_preferences"
    __table_args__ = (
        CheckConstraint("quiet_from BETWEEN 0 AND 23 AND quiet_until BETWEEN 0 AND 23", name="hours_of_a_day"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), unique=True)
    choices: Mapped[dict[str, Any]]
    pace: Mapped[Pace] = mapped_column(EnumString(Pace), default=Pace.AT_ONCE)
    quiet_from: Mapped[int] = mapped_column(default=QUIET_FROM)
    quiet_until: Mapped[int] = mapped_column(default=QUIET_UNTIL)
    calendar_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    calendar_made_at: Mapped[datetime | None]
    asked_phone: Mapped[str | None] = mapped_column(Encrypted("notice_preferences.asked_phone"))
    code_until: Mapped[datetime | None]
    code_tries: Mapped[int] = mapped_column(default=0)


class Wishes(NamedTuple):
    """The preferences of one person as plain data."""

    choices: dict[str, list[str]]
    pace: Pace
    quiet_from: int
    quiet_until: int

    def wants(self, kind: Kind, channel: Channel) -> bool:
        if kind is Kind.SERVED:
            return channel is Channel.MAIL
        return channel.value in self.choices.get(kind.value, [])

    def gathers(self, kind: Kind) -> bool:
        """Whether the mail about it waits for the digest."""
        return kind is not Kind.SERVED and self.pace is not Pace.AT_ONCE and self.wants(kind, Channel.MAIL)

    def after_the_quiet(self, moment: datetime) -> datetime:
        """The first moment, from this one on, at which a phone may ring."""
        hour = clock.local(moment).hour
        start, end = self.quiet_from, self.quiet_until
        quiet = start <= hour < end if start <= end else hour >= start or hour < end
        if not quiet:
            return moment
        day = clock.local(moment).date()
        return clock.at(day if hour < end else day + timedelta(days=1), end)


NONE_CHOSEN = Wishes(USUAL, Pace.AT_ONCE, QUIET_FROM, QUIET_UNTIL)
_OF_THESE = select(
    NoticePreference.user_id, NoticePreference.choices, NoticePreference.pace, NoticePreference.quiet_from,
    NoticePreference.quiet_until,
).where(NoticePreference.user_id.in_(bindparam("people", expanding=True)))  # fmt: skip


def wishes_of(session: Session, user_ids: Iterable[int]) -> dict[int, Wishes]:
    """What each of these people chose: one statement."""
    people = list(user_ids)
    chosen = {row[0]: Wishes(*row[1:]) for row in session.execute(_OF_THESE, {"people": people})} if people else {}
    return {user_id: chosen.get(user_id, NONE_CHOSEN) for user_id in people}


def shown(session: Session, user_id: int) -> NoticePreference:
    """The person's row to look at; where there is none, the usual, which is not stored."""
    row = session.scalars(select(NoticePreference).where(NoticePreference.user_id == user_id)).one_or_none()
    return row or NoticePreference(
        user_id=user_id, choices=USUAL, pace=Pace.AT_ONCE, quiet_from=QUIET_FROM, quiet_until=QUIET_UNTIL, code_tries=0
    )


def of(session: Session, user_id: int) -> NoticePreference:
    """The person's row, begun with the usual where there is none. Inside a unit of work; one at a time for each person."""
    session.execute(select(User.id).where(User.id == user_id).with_for_update())
    stmt = select(NoticePreference).where(NoticePreference.user_id == user_id)
    row = session.scalars(stmt.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        row = NoticePreference(user_id=user_id, choices={kind: list(ways) for kind, ways in USUAL.items()})
        session.add(row)
        session.flush()
    return row
