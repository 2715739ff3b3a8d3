"""Reference data: regions, departments, policy settings, calendar days. Every change is a verb and leaves its trace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.kernel import clock, journal, policy
from portal.kernel.people import Actor, Department
from portal.kernel.policy import PolicySetting
from portal.kernel.regions import Level, Region
from portal.kernel.words import Invalid, say
from portal.kernel.workdays import CalendarDay, Unit

ORDER = list(Level)


@dataclass(frozen=True)
class _Day:
    """A calendar day as the journal names it: its key is the date, the journal wants a number."""

    id: int
    __tablename__ = "calendar_days"


def _write(
    session: Session, subject: Any, action: str, sentence: Any, by: Actor, region_path: str | None = None
) -> None:
    journal.write(session, subject, action, sentence, by=by, region_path=region_path)


# --- regions and departments ------------------------------------------------------------------------------------


def add_region(session: Session, *, by: Actor, code: str, name: str, level: Level, parent_code: str) -> Region:
    parent = _region(session, parent_code, "parent_code") if parent_code else None
    if session.scalar(select(Region.id).where(Region.code == code)):
        raise Invalid("code", say("代码 %(code)s 已经有了。", code=code))
    if parent is None and level is not ORDER[0]:
        raise Invalid("parent_code", say("除了省，每个地方都要有上级。"))
    if parent is not None and ORDER.index(level) <= ORDER.index(parent.level):
        raise Invalid("level", say("级别要低于上级“%(parent)s”。", parent=parent.name))
    path = f"{parent.path if parent else '/'}{code}/"
    region = Region(code=code, name=name, level=level, path=path, parent_id=parent.id if parent else None)
    session.add(region)
    session.flush()
    _write(session, region, "add", say("新增了行政区划“%(name)s”", name=name), by, path)
    return region


def rename_region(session: Session, region: Region, *, by: Actor, name: str) -> Region:
    """Code, level and place in the tree stay: scopes and records hang on them."""
    if region.name != name:
        sentence = say("行政区划“%(old)s”改名为“%(name)s”", old=region.name, name=name)
        region.name = name
        _write(session, region, "rename", sentence, by, region.path)
    return region


def save_department(
    session: Session, department: Department | None, *, by: Actor, name: str, region_code: str
) -> Department:
    """A new department, or a new name or region for one."""
    region = _region(session, region_code, "region_code")
    same = session.scalar(select(Department.id).where(Department.name == name))
    if same and (department is None or same != department.id):
        raise Invalid("name", say("已经有叫“%(name)s”的部门。", name=name))
    new = department is None
    row = Department() if department is None else department
    row.name, row.region_path = name, region.path
    session.add(row)
    session.flush()
    sentence = say("新增了部门“%(name)s”", name=name) if new else say("修改了部门“%(name)s”", name=name)
    _write(session, row, "add" if new else "edit", sentence, by, region.path)
    return row


def _region(session: Session, code: str, field: str) -> Region:
    region = session.scalars(select(Region).where(Region.code == code)).one_or_none()
    if region is None:
        raise Invalid(field, say("没有代码是 %(code)s 的地方。", code=code))
    return region


def code_of(session: Session, path: str) -> str:
    return session.scalar(select(Region.code).where(Region.path == path)) or ""


# --- policy settings --------------------------------------------------------------------------------------------


def policy_keys(session: Session) -> list[tuple[str, str]]:
    """(key, name) of every setting that the portal asks for, alphabetical."""
    stmt = select(PolicySetting.key, func.max(PolicySetting.name)).group_by(PolicySetting.key)
    return [(key, name) for key, name in session.execute(stmt.order_by(PolicySetting.key))]


def region_names(session: Session) -> dict[str, str]:
    """Path → name of every region."""
    return {row.path: row.name for row in session.execute(select(Region.path, Region.name))}


def next_version(
    session: Session, earlier: PolicySetting, *, by: Actor, amount: int, statutory: int | None, source: str,
    valid_from: date, region_path: str | None = None,
) -> PolicySetting:  # fmt: skip
    """Set a policy anew: the earlier version stays as it was, the new one holds from its day on."""
    path = region_path or earlier.region_path
    _fits(earlier.unit, amount, valid_from)
    same = (PolicySetting.region_path == path, PolicySetting.key == earlier.key)
    newest = session.scalar(select(func.max(PolicySetting.version)).where(*same))
    row = PolicySetting(
        region_path=path, key=earlier.key, version=(newest or 0) + 1, amount=amount, unit=earlier.unit,
        statutory=statutory, name=earlier.name, source=source, valid_from=_start_of(valid_from), set_by_id=by.user_id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    policy.forget(session)
    sentence = say("把“%(name)s”从 %(old)s 改为 %(new)s", name=row.name, old=earlier.amount, new=amount)
    _write(session, row, "set", sentence, by, path)
    return row


def set_for_region(
    session: Session, *, by: Actor, key: str, region_code: str, amount: int, statutory: int | None, source: str,
    valid_from: date,
) -> PolicySetting:  # fmt: skip
    """Let one region say otherwise than the place above it."""
    stmt = select(PolicySetting).where(PolicySetting.key == key).order_by(PolicySetting.id.desc()).limit(1)
    known = session.scalars(stmt).one_or_none()
    if known is None:
        raise Invalid("key", say("没有“%(key)s”这项规定。", key=key))
    region = _region(session, region_code, "region_code")
    return next_version(session, known, by=by, amount=amount, statutory=statutory, source=source,
                        valid_from=valid_from, region_path=region.path)  # fmt: skip


def _fits(unit: Unit, amount: int, valid_from: date) -> None:
    if amount < 0 or (unit is Unit.PERCENT and amount > 100):
        raise Invalid("amount", say("这个数不在允许的范围内。"))
    if valid_from < clock.today():
        raise Invalid("valid_from", say("不能改已经过去的规定，生效日期最早是今天。"))


def _start_of(day: date) -> datetime:
    return clock.now() if day == clock.today() else clock.at(day)


# --- calendar ---------------------------------------------------------------------------------------------------


def set_day(session: Session, *, by: Actor, day: date, working: bool, source: str) -> CalendarDay:
    """What the official notice says of one day that is still to come."""
    if day < clock.today():
        raise Invalid("day", say("过去的日子不能改：已经按它算过期限。"))
    row = session.get(CalendarDay, day)
    if row is None:
        row = CalendarDay(day=day)
        session.add(row)
    row.working, row.source = working, source
    session.flush()
    session.info.pop("calendar", None)
    kind = say("%(day)s 定为工作日", day=day.isoformat()) if working else say("%(day)s 定为休息日", day=day.isoformat())
    _write(session, _Day(day.toordinal()), "set", kind, by)
    return row
