"""What must happen outside the transaction, written inside it: notices, mails, jobs.

A notice is visible at once (it is a row). Mails and jobs wait for ``flask work``: claimed, handed to their gateway
with their key, and marked sent; at least once, so a gateway must be idempotent by key.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, String, delete, func, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.kernel import channels, clock
from portal.kernel.base import Base, EnumString, Row, random_id
from portal.kernel.channels import Channel, Kind
from portal.kernel.engine import rows_changed, writing
from portal.kernel.words import Sentence

log = logging.getLogger(__name__)
CLAIM = timedelta(minutes=2)
GIVE_UP_AFTER = 8

Handler = Callable[[Session, "OutboxMessage"], None]
_handlers: dict[str, Handler] = {}


class Notice(Row, Base):
    """A line in a person's notice centre, with the page it leads to.

    ``in_digest``: its mail is gathered; ``digest_key``: the key of the one digest that took it.
    """

    __tablename__ = "notices"
    __table_args__ = (
        Index("ix_notices_user", "user_id", "at", "id"),
        Index(
            "ix_notices_gathered", "user_id",
            sqlite_where=text("in_digest AND digest_key IS NULL"), postgresql_where=text("in_digest AND digest_key IS NULL"),
        ),
        Index("ix_notices_digest_key", "digest_key"),
    )  # fmt: skip

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    msgid: Mapped[str] = mapped_column(String(500))
    parts: Mapped[dict[str, Any]]
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_public_id: Mapped[str] = mapped_column(String(12))
    read_at: Mapped[datetime | None]
    kind: Mapped[Kind] = mapped_column(EnumString(Kind), default=Kind.PROGRESS)
    in_digest: Mapped[bool] = mapped_column(default=False)
    digest_key: Mapped[str | None] = mapped_column(String(80))


class OutboxMessage(Row, Base):
    """A mail or a job that waits to be done once the transaction is on disk."""

    __tablename__ = "outbox_messages"
    __table_args__ = (
        Index(
            "ix_outbox_messages_waiting", "available_at",
            sqlite_where=text("sent_at IS NULL"), postgresql_where=text("sent_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(80), unique=True)
    content: Mapped[dict[str, Any]]
    available_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(500))


def tell(
    session: Session, user_ids: Iterable[int], sentence: Sentence, subject: Any, kind: Kind = Kind.PROGRESS, served: str = ""
) -> None:
    """Notify people in the portal and by the channels of their choice, in the same transaction as the act.

    ``served``: the rule that requires this to be served; it makes the notice one that nobody can turn off.
    """
    told_kind = Kind.SERVED if served else kind
    content = {
        "msgid": sentence.msgid, "parts": sentence.parts, "subject_type": subject.__tablename__,
        "subject_public_id": subject.public_id, "kind": told_kind.value, "served": served,
    }  # fmt: skip
    for user_id, wishes in channels.wishes_of(session, user_ids).items():
        session.add(
            Notice(
                user_id=user_id, at=clock.now(), msgid=sentence.msgid, parts=sentence.parts, kind=told_kind,
                subject_type=subject.__tablename__, subject_public_id=subject.public_id, in_digest=wishes.gathers(told_kind),
            )
        )  # fmt: skip
        for channel in Channel:
            if wishes.wants(told_kind, channel) and not (channel is Channel.MAIL and wishes.gathers(told_kind)):
                quiet = wishes.after_the_quiet(clock.now()) if channel in channels.TO_A_PHONE else None
                enqueue(session, channel.value, {"user_id": user_id, **content}, after=quiet)


def unsay(session: Session, user_id: int, subjects: list[str]) -> None:
    """Take back what a person was told about these records (public ids): their notices and the messages still unsent."""
    session.execute(delete(Notice).where(Notice.user_id == user_id, Notice.subject_public_id.in_(subjects)))
    mail = OutboxMessage.content
    session.execute(
        delete(OutboxMessage)
        .where(OutboxMessage.kind.in_(list(Channel)), OutboxMessage.sent_at.is_(None))
        .where(mail["user_id"].as_integer() == user_id, mail["subject_public_id"].as_string().in_(subjects)),
        execution_options={"synchronize_session": False},
    )


def enqueue(
    session: Session, kind: str, content: dict[str, Any], key: str | None = None, after: datetime | None = None
) -> None:
    """Leave a job for the worker. ``key`` makes it unique; the gateway receives it as idempotency key. ``after``: not
    before this moment."""
    session.add(
        OutboxMessage(
            kind=kind, key=key or f"{kind}-{random_id()}{random_id()}", content=content, available_at=after or clock.now()
        )
    )


def is_known(session: Session, key: str) -> bool:
    """Whether a message of this key was left before, carried out or not."""
    return session.scalar(select(OutboxMessage.id).where(OutboxMessage.key == key)) is not None


def settle_the_past(session: Session) -> int:
    """Call everything that waits done: a demo city's past mails nobody and prints when somebody asks. What was gathered in
    the last week is left for the next digest."""
    long_ago = (Notice.in_digest, Notice.digest_key.is_(None), Notice.at < clock.now() - timedelta(days=7))
    rows_changed(session, update(Notice).where(*long_ago).values(in_digest=False))
    waiting = update(OutboxMessage).where(OutboxMessage.sent_at.is_(None)).values(sent_at=clock.now())
    return rows_changed(session, waiting)


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that carries out one kind of message."""

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return register


def work(session: Session, limit: int = 100) -> int:
    """Carry out what waits, each claimed in one unit of work and settled in another; returns the number done.

    A message whose handler fails says so and is tried again later. When a message cannot even be claimed or settled, the
    others are carried out all the same; then the first of these failures is raised.
    """
    now = clock.now()
    free = or_(OutboxMessage.claimed_until.is_(None), OutboxMessage.claimed_until < now)
    stmt = (
        select(OutboxMessage.id)
        .where(OutboxMessage.sent_at.is_(None), OutboxMessage.available_at <= now, free)
        .where(OutboxMessage.attempts < GIVE_UP_AFTER)
        .order_by(OutboxMessage.available_at)
        .limit(limit)
    )
    done, failures = 0, []
    for message_id in session.scalars(stmt).all():
        try:
            done += _carry_out(session, message_id)
        except Exception as failure:
            log.exception("outbox message %s could not be claimed or settled", message_id)
            session.rollback()
            failures.append(failure)
    if failures:
        raise failures[0]
    return done


def in_trouble(session: Session) -> int:
    """How many messages failed and are not made good: they wait for another try, or were given up."""
    stmt = select(func.count()).where(OutboxMessage.sent_at.is_(None), OutboxMessage.error.is_not(None))
    return session.scalar(stmt) or 0


def written_since(session: Session, moment: datetime, *prefixes: str) -> int:
    """How many messages whose key begins so were written since: what limits letters and codes."""
    begins = or_(*(OutboxMessage.key.startswith(prefix, autoescape=True) for prefix in prefixes))
    return session.scalar(select(func.count()).where(begins, OutboxMessage.available_at > moment)) or 0


def undelivered_to(session: Session, user_id: int, most: int = 10) -> list[OutboxMessage]:
    """Messages to this person that failed and are not made good, the newest first: given up, or waiting for a next try."""
    stmt = (
        select(OutboxMessage)
        .where(OutboxMessage.kind.in_(list(Channel)), OutboxMessage.sent_at.is_(None), OutboxMessage.error.is_not(None))
        .where(OutboxMessage.content["user_id"].as_integer() == user_id)
    )
    return list(session.scalars(stmt.order_by(OutboxMessage.id.desc()).limit(most)))


def _carry_out(session: Session, message_id: int) -> bool:
    if not _claim(session, message_id):
        return False
    message = session.get_one(OutboxMessage, message_id)
    try:
        _handlers[message.kind](session, message)
    except Exception as failure:  # whatever a gateway raises, the message stays and is tried again later
        log.exception("outbox message %s failed", message_id)
        session.rollback()
        _settle(session, message_id, error=f"{type(failure).__name__}: {failure}".replace("\0", " ")[:500])
        return False
    _settle(session, message_id)
    return True


def _claim(session: Session, message_id: int) -> bool:
    now = clock.now()
    free = or_(OutboxMessage.claimed_until.is_(None), OutboxMessage.claimed_until < now)
    with writing(session):
        claim = (
            update(OutboxMessage)
            .where(OutboxMessage.id == message_id, OutboxMessage.sent_at.is_(None), free)
            .values(claimed_until=now + CLAIM, attempts=OutboxMessage.attempts + 1)
        )
        return rows_changed(session, claim) == 1


def _settle(session: Session, message_id: int, error: str | None = None) -> None:
    with writing(session):
        message = session.get_one(OutboxMessage, message_id)
        if error is None:
            message.sent_at, message.error = clock.now(), None
        else:
            message.error = error
            message.available_at = clock.now() + timedelta(minutes=2**message.attempts)
        message.claimed_until = None
