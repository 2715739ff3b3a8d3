"""What the page of a call needs from later nouns: the facts of its steps, who may bid, where its results are."""

from __future__ import annotations

from types import SimpleNamespace

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from portal.domain.awards.models import Publicity
from portal.domain.calls import timetable
from portal.domain.calls.models import Call, CallState, Lot
from portal.domain.organizations.models import Organization
from portal.domain.proposals.conditions import conditions
from portal.kernel import clock
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission
from portal.kernel.words import Sentence, say
from portal.workflows.facts import awards_are_decided, panels_are_complete, review_is_ready


def call_facts(session: Session, call: Call) -> dict[str, Sentence | None]:
    """What the steps of a call ask of later nouns, as far as its present state needs it."""
    wanted = {
        CallState.OPENED: review_is_ready,
        CallState.IN_REVIEW: panels_are_complete,
        CallState.PUBLICITY: awards_are_decided,
    }.get(call.state)
    return {wanted.__name__: wanted(session, call)} if wanted else {}


def bid_barrier(session: Session, call: Call, actor: Actor) -> Sentence | None:
    """Why this person cannot begin a proposal now, or ``None``: for the button on the call's page."""
    if call.state is not CallState.PUBLISHED or timetable.has_come(call, "deadline", clock.now()):
        return say("现在不在申报时间里。")
    if actor.organization_id is None or not actor.holds(Permission.PROPOSAL_WRITE):
        return say("申报要以组织经办或法定代表人的身份登录。")
    bidder = session.get(Organization, actor.organization_id)
    asked = SimpleNamespace(call=call, organization=bidder, implementer=None)
    missing = next((c for c in conditions(session, asked) if not c.met), None)  # type: ignore[arg-type]
    if missing is None:
        return None
    return say("不符合“%(condition)s”：%(evidence)s。", condition=missing.condition, evidence=missing.evidence)


def results_of(session: Session, call: Call) -> list[Row]:
    """The lots whose results are in public: (lot title, public id of the publicity, which round of the lot)."""
    stmt = select(Lot.title, Publicity.public_id, Publicity.round).join(Publicity, Publicity.lot_id == Lot.id)
    return list(session.execute(stmt.where(Publicity.call_id == call.id).order_by(Lot.position, Publicity.round)))
