"""A sanction suspends the entry on the list in force the same day; when the last one is gone, the entry is back the same day."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue.models import Qualification, QualificationState, QualifiedList, QualifiedListState
from portal.domain.sanctions.deciding import standing_word
from portal.domain.sanctions.models import Sanction
from portal.kernel import holds, journal, lifecycle
from portal.kernel.people import SYSTEM, Actor

LISTING = "listing"  # what the hold on an entry stops: an officer's hand does not restore it meanwhile


def suspend(session: Session, sanction: Sanction, by: Actor) -> None:
    """Reaction to a decision."""
    for entry in _entries(session, sanction):
        holds.place(session, entry, LISTING, sanction, standing_word(sanction), by=by)
        if entry.state is QualificationState.LISTED:
            lifecycle.move(session, entry, "sanction", by=SYSTEM)


def restore(session: Session, sanction: Sanction, by: Actor) -> None:
    """Reaction to the end of a sanction, whose holds are lifted. What an officer suspended for another reason stays suspended, and
    so does what another sanction still stands against."""
    for entry in _entries(session, sanction):
        if entry.state is QualificationState.SUSPENDED and not holds.on(session, entry, LISTING) and _by_a_sanction(session, entry):
            lifecycle.move(session, entry, "clear", by=SYSTEM)


def _entries(session: Session, sanction: Sanction) -> list[Qualification]:
    """Its entry on each list in force."""
    stmt = (
        select(Qualification).join(QualifiedList, QualifiedList.id == Qualification.list_id)
        .where(Qualification.organization_id == sanction.organization_id, QualifiedList.state == QualifiedListState.PUBLISHED)
    )  # fmt: skip
    return list(session.scalars(stmt))


def _by_a_sanction(session: Session, entry: Qualification) -> bool:
    """Whether it was a sanction that took it off last."""
    taken = (e for e in journal.of(session, entry) if e.state_after == QualificationState.SUSPENDED.value)
    last = next(taken, None)
    return last is not None and last.action == "sanction"
