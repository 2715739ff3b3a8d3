"""What the lines of an import become, target by target: which columns, what is judged, what is written.

``judge`` says of lines what is wrong, which record they are and what they would change; it only reads. ``write`` takes lines
that were judged in the same unit of work. The preview, the writing in pieces and the command line all go through these two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from portal.domain.catalogue import imported as items
from portal.domain.catalogue.models import CatalogueEdition, CatalogueKind
from portal.domain.imports.models import ImportTarget
from portal.domain.organizations import imported as organizations
from portal.domain.review import imported as experts
from portal.kernel.columns import Column, Line
from portal.kernel.people import Actor
from portal.kernel.places import Places
from portal.kernel.words import N_
from portal.workflows import import_regions


@dataclass
class Place:
    """Where lines go. ``earlier``: which of some keys stand further up in the table. ``columns`` are read once and kept."""

    session: Session
    target: ImportTarget
    region_path: str
    edition: CatalogueEdition | None = None
    overwrite: frozenset[str] = frozenset()
    earlier: Callable[[Iterable[str]], set[str]] = lambda keys: set()
    twins: bool = True  # whether what resembles a line is looked for
    _columns: tuple[Column, ...] | None = None

    @property
    def columns(self) -> tuple[Column, ...]:
        if self._columns is None:
            self._columns = TARGETS[self.target].columns(self.session, self.region_path)
        return self._columns

    def judge(self, lines: Sequence[Line]) -> None:
        TARGETS[self.target].judge(self, lines)

    def write(self, lines: Sequence[Line], by: Actor) -> list[Any]:
        return TARGETS[self.target].write(self, lines, by)


@dataclass(frozen=True)
class Target:
    """``note``: what whoever brings such a table should know."""

    note: str
    columns: Callable[[Session, str], tuple[Column, ...]]
    judge: Callable[[Place, Sequence[Line]], None]
    write: Callable[[Place, Sequence[Line], Actor], list[Any]]
    edition: CatalogueKind | None = None
    bare: tuple[Column, ...] = ()  # the columns without what depends on the place: for their names


def _edition(place: Place) -> CatalogueEdition:
    assert place.edition is not None, "items belong to an edition"
    return place.edition


def _judge_items(place: Place, lines: Sequence[Line]) -> None:
    items.judge(place.session, place.columns, lines, place.overwrite, _edition(place), place.earlier)


def _write_items(place: Place, lines: Sequence[Line], by: Actor) -> list[Any]:
    return items.write(place.session, lines, _edition(place), by=by)


TARGETS = {
    ImportTarget.ORGANIZATIONS: Target(
        N_("按统一社会信用代码（社区社会组织按备案编号）认：名册上有的更新，没有的新增。导入的组织还没有账号，由本组织的人凭证明认领。"),
        lambda session, region_path: organizations.columns_of(organizations.places_of(session, region_path)),
        lambda p, lines: organizations.judge(p.session, p.columns, lines, p.overwrite, p.region_path, twins=p.twins),
        lambda p, lines, by: organizations.write(p.session, p.columns, lines, by=by),
        bare=organizations.columns_of(Places({}, {}, ())),
    ),
    ImportTarget.EXPERTS: Target(
        N_("按登录名认：专家先注册账号，导入以后成为评审专家。"),
        lambda session, region_path: experts.COLUMNS,
        lambda p, lines: experts.judge(p.session, lines, p.overwrite),
        lambda p, lines, by: experts.write(p.session, lines, p.region_path, by=by),
        bare=experts.COLUMNS,
    ),
    ImportTarget.REGIONS: Target(
        N_("按区划代码认：已有的只能改名称，级别和上级不能改。"),
        lambda session, region_path: import_regions.COLUMNS,
        lambda p, lines: import_regions.judge(p.session, lines, p.overwrite, p.region_path, p.earlier),
        lambda p, lines, by: import_regions.write(p.session, lines, p.region_path),
        bare=import_regions.COLUMNS,
    ),
    ImportTarget.SERVICE_ITEMS: Target(
        N_("按代码认，写进正在征集的那一版；三级目录的八项内容都要填。"), lambda session, region_path: items.SERVICES, _judge_items, _write_items,
        CatalogueKind.SERVICES, items.SERVICES,
    ),
    ImportTarget.TRANSFER_ITEMS: Target(
        N_("按编号认，写进正在征集的那一版；和上一版同一事项请用同一编号。"),
        lambda session, region_path: items.transfer_columns(items.departments_of(session, region_path)), _judge_items, _write_items,
        CatalogueKind.TRANSFER, items.transfer_columns({}),
    ),
}  # fmt: skip


@cache
def labels(target: ImportTarget) -> dict[str, str]:
    """Column → what it is called."""
    return {column.key: column.label for column in TARGETS[target].bare}


def brought_by(by: Actor) -> list[ImportTarget]:
    """What this officer may bring in."""
    return [target for target in ImportTarget if by.holds(target.keeper)]
