"""What a sanction means for others: the incubators in which the organization lives hear of it, and of its end."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.incubators.models import IN_RESIDENCE, Tenancy
from portal.domain.sanctions.deciding import ending_word
from portal.domain.sanctions.history import parts_of
from portal.domain.sanctions.models import Sanction
from portal.kernel import access, outbox
from portal.kernel.people import Actor, holders
from portal.kernel.permissions import Permission as P
from portal.kernel.words import Sentence, say


def tell_incubators(session: Session, sanction: Sanction, by: Actor) -> None:
    """Reaction to a decision: tenancy and renewal go on, but whoever houses the organization should know."""
    _tell(session, sanction, say("在驻的%(name)s：%(kind)s（%(number)s，%(day)s 起）", **parts_of(sanction)))


def tell_of_the_end(session: Session, sanction: Sanction, by: Actor) -> None:
    """Reaction to its end, whichever way it came."""
    _tell(session, sanction, ending_word(sanction))


def _tell(session: Session, sanction: Sanction, sentence: Sentence) -> None:
    tenancies = select(Tenancy).where(Tenancy.organization_id == sanction.organization_id, Tenancy.state.in_(IN_RESIDENCE))
    told: set[int] = set()
    for tenancy in session.scalars(tenancies):
        told |= set(holders(session, P.TENANCY_DECIDE, access.Scope(incubator_id=tenancy.incubator_id)))
    outbox.tell(session, sorted(told), sentence, sanction)
