"""What people agreed to, when, and to which wording: rows that are added and never changed.

The privacy notice (``docs/zh/privacy.md`` and its English twin) has a version. Without agreeing to it there is no account;
who agreed to an earlier wording is asked again at the next login. Everything else is optional and can be taken back.
"""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.kernel import clock
from portal.kernel.base import Base, EnumString, Row
from portal.kernel.words import N_

#: The wording in force, and the SHA-256 of its two texts, one after the other: a changed text needs a version of its own.
VERSION = "2026-11"
TEXTS_DIGEST = "6ca234849f70f8f3c2fe55839a24acaacb10048e113c81dc43caaf75607382cc"


class Purpose(enum.StrEnum):
    NOTICE = "notice"
    PHONE = "phone"

    @property
    def label(self) -> str:
        return {
            Purpose.NOTICE: N_("隐私说明（办事必需）"),
            Purpose.PHONE: N_("用手机号发短信和微信通知（可选）"),
        }[self]


class Consent(Row, Base):
    """One yes or no of one person. ``version``: of the notice in which the purpose was explained."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_user", "user_id", "purpose", "id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    purpose: Mapped[Purpose] = mapped_column(EnumString(Purpose))
    version: Mapped[str] = mapped_column(String(20))
    given: Mapped[bool]
    at: Mapped[datetime]


def say_yes(session: Session, user_id: int, purpose: Purpose) -> None:
    """Inside a unit of work; saying it twice adds nothing."""
    _note(session, user_id, purpose, given=True)


def take_back(session: Session, user_id: int, purpose: Purpose) -> None:
    _note(session, user_id, purpose, given=False)


def _note(session: Session, user_id: int, purpose: Purpose, *, given: bool) -> None:
    last = latest(session, user_id, purpose)
    stands = (last.given, last.version) if last else (False, VERSION)
    if stands != (given, VERSION):
        session.add(Consent(user_id=user_id, purpose=purpose, version=VERSION, given=given, at=clock.now()))
        session.flush()


def latest(session: Session, user_id: int, purpose: Purpose) -> Consent | None:
    stmt = select(Consent).where(Consent.user_id == user_id, Consent.purpose == purpose)
    return session.scalars(stmt.order_by(Consent.id.desc()).limit(1)).one_or_none()


def must_be_asked(session: Session, user_id: int) -> bool:
    """Whether the person never agreed to the notice, or to an earlier wording only."""
    last = latest(session, user_id, Purpose.NOTICE)
    return last is None or not last.given or last.version != VERSION


def of(session: Session, user_id: int) -> list[Consent]:
    """The whole history, newest first."""
    return list(session.scalars(select(Consent).where(Consent.user_id == user_id).order_by(Consent.id.desc())))
