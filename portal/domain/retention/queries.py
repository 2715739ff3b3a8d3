"""Erasures as pages list them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.domain.retention.models import Erasure


def latest(session: Session, limit: int = 20) -> list[Erasure]:
    """Newest first, with who proposed them."""
    stmt = select(Erasure).options(joinedload(Erasure.proposed_by)).order_by(Erasure.id.desc())
    return list(session.scalars(stmt.limit(limit)))
