"""The administrative division from a table: known by its codes; what lies above stands before, in the table or in the portal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.kernel import columns, regions
from portal.kernel.column_words import worded
from portal.kernel.columns import Change, Column, Line
from portal.kernel.regions import Level, Region
from portal.kernel.words import N_, Invalid, say

CODE = re.compile(r"[0-9A-Z]{2,16}")


def _code(cell: str) -> str:
    code = columns.code(cell)
    if not CODE.fullmatch(code):
        raise Invalid("code", say("区划代码是 2 到 16 位数字（网格可以带字母）。"))
    return code


COLUMNS = worded("regions", (
    Column("code", N_("区划代码"), _code, True, help=N_("民政部或本地公布的代码；网格的代码以社区的开头"), as_text=True, fixed=True),
    Column("name", N_("名称"), columns.name(60), True, help=N_("全称，街道办事处写街道的名称")),
    Column("level", N_("级别"), columns.choice({**{x.label: x for x in Level}, **{x.value: x for x in Level}}), True, help=N_("只认模板列表里的词"),
           choices=tuple(level.label for level in Level), fixed=True),
    Column("parent", N_("上级区划代码"), _code, True, help=N_("上级要已经有，或者写在前面"), as_text=True, fixed=True),
))  # fmt: skip


def judge(session: Session, lines: Sequence[Line], overwrite: Iterable[str], scope: str, earlier: Any) -> None:
    for line in lines:
        columns.read(COLUMNS, line)
        line.key, line.caption = line.values.get("code", ""), line.values.get("name", "")
    codes = {line.values[name] for line in lines for name in ("code", "parent") if name in line.values}
    held = {region.code: region for region in session.scalars(select(Region).where(Region.code.in_(codes)))}
    above = earlier(codes - set(held))
    for line in lines:
        line.known = held.get(line.key)
        _judge_place(line, held, above, scope)
        above.add(line.key)
        if line.known is not None and "name" in overwrite and (name := line.values.get("name")) and name != line.known.name:
            line.changes.append(Change("name", line.known.name, name))


def _judge_place(line: Line, held: dict[str, Region], above: set[str], scope: str) -> None:
    parent, level = held.get(line.values.get("parent", "")), line.values.get("level")
    if line.known is not None:
        if not regions.lies_in(line.known.path, scope):
            line.fault("code", say("这个代码不在您选的区划里。"))
        if level and line.known.level is not level:
            line.fault("level", say("这个代码已经有了，是“%(level)s”，级别不能改。", level=line.known.level.label))
        if parent is not None and line.known.parent_id != parent.id:
            line.fault("parent", say("这个代码已经有了，上级不能改：记录都按它归属。"))
    elif "parent" in line.values:
        if parent is None and line.values["parent"] not in above:
            line.fault("parent", say("没有这个上级代码；上级要写在前面。"))
        elif parent is not None and not regions.lies_in(parent.path, scope):
            line.fault("parent", say("上级不在您选的区划里。"))
        elif parent is not None and level and list(Level).index(level) <= list(Level).index(parent.level):
            line.fault("level", say("级别要低于上级“%(name)s”。", name=parent.name))


def write(session: Session, lines: Sequence[Line], scope: str) -> list[Any]:
    """Places one after the other: what lies above is there when it is needed."""
    held: dict[str, Region] = {}
    for line in lines:
        if line.known is not None:
            line.known.name = line.values["name"]
            held[line.key] = line.known
            continue
        code, above = line.values["code"], line.values["parent"]
        parent = held.get(above) or session.scalars(select(Region).where(Region.code == above)).one_or_none()
        if parent is None or not regions.lies_in(parent.path, scope):
            raise Invalid("parent", say("没有这个上级代码；上级要写在前面。"))
        held[code] = Region(code=code, name=line.values["name"], level=line.values["level"], path=f"{parent.path}{code}/", parent=parent)
        session.add(held[code])
        session.flush()
    return [held[line.key] for line in lines]
