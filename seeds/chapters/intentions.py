"""What purchasers mean to buy: one kept by a call, one late, one withdrawn, some open, one waiting for the approver, one in work."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select

from portal.domain.intentions import operations
from portal.domain.intentions.models import Intention, IntentionState
from portal.kernel import clock, lifecycle
from portal.kernel.people import Department
from seeds.chapters.catalogue import item
from seeds.world import City

WAN = 1_000_000  # fen in ten thousand yuan


class Told(NamedTuple):
    """``published``: days from today; ``months``: from that day to the month announced; ``item``: code in the catalogue."""

    department: str
    title: str
    outline: str
    wan: int
    published: int
    months: int
    item: str = ""
    drafter: str = "acceptor"
    then: str = ""  # a step after the publication, with its reason
    reason: str = ""


KEPT = "人民调解驻点服务采购公告"
TOLD = (
    Told("区司法局", "人民调解驻点服务", "三个片区的社区人民调解驻点服务，服务期一年，每社区每周驻点不少于两个半天，含夜间值班。", 66, -66, 1, drafter="department"),
    Told("区民政局", "社会组织档案数字化整理", "整理、扫描近十年登记和备案档案，约 4,000 卷，按国家标准著录。", 28, -120, 2),
    Told("区民政局", "社区助餐点餐食检测", "为 12 个助餐点提供每月一次的餐食抽检。", 12, -80, 3, "G0102", then="withdraw", reason="市里统一组织抽检，区里不再单独采购。"),
    Told("区民政局", "独居老人巡访服务（明年）", "为约 600 名独居和空巢老人提供每周不少于两次的巡访，含电话问安和异常报告。", 90, -20, 2, "G0101"),
    Told("区司法局", "社区普法讲座和法律咨询", "每社区每季度一场普法讲座，现场接受法律咨询，编写简明读本。", 24, -9, 3, drafter="department"),
    Told("区民政局", "社会组织能力建设培训", "面向 120 家社会组织的财务、项目和信息公开培训，全年 10 期。", 18, -5, 4),
)  # fmt: skip


def tell(city: City) -> None:
    for told in TOLD:
        published(city, told)
    with city.at(-2, 15) as session:
        waiting = _drafted(city, Told("区司法局", "法律援助值班服务", "区公共法律服务中心值班律师助理服务，工作日全天。", 36, -2, 3, drafter="department"))
        lifecycle.move(session, waiting, "submit", by=city.actor("department"))
    with city.at(-1, 10):
        _drafted(city, Told("区民政局", "婚姻家庭辅导服务", "婚姻登记处常驻辅导，每周五天；数量和预算还在核。", 20, -1, 4))


def published(city: City, told: Told) -> None:
    with city.at(told.published - 3, 10) as session:
        intention = _drafted(city, told)
        lifecycle.move(session, intention, "submit", by=city.actor(told.drafter))
    with city.at(told.published, 9) as session:
        lifecycle.move(session, intention, "publish", by=city.actor("approver"))
    if told.then:
        with city.at(told.published + 30, 9) as session:
            lifecycle.move(session, intention, told.then, by=city.actor("approver"), reason=told.reason)


def announced(city: City, title: str) -> str:
    """The public id of the intention that a call keeps, or nothing."""
    if title != KEPT:
        return ""
    stmt = select(Intention.public_id).where(Intention.title == TOLD[0].title, Intention.state == IntentionState.PUBLISHED)
    return city.session.scalar(stmt) or ""


def _drafted(city: City, told: Told) -> Intention:
    department = city.session.scalars(select(Department.id).where(Department.name == told.department)).one()
    return operations.draft(
        city.session, by=city.actor(told.drafter), department_id=department, title=told.title, outline=told.outline,
        budget_fen=told.wan * WAN, expected_on=_month(clock.now(), told.months), remark="", item=item(city, told.item),
    )  # fmt: skip


def _month(start: datetime, months: int) -> date:
    first = clock.local(start).date().replace(day=1)
    for _ in range(months):
        first = (first + timedelta(days=32)).replace(day=1)
    return first
