"""The administrative division: province, city, district, street, community, grid. A scope is a path prefix."""

from __future__ import annotations

import enum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, and_, bindparam, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column, relationship

from portal.kernel.base import Base, EnumString, PathString, Row
from portal.kernel.remembered import remembered
from portal.kernel.words import N_

ROOT = "/"


class Level(enum.StrEnum):
    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"
    GRID = "grid"

    @property
    def label(self) -> str:
        return {
            Level.PROVINCE: N_("省"),
            Level.CITY: N_("市"),
            Level.DISTRICT: N_("区"),
            Level.STREET: N_("街道"),
            Level.COMMUNITY: N_("社区"),
            Level.GRID: N_("网格"),
        }[self]


class Region(Row, Base):
    """One place. ``path`` is the codes from the top, ``/32/3201/320114/``; a grid's code extends its community's."""

    __tablename__ = "regions"
    __table_args__ = (
        CheckConstraint("path LIKE '/%/'", name="path_is_a_path"),
        Index("ix_regions_parent", "parent_id"),
    )

    code: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    level: Mapped[Level] = mapped_column(EnumString(Level))
    path: Mapped[str] = mapped_column(PathString, unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"))
    parent: Mapped[Region | None] = relationship(remote_side="Region.id")

    @property
    def short_name(self) -> str:
        return colloquial(self.name, self.level)


def colloquial(name: str, level: Level) -> str:
    """``雨花台居委会`` → ``雨花台社区``: what people call the place, not the body that runs it."""
    if level != Level.COMMUNITY:
        return name
    if name.endswith("村委会"):
        return name.removesuffix("村委会").removesuffix("村") + "村"
    return name.removesuffix("居委会").removesuffix("社区") + "社区"


def within(column: Any, path: str):
    """SQL: the path in ``column`` lies in ``path`` (a half-open range, so an index serves it)."""
    return and_(column >= path, column < path[:-1] + "0")


def lies_in(path: str | None, scope: str | None) -> bool:
    """The same in Python."""
    return path is not None and scope is not None and path.startswith(scope)


def ancestors(path: str) -> list[str]:
    """``/32/3201/`` → ``["/32/3201/", "/32/", "/"]``: nearest first."""
    parts = path.strip("/").split("/") if path != ROOT else []
    return ["/" + "".join(f"{part}/" for part in parts[:depth]) for depth in range(len(parts), -1, -1)]


def by_code(session: Session, code: str) -> Region:
    return session.query(Region).filter_by(code=code).one()


def name_of(session: Session, path: str) -> str:
    """``铁心桥街道 · 春江社区``: the place with its parent; the district alone for a district."""
    row = remembered(session, ("region", path), lambda: session.execute(_named, {"path": path}).one())
    name, level, above, level_above = row
    if level in (Level.COMMUNITY, Level.GRID) and above is not None:
        return f"{colloquial(above, level_above)} · {colloquial(name, level)}"
    return colloquial(name, level)


_parent = aliased(Region)
_named = (
    select(Region.name, Region.level, _parent.name, _parent.level)
    .outerjoin(_parent, Region.parent_id == _parent.id)
    .where(Region.path == bindparam("path", type_=Region.path.type))
)


def choices(session: Session, level: Level, scope: str = ROOT) -> list[tuple[str, str]]:
    """(path, name) of every region of a level within a scope, for a select field: one statement."""
    parent = aliased(Region)
    stmt = (
        select(Region.path, Region.name, Region.level, parent.name)
        .outerjoin(parent, Region.parent_id == parent.id)
        .where(Region.level == level, within(Region.path, scope))
        .order_by(Region.path)
    )
    return [
        (path, f"{above} · {name}" if above and lvl in (Level.COMMUNITY, Level.GRID) else name)
        for path, name, lvl, above in session.execute(stmt)
    ]
