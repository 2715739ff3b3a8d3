"""Digests: what was gathered for a person goes out in one letter, daily or on Mondays, from eight o'clock.

A notice is taken by marking it with the digest's key; the mark and the message to the worker are written in one unit of
work. So a notice is in one digest and no other, whenever a process dies: before, nothing is taken, after, the letter waits.
"""

from __future__ import annotations

from functools import partial

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.kernel import channels, clock, engine, outbox
from portal.kernel.channels import Pace, Wishes
from portal.kernel.engine import rows_changed
from portal.kernel.outbox import Notice
from portal.kernel.people import User

HOUR = 8  # o'clock in China
MONDAY = 0
_gathered = (Notice.in_digest, Notice.digest_key.is_(None))


def build(session: Session) -> int:
    """Close the digests that are due; returns how many letters were left for the worker. One unit of work for each person."""
    if clock.local(clock.now()).hour < HOUR:
        return 0
    stmt = select(Notice.user_id, User.public_id).join(User, User.id == Notice.user_id).where(*_gathered)
    waiting = [(user_id, public_id) for user_id, public_id in session.execute(stmt.distinct().order_by(Notice.user_id))]
    wishes = channels.wishes_of(session, [user_id for user_id, _ in waiting])
    due = [(user_id, public_id) for user_id, public_id in waiting if _is_due(wishes[user_id])]
    return sum(engine.in_one_unit(session, partial(_close, user_id=user_id, public_id=public_id)) for user_id, public_id in due)


def _is_due(wishes: Wishes) -> bool:
    """Weekly ones on Mondays; what was gathered before somebody chose to be told at once goes with the next look."""
    return wishes.pace is not Pace.WEEKLY or clock.today().weekday() == MONDAY


def _close(session: Session, user_id: int, public_id: str) -> bool:
    """Take what waits for this person; what was read in the portal meanwhile is in no letter."""
    key = f"digest-{public_id}-{clock.today()}"
    if outbox.is_known(session, key):
        return False  # today's went out; what came later waits for the next
    mine = (Notice.user_id == user_id, *_gathered)
    read = update(Notice).where(*mine, Notice.read_at.is_not(None)).values(in_digest=False)
    taken = update(Notice).where(*mine, Notice.read_at.is_(None)).values(digest_key=key)
    rows_changed(session, read)
    if not rows_changed(session, taken):
        return False
    outbox.enqueue(session, "mail", {"letter": "digest", "user_id": user_id, "digest": key}, key=key)
    return True


def taken_by(session: Session, user_id: int, key: str) -> list[Notice]:
    """The notices of one digest, oldest first; what was taken back since is not among them."""
    stmt = select(Notice).where(Notice.user_id == user_id, Notice.digest_key == key)
    return list(session.scalars(stmt.order_by(Notice.id)))
