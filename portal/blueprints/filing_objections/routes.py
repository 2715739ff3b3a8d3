"""An objection against a filing: raise and read. Filings in public are shown by the filings' own pages."""

from __future__ import annotations

from flask import abort, url_for

from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.blueprints.filing_objections import WAYS, blueprint
from portal.blueprints.filings.publicity import filing_in_public
from portal.blueprints.objections.forms import ObjectionForm
from portal.blueprints.steps import record_context
from portal.blueprints.words import shows
from portal.domain.organizations import filing_objections
from portal.domain.organizations.models import FilingObjection
from portal.kernel.permissions import Permission as P
from portal.kernel.words import say


@blueprint.route("/new/<filing_id>", methods=["GET", "POST"])
@permits(P.OBJECTION_RAISE)
def new(filing_id: str):
    filing = filing_in_public(filing_id) or abort(404)
    form, actor = ObjectionForm(), current_actor()
    if form.validate_on_submit() and (
        result := perform(form, filing_objections.raise_objection, filing, by=actor, body=form.body.data)
    ):
        sentence = say("异议已收到。街道查清、答复以前，不办理这项备案。")
        return done(sentence, url_for(".show", public_id=result.value.public_id), result.value)
    return page("filing_objections/new.html", form=form, filing=filing,
                why_not=filing_objections.why_not(reader(), filing, actor))  # fmt: skip


@blueprint.get("/<public_id>")
@shows(FilingObjection)
@permits(P.FILING_READ, FilingObjection)
def show(objection: FilingObjection):
    return page("filing_objections/show.html", objection=objection, filing=objection.filing,
                open_to_public=filing_in_public(objection.filing.public_id) is not None,
                **record_context(objection, WAYS))  # fmt: skip
