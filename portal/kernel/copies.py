"""Copies of one's own data: asked for, made by the worker, handed to their owner alone, gone after a week."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.kernel import clock, outbox
from portal.kernel.base import Base, Record
from portal.kernel.engine import rows_changed
from portal.kernel.vault import Encrypted
from portal.kernel.words import Refused, say

KEPT = timedelta(days=7)
AGAIN_AFTER = timedelta(hours=1)
JOB = "own-copy"


class DataCopy(Record, Base):
    """One ZIP, in base64, encrypted: it holds what stands encrypted elsewhere."""

    __tablename__ = "data_copies"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    ready_at: Mapped[datetime | None]
    size: Mapped[int] = mapped_column(default=0)
    body: Mapped[str | None] = mapped_column(Encrypted("data_copies.body"), deferred=True)

    @property
    def expires_at(self) -> datetime:
        return (self.ready_at or self.created_at) + KEPT


def latest(session: Session, user_id: int) -> DataCopy | None:
    stmt = select(DataCopy).where(DataCopy.user_id == user_id, DataCopy.created_at > clock.now() - 2 * KEPT)
    found = session.scalars(stmt.order_by(DataCopy.id.desc()).limit(1)).one_or_none()
    return found if found is not None and found.expires_at > clock.now() else None


def ask(session: Session, user_id: int) -> DataCopy:
    """A new copy takes the place of the one before."""
    last = latest(session, user_id)
    if last is not None and last.created_at > clock.now() - AGAIN_AFTER:
        raise Refused(say("一小时里只做一份，请等这一份做好。"))
    session.execute(delete(DataCopy).where(DataCopy.user_id == user_id))
    copy = DataCopy(user_id=user_id)
    session.add(copy)
    session.flush()
    outbox.enqueue(session, JOB, {"copy": copy.public_id}, key=f"{JOB}-{copy.public_id}")
    return copy


def by_public_id(session: Session, public_id: str) -> DataCopy | None:
    return session.scalars(select(DataCopy).where(DataCopy.public_id == public_id)).one_or_none()


def fill(copy: DataCopy, packed: bytes) -> None:
    copy.body, copy.size, copy.ready_at = base64.b64encode(packed).decode(), len(packed), clock.now()


def content(session: Session, user_id: int, public_id: str) -> bytes | None:
    """The ZIP, for its owner, while it lasts."""
    copy = latest(session, user_id)
    if copy is None or copy.public_id != public_id or copy.body is None:
        return None
    return base64.b64decode(copy.body)


def sweep(session: Session) -> int:
    """Inside a unit of work: copies whose week is over are gone."""
    return rows_changed(session, delete(DataCopy).where(DataCopy.created_at < clock.now() - 2 * KEPT)) + rows_changed(
        session, delete(DataCopy).where(DataCopy.ready_at < clock.now() - KEPT)
    )
