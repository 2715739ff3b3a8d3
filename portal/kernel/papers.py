"""Numbers, attachments and official papers: what is handed in and what is handed out."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.kernel import clock, journal, outbox
from portal.kernel.base import Base, EnumString, Record, Row
from portal.kernel.canonical import digest
from portal.kernel.people import SYSTEM, Actor
from portal.kernel.words import NotFound, Refused, say


class NumberSeries(Row, Base):
    """The last number given in a series and year; the row's lock makes numbers unique and without gaps."""

    __tablename__ = "number_series"
    __table_args__ = (UniqueConstraint("series", "year"),)

    series: Mapped[str] = mapped_column(String(20))
    year: Mapped[int]
    last: Mapped[int] = mapped_column(default=0)


class Scan(enum.StrEnum):
    """What the virus scanner said of a file. What waits or is harmful is handed out to nobody."""

    OFF = "off"  # no scanner was configured when the file came
    WAITING = "waiting"
    CLEAN = "clean"
    HARMFUL = "harmful"


class Attachment(Record, Base):
    """A file handed in with a record: metadata here, bytes in the file store under their SHA-256."""

    __tablename__ = "attachments"
    __table_args__ = (
        Index("ix_attachments_subject", "subject_type", "subject_id"),
        CheckConstraint("size >= 0", name="size_is_not_negative"),
    )

    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    material: Mapped[str] = mapped_column(String(40))
    filename: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    removed_at: Mapped[datetime | None]
    scan: Mapped[Scan] = mapped_column(EnumString(Scan), default=Scan.OFF)


class Paper(Record, Base):
    """An official paper: frozen facts and their digest. The PDF is a rendering of the facts, kept once made."""

    __tablename__ = "papers"
    __table_args__ = (Index("ix_papers_subject", "subject_type", "subject_id"),)

    number: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    issuer: Mapped[str] = mapped_column(String(120))
    issued_at: Mapped[datetime]
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    facts: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    public: Mapped[bool] = mapped_column(default=False)  # anyone may download it; else whoever may read its subject
    revoked_at: Mapped[datetime | None]
    file_sha256: Mapped[str | None] = mapped_column(String(64))


def next_number(session: Session, series: str, *, prefix: str = "雨") -> str:  # official
    """The next number of a series this year: ``雨登 2026-0041``. Inside a unit of work."""
    year = clock.today().year
    row = lock_series(session, series, year)
    row.last += 1
    session.flush()
    return f"{prefix}{series}{year}-{row.last:04d}"


def lock_series(session: Session, series: str, year: int = 0) -> NumberSeries:
    """The locked row of a series and year; made by whoever asks first, also when two ask first at once. Year 0 numbers
    nothing: such a row only lets units of work in one by one."""
    stmt = select(NumberSeries).where(NumberSeries.series == series, NumberSeries.year == year).with_for_update()
    stmt = stmt.execution_options(populate_existing=True)
    row = session.scalars(stmt).one_or_none()
    if row is not None:
        return row
    try:
        with session.begin_nested():
            session.add(NumberSeries(series=series, year=year, last=0))
    except IntegrityError:
        pass  # somebody else made it in the same moment
    return session.scalars(stmt).one()


def issue(
    session: Session, subject: Any, kind: str, title: str, facts: dict[str, Any], *, series: str, issuer: str,
    by: Actor, number: str | None = None, public: bool = False,
) -> Paper:  # fmt: skip
    """Issue an official paper about ``subject``: numbered, digested, journalled; the PDF follows as a job."""
    paper = Paper(
        number=number or next_number(session, series), kind=kind, title=title, issuer=issuer, issued_at=clock.now(),
        subject_type=subject.__tablename__, subject_id=subject.id, facts=facts, digest=digest(facts), public=public,
    )  # fmt: skip
    session.add(paper)
    session.flush()
    sentence = say("发出%(title)s，编号%(number)s", title=title, number=paper.number)
    journal.write(session, subject, "issue-paper", sentence, by=by, key=True)
    outbox.enqueue(session, "render-paper", {"paper_id": paper.id}, key=f"render-paper-{paper.public_id}")
    return paper


def papers_of(session: Session, subject: Any) -> list[Paper]:
    stmt = select(Paper).where(Paper.subject_type == subject.__tablename__, Paper.subject_id == subject.id)
    return list(session.scalars(stmt.order_by(Paper.id)))


def attachments_of(session: Session, subject: Any) -> list[Attachment]:
    stmt = select(Attachment).where(
        Attachment.subject_type == subject.__tablename__, Attachment.subject_id == subject.id,
        Attachment.removed_at.is_(None),
    )  # fmt: skip
    return list(session.scalars(stmt.order_by(Attachment.id)))


def attach(
    session: Session, subject: Any, material: str, filename: str, media_type: str, size: int, sha256: str, *, by: Actor,
    scan: Scan = Scan.OFF,
) -> Attachment:  # fmt: skip
    """Record a file that the store already holds. The caller checked type and size and may edit the subject. What the
    scanner has not seen yet is left to the worker."""
    row = Attachment(
        subject_type=subject.__tablename__, subject_id=subject.id, material=material, filename=filename[-200:],
        media_type=media_type, size=size, sha256=sha256, uploaded_by_id=by.user_id, scan=scan,
    )  # fmt: skip
    session.add(row)
    session.flush()
    if scan is Scan.WAITING:
        outbox.enqueue(session, "scan-file", {"attachment": row.public_id}, key=f"scan-file-{row.public_id}")
    journal.write(session, subject, "attach", say("附上了一份材料（%(material)s）", material=material), by=by,
                  private={"filename": filename})  # fmt: skip
    return row


def fit_to_hand_out(row: Attachment) -> str:
    """The SHA-256 of a file that may leave the portal. Raises ``Refused`` while it is in quarantine."""
    if row.scan is Scan.WAITING:
        raise Refused(say("这份文件还在查毒，查完才能下载。请过几分钟再试。"))
    if row.scan is Scan.HARMFUL:
        raise Refused(say("这份文件里查出病毒，已经销毁。"))
    return row.sha256


def settle_scan(session: Session, row: Attachment, subject: Any, found: str | None) -> None:
    """The scanner's late verdict, by the system: a clean file leaves the quarantine; a harmful one is taken off its
    record, whoever handed it in is told, and the caller destroys the bytes."""
    if row.scan is not Scan.WAITING:
        return
    if found is None:
        row.scan = Scan.CLEAN
        return
    row.scan, row.removed_at = Scan.HARMFUL, row.removed_at or clock.now()
    journal.write(session, subject, "condemn", say("查出一份材料带病毒（%(found)s），已经撤下", found=found), by=SYSTEM,
                  private={"filename": row.filename})  # fmt: skip
    if row.uploaded_by_id:
        outbox.tell(session, [row.uploaded_by_id], say("您附上的一份材料里查出病毒，已经撤下。请杀毒以后重新上传。"), subject)


def detach(session: Session, subject: Any, public_id: str, *, by: Actor) -> None:
    """Take a file off a record; the row and the bytes stay for the journal's sake."""
    row = session.scalars(
        select(Attachment).where(
            Attachment.public_id == public_id, Attachment.subject_type == subject.__tablename__,
            Attachment.subject_id == subject.id, Attachment.removed_at.is_(None),
        )
    ).one_or_none()  # fmt: skip
    if row is None:
        raise NotFound
    row.removed_at = clock.now()
    journal.write(session, subject, "detach", say("撤下了一份材料（%(material)s）", material=row.material), by=by,
                  private={"filename": row.filename})  # fmt: skip


def newest_public_number(session: Session) -> str | None:
    """A number that anyone may check: the example beside the field."""
    stmt = select(Paper.number).where(Paper.public, Paper.revoked_at.is_(None)).order_by(Paper.id.desc()).limit(1)
    return session.scalar(stmt)


def by_number(session: Session, number: str) -> Paper | None:
    return session.scalars(select(Paper).where(Paper.number == number)).one_or_none()
