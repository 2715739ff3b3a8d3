"""Results: publicised, disputed, decided.

``finished`` and ``running`` are decided and closed; in ``running`` one objection was dismissed and one was upheld. In
``publicity`` the first lot is decided; in the second an award fell, and the next in line is in public now, disputed.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.domain.awards import objections, publicity, queries
from portal.domain.awards.models import Award, AwardState, Objection
from portal.domain.calls.models import Call, CallState
from portal.kernel import clock, lifecycle
from portal.kernel.people import Actor
from portal.workflows.facts import awards_are_decided
from seeds.chapters.proposals import spokesman
from seeds.world import City

DISMISSED = (
    "该项目的活动场地和我们去年用的是同一间社区活动室，担心时间冲突，请核实场地是否落实。",
    "经向社区居委会核实：活动室每周二、四下午由该项目使用，已有书面约定，与贵单位的时间不重叠。异议不成立。",
)
UPHELD = (
    "申报书写的两名专职社工中，有一名上月已经到我单位工作，团队情况与申报书不符。",
    "经核对社保缴纳记录，申报书所列人员在截止日已不在该单位任职，关键人员情况不实。异议成立，取消拟立项。",
)
FALLEN = (
    "这家组织去年的同类项目在我们楼栋只办过两次活动，和申报书里写的“全年十二次”对不上。",
    "调阅上一年度活动台账，实际举办两次，与申报材料不符。异议成立，取消拟立项，由下一名递补公示。",
)
OPEN = "申报书里的课程老师写的是我，我没有同意过，也没有人和我联系过，请查一查。"


def tell(city: City) -> None:
    for key in ("finished", "running"):
        settle(city, key)
    settle_first_lot(city)


def settle(city: City, key: str) -> None:
    """Publicise on the working day after the ranking, decide after the period, close the call."""
    call = city.calls[key]
    began = _publicise(city, call, _next_morning(call.entered_at))
    if key == "running":
        _dispute(city, call, began)
    over = began + timedelta(days=8, hours=1)
    city.tick(over)
    with city.at(over + timedelta(hours=1)) as session:
        _confirm(city, _proposed(session, call))
        lifecycle.move(session, call, "finish", by=city.actor("approver"),
                       awards_are_decided=awards_are_decided(session, call))  # fmt: skip


def settle_first_lot(city: City) -> None:
    """The call that is in public now: some of it decided, some of it disputed."""
    call = city.calls["publicity"]
    began = _publicise(city, call, max(_next_morning(call.entered_at), city.moment(-13, 10)))
    fallen = _last(city, call, lot=-1)
    objection = _raise(city, fallen, city.actor("resident2"), FALLEN[0], began + timedelta(days=1))
    _answer(city, objection, "uphold", FALLEN[1], began + timedelta(days=7))
    city.tick(began + timedelta(days=8))
    with city.at(began + timedelta(days=8, hours=2)) as session:
        _confirm(city, _proposed(session, call))
    with city.at(max(city.moment(-4, 15), began + timedelta(days=8, hours=3))) as session:
        fresh = None
        if publicity.can_propose_next(session, fallen.publicity):
            fresh = publicity.propose_next(session, fallen.publicity, by=city.actor("approver"))
    if fresh is not None and fresh.ends_at > city.moment(0):
        disputed = _proposed(city.session, call)[0]
        _raise(city, disputed, city.actor("resident3"), OPEN, min(city.moment(-1, 15), fresh.ends_at))


def _next_morning(moment: datetime) -> datetime:
    return clock.at(clock.local(moment).date() + timedelta(days=1), 10)


def _publicise(city: City, call: Call, moment: datetime) -> datetime:
    with city.at(moment) as session:
        assert call.state is CallState.RANKED
        lifecycle.move(session, call, "publicise", by=city.actor("approver"))
    return moment


def _dispute(city: City, call: Call, began: datetime) -> None:
    """A runner-up doubts a room and is answered; a neighbour organization shows that a team is not what it says."""
    doubted, fallen = _last(city, call, lot=0), _last(city, call, lot=-1)
    rival = _rival(city, doubted)
    first = _raise(city, doubted, rival, DISMISSED[0], began + timedelta(days=1))
    second = _raise(city, fallen, _rival(city, fallen), UPHELD[0], began + timedelta(days=2))
    _answer(city, first, "dismiss", DISMISSED[1], began + timedelta(days=4))
    _answer(city, second, "uphold", UPHELD[1], began + timedelta(days=5))


def _last(city: City, call: Call, lot: int) -> Award:
    """The weakest of those proposed in a lot, preferably none of those whose stories go on."""
    record = queries.publicities_of_call(city.session, call.id)
    lots = sorted({p.lot_id for p in record})
    rows = [a for a in _proposed(city.session, call) if a.proposal.lot_id == lots[lot]]
    followed = {city.actor(login).organization_id for login in ("ngo", "ngo2", "ngo3")}
    return next((a for a in reversed(rows) if a.organization_id not in followed), rows[-1])


def _rival(city: City, award: Award) -> Actor:
    """Someone who bid in the same call for another organization."""
    bidders = [a.organization for a in _proposed(city.session, award.call) if a.organization_id != award.organization_id]
    return next(actor for organization in bidders if (actor := spokesman(city, organization)) is not None)


def _proposed(session, call: Call) -> list[Award]:
    return list(session.query(Award).filter_by(call_id=call.id, state=AwardState.PROPOSED).order_by(Award.id))


def _raise(city: City, award: Award, by: Actor, body: str, moment: datetime) -> Objection:
    with city.at(moment) as session:
        return objections.raise_objection(session, award, by=by, body=body)


def _answer(city: City, objection: Objection, action: str, answer: str, moment: datetime) -> None:
    with city.at(moment) as session:
        objections.step(action, "answer")(session, objection, by=city.actor("examiner"), answer=answer)


def _confirm(city: City, awards: list[Award]) -> None:
    for award in awards:
        lifecycle.move(city.session, award, "confirm", by=city.actor("approver"))
