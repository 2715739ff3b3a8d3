"""A hold blocks something until it is lifted: the one way for a later noun to stop an earlier one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.kernel import clock
from portal.kernel.base import Base, Record
from portal.kernel.people import Actor
from portal.kernel.words import Sentence


class Hold(Record, Base):
    """``blocks`` names what may not happen to the subject ('award', 'payment', 'bid'); people read the sentence."""

    __tablename__ = "holds"
    __table_args__ = (Index("ix_holds_subject", "subject_type", "subject_id", "blocks"),)

    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    blocks: Mapped[str] = mapped_column(String(30))
    cause_type: Mapped[str] = mapped_column(String(40))
    cause_id: Mapped[int]
    msgid: Mapped[str] = mapped_column(String(500))
    parts: Mapped[dict[str, Any]]
    placed_by_id: Mapped[int | None]
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None]

    @property
    def sentence(self) -> Sentence:
        return Sentence(self.msgid, **self.parts)


def place(session: Session, subject: Any, blocks: str, cause: Any, sentence: Sentence, *, by: Actor) -> Hold:
    """Block ``blocks`` on ``subject`` because of ``cause`` (the record that will lift it)."""
    hold = Hold(
        subject_type=subject.__tablename__, subject_id=subject.id, blocks=blocks, cause_type=cause.__tablename__,
        cause_id=cause.id, msgid=sentence.msgid, parts=sentence.parts, placed_by_id=by.user_id,
    )  # fmt: skip
    session.add(hold)
    session.flush()
    return hold


def lift(session: Session, cause: Any, *, by: Actor) -> int:
    """Lift every hold that ``cause`` placed; returns how many."""
    stmt = select(Hold).where(
        Hold.cause_type == cause.__tablename__, Hold.cause_id == cause.id, Hold.lifted_at.is_(None)
    )
    found = session.scalars(stmt).all()
    for hold in found:
        hold.lifted_at, hold.lifted_by_id = clock.now(), by.user_id
    session.flush()
    return len(found)


def on(session: Session, subject: Any, blocks: str | None = None) -> list[Hold]:
    """The holds in force on a record."""
    stmt = select(Hold).where(
        Hold.subject_type == subject.__tablename__, Hold.subject_id == subject.id, Hold.lifted_at.is_(None)
    )
    if blocks:
        stmt = stmt.where(Hold.blocks == blocks)
    return list(session.scalars(stmt.order_by(Hold.id)))
