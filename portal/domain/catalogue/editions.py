"""Verbs of the catalogues: open an edition, propose and revise its items."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue.guards import ITEM, collecting_again, tell_departments
from portal.domain.catalogue.models import CatalogueEdition, CatalogueKind, EditionState, ServiceItem, TransferItem
from portal.kernel import clock, engine, journal, lifecycle, regions
from portal.kernel.people import Actor, Department
from portal.kernel.permissions import Permission as P
from portal.kernel.words import Forbidden, Invalid, Refused, Sentence, Stale, say

TRANSFER_FIELDS = ("name", "legal_basis", "mode", "takers", "cost_basis", "starts_on")
SERVICE_FIELDS = ("name", "kind", "quantity", "scope", "service_object", "funding_source", "supervision", "rewards")
COPIED = {
    CatalogueKind.TRANSFER: ("code", "department_id", "region_path", *TRANSFER_FIELDS),
    CatalogueKind.SERVICES: ("code", "level", "region_path", *SERVICE_FIELDS),
}
CODE = re.compile(r"[A-Z](\d{2}){0,2}")


def open_edition(
    session: Session, *, by: Actor, kind: CatalogueKind, year: int, foreword: str = "", copy: bool = False
) -> CatalogueEdition:
    """Begin a year's edition in the actor's region; ``copy``: with the items of the edition in force."""
    if not by.holds(P.CATALOGUE_CONSOLIDATE) or by.region_path is None:
        raise Forbidden(say("只有民政局的受理岗可以开始新一版目录。"))
    if not clock.today().year - 1 <= year <= clock.today().year + 1:
        raise Invalid("year", say("年份应在去年到明年之间。"))
    _refuse_second(session, kind, year, by.region_path)
    title = say("%(year)s 年%(kind)s", year=year, kind=kind.label)
    edition = CatalogueEdition(kind=kind, year=year, region_path=by.region_path, title=str(title), foreword=foreword)
    lifecycle.begin(session, edition, by=by, sentence=say("开始编制“%(title)s”", title=edition.title))
    if copy and (previous := in_force(session, kind, by.region_path)):
        _copy_items(session, previous, edition, by)
    if kind is CatalogueKind.TRANSFER:
        tell_departments(session, edition, collecting_again(edition.title))
    return edition


def _refuse_second(session: Session, kind: CatalogueKind, year: int, region_path: str) -> None:
    stmt = select(CatalogueEdition.state).where(
        CatalogueEdition.kind == kind, CatalogueEdition.year == year, CatalogueEdition.region_path == region_path
    )
    held = session.scalar(stmt)
    if held is EditionState.DISCARDED:
        raise Invalid("year", say("%(year)s 年版放弃过。请在“目录编制”里打开它，重新开始。", year=year))
    if held:
        raise Invalid("year", say("%(year)s 年版已经有了，每年只编一版。", year=year))


def in_force(session: Session, kind: CatalogueKind, region_path: str | None = None) -> CatalogueEdition | None:
    stmt = select(CatalogueEdition).where(
        CatalogueEdition.kind == kind, CatalogueEdition.state == EditionState.PUBLISHED
    )
    if region_path:
        stmt = stmt.where(CatalogueEdition.region_path.in_(regions.ancestors(region_path)))
    return session.scalars(stmt.order_by(CatalogueEdition.year.desc()).limit(1)).one_or_none()


def collecting(session: Session, kind: CatalogueKind, region_path: str) -> CatalogueEdition | None:
    """The edition that takes proposals for this place now."""
    stmt = select(CatalogueEdition).where(
        CatalogueEdition.kind == kind, CatalogueEdition.state == EditionState.COLLECTING,
        CatalogueEdition.region_path.in_(regions.ancestors(region_path)),
    )  # fmt: skip
    return session.scalars(stmt.order_by(CatalogueEdition.year.desc()).limit(1)).one_or_none()


def collecting_for(session: Session, by: Actor) -> CatalogueEdition | None:
    """The transfer edition that takes proposals from the actor's department now."""
    if by.department_id is None:
        return None
    department = session.get_one(Department, by.department_id)
    return collecting(session, CatalogueKind.TRANSFER, department.region_path)


def _copy_items(session: Session, previous: CatalogueEdition, edition: CatalogueEdition, by: Actor) -> None:
    model = ITEM[edition.kind]
    for item in session.scalars(select(model).where(model.edition_id == previous.id).order_by(model.code)):
        session.add(model(edition_id=edition.id, **{name: getattr(item, name) for name in COPIED[edition.kind]}))
    session.flush()
    sentence = say("带入了“%(title)s”的全部事项", title=previous.title)
    journal.write(session, edition, "copy", sentence, by=by, region_path=edition.region_path)


# --- transfer items -----------------------------------------------------------------------------------------------


def propose(session: Session, *, by: Actor, continues: str = "", **fields: Any) -> TransferItem:
    """A department proposes a function for the edition that collects.

    ``continues``: the code of the item in the edition in force that this one carries on, so that editions compare.
    """
    if not by.department_id or not by.holds(P.CATALOGUE_PROPOSE):
        raise Forbidden(say("职能转移事项由政府部门提出。"))
    department = session.get_one(Department, by.department_id)
    edition = collecting_for(session, by)
    if edition is None:
        raise Refused(say("现在没有正在征集事项的目录。民政局开始编制新一版时会通知各部门。"))
    code = _code_for(session, edition, by, continues)
    item = TransferItem(
        edition=edition, code=code, department_id=by.department_id, region_path=department.region_path,
        **_known(fields, TRANSFER_FIELDS),
    )  # fmt: skip
    session.add(item)
    session.flush()
    _note(session, edition, "propose", say("提出事项 %(code)s“%(name)s”", code=code, name=item.name), by)
    return item


def _code_for(session: Session, edition: CatalogueEdition, by: Actor, continues: str) -> str:
    held = set(session.scalars(select(TransferItem.code).where(TransferItem.edition_id == edition.id)))
    if continues:
        if continues not in dict(continuable(session, by)):
            raise Invalid("continues", say("请从本部门上一版的事项里选。"))
        if continues in held:
            raise Invalid("continues", say("%(code)s 已经在这一版里了，请直接修改它。", code=continues))
        return continues
    used = held | set(session.scalars(select(TransferItem.code)))
    return f"Z{1 + max((int(code[1:]) for code in used if code[1:].isdigit()), default=0):03d}"


def continuable(session: Session, by: Actor) -> list[tuple[str, str]]:
    """(code, name) of the department's items in the edition in force."""
    stmt = (
        select(TransferItem.code, TransferItem.name)
        .join(CatalogueEdition)
        .where(CatalogueEdition.state == EditionState.PUBLISHED, TransferItem.department_id == by.department_id)
        .order_by(TransferItem.code)
    )
    return [(code, name) for code, name in session.execute(stmt)]


# --- service items ------------------------------------------------------------------------------------------------


def add_service(session: Session, edition: CatalogueEdition, *, by: Actor, code: str, **fields: Any) -> ServiceItem:
    """Add an entry: ``A``, ``A01`` or ``A0101``; the heading above must be there first."""
    _require_collecting(edition)
    code = code.strip().upper()
    held = set(session.scalars(select(ServiceItem.code).where(ServiceItem.edition_id == edition.id)))
    if wrong := _code_fault(code, held):
        raise Invalid("code", wrong)
    level = len(code) // 2 + 1
    item = ServiceItem(
        edition=edition, code=code, level=level, region_path=edition.region_path, **_known(fields, SERVICE_FIELDS)
    )
    _require_fields(item)
    session.add(item)
    session.flush()
    _note(session, edition, "add", say("加入目录 %(code)s“%(name)s”", code=code, name=item.name), by)
    return item


def _code_fault(code: str, held: set[str]) -> Sentence | None:
    if not CODE.fullmatch(code):
        return say("代码写成 A、A01 或 A0101 这样：一级一个大写字母，下面每级两位数字。")
    if code in held:
        return say("代码 %(code)s 已经有了。", code=code)
    if len(code) > 1 and code[:-2] not in held:
        return say("先加上一级目录 %(above)s。", above=code[:-2])
    return None


def _require_fields(item: ServiceItem) -> None:
    """Headings need a name; what can be bought needs all eight fields."""
    if item.level == 3 and (missing := [name for name in SERVICE_FIELDS if not getattr(item, name, "")]):
        raise Invalid(missing[0], say("三级目录的八项内容都要填。"))


# --- both ---------------------------------------------------------------------------------------------------------


def revise(session: Session, item: Any, *, by: Actor, expect: int | None = None, **fields: Any) -> Any:
    """Change an item while its edition collects. The code stays: editions are compared by it."""
    engine.lock(session, item)
    if expect is not None and expect != item.version:
        raise Stale(say("这个事项刚刚在别处改过。请先看最新内容。"))
    _require_collecting(item.edition)
    transfer = isinstance(item, TransferItem)
    for name, value in _known(fields, TRANSFER_FIELDS if transfer else SERVICE_FIELDS).items():
        setattr(item, name, value)
    if not transfer:
        _require_fields(item)
    item.version += 1
    _note(session, item.edition, "revise", say("修改了 %(code)s“%(name)s”", code=item.code, name=item.name), by)
    return item


def drop(session: Session, item: Any, *, by: Actor) -> None:
    """Take an item off an edition that still collects. Nothing that was published is ever deleted."""
    edition = item.edition
    _require_collecting(edition)
    if isinstance(item, ServiceItem):
        below = select(ServiceItem.id).where(
            ServiceItem.edition_id == edition.id, ServiceItem.code.startswith(item.code), ServiceItem.id != item.id
        )
        if session.scalar(below.limit(1)):
            raise Refused(say("“%(code)s”下面还有目录，先删下面的。", code=item.code))
    _note(session, edition, "drop", say("去掉了 %(code)s“%(name)s”", code=item.code, name=item.name), by)
    session.delete(item)


def _require_collecting(edition: CatalogueEdition) -> None:
    if edition.state is not EditionState.COLLECTING:
        raise Refused(say("“%(title)s”已经汇总或者放弃，不能再改事项。要改请先退回或者重新开始。", title=edition.title))


def _known(fields: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    unknown = set(fields) - set(names)
    if unknown:
        raise TypeError(f"an item has no {sorted(unknown)}")
    return fields


def _note(session: Session, edition: CatalogueEdition, action: str, sentence: Sentence, by: Actor) -> None:
    journal.write(session, edition, action, sentence, by=by, region_path=edition.region_path)
