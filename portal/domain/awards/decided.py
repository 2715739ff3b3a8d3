"""Whether a call's awards are all decided: the fact that its last step needs."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.awards.models import Award, AwardState, Objection, Publicity, PublicityState
from portal.domain.awards.objections import OPEN
from portal.domain.calls.models import Call
from portal.kernel.words import Sentence, say


def undecided(session: Session, call: Call) -> Sentence | None:
    """What still stands in the way of finishing the call, or ``None``."""
    running = select(Publicity.id).where(Publicity.call_id == call.id, Publicity.state == PublicityState.RUNNING)
    if session.scalar(running.limit(1)):
        return say("还有标段在公示期内。公示期满、逐项确认后才能办结。")
    disputed = select(Objection.id).join(Award, Award.id == Objection.award_id)
    disputed = disputed.where(Award.call_id == call.id, Objection.state.in_(OPEN))
    if session.scalar(disputed.limit(1)):
        return say("还有异议或投诉没有了结，不能办结。")
    open_award = select(Award.id).where(Award.call_id == call.id, Award.state == AwardState.PROPOSED)
    if session.scalar(open_award.limit(1)):
        return say("还有拟立项没有确认或取消，不能办结。")
    return None
