"""Organizations leave: by their own decision, or because a filed group fell short; and a group that keeps itself alive."""

from __future__ import annotations

from datetime import date, timedelta

from portal.domain.organizations import dissolutions, group_activities, lapses
from portal.domain.organizations.exit_guards import MATERIAL_NAMES, TO_SUBMIT, is_dissolution, materials_needed
from portal.domain.organizations.exits import Cause, Dissolution
from portal.domain.organizations.group_life import GroupActivity, Lapse
from portal.domain.organizations.models import Organization
from portal.kernel import clock, lifecycle, workdays
from portal.kernel.people import Actor, User
from portal.workflows import exits, group_years, reference
from seeds.chapters.exits_told import ENDING, LEAVING, SHORT
from seeds.chapters.organizations import file, register
from seeds.materials import hand_in
from seeds.world import City

FIRST_SERIAL = 970
#: A group that is heard today was marked so many days ago at least: what follows takes that long.
HEARING_TAKES = 68


def tell(city: City) -> None:
    with city.at(-860, 9) as session:
        reference.add_segment(session, by=city.actor("admin"), region_code="320114", org_type=None, first="MJ501000", last="MJ501099",
                              source="国家社会组织法人库赋码批次（示例）")  # fmt: skip
    for n, (told, stage) in enumerate(LEAVING):
        city.orgs[told.key] = register(city, told, FIRST_SERIAL + n)
        city.forget_actors()
        dissolved(city, city.orgs[told.key], city.actor(f"founder{FIRST_SERIAL + n}"), stage)
    with city.at(-1, 15) as session:
        dissolutions.draft(
            session, city.orgs["ngo3"], by=city.actor("ngo3"), cause=Cause.MERGER, resolved_by="理事会", resolved_on=city.day(-8),
            statement="拟与区内另一家调解组织合并，由对方继续服务。", liquidators=[], claims_to="",
        )  # fmt: skip
    for n, (group, stage) in enumerate(ENDING):
        offset = -330 - 10 * n
        ended(city, file(city, group, offset, first=False), f"leader{-offset}", stage)
    for n, (group, stage) in enumerate(SHORT):
        offset = (date(short_year(city) - 1, 11, 1) + timedelta(days=n) - city.today).days
        city.orgs[stage] = file(city, group, offset, first=False)
    city.forget_actors()
    active(city)
    fall_short(city)


# --- legal persons ------------------------------------------------------------------------------------------------


def dissolved(city: City, organization: Organization, by: Actor, stage: str) -> None:
    """Announced, and as far on from there as the stage says; what is approved lies a good while back."""
    begun = {"announced": -18, "liquidated": -55, "accepted": -62, "approved": -190}[stage]
    with city.at(begun, 10) as session:
        record = dissolutions.draft(
            session, organization, by=by, cause=Cause.DECISION, resolved_by="理事会", resolved_on=city.day(begun - 3),
            statement="多数成员已经离开本市，服务对象转由社区居委会照应。",
            liquidators=[{"name": organization.legal_representative, "duty": "组长"}, {"name": "安会计", "duty": "财务"}, {"name": "何监事", "duty": "监督"}],
            claims_to="雨花台区听雨路 20 号一楼，工作日 9:00 至 17:00，电话 025-52401234",
        )  # fmt: skip
        decided = {m: MATERIAL_NAMES[m] for m in materials_needed(record) if m not in TO_SUBMIT}
        hand_in(city, record, decided, by=by)
        lifecycle.move(session, record, "announce", by=by)
    city.tick(begun + 46, 8)
    if stage in ("accepted", "approved"):
        submitted(city, record, by, workdays.add(city.day(begun + 46), 2))
    if stage == "approved":
        day = workdays.add(city.day(begun + 46), 6)
        with city.at(clock.at(day, 10)) as session:
            lifecycle.move(session, record, "examine", by=city.actor("examiner"))
        with city.at(clock.at(workdays.add(day, 1), 15)) as session:
            exits.settled("approve")(session, record, by=city.actor("approver"))
        city.forget_actors()


def submitted(city: City, record: Dissolution, by: Actor, day: date) -> None:
    with city.at(clock.at(day, 10)) as session:
        outcome = "没有债权人申报债权，债务已经结清；结余 3,200 元按章程捐给区慈善总会，用于社区助老。"
        dissolutions.edit(session, record, by=by, outcome=outcome)
        hand_in(city, record, {m: MATERIAL_NAMES[m] for m in TO_SUBMIT}, by=by)
        exits.settled("submit")(session, record, by=by)
    with city.at(clock.at(workdays.add(day, 2), 11)) as session:
        lifecycle.move(session, record, "accept", by=city.actor("acceptor"))


def ended(city: City, group: Organization, login: str, stage: str) -> None:
    city.forget_actors()
    by = city.actor(login)
    with city.at(-4, 10) as session:
        record = dissolutions.draft(
            session, group, by=by, cause=Cause.DECISION, resolved_by="成员会议", resolved_on=city.day(-9),
            statement="成员搬走得多，活动办不起来了。", outcome="没有收过钱；书和器材交给社区活动室。",
        )  # fmt: skip
        assert not is_dissolution(record), "a filed group has no liquidation"
        hand_in(city, record, {m: MATERIAL_NAMES[m] for m in materials_needed(record)}, by=by)
        exits.settled("hand-in")(session, record, by=by)
    if stage == "checked":
        with city.at(-2, 15) as session:
            lifecycle.move(session, record, "check", by=city.actor("committee"))


# --- filed groups -------------------------------------------------------------------------------------------------


def active(city: City) -> None:
    """What the first group does: enough last year, one so far this year, and what is still on its way to the committee."""
    group, by = city.orgs["group"], city.actor("group")
    last = city.today.year - 1
    for month, title in ((4, "清明前后晨练带教"), (6, "端午太极展示"), (9, "中秋邻里体验课"), (11, "独居老人防跌倒练习")):
        day = date(last, month, 12)
        if day >= group.registered_on and day < city.day(-40):
            confirmed(city, group, by, day, title)
    confirmed(city, group, by, city.day(-16), "新学员入门课")
    for ago, title, step in ((2, "社区运动会表演", "record"), (7, "雨天室内练习", "return"), (1, "夏季晨练安排说明会", "")):
        with city.at(-ago, 16) as session:
            activity = drafted(city, group, by, city.day(-ago), title)
            if step:
                lifecycle.move(session, activity, "record", by=by)
            if step == "return":
                lifecycle.move(session, activity, "return", by=city.actor("committee"), reason="那天活动室没有登记，请核对日期和地点。")


def drafted(city: City, group: Organization, by: Actor, day: date, title: str) -> GroupActivity:
    return group_activities.draft(city.session, group, by=by, title=title, held_on=day, place=group.address, attendances=24, volunteers=3,
                                  note="早上七点开始，大家一起练了一个小时。")  # fmt: skip


def confirmed(city: City, group: Organization, by: Actor, day: date, title: str) -> None:
    with city.at(clock.at(day, 11)) as session:
        activity = drafted(city, group, by, day, title)
        lifecycle.move(session, activity, "record", by=by)
    with city.at(clock.at(workdays.add(day, 2), 15)) as session:
        lifecycle.move(session, activity, "confirm", by=city.actor("committee"))


def short_year(city: City) -> int:
    """The last year that was settled long enough ago for all of its stories."""
    settled = date(city.today.year, 1, 16)
    return city.today.year - (1 if city.today >= settled + timedelta(days=HEARING_TAKES) else 2)


def fall_short(city: City) -> None:
    """Warned in autumn and again in December, marked in January, then as far on as each story goes."""
    year = short_year(city)
    for moment in (date(year, 10, 12), date(year, 12, 2), date(year + 1, 1, 16)):
        look(city, moment)
    for stage in ("notice", "heard", "appealed", "lapsed"):
        (lapse,) = [found for found in lapses.of_group(city.session, city.orgs[stage]) if found.year == year]
        _goes_on(city, lapse, city.actor(_login_of(city, lapse)), stage)
    look(city, city.today)


def look(city: City, day: date) -> None:
    with city.stand(clock.at(day, 9)):
        group_years.look(city.session)


def _login_of(city: City, lapse: Lapse) -> str:
    return city.session.get_one(User, lapse.head_id).login


def _goes_on(city: City, lapse: Lapse, head: Actor, stage: str) -> None:
    begun = {"notice": -4, "heard": -14, "appealed": -50, "lapsed": -60}[stage]
    street, second = city.actor("street"), city.actor("street2")
    with city.at(begun, 10) as session:
        reason = "全年只办了很少的活动，提醒两次以后仍然没有补上，拟按备案办法作失效处理。"
        lifecycle.move(session, lapse, "notify", by=street, reason=reason)
    if stage in ("heard", "appealed"):
        with city.at(begun + 4, 20) as session:
            words = "去年场地装修半年，队员在别的社区练，没有来得及记录。场地已经恢复，今年按月安排。"
            lapses.saying("state", "statement")(session, lapse, by=head, words=words)
    if stage == "lapsed":
        city.tick(begun + 22, 8)
    if stage in ("appealed", "lapsed"):
        with city.at(begun + 24, 15) as session:
            reason = "所说的活动没有照片和签到可以核对，居委会也不知情；一年里没有确认的活动。"
            lifecycle.move(session, lapse, "lapse", by=second, reason=reason)
    if stage == "appealed":
        with city.at(min(city.moment(-6, 19), lapse.appeal_ends_at - timedelta(hours=5))) as session:
            words = "活动照片当时存在已经离队的队员手机里，现在找到了，共五次，请重新核实。"
            lapses.saying("appeal", "appeal")(session, lapse, by=head, words=words)
    if stage == "lapsed":
        with city.at(-3, 10) as session:
            lifecycle.move(session, lapse, "carry-out", by=street)
        city.forget_actors()
