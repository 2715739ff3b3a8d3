"""One-time codes for the attendees of a confirmed activity: made once, shown once, printed."""

from __future__ import annotations

import segno
from flask import url_for
from markupsafe import Markup

from portal.blueprints.activities import blueprint
from portal.blueprints.activities.forms import CodesForm, VoidCodesForm
from portal.blueprints.ballots.forms import AnswersForm
from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.domain.projects.models import Activity
from portal.domain.satisfaction.operations import codes_left, has_codes, make_codes, survey_of, void_codes
from portal.kernel.permissions import Permission as P
from portal.kernel.words import say


@blueprint.route("/<public_id>/codes", methods=["GET", "POST"])
@permits((P.ACTIVITY_RECORD, P.ACTIVITY_CONFIRM), Activity)
def codes(activity: Activity):
    form = CodesForm()
    most = codes_left(reader(), activity)
    if form.validate_on_submit():
        if result := perform(form, make_codes, activity, form.count.data, by=current_actor()):
            template = "activities/questionnaires.html" if form.paper.data == "sheet" else "activities/sheet.html"
            return page(template, activity=activity, project=activity.project,
                        slips=[slip(code) for code in result.value], questions=AnswersForm(formdata=None),
                        survey=survey_of(reader(), activity.project_id))  # fmt: skip
    elif form.count.data is None:
        form.count.data = most
    made = has_codes(reader(), activity)
    return _codes_page(activity, VoidCodesForm(formdata=None) if made else form, made)


@blueprint.post("/<public_id>/codes/void")
@permits((P.ACTIVITY_RECORD, P.ACTIVITY_CONFIRM), Activity)
def void(activity: Activity):
    """A lost sheet: the codes on it open nothing any more, and new ones can be printed."""
    form = VoidCodesForm()
    if form.validate_on_submit() and (
        result := perform(form, void_codes, activity, by=current_actor(), reason=form.reason.data)
    ):
        sentence = say("作废了 %(n)s 个没有用过的码，可以重新印了。", n=result.value)
        return done(sentence, url_for(".codes", public_id=activity.public_id))
    return _codes_page(activity, form, True)


def _codes_page(activity: Activity, form: CodesForm | VoidCodesForm, made: bool):
    return page("activities/codes.html", activity=activity, project=activity.project, form=form, made=made,
                most=codes_left(reader(), activity))  # fmt: skip


def slip(code: str) -> dict[str, object]:
    """One paper slip: the code, its address and the QR picture of the address."""
    url = url_for("ballots.welcome", code=code, _external=True)
    picture = segno.make(url, error="m").svg_inline(border=2, scale=3, svgclass="qr", lineclass=None, omitsize=False)
    return {"code": code, "url": url, "qr": Markup(picture)}
