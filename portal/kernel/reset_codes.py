"""Codes by which a forgotten password is set anew from a confirmed phone: one at a time, few tries, the digits stand nowhere."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.kernel import clock, outbox
from portal.kernel.base import Base, Row
from portal.kernel.channels import Channel
from portal.kernel.people import User

LIVES = timedelta(minutes=10)
A_DAY = 5
AGAIN_AFTER = timedelta(minutes=2)
TRIES = 5


class ResetCode(Row, Base):
    """The code that an account's phone was sent last. What it says follows from the account, ``until`` and a key."""

    __tablename__ = "reset_codes"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), unique=True)
    until: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)


def send(session: Session, user: User) -> bool:
    """A new code to the account's phone; nothing where one was just sent, or too many were today. Inside a unit of work."""
    prefix = f"reset-code-{user.public_id}-"
    now = clock.now()
    if outbox.written_since(session, now - AGAIN_AFTER, prefix) or outbox.written_since(session, now - timedelta(days=1), prefix) >= A_DAY:
        return False
    row = of(session, user.id)
    if row is None:
        row = ResetCode(user_id=user.id)
        session.add(row)
    row.until, row.tries = (now + LIVES).replace(microsecond=0), 0
    key = f"{prefix}{int(row.until.timestamp())}"
    outbox.enqueue(session, Channel.SMS.value, {"letter": "reset-code", "user_id": user.id}, key=key)
    session.flush()
    return True


def take(session: Session, user: User, typed: str, expected: Callable[[User, datetime], str]) -> bool:
    """Whether the code fits. Every try counts, and what fitted is used up."""
    row = of(session, user.id)
    if row is None or row.until < clock.now() or row.tries >= TRIES:
        return False
    row.tries += 1
    if not hmac.compare_digest(expected(user, row.until).encode(), typed.encode()):
        return False
    session.delete(row)
    return True


def of(session: Session, user_id: int) -> ResetCode | None:
    return session.scalars(select(ResetCode).where(ResetCode.user_id == user_id)).one_or_none()
