"""The register changes: a move and a new head that were approved, and one application before each of those who decide."""

from __future__ import annotations

from datetime import date

from portal.domain.organizations import changes, members
from portal.domain.organizations.change_guards import MATERIAL_NAMES, materials_needed
from portal.domain.organizations.change_models import Change
from portal.kernel import clock, lifecycle, workdays
from portal.kernel.people import Actor
from portal.kernel.roles import Role
from seeds.chapters.organizations import days_back
from seeds.materials import hand_in
from seeds.world import City

SUPPLEMENT = "理事会决议缺两位理事的签字；验资报告的日期早于决议，请换成决议以后出具的。"
#: Where each step lies after the hand-in, in working days, and who takes it.
STEPS = (("accept", "acceptor", 1), ("examine", "examiner", 3), ("approve", "approver", 4))


def tell(city: City) -> None:
    moved = ask(city, "songbai", city.workday(-75), "原址租约到期，理事会决定搬到社区综合服务楼。", address="雨花西路 66 号社区综合服务楼 3 楼")
    take(city, moved, city.workday(-75), 3)
    new_head = ask(city, "qiaoba", city.workday(-40), "原法定代表人退休，理事会选举新任。", legal_representative="巧霞")
    take(city, new_head, city.workday(-40), 3)
    signed = ask(city, "lvzhou", days_back(city, 5), "业务扩展到旧衣回收，理事会修改章程。", charter="第六条业务范围增加旧衣旧书回收利用。",
                 purpose="垃圾分类宣传、厨余堆肥、旧物循环市集和旧衣旧书回收利用。")  # fmt: skip
    take(city, signed, days_back(city, 5), 2)
    named = ask(city, "ngo2", days_back(city, 3), "服务对象从学龄儿童扩大到青少年，名称跟着改。", fancy="青石巷", field_words="青少年成长",
                form_word="中心", charter="第一条名称改为“南京市雨花台区青石巷青少年成长中心”。")  # fmt: skip
    take(city, named, days_back(city, 3), 1)
    short = ask(city, "ngo", days_back(city, 6), "举办者追加出资，用来添置助餐设备。", capital_fen=20_000_000)
    with city.at(clock.at(workdays.add(days_back(city, 6), 2), 15)) as session:
        lifecycle.move(session, short, "supplement", by=city.actor("acceptor"), reason=SUPPLEMENT)
    ask(city, "ngo3", days_back(city, 1), "事务所搬到新的调解工作室。", address="听雨路 77 号调解工作室")
    ask(city, "group", days_back(city, 2), "小广场翻修，改到文化广场活动。", address="听雨社区文化广场")
    with city.at(clock.at(days_back(city, 1), 16)) as session:
        changes.draft(session, city.orgs["ngo"], by=_head(city, "ngo"), address="听雨路 9 号 2 楼", reason="")


def ask(city: City, key: str, day: date, reason: str, **fields: object) -> Change:
    """Filled in and handed in by whoever leads the organization's account."""
    with city.at(clock.at(day, 9, 40)) as session:
        head = _head(city, key)
        change = changes.draft(session, city.orgs[key], by=head, reason=reason, **fields)
        hand_in(city, change, {m: MATERIAL_NAMES[m] for m in materials_needed(change)}, by=head)
        lifecycle.move(session, change, "submit", by=head)
    return change


def take(city: City, change: Change, day: date, count: int) -> None:
    """The first ``count`` steps of the officers."""
    for action, login, after in STEPS[:count]:
        with city.at(clock.at(workdays.add(day, after), 14, 20)) as session:
            lifecycle.move(session, change, action, by=city.actor(login))


def _head(city: City, key: str) -> Actor:
    held = members.heads_of(city.session, city.orgs[key])[0]
    return city.actor(held.user.login, Role.LEGAL_REPRESENTATIVE)
