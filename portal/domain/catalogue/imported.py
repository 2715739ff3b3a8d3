"""Items of an edition that still collects, from a table: known by their code, so a second table changes what the first brought."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue.editions import CODE, SERVICE_FIELDS, TRANSFER_FIELDS
from portal.domain.catalogue.models import (
    CatalogueEdition,
    CatalogueKind,
    EditionState,
    ServiceItem,
    TransferItem,
    TransferMode,
)
from portal.kernel import columns, journal, regions
from portal.kernel.column_words import worded
from portal.kernel.columns import Change, Column, Line
from portal.kernel.people import Actor, Department
from portal.kernel.words import N_, Invalid, Refused, say

Earlier = Callable[[Iterable[str]], set[str]]  # which of these codes stand in the table above


def _service_code(cell: str) -> str:
    code = columns.code(cell)
    if not CODE.fullmatch(code):
        raise Invalid("code", say("代码写成 A、A01 或 A0101 这样：一级一个大写字母，下面每级两位数字。"))
    return code


def _transfer_code(cell: str) -> str:
    code = columns.code(cell)
    if not (2 <= len(code) <= 20 and code.isascii() and code.isalnum()):
        raise Invalid("code", say("编号用字母和数字写，最多 20 位，例如 Z001。"))
    return code


SERVICES = worded("service_items", (
    Column("code", N_("代码"), _service_code, True, help=N_("A、A01、A0101 三级；上一级要在前面"), as_text=True, fixed=True),
    Column("name", N_("名称"), columns.text(200), True),
    Column("kind", N_("种类"), columns.text(120), help=N_("三级目录八项都要填")),
    Column("quantity", N_("数量"), columns.text(120)),
    Column("scope", N_("范围"), columns.text(2000)),
    Column("service_object", N_("对象"), columns.text(200)),
    Column("funding_source", N_("资金来源"), columns.text(200)),
    Column("supervision", N_("监督考核"), columns.text(2000)),
    Column("rewards", N_("奖励惩罚"), columns.text(2000)),
))  # fmt: skip


def transfer_columns(departments: Mapping[str, int]) -> tuple[Column, ...]:
    modes = {mode.label: mode for mode in TransferMode}
    return worded("transfer_items", (
        Column("code", N_("编号"), _transfer_code, True, help=N_("和上一版同一事项用同一编号，例如 Z001"), as_text=True, fixed=True),
        Column("department", N_("提出部门"), columns.choice(departments), True, help=N_("只认模板列表里的词"), choices=tuple(departments), fixed=True),
        Column("name", N_("事项名称"), columns.text(200), True),
        Column("legal_basis", N_("法律依据"), columns.text(2000), True),
        Column("mode", N_("方式"), columns.choice(modes), True, help=N_("只认模板列表里的词"), choices=tuple(modes)),
        Column("takers", N_("承接条件"), columns.text(2000), True, help=N_("谁可以承接")),
        Column("cost_basis", N_("经费依据"), columns.text(2000), True, help=N_("费随事转")),
        Column("starts_on", N_("开始日期"), columns.any_day, True, help=N_("写成 2026-07-01")),
    ))  # fmt: skip


def departments_of(session: Session, region_path: str) -> dict[str, int]:
    stmt = select(Department.name, Department.id).where(regions.within(Department.region_path, region_path)).order_by(Department.name)
    return dict(session.execute(stmt).all())


def judge(
    session: Session, format_: Sequence[Column], lines: Sequence[Line], overwrite: Iterable[str], edition: CatalogueEdition,
    earlier: Earlier,
) -> None:  # fmt: skip
    model: Any = ServiceItem if edition.kind is CatalogueKind.SERVICES else TransferItem
    for line in lines:
        columns.read(format_, line)
        line.key = line.values.get("code", "")
        line.caption = line.values.get("name", line.key)
    codes = {code for line in lines if line.key for code in (line.key, line.key[:-2]) if code}
    held = {i.code: i for i in session.scalars(select(model).where(model.edition_id == edition.id, model.code.in_(codes)))}
    above = set(held) | earlier(codes - set(held))
    for line in lines:
        line.known = held.get(line.key)
        if model is ServiceItem and line.key and not line.wrong:
            _judge_service(line, above)
        above.add(line.key)
        if line.known is not None:
            _judge_department(line)
            for column in format_:
                if column.key in overwrite and not column.fixed and column.key in line.values:
                    _compare(line, column.key)


def _judge_service(line: Line, above: set[str]) -> None:
    if len(line.key) > 1 and line.key[:-2] not in above:
        line.fault("code", say("先加上一级目录 %(above)s。", above=line.key[:-2]))
    if len(line.key) == 5:
        for name in SERVICE_FIELDS:
            if not line.values.get(name) and not getattr(line.known, name, ""):
                line.fault(name, say("三级目录的八项内容都要填。"))


def _judge_department(line: Line) -> None:
    if "department" in line.values and line.values["department"] != line.known.department_id:
        line.fault("department", say("这个编号是“%(name)s”提出的，部门不能改。", name=line.known.department.name))


def _compare(line: Line, column: str) -> None:
    old, new = getattr(line.known, column), line.values[column]
    if old != new:
        line.changes.append(Change(column, str(getattr(old, "label", old))[:500], str(getattr(new, "label", new))[:500]))


def write(session: Session, lines: Sequence[Line], edition: CatalogueEdition, *, by: Actor) -> list[Any]:
    """Add and revise; one journal row on the edition for all of these lines, as its story is read item by item only when
    somebody writes by hand."""
    session.refresh(edition, with_for_update={"of": CatalogueEdition})
    if edition.state is not EditionState.COLLECTING:
        raise Refused(say("“%(title)s”已经汇总或者放弃，不能再加事项。", title=edition.title))
    items = [_revised(line) if line.known is not None else _added(session, line, edition) for line in lines]
    session.flush()
    added = sum(line.known is None for line in lines)
    sentence = say("从表格加入 %(added)s 项，修改 %(changed)s 项", added=added, changed=len(lines) - added)
    journal.write(session, edition, "import", sentence, by=by, region_path=edition.region_path)
    return items


def _revised(line: Line) -> Any:
    for change in line.changes:
        setattr(line.known, change.column, line.values[change.column])
    line.known.version += 1
    return line.known


def _added(session: Session, line: Line, edition: CatalogueEdition) -> Any:
    said = line.values
    common = {"edition": edition, "code": said["code"]}
    if edition.kind is CatalogueKind.SERVICES:
        told = {name: said.get(name, "") for name in SERVICE_FIELDS}
        item: Any = ServiceItem(**common, level=len(said["code"]) // 2 + 1, region_path=edition.region_path, **told)
    else:
        department = session.get_one(Department, said["department"])
        told = {name: said[name] for name in TRANSFER_FIELDS}
        item = TransferItem(**common, department_id=department.id, region_path=department.region_path, **told)
    session.add(item)
    return item
