"""What everyone reads: the editions in force, older ones, single items, two editions side by side."""

from __future__ import annotations

from typing import Any

from flask import abort, request
from flask_babel import gettext as _

from portal.blueprints.catalogue import blueprint
from portal.blueprints.edge import page, permits, public, reader
from portal.blueprints.filters import number, one_of, typed
from portal.blueprints.tables import Table, exported
from portal.blueprints.words import shows
from portal.domain.catalogue import queries
from portal.domain.catalogue.editions import SERVICE_FIELDS
from portal.domain.catalogue.models import CatalogueKind, ServiceItem, TransferItem, TransferMode
from portal.kernel import paging
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

TRANSFER = Table(N_("政府职能转移目录"), (
    (N_("编号"), "code"), (N_("事项"), "name"), (N_("方式"), "mode"), (N_("部门"), "department"), (N_("依据"), "legal_basis"),
    (N_("可以承接的组织"), "takers"), (N_("经费依据"), "cost_basis"), (N_("实施日期"), "starts_on"),
))  # fmt: skip
SERVICES = Table(N_("政府购买服务指导性目录"), (
    (N_("代码"), "code"), *((queries.FIELD_NAMES[name], name) for name in SERVICE_FIELDS),
))  # fmt: skip


@blueprint.get("/")
@public
def index():
    return page("catalogue/index.html", kinds=[(k, queries.published(reader(), k)) for k in CatalogueKind])


@blueprint.get("/transfer")
@public
@exported(TRANSFER, lambda: _transfer_rows(), {"q": typed, "department": number, "mode": one_of(TransferMode), "year": number})
def transfer():
    editions, edition = _chosen(CatalogueKind.TRANSFER)
    asked = _asked()
    found = queries.transfer_items(reader(), edition, cursor=request.args.get("cursor"), **asked) if edition else None
    departments = queries.departments_of(reader(), edition) if edition else []
    return page("catalogue/transfer.html", editions=editions, edition=edition, found=found, asked=asked,
                departments=departments, modes=list(TransferMode))  # fmt: skip


@blueprint.get("/transfer/compare")
@public
def compare():
    return _compared(CatalogueKind.TRANSFER)


@blueprint.get("/services/compare")
@public
def compare_services():
    return _compared(CatalogueKind.SERVICES)


def _compared(kind: CatalogueKind):
    editions = queries.published(reader(), kind)
    years = [e.year for e in editions]
    old = queries.of_year(editions, _number("from") or (years[1] if len(years) > 1 else -1))
    new = queries.of_year(editions, _number("to") or (years[0] if years else -1))
    result = queries.compare(reader(), old, new) if old and new and old is not new else None
    return page("catalogue/compare.html", kind=kind, transfer=kind is CatalogueKind.TRANSFER, editions=editions, old=old,
                new=new, result=result)  # fmt: skip


@blueprint.get("/transfer/<public_id>")
@shows(TransferItem)
@permits(P.CATALOGUE_READ, TransferItem)
def transfer_item(item: TransferItem):
    return page("catalogue/transfer_item.html", item=item)


@blueprint.get("/services")
@public
@exported(SERVICES, lambda: _service_rows(), {"q": typed, "year": number})
def services():
    editions, edition = _chosen(CatalogueKind.SERVICES)
    q = _words()
    tree = queries.service_tree(reader(), edition, q) if edition else []
    return page("catalogue/services.html", editions=editions, edition=edition, tree=tree, q=q)


@blueprint.get("/services/<public_id>")
@shows(ServiceItem)
@permits(P.CATALOGUE_READ, ServiceItem)
def service_item(item: ServiceItem):
    return page("catalogue/service_item.html", item=item, rows=eight_fields(item))


def eight_fields(item: ServiceItem) -> list[tuple[str, str]]:
    return [
        (_("购买目录"), item.name), (_("种类"), item.kind), (_("数量"), item.quantity), (_("范围"), item.scope),
        (_("对象"), item.service_object), (_("资金来源"), item.funding_source), (_("监督考核"), item.supervision),
        (_("奖励惩罚"), item.rewards),
    ]  # fmt: skip


def _chosen(kind: CatalogueKind):
    """Every published edition and the one that ``?year=`` names; a year that never was answers 404."""
    editions = queries.published(reader(), kind)
    edition = queries.of_year(editions, _number("year"))
    if edition is None and request.args.get("year"):
        abort(404)
    return editions, edition


def _asked() -> dict[str, Any]:
    return {"q": _words(), "department_id": _number("department"), "mode": _mode()}


def _transfer_rows():
    """Of the edition that the page shows, under its filters."""
    edition, asked = _chosen(CatalogueKind.TRANSFER)[1], _asked()
    if edition is None:
        return iter(())
    return paging.every(lambda cursor: queries.transfer_items(reader(), edition, cursor=cursor, **asked))


def _service_rows():
    edition, q = _chosen(CatalogueKind.SERVICES)[1], _words()
    return queries.whole_services(reader(), edition, q) if edition else []


def _words() -> str:
    return "".join(c for c in request.args.get("q", "")[:60] if c.isprintable())


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _mode() -> TransferMode | None:
    value = request.args.get("mode", "")
    return TransferMode(value) if value in {m.value for m in TransferMode} else None
