"""The append-only journal: one row per step, in the same transaction; sealed into a hash chain within a second.

The format is for good. A row says who (id, role), what (subject, action, sentence with its public parts), when and
from where. What is personal (the actor's name, the reason, private parts) stands beside it in ``JournalPayload`` and
can be erased: the row holds only its salted digest, so the chain stays whole. ``seal`` gives the rows their ``seq``
and chains them; ids may become visible out of order, so nothing but ``seq`` orders the chain.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, String, and_, delete, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from portal.kernel import clock, regions
from portal.kernel.base import Base, EnumString, PathString, Row
from portal.kernel.canonical import digest
from portal.kernel.engine import rows_changed
from portal.kernel.paging import Page, paginate
from portal.kernel.people import Actor, User
from portal.kernel.roles import Role
from portal.kernel.words import Sentence

GENESIS = "0" * 64
LOOK = "reveal-phone"  # an officer was shown somebody's number: what its owner is told of
FORMAT = 2  # since 2 an entry says for whom somebody stood in


class JournalEntry(Row, Base):
    """One act. ``seq``, ``previous`` and ``hash`` are set once, by the sealer."""

    __tablename__ = "journal_entries"
    __table_args__ = (
        Index("ix_journal_entries_subject", "subject_type", "subject_id", "id"),
        Index("ix_journal_entries_actor", "actor_id", "id"),
        Index(
            "ix_journal_entries_unsealed", "id",
            sqlite_where=text("seq IS NULL"), postgresql_where=text("seq IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    format: Mapped[int] = mapped_column(default=FORMAT)
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    role: Mapped[Role] = mapped_column(EnumString(Role))
    appointment_id: Mapped[int | None]
    for_id: Mapped[int | None]  # the colleague whose appointment it is, where the actor stood in
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    region_path: Mapped[str | None] = mapped_column(PathString, index=True)
    action: Mapped[str] = mapped_column(String(60))
    state_before: Mapped[str | None] = mapped_column(String(32))
    state_after: Mapped[str | None] = mapped_column(String(32))
    msgid: Mapped[str] = mapped_column(String(500))
    parts: Mapped[dict[str, Any]]
    key: Mapped[bool] = mapped_column(default=False)
    payload_digest: Mapped[str] = mapped_column(String(64))
    seq: Mapped[int | None] = mapped_column(unique=True)
    previous: Mapped[str | None] = mapped_column(String(64))
    hash: Mapped[str | None] = mapped_column(String(64))

    payload: Mapped[JournalPayload | None] = relationship(back_populates="entry", lazy="joined")

    @property
    def sentence(self) -> Sentence:
        return Sentence(self.msgid, **self.parts)


class JournalPayload(Base):
    """The personal part of an entry; erasing it leaves the chain whole."""

    __tablename__ = "journal_payloads"

    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entries.id"), primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
    content: Mapped[dict[str, Any]]

    entry: Mapped[JournalEntry] = relationship(back_populates="payload")


class JournalHead(Base):
    """One row: where the chain ends. The sealer locks it, so there is one chain."""

    __tablename__ = "journal_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str] = mapped_column(String(64), default=GENESIS)


def write(
    session: Session,
    subject: Any,
    action: str,
    sentence: Sentence,
    *,
    by: Actor,
    before: str | None = None,
    after: str | None = None,
    private: dict[str, Any] | None = None,
    key: bool = False,
    region_path: str | None = None,
) -> JournalEntry:
    """Add the row for one act. ``private``: what may have to be erased one day (names, reasons, free text)."""
    names = {"actor": by.name, "for": by.for_name} if by.for_name else {"actor": by.name}
    content = {**names, **(private or {})}
    salt = secrets.token_hex(16)
    entry = JournalEntry(
        at=clock.now(), actor_id=by.user_id, role=by.role, appointment_id=by.appointment_id, for_id=by.for_id,
        subject_type=subject.__tablename__, subject_id=subject.id, region_path=region_path, action=action,
        state_before=before, state_after=after, msgid=sentence.msgid, parts=sentence.parts, key=key,
        payload_digest=digest(content, bytes.fromhex(salt)),
        payload=JournalPayload(salt=salt, content=content),
    )  # fmt: skip
    session.add(entry)
    return entry


def of(session: Session, subject: Any, limit: int = 200) -> list[JournalEntry]:
    """The subject's story, newest first."""
    stmt = (
        select(JournalEntry)
        .where(JournalEntry.subject_type == subject.__tablename__, JournalEntry.subject_id == subject.id)
        .order_by(JournalEntry.id.desc())
        .limit(limit)
    )
    return list(session.scalars(stmt))


def was_done_for(session: Session, subject: Any, *, by: frozenset[int], whom: frozenset[int]) -> bool:
    """Whether one of these people took a step on the subject standing in for one of those."""
    stmt = select(JournalEntry.id).where(
        JournalEntry.subject_type == subject.__tablename__, JournalEntry.subject_id == subject.id,
        JournalEntry.actor_id.in_(by), JournalEntry.for_id.in_(whom),
    )  # fmt: skip
    return session.scalar(stmt.limit(1)) is not None


def stood_in_for(session: Session, subject: Any, user_id: int) -> int | None:
    """For whom this person last stood in on the subject, if they did."""
    stmt = select(JournalEntry.for_id).where(
        JournalEntry.subject_type == subject.__tablename__, JournalEntry.subject_id == subject.id,
        JournalEntry.actor_id == user_id, JournalEntry.for_id.is_not(None),
    )  # fmt: skip
    return session.scalar(stmt.order_by(JournalEntry.id.desc()).limit(1))


def with_parts(session: Session, subject: Any, parts: Sequence[Any], limit: int = 200) -> list[JournalEntry]:
    """The subject's story together with the key acts on its parts (records of one table), newest first: one statement."""
    own = and_(JournalEntry.subject_type == subject.__tablename__, JournalEntry.subject_id == subject.id)
    theirs = [
        and_(
            JournalEntry.subject_type == parts[0].__tablename__, JournalEntry.key,
            JournalEntry.subject_id.in_([part.id for part in parts]),
        )
    ] if parts else []  # fmt: skip
    stmt = select(JournalEntry).where(or_(own, *theirs)).order_by(JournalEntry.id.desc()).limit(limit)
    return list(session.scalars(stmt))


@dataclass(frozen=True)
class Looking:
    """What a supervisor looks for; empty means everything. ``who``: a name or a login; the days are both included."""

    who: str = ""
    role: Role | None = None
    kind: str = ""  # table of the record
    since: date | None = None
    until: date | None = None


def within(session: Session, region_path: str | None, looking: Looking, cursor: str | None) -> Page:
    """What was done in a region, newest first: for its supervisor."""
    return paginate(session, _found(region_path, looking), keys=(JournalEntry.id,), cursor=cursor, size=50)


def _found(region_path: str | None, looking: Looking) -> Select:
    stmt = select(JournalEntry).where(regions.within(JournalEntry.region_path, region_path or "-"))
    if looking.who:
        named = or_(User.name.contains(looking.who, autoescape=True), User.login == looking.who)
        # No name leads to an expert's acts: names and scores are never joined.
        stmt = stmt.where(JournalEntry.actor_id.in_(select(User.id).where(named)), JournalEntry.role != Role.EXPERT)
    if looking.role:
        stmt = stmt.where(JournalEntry.role == looking.role)
    if looking.kind:
        stmt = stmt.where(JournalEntry.subject_type == looking.kind)
    if looking.since:
        stmt = stmt.where(JournalEntry.at >= clock.at(looking.since))
    if looking.until:
        stmt = stmt.where(JournalEntry.at <= clock.end_of(looking.until))
    return stmt


def body(entry: JournalEntry) -> dict[str, Any]:
    """What an entry's hash covers, besides ``seq`` and the previous hash: everything but the personal payload."""
    standing_in = {"for": entry.for_id} if entry.format >= 2 else {}
    return {
        **standing_in,
        "format": entry.format,
        "at": entry.at.isoformat(timespec="microseconds"),
        "actor": entry.actor_id,
        "role": entry.role.value,
        "appointment": entry.appointment_id,
        "subject": [entry.subject_type, entry.subject_id],
        "region": entry.region_path,
        "action": entry.action,
        "states": [entry.state_before, entry.state_after],
        "sentence": [entry.msgid, entry.parts],
        "payload": entry.payload_digest,
    }


def chained(entry: JournalEntry, seq: int, previous: str) -> str:
    return digest({"seq": seq, "previous": previous, "body": body(entry)})


def seal(session: Session, limit: int = 5000) -> int:
    """Chain the committed, unsealed rows. Runs inside a unit of work; returns how many were sealed."""
    head = session.get(JournalHead, 1, with_for_update=True)
    if head is None:
        head = JournalHead(id=1, seq=0, hash=GENESIS)
        session.add(head)
    stmt = select(JournalEntry).where(JournalEntry.seq.is_(None)).order_by(JournalEntry.id).limit(limit)
    rows = session.scalars(stmt).all()
    for entry in rows:
        entry.seq, entry.previous = head.seq + 1, head.hash
        entry.hash = chained(entry, entry.seq, entry.previous)
        head.seq, head.hash = entry.seq, entry.hash
    session.flush()
    return len(rows)


def has_unsealed(session: Session) -> bool:
    """Whether the sealer has work: a look at the partial index, no lock."""
    return session.scalar(select(JournalEntry.id).where(JournalEntry.seq.is_(None)).limit(1)) is not None


def verify(session: Session) -> tuple[int, str | None]:
    """Recompute the chain. Returns (entries checked, the first thing that is wrong or ``None``)."""
    seq, previous = 0, GENESIS
    stmt = select(JournalEntry).where(JournalEntry.seq.is_not(None)).order_by(JournalEntry.seq)
    for entry in session.scalars(stmt.execution_options(yield_per=1000)):
        if entry.seq != seq + 1:
            return seq, f"entry {seq + 1} is missing: the chain goes on at {entry.seq}"
        if entry.previous != previous:
            return seq, f"entry {entry.seq} (id {entry.id}) does not follow entry {seq}"
        if chained(entry, entry.seq, previous) != entry.hash:
            return seq, f"entry {entry.seq} (id {entry.id}) was changed after it was sealed"
        wrong = _payload_defect(entry)
        if wrong:
            return seq, wrong
        seq, previous = entry.seq, entry.hash
    head = session.get(JournalHead, 1)
    if (head.seq, head.hash) != (seq, previous) if head else seq:
        return seq, f"the chain ends at entry {seq}, its head says {head.seq if head else 0}"
    return seq, None


def _payload_defect(entry: JournalEntry) -> str | None:
    """A payload may be gone (erased); one that is there must be the one that was written."""
    held = entry.payload
    if held is not None and digest(held.content, bytes.fromhex(held.salt)) != entry.payload_digest:
        return f"entry {entry.seq} (id {entry.id}): the personal payload was changed"
    return None


def erase_payloads(session: Session, of_these: ColumnElement[bool]) -> int:
    """The same for many entries: returns how many lost something."""
    session.flush()
    which = select(JournalEntry.id).where(of_these)
    erased = rows_changed(session, delete(JournalPayload).where(JournalPayload.entry_id.in_(which)))
    session.expire_all()
    return erased


def erase_payload(session: Session, entry: JournalEntry) -> None:
    """Erase the personal part; the entry and the chain stay."""
    if entry.payload is not None:
        session.delete(entry.payload)
        entry.payload = None
