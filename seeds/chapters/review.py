"""The expert pool and the reviews: checks, draws with a witness, recusal, blind scores, rankings.

``finished`` ``running`` ``publicity`` are scored to the end and ranked; in ``in_review`` the first lot is half scored
(expert1 has open reviews there) and the second waits for its experts to accept.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from portal.domain.calls.models import Call, Lot
from portal.domain.organizations.models import Organization, OrgField
from portal.domain.proposals.models import Proposal, ProposalState
from portal.domain.review import conflicts, draws, eligibility, experts, scoring
from portal.domain.review.models import ConflictKind, Panel, PanelSeat, Review, SeatState
from portal.kernel import clock, lifecycle, workdays
from portal.kernel.people import Actor, User
from portal.workflows import facts
from seeds.chapters.proposals import HOME
from seeds.people import DISTRICT
from seeds.world import City

F = OrgField
#: login → (unit, title, fields). All of them can log in: whoever is drawn can be played.
POOL: dict[str, tuple[str, str, tuple[OrgField, ...]]] = {
    "expert1": ("金陵社会治理研究院", "研究员", (F.ELDERLY, F.MEDIATION, F.HEALTH, F.EMPLOYMENT, F.CULTURE)),
    "expert2": ("南河大学社会学院", "副教授", (F.ELDERLY, F.CHILDREN, F.DISABILITY, F.HEALTH)),
    "expert3": ("知行评估中心", "高级评估师", (F.ELDERLY, F.CHILDREN, F.MEDIATION, F.HEALTH, F.ENVIRONMENT, F.CULTURE)),
    "expert4": ("雨石律师事务所", "律师", (F.MEDIATION, F.EMPLOYMENT, F.DISABILITY, F.CHILDREN)),
    "expert5": ("正衡会计师事务所", "注册会计师", tuple(F)),
    "expert6": ("城南社区卫生服务中心", "主任医师", (F.HEALTH, F.ELDERLY, F.DISABILITY)),
    "expert7": ("社会工作者协会", "高级社会工作师", (F.CHILDREN, F.ELDERLY, F.MEDIATION, F.EMPLOYMENT, F.CULTURE)),
    "expert8": ("职业技术学院", "教授", (F.EMPLOYMENT, F.DISABILITY, F.CULTURE, F.ENVIRONMENT)),
    "expert9": ("退休社区书记工作室", "社区治理顾问", (F.MEDIATION, F.ENVIRONMENT, F.CULTURE, F.ELDERLY, F.HEALTH)),
    "expert10": ("城市更新研究所", "规划师", (F.ENVIRONMENT, F.CULTURE, F.ELDERLY)),
    "expert11": ("儿童发展研究会", "副研究员", (F.CHILDREN, F.DISABILITY, F.EMPLOYMENT, F.HEALTH)),
    "expert12": ("公益慈善学会", "秘书长", (F.ELDERLY, F.CHILDREN, F.MEDIATION, F.ENVIRONMENT, F.HEALTH, F.EMPLOYMENT)),
}  # fmt: skip
REASONS = {
    "high": ("对象一户一档，数据和社区台账对得上。", "步骤写到每周，谁做、在哪里做都有。", "负责人做过同类项目，结项良好。", "测算有单价有数量，直接服务占七成以上。",
             "手册和志愿者留在社区，结束后还能转。"),
    "middle": ("需求写得真，缺一张分布图。", "进度可行，雨季安排要再想想。", "团队够用，督导频次偏少。", "大项清楚，物料一项偏笼统。", "产出能数，持续性主要靠志愿者热情。"),
    "low": ("需求引用的是全区数字，没有落到社区。", "活动多，彼此接不上。", "兼职太多，专职只有一人。", "管理费测算依据不足。", "结束以后怎么办没有写。"),
}  # fmt: skip
COMMENTS = ("值得做，建议和社区网格员每月对一次账。", "方案扎实，注意志愿者保险要早买。", "想法新，先在一个社区试一个季度再铺开。", "需要把验收口径写得更细。", "")


def tell(city: City) -> None:
    _pool(city)
    for key in ("finished", "running", "publicity"):
        call = city.calls[key]
        start = call.opening_at
        check(city, call, start, fail_one=key == "finished")
        panels = draw_all(city, call, start)
        for lot, panel in panels.items():
            accept(city, panel, start, recusal=key == "running" and lot.position == 1)
        begin_review(city, call, start)
        for panel in panels.values():
            score(city, panel, start)
        with city.at(after(start, 11, 15)) as session:
            lifecycle.move(session, call, "rank", by=city.actor("examiner"),
                           panels_are_complete=facts.panels_are_complete(session, call))  # fmt: skip
    half_way(city, city.calls["in_review"])


def after(start: datetime, days: int, hour: int, minute: int = 0) -> datetime:
    """So many working days after a moment, at an hour."""
    return clock.at(workdays.add(clock.local(start).date(), days), hour, minute)


def _pool(city: City) -> None:
    by = city.actor("acceptor")
    with city.at(-420, 10) as session:
        for login, (unit, title, fields) in POOL.items():
            experts.enter(session, by=by, login=login, unit=unit, title=title, fields=list(fields), region_path=DISTRICT)
    city.forget_actors()
    with city.at(-415, 14) as session:
        for login, home, kind, note in (
            ("expert2", "ngo2", ConflictKind.BOARD, "担任理事"), ("expert4", "ngo3", ConflictKind.PAYMENT, "两年前受聘培训调解员"),
            ("expert11", "ngo2", ConflictKind.EMPLOYMENT, "曾任项目顾问"),
        ):  # fmt: skip
            organization = session.get(Organization, city.actor(home).organization_id or 0)
            expert = experts.of_user(session, _actor(city, login).user_id)
            if organization and expert:
                experts.declare(session, expert, by=_actor(city, login), organization=organization, kind=kind, note=note)


def _actor(city: City, login: str) -> Actor:
    return city.actor(login)


def check(city: City, call: Call, start: datetime, *, fail_one: bool = False) -> None:
    """The formal check of everything that was opened; in one call one bid fails it."""
    opened = [p for lot in call.lots for p in conflicts.proposals_of(city.session, lot, ProposalState.OPENED)]
    unlucky = _one_to_fail(opened) if fail_one else None
    for n, proposal in enumerate(opened):
        with city.at(after(start, 1 + n // 10, 14, 3 * (n % 10))) as session:
            eligibility.check(
                session, proposal, by=city.actor("acceptor"), passed=proposal is not unlucky,
                reason="附件里的场地协议已经过期，补充期内没有交新的。" if proposal is unlucky else "",
            )  # fmt: skip


def _one_to_fail(opened: list[Proposal]) -> Proposal | None:
    """The last bid of a lot that has others left."""
    lots = [p.lot_id for p in opened]
    return next((p for p in reversed(opened) if lots.count(p.lot_id) > 2), None)


def draw_all(city: City, call: Call, start: datetime, wanted: str = "") -> dict[Lot, Panel]:
    by, panels = city.actor("acceptor"), {}
    for n, lot in enumerate(lots_to_review(city, call)):
        with city.at(after(start, 4, 9, 30 + 5 * n)) as session:
            panel = draws.commit(session, lot, by=by)
        with city.at(after(start, 4, 15, 2 + 5 * n)) as session:
            value = _witnessed(city, panel, wanted)
            draws.draw(session, panel, by=by, witness=value, witness_name="区审计局 明监之（当日上证指数收盘点位）")
        panels[lot] = panel
    return panels


def lots_to_review(city: City, call: Call) -> list[Lot]:
    return [lot for lot in call.lots if conflicts.proposals_of(city.session, lot, ProposalState.ELIGIBLE)]


def _witnessed(city: City, panel: Panel, wanted: str) -> str:
    """A plausible closing value; in the demo it is picked so that the expert who shows the desk is seated."""
    row = draws.of_panel(city.session, panel)
    expert = experts.of_user(city.session, _actor(city, wanted).user_id) if wanted else None
    for cents in range(310_786, 311_786):
        value = f"{cents / 100:.2f}"
        order = draws.order_of(draws.seed_of(row.salt, value), row.candidates)
        if expert is None or expert.public_id in order[: panel.size] or expert.public_id not in order:
            return value
    return "3107.86"


def accept(city: City, panel: Panel, start: datetime, *, recusal: bool = False, leave_out: str = "") -> None:
    """The seats accept; one may step aside instead, and the substitute accepts."""
    seats = scoring.seats_of(city.session, panel)
    for n, seat in enumerate(seats):
        login = seat.expert.user.login
        if login == leave_out:
            continue
        with city.at(after(start, 5, 9 + n, 10)) as session:
            actor = _expert(city, seat)
            if recusal and n == 2:
                lifecycle.move(session, seat, "recuse", by=actor, reason="去年为其中一家单位做过有偿培训。")
            else:
                lifecycle.move(session, seat, "accept", by=actor)
    for seat in scoring.seats_of(city.session, panel):
        if seat.state is SeatState.INVITED and seat.expert.user.login != leave_out:
            with city.at(after(start, 5, 16, 40)) as session:
                lifecycle.move(session, seat, "accept", by=_expert(city, seat))


def _expert(city: City, seat: PanelSeat) -> Actor:
    return _actor(city, city.session.get_one(User, seat.assignee_id).login)


def begin_review(city: City, call: Call, start: datetime) -> None:
    with city.at(after(start, 5, 17, 20)) as session:
        lifecycle.move(session, call, "begin-review", by=city.actor("acceptor"),
                       review_is_ready=facts.review_is_ready(session, call))  # fmt: skip


def score(city: City, panel: Panel, start: datetime, *, seats: int | None = None) -> None:
    """Every serving expert (or the first so many) scores everything and hands it in."""
    serving = [s for s in scoring.seats_of(city.session, panel) if s.state is SeatState.SERVING]
    for n, seat in enumerate(serving[:seats]):
        with city.at(after(start, 6 + n % 5, 20, 5 + n)) as session:
            for review in scoring.reviews_of(session, seat):
                mark(city, review, seat)
            lifecycle.move(session, seat, "finish", by=_expert(city, seat))


def mark(city: City, review: Review, seat: PanelSeat) -> None:
    """Marks around what the proposal is worth, each expert a little stricter or milder, with reasons."""
    proposal = review.proposal
    worth = _worth(city, proposal)
    marks = {}
    for n, criterion in enumerate(scoring.criteria_of(city.session, review)):
        noise = _number(proposal.public_id, seat.public_id, str(criterion.position)) % 1400 - 700
        share = max(3000, min(9400, worth + noise))
        tone = "high" if share >= 8300 else "middle" if share >= 7000 else "low"
        marks[criterion.id] = scoring.Mark(share * criterion.maximum // 100, REASONS[tone][n % 5])
    comment = COMMENTS[_number(seat.public_id, proposal.public_id) % len(COMMENTS)]
    scoring.save(city.session, review, by=_expert(city, seat), marks=marks, comment=comment)


def _worth(city: City, proposal: Proposal) -> int:
    """Hundredths of a percent: the home organizations wrote well, the last bids poorly, the others in between."""
    home = HOME.get(proposal.lot.field)
    if home and city.actor(home).organization_id == proposal.organization_id:
        return 8900
    return 5400 + _number(proposal.title, proposal.organization.name) % 3200


def _number(*words: str) -> int:
    return int(hashlib.sha256("|".join(words).encode()).hexdigest()[:8], 16)


def half_way(city: City, call: Call) -> None:
    """One lot in the middle of scoring with expert1's desk half full; the others wait for expert1 to accept."""
    start = call.opening_at
    check(city, call, start)
    panels = draw_all(city, call, start, wanted="expert1")
    for n, panel in enumerate(panels.values()):
        accept(city, panel, start, leave_out="expert1" if n else "")
    begin_review(city, call, start)
    first = next(iter(panels.values()), None)
    if first is None:
        return
    expert1 = _actor(city, "expert1").user_id
    serving = [s for s in scoring.seats_of(city.session, first) if s.state is SeatState.SERVING]
    for n, seat in enumerate(serving):
        with city.at(after(start, 6, 19, 10 + n)) as session:
            reviews = scoring.reviews_of(session, seat)
            whole = seat.assignee_id != expert1 and n < 4
            for review in reviews if whole else reviews[:1]:
                mark(city, review, seat)
            if whole and n < 3:
                lifecycle.move(session, seat, "finish", by=_expert(city, seat))


