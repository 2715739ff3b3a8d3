"""Measures: the list, giving notice, one measure."""

from __future__ import annotations

from flask import request, url_for
from flask_babel import gettext as _

from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.blueprints.filters import chosen, one_of
from portal.blueprints.rating_measures import blueprint
from portal.blueprints.rating_measures.forms import MeasureForm
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, day, every, exported
from portal.blueprints.words import shows
from portal.domain.ratings import measures
from portal.domain.ratings.granted import MeasureState, Rating, RatingMeasure
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, say

TABLE = Table(N_("降低、取消等级"), (
    (N_("组织"), lambda m: m.organization.name), (N_("编号"), "number"), (N_("处理"), "kind"), (N_("原等级"), lambda m: f"{m.from_level}A"),
    (N_("告知"), day("created_at")), (N_("状态"), "state"),
))  # fmt: skip


@blueprint.get("/", strict_slashes=False)
@permits(P.ORGANIZATION_READ_FULL)
@exported(TABLE, lambda: every(measures.all_of, state=chosen(MeasureState, "state")), {"state": one_of(MeasureState)})
def index():
    found = measures.all_of(reader(), current_actor(), state=chosen(MeasureState, "state"), cursor=request.args.get("cursor"))
    return page("rating_measures/index.html", found=found, states=list(MeasureState))


@blueprint.route("/new/<public_id>", methods=["GET", "POST"])
@permits(P.RATING_CHECK, Rating)
def new(rating: Rating):
    form = MeasureForm()
    form.to_level.choices = [("", _("请选择")), *((level, f"{level}A") for level in range(rating.level - 1, 0, -1))]
    if form.validate_on_submit():
        fields = {name: form[name].data for name in ("kind", "to_level", "grounds")}
        if result := perform(form, measures.begin, rating, by=current_actor(), **fields):
            said = say("已告知组织，等它陈述申辩。期满以后由审核岗决定。")
            return done(said, url_for(".show", public_id=result.value.public_id), result.value)
    return page("rating_measures/new.html", form=form, rating=rating, why_not=measures.why_not(reader(), rating, current_actor()))


@blueprint.get("/<public_id>")
@shows(RatingMeasure)
@permits(P.RATING_READ, RatingMeasure)
def show(measure: RatingMeasure):
    return page("rating_measures/show.html", measure=measure, rating=measure.rating,
                appeal_ends=measures.appeal_ends(reader(), measure), **record_context(measure))  # fmt: skip
