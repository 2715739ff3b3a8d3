"""What everyone reads: the editions in force, older ones, single items, two editions side by side."""

from __future__ import annotations

from typing import Any

from flask import abort, request
from flask_babel import gettext as _

from portal.blueprints.catalogue import blueprint
from portal.blueprints.edge import page, permits, public, reader
from portal.blueprints.filters import csv_download
from portal.blueprints.words import shows
from portal.domain.catalogue import queries
from portal.domain.catalogue.editions import SERVICE_FIELDS
from portal.domain.catalogue.models import CatalogueKind, ServiceItem, TransferItem, TransferMode
from portal.kernel.permissions import Permission as P


@blueprint.get("/")
@public
def index():
    return page("catalogue/index.html", kinds=[(k, queries.published(reader(), k)) for k in CatalogueKind])


@blueprint.get("/transfer")
@public
def transfer():
    editions, edition = _chosen(CatalogueKind.TRANSFER)
    asked: dict[str, Any] = {"q": _words(), "department_id": _number("department"), "mode": _mode()}
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


@blueprint.get("/transfer.csv")
@public
def transfer_csv():
    rows = [(r.code, r.name, _(r.mode.label), r.department, r.legal_basis, r.takers, r.cost_basis, r.starts_on)
            for r in _whole(CatalogueKind.TRANSFER)]  # fmt: skip
    names = (_("编号"), _("事项"), _("方式"), _("部门"), _("依据"), _("可以承接的组织"), _("经费依据"), _("实施日期"))
    return csv_download("transfer.csv", names, rows)


@blueprint.get("/services.csv")
@public
def services_csv():
    fields = [(name, _(queries.FIELD_NAMES[name])) for name in SERVICE_FIELDS]
    rows = [(r.code, *(getattr(r, name) for name, _label in fields)) for r in _whole(CatalogueKind.SERVICES)]
    return csv_download("services.csv", (_("代码"), *(label for _name, label in fields)), rows)


def _whole(kind: CatalogueKind):
    edition = _chosen(kind)[1]
    return queries.whole_items(reader(), edition) if edition else []


@blueprint.get("/transfer/<public_id>")
@shows(TransferItem)
@permits(P.CATALOGUE_READ, TransferItem)
def transfer_item(item: TransferItem):
    return page("catalogue/transfer_item.html", item=item)


@blueprint.get("/services")
@public
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


def _words() -> str:
    return "".join(c for c in request.args.get("q", "")[:60] if c.isprintable())


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _mode() -> TransferMode | None:
    value = request.args.get("mode", "")
    return TransferMode(value) if value in {m.value for m in TransferMode} else None
