"""Places as people write them in tables: a code, a name, or a name with the one above it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.kernel import regions
from portal.kernel.columns import plain_heading
from portal.kernel.regions import Level, Region, colloquial
from portal.kernel.words import Invalid, say

OFFERED = (Level.DISTRICT, Level.STREET, Level.COMMUNITY)


@dataclass(frozen=True)
class Places:
    """``offered``: what a list in a template holds, in order."""

    by_code: dict[str, str]
    by_name: dict[str, set[str]]
    offered: tuple[str, ...]

    def path(self, cell: str) -> str:
        """The path of a place. Raises ``Invalid`` where there is none, or several of that name."""
        if path := self.by_code.get(cell.strip().removesuffix(".0")):
            return path
        found = self.by_name.get(plain_heading(cell).replace("·", ""), set())
        if len(found) > 1:
            raise Invalid("", say("有几个叫“%(name)s”的地方，请写成“街道 · 社区”，或者填区划代码。", name=cell[:40]))
        if not found:
            raise Invalid("", say("没有这个区划代码或者地名：%(name)s", name=cell[:40]))
        return next(iter(found))


def within(session: Session, scope: str) -> Places:
    """Every place of a scope, and the scope itself."""
    codes: dict[str, str] = {}
    names: dict[str, set[str]] = defaultdict(set)
    offered, shown = [], {}
    stmt = select(Region.path, Region.code, Region.name, Region.level).where(regions.within(Region.path, scope)).order_by(Region.path)
    for path, code, name, level in session.execute(stmt):
        codes[code] = path
        shown[path] = colloquial(name, level)
        above = shown.get(regions.ancestors(path)[1] if path != regions.ROOT else "", "")
        for said in {name, shown[path], f"{above}{name}", f"{above}{shown[path]}"}:
            names[plain_heading(said)].add(path)
        if level in OFFERED:
            offered.append(f"{above} · {shown[path]}" if level is Level.COMMUNITY else shown[path])
    return Places(codes, dict(names), tuple(offered))
