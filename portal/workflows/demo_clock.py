"""The clock of a demo city, moved on by whoever plays it: a deadline that is weeks away can be lived through today."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.kernel import clock, deployment, work
from portal.kernel.engine import writing
from portal.kernel.words import Invalid, say
from portal.workflows.tick import tick

FARTHEST = timedelta(days=400)


def move_on(session: Session, to: datetime) -> int:
    """Stand at every moment on the way at which time takes a step, take it, and end at ``to``; how many were taken.

    Time never runs backwards: what has happened is in the journal. Needs no open transaction.
    """
    if to <= clock.now():
        raise Invalid("moment", say("时钟只能往前拨。要重来，请换一个数据目录另建一座演示城市。"))
    if to > clock.now() + FARTHEST:
        raise Invalid("moment", say("一次最多拨 %(days)s 天。", days=FARTHEST.days))
    taken = 0
    while coming := work.coming_for_the_system(session, 1, until=to):
        taken += _stand_at(session, coming[0][0])
    return taken + _stand_at(session, to)


def _stand_at(session: Session, moment: datetime) -> int:
    with writing(session):
        deployment.place(session, moment)
    taken = 0
    while steps := tick(session).steps:
        taken += len(steps)
    return taken
