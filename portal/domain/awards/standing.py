"""What pages say of calls and awards whose publicity has ended while no officer has confirmed: nothing is "in public" then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, func, select, type_coerce
from sqlalchemy.orm import Session

from portal.domain.awards.models import AwaitedState, Award, AwardState, Publicity
from portal.domain.calls.models import Call, CallState
from portal.kernel import clock
from portal.kernel.lifecycle import State


def _ended() -> Select[Any]:
    """The calls every lot of which was in public for its whole period; a lot that is publicised anew runs again."""
    return select(Publicity.call_id).group_by(Publicity.call_id).having(func.max(Publicity.ends_at) <= clock.now())


def _waits() -> ColumnElement[bool]:
    return and_(Call.state == CallState.PUBLICITY, Call.id.in_(_ended()))


def shown_calls(session: Session) -> Callable[[Any], State]:
    """For pages: what is said of a call, or of a row with its id and its state. One statement for however many."""
    waiting = frozenset(session.scalars(select(Call.id).where(_waits())))
    return lambda call: AwaitedState.CONFIRMATION if call.id in waiting else call.state


def shown_call(session: Session, call: Call) -> State:
    """For the page of one; nothing is asked where the call is not in public."""
    return shown_calls(session)(call) if call.state is CallState.PUBLICITY else call.state


def call_stands() -> ColumnElement[Any]:
    """The same in SQL: the value of the state that is shown."""
    return case((_waits(), AwaitedState.CONFIRMATION.value), else_=type_coerce(Call.state, String))


def award_stands() -> ColumnElement[Any]:
    ended = select(Publicity.id).where(Publicity.ends_at <= clock.now())
    waits = and_(Award.state == AwardState.PROPOSED, Award.publicity_id.in_(ended))
    return case((waits, AwaitedState.CONFIRMATION.value), else_=type_coerce(Award.state, String))
