"""Verbs of procurement intentions: draft, edit. Every other step is ``lifecycle.move``."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from portal.domain.catalogue import items
from portal.domain.catalogue.models import ServiceItem
from portal.domain.intentions.models import Intention, IntentionState
from portal.kernel import clock, departments, engine, journal, lifecycle
from portal.kernel.people import Actor, Department
from portal.kernel.permissions import Permission as P
from portal.kernel.personal import refuse_numbers
from portal.kernel.words import Forbidden, Invalid, Refused, Stale, say

FIELDS = ("title", "outline", "budget_fen", "expected_on", "remark")
FURTHEST = 2  # years ahead


def draft(session: Session, *, by: Actor, department_id: int, item: str = "", **fields: Any) -> Intention:
    """Begin an intention of one's own department; the bureau's officers do it for a department of their region. ``item``: the
    public id of an item of the procurement catalogue, or empty. ``expected_on``: any day of the month."""
    if not by.holds(P.INTENTION_DRAFT):
        raise Forbidden(say("您以现在的岗位不能写采购意向。"))
    department = session.get(Department, department_id)
    if department is None or department_id not in {known for known, _name in departments.of(session, by)}:
        raise Invalid("department_id", say("您以现在的岗位不能为这个部门写采购意向。"))
    intention = Intention(
        department_id=department.id, region_path=department.region_path, drafted_by_id=by.user_id,
        service_item_id=_item_id(session, item, None), **_checked(fields),
    )  # fmt: skip
    return lifecycle.begin(session, intention, by=by, sentence=say("填写采购意向“%(title)s”", title=intention.title))


def edit(session: Session, intention: Intention, *, by: Actor, item: str = "", expect: int | None = None, **fields: Any) -> Intention:
    """Change a draft. Raises ``Refused`` once it was handed in, ``Stale`` on an old page."""
    engine.lock(session, intention)
    if intention.state is not IntentionState.DRAFT:
        raise Refused(say("采购意向已经送审，不能再改。要改请批准人退回；已经公开的，撤回后另写一条。"))
    if expect is not None and expect != intention.version:
        raise Stale(say("这条采购意向刚刚在别处改过。请先看最新内容。"))
    for name, value in _checked(fields).items():
        setattr(intention, name, value)
    intention.service_item_id = _item_id(session, item, intention.service_item_id)
    intention.version += 1
    journal.write(session, intention, "edit", say("修改了采购意向“%(title)s”", title=intention.title), by=by,
                  region_path=intention.region_path)  # fmt: skip
    return intention


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"an intention has no {sorted(unknown)}")
    refuse_numbers(outline=fields["outline"], remark=fields["remark"] or "")
    month = fields["expected_on"].replace(day=1)
    first = clock.today().replace(day=1)
    if not first <= month <= date(first.year + FURTHEST, 12, 1):
        raise Invalid("expected_on", say("请填从本月到 %(year)s 年 12 月之间的月份。", year=first.year + FURTHEST))
    return {**fields, "expected_on": month, "remark": fields["remark"] or ""}


def _item_id(session: Session, public_id: str, held: int | None) -> int | None:
    if not public_id:
        return None
    found = items.find(session, public_id)
    if not isinstance(found, ServiceItem) or not (items.is_in_force(session, found) or found.id == held):
        raise Invalid("item", say("选的事项不在现行的购买服务目录里，请另选一项。"))
    return found.id
