"""Sessions of people's browsers: each a row that its holder sees, and that ends when it, or a limit, says so.

The browser holds a random key, the row its digest. A session also ends when the account's ``session_epoch`` grows (a new
password, an office that ended) or the account is closed. Times are those of the world outside (``clock.outside``): moving
a demo city's clock logs nobody out.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, Index, String, and_, bindparam, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.kernel import clock
from portal.kernel.base import Base, Row, random_id
from portal.kernel.canonical import digest
from portal.kernel.engine import rows_changed
from portal.kernel.people import ACCOUNT, OFFICES, Account, Appointment, Post, User, posts_of, with_offices
from portal.kernel.remembered import remembered
from portal.kernel.roles import PROVEN_TWICE

NOTED_EVERY = timedelta(minutes=5)  # how exactly "last seen" is kept
RECENT = timedelta(minutes=15)  # how long a proof of who acts holds for grave acts
KEPT = timedelta(days=90)  # ended sessions are forgotten then


class Limits(NamedTuple):
    idle: timedelta
    whole: timedelta


#: ASVS 5.0, 7.3: short where the person holds an office that needs a second factor, a working day elsewhere.
OFFICE = Limits(timedelta(hours=1), timedelta(hours=12))
OTHERS = Limits(timedelta(hours=12), timedelta(days=7))


class WebSession(Row, Base):
    """One browser that somebody entered with. ``strong``: with a second factor; ``proved_at``: when the person last showed
    who they are."""

    __tablename__ = "web_sessions"
    __table_args__ = (Index("ix_web_sessions_user", "user_id", "id"),)

    public_id: Mapped[str] = mapped_column(String(12), unique=True, default=random_id)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    key_digest: Mapped[str] = mapped_column(String(64), unique=True)
    epoch: Mapped[int]
    strong: Mapped[bool]
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
    proved_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(String(300))
    network: Mapped[str] = mapped_column(String(45))


class Standing(NamedTuple):
    """Of a live session, what every page needs of it."""

    id: int
    public_id: str
    strong: bool
    began_at: datetime
    seen_at: datetime
    proved_at: datetime

    @property
    def is_recent(self) -> bool:
        """The person showed a moment ago who they are."""
        return clock.outside() - self.proved_at <= RECENT


_STANDING = (
    WebSession.id, WebSession.public_id, WebSession.strong, WebSession.began_at, WebSession.seen_at, WebSession.proved_at,
)  # fmt: skip
_live = with_offices(
    select(*ACCOUNT, *_STANDING, *OFFICES)
    .select_from(WebSession)
    .join(User, and_(User.id == WebSession.user_id, User.session_epoch == WebSession.epoch))
    .where(WebSession.key_digest == bindparam("key"), WebSession.ended_at.is_(None))
)


class Entered(NamedTuple):
    """Who stands behind a key: the account, what it may act from now (``people.posts_of``), the session."""

    account: Account
    posts: list[Post]
    standing: Standing


def live(session: Session, key: str, last_seen: Callable[[str], datetime | None] = lambda _: None) -> Entered | None:
    """Who this key belongs to, while its session lasts: one statement, asked again when anything was committed.

    ``last_seen(public id)``: when the browser was last seen, where the caller knows better than the row.
    """
    name = digest(key)
    rows: Sequence[Any] = remembered(session, ("session", name), lambda: session.execute(_live, {"key": name}).all())
    if not rows:
        return None
    first, second = len(Account._fields), len(Account._fields) + len(Standing._fields)
    account = Account(*rows[0][:first])
    found = Entered(account, posts_of(account, [row[second:] for row in rows]), Standing(*rows[0][first:second]))
    seen = max(found.standing.seen_at, last_seen(found.standing.public_id) or found.standing.seen_at)
    return found if _lasts(found.standing.began_at, seen, limits_of(found.posts)) else None


def limits_of(posts: Sequence[Post | Appointment]) -> Limits:
    return OFFICE if any(post.role in PROVEN_TWICE for post in posts) else OTHERS


def _lasts(began_at: datetime, seen_at: datetime, limits: Limits) -> bool:
    now = clock.outside()
    return now - seen_at <= limits.idle and now - began_at <= limits.whole


# --- inside a unit of work --------------------------------------------------------------------------------------


def begin(session: Session, user: User, *, device: str, network: str, strong: bool = False) -> str:
    """A new session of the account; returns its key, which is stored nowhere."""
    key, now = secrets.token_urlsafe(32), clock.outside()
    session.add(
        WebSession(
            user_id=user.id, key_digest=digest(key), epoch=user.session_epoch, strong=strong, began_at=now, seen_at=now,
            proved_at=now, device=device[:300], network=network[:45],
        )
    )  # fmt: skip
    session.flush()
    return key


def of(session: Session, user: User, posts: Sequence[Post | Appointment]) -> list[WebSession]:
    """The account's live sessions, the last seen first."""
    stmt = select(WebSession).where(
        WebSession.user_id == user.id, WebSession.epoch == user.session_epoch, WebSession.ended_at.is_(None)
    )
    limits = limits_of(posts)
    return [row for row in session.scalars(stmt.order_by(WebSession.seen_at.desc())) if _lasts(row.began_at, row.seen_at, limits)]


def end(session: Session, user_id: int, *, only: str = "", but: int | None = None) -> int:
    """End sessions of an account: the one with this public id, or all but one; returns how many."""
    stmt = update(WebSession).where(WebSession.user_id == user_id, WebSession.ended_at.is_(None))
    if only:
        stmt = stmt.where(WebSession.public_id == only)
    if but is not None:
        stmt = stmt.where(WebSession.id != but)
    return rows_changed(session, stmt.values(ended_at=clock.outside()))


def prove(session: Session, session_id: int, *, strong: bool | None = None) -> None:
    """The person showed who they are; ``strong``: with a second factor from now on."""
    values: dict[str, Any] = {"proved_at": clock.outside()} | ({} if strong is None else {"strong": strong})
    session.execute(update(WebSession).where(WebSession.id == session_id).values(**values))


def note(session: Session, seen: dict[str, datetime]) -> None:
    """Write down when these sessions (public ids) were last seen."""
    for public_id, at in sorted(seen.items()):
        session.execute(update(WebSession).where(WebSession.public_id == public_id).values(seen_at=at))


def sweep(session: Session) -> None:
    """Forget what ended, or was last seen, long ago."""
    session.execute(delete(WebSession).where(WebSession.seen_at < clock.outside() - KEPT))
