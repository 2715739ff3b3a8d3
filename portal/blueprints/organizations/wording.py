"""How pages say what stands on the register: the name of each column, and its value."""

from __future__ import annotations

import enum
from collections.abc import Callable
from datetime import date
from typing import Any

from flask import g
from flask_babel import gettext

from portal.blueprints.edge import reader, spoken
from portal.blueprints.words import day, yuan
from portal.domain.organizations import history
from portal.domain.organizations.change_models import Change, label_of
from portal.kernel import regions
from portal.kernel.words import N_

LABELS = {
    "name": N_("名称"), "uscc": N_("统一社会信用代码"), "filing_number": N_("备案编号"), "org_type": N_("类型"), "field": N_("服务领域"),
    "legal_representative": N_("法定代表人（负责人）"), "address": N_("住所"), "region_path": N_("住所所在社区"),
    "authority": N_("业务主管单位"), "purpose": N_("宗旨和业务范围"), "capital_fen": N_("注册资金（开办资金）"), "members": N_("成员"),
    "full_time_staff": N_("专职人员"), "registered_on": N_("登记（备案）日期"), "ended_on": N_("退出名册日期"), "rating": N_("评估等级"),
    "rating_since": N_("等级评定日期"), "rating_until": N_("等级有效期到"),
    "last_annual_report": N_("年度报告"), "tax_exempt": N_("免税资格"), "sponsor_id": N_("依托单位"), "state": N_("状态"), "charter": N_("章程"),
}  # fmt: skip
NOTHING = "—"


def worded(name: str, value: Any) -> str:
    """The value of a column as people read it; typed or as a version keeps it."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return gettext("有") if value else gettext("没有")
    if isinstance(value, date):
        return day(value)
    if isinstance(value, enum.Enum):
        return spoken(str(getattr(value, "label", value)))
    if name not in _SAID:
        return str(value)
    known: dict[tuple[str, Any], str] = g.setdefault("register_words", {})  # a page says the same place many times
    if (name, value) not in known:
        known[name, value] = _SAID[name](value)
    return known[name, value]


def rows_of(change: Change) -> list[dict[str, str]]:
    """Before and after of an application, item by item."""
    return [
        {"item": spoken(label_of(line.item, change.org_type)), "before": worded(line.item.value, line.before),
         "after": worded(line.item.value, line.after)}
        for line in change.lines
    ]  # fmt: skip


_SAID: dict[str, Callable[[Any], str]] = {
    "capital_fen": yuan,
    "ended_on": day,
    "full_time_staff": lambda n: gettext("%(n)s 人", n=n),
    "last_annual_report": lambda year: gettext("已报送 %(year)s 年度", year=year),
    "members": lambda n: gettext("%(n)s 人", n=n),
    "rating": lambda n: f"{n}A",
    "rating_since": day,
    "rating_until": day,
    "region_path": lambda path: regions.name_of(reader(), path),
    "sponsor_id": lambda key: history.name_of(reader(), key),
}
