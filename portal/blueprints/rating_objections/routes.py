"""An objection against a result: raise and read. Results in public are shown by the applications' own pages."""

from __future__ import annotations

from flask import abort, url_for

from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.blueprints.objections.forms import ObjectionForm
from portal.blueprints.rating_objections import WAYS, blueprint
from portal.blueprints.steps import record_context
from portal.blueprints.words import shows
from portal.domain.ratings import objections
from portal.domain.ratings.models import RatingApplication, RatingObjection
from portal.kernel.permissions import Permission as P
from portal.kernel.words import say


@blueprint.route("/new/<application_id>", methods=["GET", "POST"])
@permits(P.OBJECTION_RAISE)
def new(application_id: str):
    application = reader().query(RatingApplication).filter_by(public_id=application_id).one_or_none()
    if application is None or not objections.in_public(application):
        abort(404)
    form, actor = ObjectionForm(), current_actor()
    if form.validate_on_submit() and (
        result := perform(form, objections.raise_objection, application, by=actor, body=form.body.data)
    ):
        said = say("异议已收到。民政局查清、答复以前，不评定这个等级。")
        return done(said, url_for(".show", public_id=result.value.public_id), result.value)
    return page("rating_objections/new.html", form=form, application=application,
                why_not=objections.why_not(reader(), application, actor))  # fmt: skip


@blueprint.get("/<public_id>")
@shows(RatingObjection)
@permits(P.OBJECTION_READ, RatingObjection)
def show(objection: RatingObjection):
    return page("rating_objections/show.html", objection=objection, application=objection.application,
                **record_context(objection, WAYS))  # fmt: skip
