"""The committee types in paper sheets. Who typed what is not kept: a time would join a ballot to a visit."""

from __future__ import annotations

from flask import redirect, url_for

from portal.blueprints.ballots.forms import PaperForm
from portal.blueprints.edge import current_actor, done, page, perform, permits
from portal.blueprints.satisfaction import blueprint
from portal.blueprints.words import shows
from portal.domain.satisfaction import operations as satisfaction
from portal.domain.satisfaction.models import SatisfactionSurvey
from portal.kernel.permissions import Permission as P
from portal.kernel.words import say


@blueprint.get("/<public_id>")
@shows(SatisfactionSurvey)
@permits(P.SATISFACTION_READ, SatisfactionSurvey)
def show(survey: SatisfactionSurvey):
    return redirect(url_for("projects.satisfaction", public_id=survey.project.public_id))


@blueprint.route("/paper", methods=["GET", "POST"])
@permits((P.ACTIVITY_CONFIRM, P.SATISFACTION_MANAGE))
def paper():
    """Looked at, exchanged and cast one after the other: the token of a paper sheet is thrown away."""
    form = PaperForm()
    if form.validate_on_submit() and _typed_in(form):
        return done(say("已录入一张评价单。请接着录下一张。"), url_for(".paper"))
    return page("satisfaction/paper.html", form=form)


def _typed_in(form: PaperForm) -> bool:
    token = satisfaction.new_token()
    return bool(
        perform(form, satisfaction.may_enter_paper, form.code.data, by=current_actor())
        and perform(form, satisfaction.exchange, form.code.data, token)
        and perform(form, satisfaction.cast, token, **form.answers())
    )
