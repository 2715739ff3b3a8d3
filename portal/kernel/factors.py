"""The second factor: codes from an authenticator (TOTP, RFC 6238) or a passkey, and recovery codes for the day both are lost.

The secret is encrypted in the database. A code is taken once: the moment that it stands for must lie after that of the
last one. Of a recovery code only an argon2id hash is kept, found by the code's first two characters.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import pyotp
from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, exists, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.kernel import clock, passwords
from portal.kernel.base import Base, Row, random_text
from portal.kernel.engine import rows_changed
from portal.kernel.passkeys import Passkey
from portal.kernel.vault import Encrypted

STEP = 30  # seconds that a code stands for
CODES = 8
HINT, BODY = 2, 10


class SecondFactor(Row, Base):
    """The authenticator of one account. ``pending``: a secret that was shown and waits for its first code."""

    __tablename__ = "second_factors"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), unique=True)
    secret: Mapped[str | None] = mapped_column(Encrypted("second_factors.secret"))
    pending: Mapped[str | None] = mapped_column(Encrypted("second_factors.pending"))
    since: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Row, Base):
    """One code for entering without the authenticator, once."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("user_id", "hint"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    hint: Mapped[str] = mapped_column(String(2))
    code_hash: Mapped[str] = mapped_column(String(200))
    used_at: Mapped[datetime | None]


class Ways(NamedTuple):
    """What an account has besides its password; neither: it has no second factor."""

    codes: bool
    passkeys: bool

    def __bool__(self) -> bool:
        return self.codes or self.passkeys


class RecoverySheet(NamedTuple):
    """What is shown once, and what is kept: (hint, hash) of each code."""

    codes: list[str]
    kept: list[tuple[str, str]]


def of(session: Session, user_id: int) -> SecondFactor | None:
    return session.scalars(select(SecondFactor).where(SecondFactor.user_id == user_id)).one_or_none()


def ways(session: Session, user_id: int) -> Ways:
    codes = exists().where(SecondFactor.user_id == user_id, SecondFactor.since.is_not(None))
    return Ways(*session.execute(select(codes, exists().where(Passkey.user_id == user_id))).one())


def codes_left(session: Session, user_id: int) -> int:
    stmt = select(func.count()).select_from(RecoveryCode)
    return session.scalar(stmt.where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))) or 0


# --- inside a unit of work --------------------------------------------------------------------------------------


def offer(session: Session, user_id: int) -> None:
    """A new secret that counts once a code of it is given; what counted before goes on until then."""
    factor = of(session, user_id)
    if factor is None:
        factor = SecondFactor(user_id=user_id)
        session.add(factor)
    factor.pending = pyotp.random_base32()
    session.flush()


def confirm(session: Session, user_id: int, code: str) -> bool:
    """The first code of the secret that waits: from now on it counts."""
    factor = _locked(session, user_id)
    step = _step_of(factor.pending, code, after=0) if factor and factor.pending else None
    if factor is None or step is None:
        return False
    factor.secret, factor.pending, factor.since, factor.last_step = factor.pending, None, clock.outside(), step
    session.flush()
    return True


def take(session: Session, user_id: int, code: str) -> bool:
    """Whether the code is right now, and was not given before; it is used up by this."""
    factor = _locked(session, user_id)
    step = _step_of(factor.secret, code, after=factor.last_step) if factor and factor.secret else None
    if factor is None or step is None:
        return False
    factor.last_step = step
    session.flush()
    return True


def remove(session: Session, user_id: int) -> bool:
    """No authenticator any more; returns whether there was one."""
    gone = rows_changed(session, delete(SecondFactor).where(SecondFactor.user_id == user_id)) > 0
    drop_idle_sheet(session, user_id)
    return gone


def drop_idle_sheet(session: Session, user_id: int) -> None:
    """Recovery codes end with the last thing that they stand in for."""
    if not ways(session, user_id):
        session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))


def _locked(session: Session, user_id: int) -> SecondFactor | None:
    return session.scalars(select(SecondFactor).where(SecondFactor.user_id == user_id).with_for_update()).one_or_none()


def _step_of(secret: str | None, code: str, *, after: int) -> int | None:
    """The step that a code belongs to: the present one or a neighbour (clocks differ), later than ``after``."""
    if secret is None or not code.isascii():
        return None
    here, totp = int(clock.outside().timestamp()) // STEP, pyotp.TOTP(secret)
    fitting = [n for n in (here - 1, here, here + 1) if hmac.compare_digest(totp.generate_otp(n), code)]
    return next((n for n in fitting if n > after), None)


# --- recovery codes ---------------------------------------------------------------------------------------------


def new_sheet() -> RecoverySheet:
    """Fresh recovery codes. Slow (each is hashed): before a unit of work, not in it."""
    hints: list[str] = []
    while len(hints) < CODES:
        hint = random_text(HINT)
        if hint not in hints:
            hints.append(hint)
    bare = [hint + random_text(BODY) for hint in hints]
    return RecoverySheet([f"{c[:4]}-{c[4:8]}-{c[8:]}" for c in bare], [(c[:HINT], passwords.hashed(c)) for c in bare])


def keep_sheet(session: Session, user_id: int, kept: Sequence[tuple[str, str]]) -> None:
    """These codes hold from now on, and no earlier ones."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    session.add_all(RecoveryCode(user_id=user_id, hint=hint, code_hash=code_hash) for hint, code_hash in kept)
    session.flush()


def find_recovery(session: Session, user_id: int, typed: str) -> int | None:
    """The unused recovery code that this is. Slow, and reads only: before a unit of work."""
    bare = tidy(typed)
    stmt = select(RecoveryCode).where(RecoveryCode.user_id == user_id, RecoveryCode.hint == bare[:HINT])
    row = session.scalars(stmt.where(RecoveryCode.used_at.is_(None))).one_or_none()
    return row.id if row and passwords.matches(row.code_hash, bare) else None


def use_recovery(session: Session, code_id: int) -> bool:
    """Use it up; false when somebody did in between."""
    stmt = update(RecoveryCode).where(RecoveryCode.id == code_id, RecoveryCode.used_at.is_(None))
    return rows_changed(session, stmt.values(used_at=clock.outside())) == 1


def tidy(typed: str) -> str:
    """As people type and paste codes: blanks, hyphens and capitals are no difference."""
    return "".join(typed.split()).replace("-", "").lower()
