"""Rules that ask for different people, where a colleague may stand in: both of them are looked at."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from portal.kernel import journal
from portal.kernel.lifecycle import Ctx
from portal.kernel.people import User, signed


def same(ctx: Ctx, *earlier: int | None) -> bool:
    """Whether the one who acts now, or whom they stand in for, did one of the earlier acts on the record or had it done.

    ``earlier``: user ids of those who acted, as the record keeps them.
    """
    acted = frozenset(key for key in earlier if key is not None)
    if not acted:
        return False
    if acted & ctx.by.hands:
        return True
    return ctx.by.relieved and journal.was_done_for(ctx.session, ctx.record, by=acted, whom=ctx.by.hands)


def signature(session: Session, record: Any, user: User) -> str:
    """How a paper names who took a step on the record earlier: both, where that person stood in for somebody."""
    for_id = journal.stood_in_for(session, record, user.id)
    holder = session.get(User, for_id) if for_id else None
    return signed(user.name, holder.name) if holder else user.name
