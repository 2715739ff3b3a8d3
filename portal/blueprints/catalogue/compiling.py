"""What officers compile: editions, their items and steps."""

from __future__ import annotations

from flask import redirect, request, url_for

from portal.blueprints.catalogue import editions as blueprint
from portal.blueprints.catalogue.forms import EditionForm, NewServiceForm, ServiceForm, TransferForm
from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, day, every, exported
from portal.blueprints.words import shows
from portal.domain.catalogue import editions, queries
from portal.domain.catalogue.models import CatalogueEdition, CatalogueKind, EditionState, ServiceItem, TransferItem
from portal.kernel import access, clock
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, say

EDITIONS = Table(N_("目录版本"), (
    (N_("版本"), "title"), (N_("编号"), "number"), (N_("类型"), "kind"), (N_("发布日期"), day("published_at")), (N_("状态"), "state"),
))  # fmt: skip
OFFICERS = (P.CATALOGUE_CONSOLIDATE, P.CATALOGUE_REVIEW, P.CATALOGUE_PUBLISH)


@blueprint.get("/")
@permits(OFFICERS)
@exported(EDITIONS, lambda: every(queries.editions))
def index():
    found = queries.editions(reader(), current_actor(), cursor=request.args.get("cursor"))
    return page("catalogue/editions.html", found=found, may_open=current_actor().holds(P.CATALOGUE_CONSOLIDATE))


@blueprint.route("/new", methods=["GET", "POST"])
@permits(P.CATALOGUE_CONSOLIDATE)
def new():
    form = EditionForm(year=clock.today().year)
    if form.validate_on_submit():
        if result := perform(form, editions.open_edition, by=current_actor(), **form.fields()):
            return done(say("新一版开始征集事项。"), url_for(".show", public_id=result.value.public_id), result.value)
    return page("catalogue/edition_new.html", form=form)


@blueprint.get("/<public_id>")
@shows(CatalogueEdition)
@permits(P.CATALOGUE_READ, CatalogueEdition)
def show(edition: CatalogueEdition):
    transfer = edition.kind is CatalogueKind.TRANSFER
    items = queries.transfer_items(reader(), edition, cursor=request.args.get("cursor")) if transfer else None
    tree = [] if transfer else queries.service_tree(reader(), edition)
    full = access.allows(current_actor(), P.CATALOGUE_CONSOLIDATE, edition)
    return page("catalogue/edition.html", edition=edition, items=items, tree=tree,
                editable=full and edition.state is EditionState.COLLECTING,
                **record_context(edition, names=current_actor().is_authenticated))  # fmt: skip


@blueprint.route("/<public_id>/items/new", methods=["GET", "POST"])
@permits(P.CATALOGUE_CONSOLIDATE, CatalogueEdition)
def new_service(edition: CatalogueEdition):
    if edition.kind is CatalogueKind.TRANSFER:
        return redirect(url_for(".show", public_id=edition.public_id))
    form = NewServiceForm()
    if form.validate_on_submit():
        if perform(form, editions.add_service, edition, by=current_actor(), **form.fields()):
            return done(say("已加入目录。"), url_for(".show", public_id=edition.public_id))
    return page("catalogue/service_edit.html", form=form, edition=edition, item=None)


@blueprint.route("/services/<public_id>/edit", methods=["GET", "POST"])
@permits(P.CATALOGUE_CONSOLIDATE, ServiceItem)
def edit_service(item: ServiceItem):
    return _edit(item, ServiceForm(obj=item), "catalogue/service_edit.html")


@blueprint.route("/transfer/<public_id>/edit", methods=["GET", "POST"])
@permits(P.CATALOGUE_CONSOLIDATE, TransferItem)
def edit_transfer(item: TransferItem):
    return _edit(item, TransferForm(obj=item), "catalogue/transfer_edit.html")


def _edit(item, form, template: str):
    edition = item.edition
    back = url_for(".show", public_id=edition.public_id)
    if form.validate_on_submit():
        if perform(form, editions.revise, item, by=current_actor(), expect=form.expected(), **form.fields()):
            return done(say("已保存。"), back)
    return page(template, form=form, edition=edition, item=item, back=back)


@blueprint.post("/services/<public_id>/drop")
@permits(P.CATALOGUE_CONSOLIDATE, ServiceItem)
def drop_service(item: ServiceItem):
    return _drop(item)


@blueprint.post("/transfer/<public_id>/drop")
@permits(P.CATALOGUE_CONSOLIDATE, TransferItem)
def drop_transfer(item: TransferItem):
    return _drop(item)


def _drop(item):
    back = url_for(".show", public_id=item.edition.public_id)
    if perform(None, editions.drop, item, by=current_actor()):
        return done(say("已去掉。"), back)
    return redirect(back)
