"""Those who bid, or are about to: what becomes public about their call reaches them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.calls.models import Question
from portal.domain.proposals.models import Proposal
from portal.kernel import access, outbox
from portal.kernel.people import Actor, holders
from portal.kernel.permissions import Permission as P
from portal.kernel.words import say


def tell_of_answer(session: Session, question: Question, by: Actor) -> None:
    """Reaction to a public answer: every organization with a proposal in the call hears of it (the asker anyway does)."""
    bidders = session.scalars(
        select(Proposal.organization_id).where(Proposal.call_id == question.call_id).distinct().order_by("organization_id")
    )
    people: set[int] = set()
    for organization_id in bidders.all():
        if organization_id != question.organization_id:
            people.update(holders(session, P.PROPOSAL_WRITE, access.Scope(organization_id=organization_id)))
    outbox.tell(session, sorted(people), say("“%(call)s”公开了一条答疑", call=question.call.title), question)
