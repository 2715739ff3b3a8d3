"""Reads of the catalogues: an edition and its items, the tree of services, two editions side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session

from portal.domain.catalogue.editions import SERVICE_FIELDS, TRANSFER_FIELDS
from portal.domain.catalogue.models import (
    CatalogueEdition,
    CatalogueKind,
    EditionState,
    ServiceItem,
    TransferItem,
    TransferMode,
)
from portal.kernel import access
from portal.kernel.paging import Page, paginate
from portal.kernel.people import Actor, Department
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

FIELD_NAMES = {
    "name": N_("事项"), "legal_basis": N_("依据"), "mode": N_("方式"), "takers": N_("可以承接的组织"),
    "cost_basis": N_("经费依据"), "starts_on": N_("实施日期"), "department": N_("部门"),
    "kind": N_("种类"), "quantity": N_("数量"), "scope": N_("范围"), "service_object": N_("对象"),
    "funding_source": N_("资金来源"), "supervision": N_("监督考核"), "rewards": N_("奖励惩罚"),
}  # fmt: skip
_TRANSFER_ROWS = (
    select(
        TransferItem.public_id, TransferItem.code, TransferItem.name, TransferItem.mode, TransferItem.takers,
        TransferItem.legal_basis, TransferItem.cost_basis, TransferItem.starts_on,
        Department.name.label("department"),
    )
    .join(Department, Department.id == TransferItem.department_id)
)  # fmt: skip
_SERVICE_ROWS = select(
    ServiceItem.public_id, ServiceItem.code, ServiceItem.level, ServiceItem.name, ServiceItem.kind,
    ServiceItem.service_object,
).order_by(ServiceItem.code)  # fmt: skip
_WHOLE_SERVICE_ROWS = select(
    ServiceItem.public_id, ServiceItem.code, ServiceItem.level, *(getattr(ServiceItem, name) for name in SERVICE_FIELDS)
).order_by(ServiceItem.code)  # fmt: skip


def published(session: Session, kind: CatalogueKind) -> list[CatalogueEdition]:
    """Every published edition, the newest first; the first is the one in force."""
    stmt = select(CatalogueEdition).where(CatalogueEdition.kind == kind, CatalogueEdition.published_at.is_not(None))
    return list(session.scalars(stmt.order_by(CatalogueEdition.year.desc(), CatalogueEdition.id.desc())))


def of_year(editions: list[CatalogueEdition], year: int | None) -> CatalogueEdition | None:
    """The edition of a year; without a year the one in force; ``None`` where there is none."""
    if year is None:
        return editions[0] if editions else None
    return next((e for e in editions if e.year == year), None)


def transfer_items(
    session: Session, edition: CatalogueEdition, *, q: str = "", department_id: int | None = None,
    mode: TransferMode | None = None, cursor: str | None = None, size: int = 50,
) -> Page:  # fmt: skip
    """Items of one edition by code. The caller may read the edition."""
    stmt = _TRANSFER_ROWS.where(TransferItem.edition_id == edition.id)
    if words := q.replace("\x00", "").strip()[:60]:
        in_text = (TransferItem.name, TransferItem.legal_basis, TransferItem.takers)
        stmt = stmt.where(or_(*(column.contains(words, autoescape=True) for column in in_text)))
    if department_id:
        stmt = stmt.where(TransferItem.department_id == department_id)
    if mode:
        stmt = stmt.where(TransferItem.mode == mode)
    return paginate(session, stmt, keys=(TransferItem.code,), cursor=cursor, size=size, descending=False, scalars=False)


def departments_of(session: Session, edition: CatalogueEdition) -> list[tuple[int, str]]:
    """(id, name) of the departments that have items in an edition: for the filter."""
    stmt = select(Department.id, Department.name).join(TransferItem).where(TransferItem.edition_id == edition.id)
    return [(key, name) for key, name in session.execute(stmt.distinct().order_by(Department.id))]


def proposed_by(session: Session, actor: Actor) -> list[TransferItem]:
    """What the actor's department has in editions that are not out yet."""
    stmt = select(TransferItem).join(CatalogueEdition).where(CatalogueEdition.published_at.is_(None))
    stmt = stmt.where(CatalogueEdition.state != EditionState.DISCARDED)
    stmt = stmt.where(TransferItem.department_id == actor.department_id)
    return list(session.scalars(stmt.order_by(TransferItem.code).limit(200)))


# --- services -----------------------------------------------------------------------------------------------------


@dataclass
class Branch:
    """A heading or an entry of the service catalogue, with what stands below it."""

    item: Row
    below: list[Branch] = field(default_factory=list)


def service_tree(session: Session, edition: CatalogueEdition, q: str = "") -> list[Branch]:
    """The edition as a tree; with ``q`` only the entries that contain it and the headings above them."""
    return _grown(_containing(session.execute(_SERVICE_ROWS.where(ServiceItem.edition_id == edition.id)).all(), q))


def whole_services(session: Session, edition: CatalogueEdition, q: str = "") -> list[Row]:
    """The rows of the same tree with all their fields, for a file."""
    return _containing(session.execute(_WHOLE_SERVICE_ROWS.where(ServiceItem.edition_id == edition.id)).all(), q)


def _containing(rows: Sequence[Row], q: str) -> list[Row]:
    words = q.strip()[:60]
    if not words:
        return list(rows)
    texts = {r.code: (r.name, r.kind, r.service_object) for r in rows}
    hits = {code for code, found in texts.items() if code == words.upper() or any(words in t for t in found)}
    kept = {code[:length] for code in hits for length in (1, 3, 5)}
    return [r for r in rows if r.code in kept or any(r.code.startswith(hit) for hit in hits)]


def _grown(rows: Any) -> list[Branch]:
    roots: list[Branch] = []
    by_code: dict[str, Branch] = {}
    for row in rows:
        branch = by_code[row.code] = Branch(row)
        above = by_code.get(row.code[:-2])
        (above.below if above else roots).append(branch)
    return roots


# --- two editions -------------------------------------------------------------------------------------------------


class Change(NamedTuple):
    field: str
    old: Any
    new: Any


class Comparison(NamedTuple):
    added: list[Row]
    dropped: list[Row]
    changed: list[tuple[Row, list[Change]]]
    unchanged: int


def compare(session: Session, old: CatalogueEdition, new: CatalogueEdition) -> Comparison:
    """Item by item, by code: what came, what went, what reads differently."""
    before, after = _by_code(session, old), _by_code(session, new)
    both = [(before[code], after[code]) for code in sorted(before.keys() & after.keys())]
    names = (*TRANSFER_FIELDS, "department") if new.kind is CatalogueKind.TRANSFER else SERVICE_FIELDS
    changed = [(now, _changes(names, then, now)) for then, now in both if _changes(names, then, now)]
    return Comparison(
        [after[code] for code in sorted(after.keys() - before.keys())],
        [before[code] for code in sorted(before.keys() - after.keys())],
        changed,
        len(both) - len(changed),
    )


def _by_code(session: Session, edition: CatalogueEdition) -> dict[str, Row]:
    return {row.code: row for row in whole_items(session, edition)}


def whole_items(session: Session, edition: CatalogueEdition) -> list[Row]:
    """Every item of an edition with all its fields, by code: to compare, and for a spreadsheet."""
    if edition.kind is CatalogueKind.TRANSFER:
        stmt = _TRANSFER_ROWS.where(TransferItem.edition_id == edition.id).order_by(TransferItem.code)
    else:
        stmt = _WHOLE_SERVICE_ROWS.where(ServiceItem.edition_id == edition.id)
    return list(session.execute(stmt).all())


def _changes(names: tuple[str, ...], then: Row, now: Row) -> list[Change]:
    pairs = [(name, getattr(then, name), getattr(now, name)) for name in names]
    return [Change(FIELD_NAMES[name], _plain(old), _plain(new)) for name, old, new in pairs if old != new]


def _plain(value: Any) -> Any:
    return value.label if isinstance(value, TransferMode) else value.isoformat() if isinstance(value, date) else value


# --- officers -----------------------------------------------------------------------------------------------------


def editions(session: Session, actor: Actor, cursor: str | None = None) -> Page:
    """Every edition that the actor may read, open ones too."""
    stmt = access.visible(select(CatalogueEdition), actor, P.CATALOGUE_READ)
    return paginate(session, stmt, keys=(CatalogueEdition.created_at, CatalogueEdition.id), cursor=cursor)

