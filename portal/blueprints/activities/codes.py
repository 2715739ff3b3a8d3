"""One-time codes for the attendees of a confirmed activity: made once, shown once, printed."""

from __future__ import annotations

import segno
from flask import url_for
from markupsafe import Markup

from portal.blueprints.activities import blueprint
from portal.blueprints.activities.forms import CodesForm
from portal.blueprints.edge import current_actor, page, perform, permits, reader
from portal.domain.projects.models import Activity
from portal.domain.satisfaction.operations import MOST_CODES, has_codes, make_codes, survey_of
from portal.kernel.permissions import Permission as P


@blueprint.route("/<public_id>/codes", methods=["GET", "POST"])
@permits((P.ACTIVITY_RECORD, P.ACTIVITY_CONFIRM), Activity)
def codes(activity: Activity):
    form = CodesForm()
    most = min(activity.attendances, MOST_CODES)
    if form.validate_on_submit():
        if result := perform(form, make_codes, activity, form.count.data, by=current_actor()):
            return page("activities/sheet.html", activity=activity, project=activity.project,
                        slips=[slip(code) for code in result.value],
                        survey=survey_of(reader(), activity.project_id))  # fmt: skip
    elif form.count.data is None:
        form.count.data = most
    return page("activities/codes.html", activity=activity, project=activity.project, form=form, most=most,
                made=has_codes(reader(), activity))  # fmt: skip


def slip(code: str) -> dict[str, object]:
    """One paper slip: the code, its address and the QR picture of the address."""
    url = url_for("ballots.welcome", code=code, _external=True)
    picture = segno.make(url, error="m").svg_inline(border=2, scale=3, svgclass="qr", lineclass=None, omitsize=False)
    return {"code": code, "url": url, "qr": Markup(picture)}
