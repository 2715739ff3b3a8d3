"""Needs over many months, told through the operations; eight guideline items that the calls answer, one in draft."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import cycle
from typing import Any

from sqlalchemy import select

from portal.domain.needs import guidelines, operations
from portal.domain.needs.models import Channel, Guideline, Need
from portal.kernel import clock, lifecycle
from portal.kernel.people import Actor
from portal.kernel.workdays import is_working
from seeds.chapters.needs_told import GUIDELINES, NEEDS, Told
from seeds.people import STREET
from seeds.world import City

#: How many days after the report each step of the plain path is taken.
DAYS = {
    "open": 1,
    "assign": 2,
    "handle": 7,
    "feed-back": 8,
    "close": 10,
    "assess": 13,
    "screen": 2,
    "merge": 1,
    "reject": 2,
}
PATH = ("open", "assign", "handle", "feed-back", "close", "assess")
LAST = {"collected": 0, "opened": 1, "assigned": 2, "handled": 3, "fed_back": 4, "closed": 5, "assessed": 6}
HANDLERS = ("社区工作人员 小许", "街道城市管理科", "街道民生保障科", "区住房保障和房产局", "社区网格三组")
RESULTS = (
    "当天到现场看过，联系了责任单位，约好时间修好并复查。",
    "和相关住户、单位开了一次碰头会，商量出办法，当场签了纸条。",
    "列入本月小修小补计划，施工两天完成，照片已存。",
    "调整了开放时间和值班安排，贴了告示。",
)
ANSWERS = (
    "您提的事已经办好，谢谢您帮社区看着。还有问题请直接找居委会。",
    "已经按商量的办法做了。我们一个月后再来看一次。",
    "能办的已经办好；还差的一步要等责任单位安排，时间定了再告诉您。",
)


def tell(city: City) -> None:
    places, residents = _places(city), cycle(range(1, 6))
    made: dict[str, Need] = {}
    for number, told in enumerate(NEEDS):
        made[told.title] = _one(city, told, next(places[told.place]), next(residents), number, made)
    _draft_items(city, made)


def guideline(city: City, key: str) -> str:
    """The public id of a guideline item by its short key: for the calls."""
    title = GUIDELINES[key][1]
    return city.session.scalars(select(Guideline.public_id).where(Guideline.title == title)).one()


def _places(city: City) -> dict[str, Any]:
    home = city.home()
    street = [path for path in city.communities(STREET) if path != home]
    elsewhere = [path for path in city.communities() if not path.startswith(STREET)]
    return {"home": cycle([home]), "street": cycle(street), "city": cycle(elsewhere[::7] + elsewhere[3::11])}


def _one(city: City, told: Told, place: str, resident: int, number: int, made: dict[str, Need]) -> Need:
    """One need from its report as far as its story goes, in one unit of work."""
    start, story = _moment(city, told.ago, number), told.story.split(":", 1)
    reporter, handler = _reporter(city, told, resident), _handler(city, told.place)
    with city.at(start) as session:
        need = operations.record(
            session, by=reporter, title=told.title, description=told.text, field=told.field, group_served=told.group,
            region_path=place, households=told.households, channel=told.channel,
        )  # fmt: skip
        if story[0] in LAST:
            _along(
                city,
                need,
                start,
                PATH[: LAST[story[0]]],
                number,
                int(story[1]) if len(story) > 1 else 4,
                reporter,
                handler,
            )
        elif story[0] in ("guided", "drafted", "screened"):
            _take(city, need, start, "screen", by=city.actor("examiner"))
        elif story[0] in ("escalated", "to-district"):
            _escalate(city, need, start, twice=story[0] == "to-district")
        elif story[0] == "merged":
            with city.stand(start + timedelta(days=DAYS["merge"])):
                operations.merge(session, need, by=handler, target_number=made[story[1]].number)
        elif story[0] == "rejected":
            _take(city, need, start, "reject", by=handler, reason=story[1])
    return need


def _along(
    city: City, need: Need, start: datetime, steps: tuple[str, ...], number: int, stars: int, reporter: Actor, handler: Actor
) -> None:  # fmt: skip
    facts: dict[str, dict[str, Any]] = {
        "assign": {"assigned_to": HANDLERS[number % len(HANDLERS)]},
        "handle": {"handling": RESULTS[number % len(RESULTS)]},
        "feed-back": {"feedback": ANSWERS[number % len(ANSWERS)]},
        "assess": {"assessment": stars},
    }
    for action in steps:
        by = reporter if action == "assess" else handler
        _take(city, need, start, action, by=by, **facts.get(action, {}))


def _escalate(city: City, need: Need, start: datetime, *, twice: bool) -> None:
    """What the community cannot solve goes to the street; what the street cannot, to the district, where it is handled."""
    first, street, district = city.actor("committee"), city.actor("street"), city.actor("examiner")
    own = first if need.region_path == city.home() else street
    _take(city, need, start, "open", by=own)
    _take(city, need, start, "escalate", by=own, after=3, reason="社区请人疏通过三次，根子在市政管道，社区没有权限动。")
    if twice:
        _take(
            city,
            need,
            start,
            "escalate",
            by=street,
            after=8,
            reason="涉及规划和住建两个部门，街道协调不了，请区里牵头。",
        )
        _take(city, need, start, "assign", by=district, after=9, assigned_to="区住房保障和房产局")
        return
    _take(city, need, start, "assign", by=street, after=4, assigned_to="街道城市管理科、区水务部门")
    _take(
        city,
        need,
        start,
        "handle",
        by=street,
        after=30,
        handling="改造了 60 米雨污管，梅雨季前完工，一楼加装了防返水阀。",
    )
    _take(
        city,
        need,
        start,
        "feed-back",
        by=street,
        after=31,
        feedback="管道已经换新，每户装了防返水阀。下大雨那几天社区会来看。",
    )
    _take(city, need, start, "close", by=street, after=45)


def _take(
    city: City, need: Need, start: datetime, action: str, *, by: Actor, after: int | None = None, **facts: Any
) -> None:
    moment = start + timedelta(days=DAYS[action] if after is None else after, hours=1)
    with city.stand(min(moment, city.moment(0, 8))):
        lifecycle.move(city.session, need, action, by=by, **facts)


def _draft_items(city: City, made: dict[str, Need]) -> None:
    """The district centre groups what was screened, writes the four demands, and publishes."""
    by = city.actor("examiner")
    for key, (field, title, whom, want, service, goal, ago) in GUIDELINES.items():
        with city.at(-ago - 6, 15) as session:
            chosen = [made[t.title].public_id for t in NEEDS if t.story == f"guided:{key}"]
            item = guidelines.draft(session, by=by, needs=chosen, title=title, field=field, whom=whom, need=want,
                                    service=service, goal=goal)  # fmt: skip
            with city.stand(city.moment(-ago, 11)):
                lifecycle.move(session, item, "publish", by=by)
    with city.at(-20, 15) as session:
        waiting = [made[t.title].public_id for t in NEEDS if t.story == "drafted"]
        guidelines.draft(
            session, by=by, needs=waiting, title="失智老人家庭支持", field=NEEDS[0].field, whom="有认知障碍老人的家庭，先从已登记的 23 户做起。",
            need="走失风险高，照护者没有休息，不懂照护方法。", service="防走失手环、家属互助小组、每周半天喘息。", goal="待定",
        )  # fmt: skip


def _reporter(city: City, told: Told, resident: int) -> Actor:
    if told.channel is Channel.PORTAL:
        return city.actor(f"resident{resident}")
    if told.place == "home":
        return city.actor("grid" if told.channel is Channel.GRID else "committee")
    return city.actor("street" if told.place == "street" else "examiner")


def _handler(city: City, place: str) -> Actor:
    return city.actor({"home": "committee", "street": "street"}.get(place, "examiner"))


def _moment(city: City, ago: int, number: int) -> datetime:
    """A working day's hour at or before so many days ago."""
    day = city.day(-ago)
    while not is_working(day):
        day -= timedelta(days=1)
    return clock.at(day, 9 + number % 8, number * 7 % 60)


__all__ = ["guideline", "tell"]
