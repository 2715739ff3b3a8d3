"""What departments propose for the edition that collects."""

from __future__ import annotations

from flask import redirect, url_for
from flask_babel import gettext as _

from portal.blueprints.catalogue import blueprint
from portal.blueprints.catalogue.forms import ProposeForm, TransferForm
from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.domain.catalogue import editions, queries
from portal.domain.catalogue.models import TransferItem
from portal.kernel.permissions import Permission as P
from portal.kernel.words import say


@blueprint.get("/proposed")
@permits(P.CATALOGUE_PROPOSE)
def proposed():
    return page("catalogue/proposed.html", items=queries.proposed_by(reader(), current_actor()),
                edition=editions.collecting_for(reader(), current_actor()))  # fmt: skip


@blueprint.route("/proposed/new", methods=["GET", "POST"])
@permits(P.CATALOGUE_PROPOSE)
def propose():
    form = ProposeForm()
    carried = editions.continuable(reader(), current_actor())
    form.continues.choices = [("", _("新事项")), *((code, f"{code} {name}") for code, name in carried)]
    if form.validate_on_submit():
        if perform(form, editions.propose, by=current_actor(), **form.fields()):
            return done(say("事项已提出，由民政局汇总。汇总前都可以改。"), url_for(".proposed"))
    edition = editions.collecting_for(reader(), current_actor())
    return page("catalogue/propose.html", form=form, item=None, edition=edition)


@blueprint.route("/proposed/<public_id>/edit", methods=["GET", "POST"])
@permits(P.CATALOGUE_PROPOSE, TransferItem)
def edit_proposed(item: TransferItem):
    form = TransferForm(obj=item)
    if form.validate_on_submit():
        if perform(form, editions.revise, item, by=current_actor(), expect=form.expected(), **form.fields()):
            return done(say("已保存。"), url_for(".proposed"))
    return page("catalogue/propose.html", form=form, item=item, edition=item.edition)


@blueprint.post("/proposed/<public_id>/drop")
@permits(P.CATALOGUE_PROPOSE, TransferItem)
def drop_proposed(item: TransferItem):
    if perform(None, editions.drop, item, by=current_actor()):
        return done(say("已去掉。"), url_for(".proposed"))
    return redirect(url_for(".proposed"))
