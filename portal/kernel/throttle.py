"""Failed attempts, counted in the database: whoever guesses is slowed down, nobody is locked out.

Attempts are counted by keys (an account as strangers see it, one known device of its holder, a network). The first few
failures of a key are free; from then on each must wait twice as long as the one before, at most ``LONGEST``. Because a
device from which its holder entered before has a key of its own, a stranger's guesses never slow the holder down there
(the scheme of OWASP's device cookies). Counts survive restarts, and are forgotten after ``FORGOTTEN``.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from sqlalchemy import String, case, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.kernel import clock
from portal.kernel.base import Base, Row
from portal.kernel.canonical import digest
from portal.kernel.engine import inserting

FREE = {"network": 40}  # a whole office may sit behind one address
FREE_FOR_ONE = 5
LONGEST = timedelta(minutes=15)
FORGOTTEN = timedelta(hours=1)


class Attempts(Row, Base):
    """Failures under one key since it was last forgotten. ``kind`` says what the digest was made of."""

    __tablename__ = "attempts"

    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(64), unique=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)


Key = tuple[str, str]  # kind, value: ("account", "…"), ("device", nonce), ("network", "203.0.113.0/24")


def network_of(address: str) -> Key:
    """Neighbours count together: a /24 of IPv4, a /56 of IPv6."""
    try:
        bits = 24 if ip_address(address).version == 4 else 56
        return "network", str(ip_network(f"{address}/{bits}", strict=False))
    except ValueError:
        return "network", address


def must_wait(session: Session, *keys: Key) -> bool:
    """Whether one of the keys failed so often that the next attempt has to come later."""
    now = clock.outside()
    rows = session.execute(
        select(Attempts.kind, Attempts.failures, Attempts.last_at).where(Attempts.key.in_([_name(key) for key in keys]))
    )
    return any(now < last_at + pause(kind, failures) for kind, failures, last_at in rows)


def pause(kind: str, failures: int) -> timedelta:
    """How long after this many failures the next attempt must come."""
    beyond = failures - FREE.get(kind, FREE_FOR_ONE)
    return timedelta() if beyond < 0 else min(timedelta(seconds=2 ** min(beyond, 20)), LONGEST)


def failed(session: Session, *keys: Key) -> None:
    """Count one more failure under each key. Inside a unit of work."""
    now = clock.outside()
    for key in sorted(keys):
        added = inserting(session, Attempts).values(kind=key[0], key=_name(key), failures=1, last_at=now)
        again = case((Attempts.last_at < now - FORGOTTEN, 1), else_=Attempts.failures + 1)
        session.execute(added.on_conflict_do_update(index_elements=["key"], set_={"failures": again, "last_at": now}))


def forget(session: Session, *keys: Key) -> None:
    """An attempt under these keys succeeded."""
    session.execute(delete(Attempts).where(Attempts.key.in_([_name(key) for key in keys])))


def sweep(session: Session) -> None:
    """Take away what no longer slows anybody down."""
    session.execute(delete(Attempts).where(Attempts.last_at < clock.outside() - 2 * FORGOTTEN))


def _name(key: Key) -> str:
    return digest(list(key))
