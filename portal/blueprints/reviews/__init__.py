"""The expert's desk: invitations, blind proposals, the rubric, handing everything in; and an officer's replacement."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from portal.blueprints.forms import ChoiceField, at_most, required
from portal.blueprints.steps import StepForm, Way, serve_steps
from portal.domain.review import leaving
from portal.domain.review.models import Absence, PanelSeat

blueprint = Blueprint("reviews", __name__, url_prefix="/reviews")


class ReplaceForm(StepForm):
    cause = ChoiceField(_l("事由"), Absence, description=_l("逾期要过了期限才算；有利益关系的，请到专家的页面申报，席位随之更换。"))
    reason = TextAreaField(_l("理由"), [required(_l("请写明理由：对方会看到这段话。")), at_most(1000)],
                           description=_l("写清怎样联系过、有什么依据，1000 字以内。"))  # fmt: skip


WAYS = {"replace": Way(form=ReplaceForm, verb=leaving.replace, template="reviews/replace.html")}
serve_steps(blueprint, PanelSeat, WAYS)

from portal.blueprints.reviews import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
