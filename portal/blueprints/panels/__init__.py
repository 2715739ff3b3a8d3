"""Panels: draw, replay, progress, result. Officers only; experts work at their own desk."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Regexp

from portal.blueprints.field_help import Help
from portal.blueprints.forms import at_most, required
from portal.blueprints.steps import StepForm, Way, serve_steps
from portal.domain.review import draws
from portal.domain.review.models import Panel

blueprint = Blueprint("panels", __name__, url_prefix="/panels")


#: The name typed into the wrong field would be in the record for good.
FIGURE = Regexp(r"(?:\D*\d){3}", message=_l("见证值要是一个数，至少三位，例如 3107.86。"))


class WitnessForm(StepForm):
    witness_name = StringField(_l("见证人"), [required(_l("请填见证人的姓名和单位。")), at_most(120)],
                               description=Help(_l("写姓名和单位，会写进抽取记录。"), term="draw"))
    witness = StringField(_l("见证值"), [required(_l("请填见证人报出的数。")), at_most(200), FIGURE],
                          description=_l("封存之前谁也不可能知道的数，例如当天上证指数的收盘点位，或见证人现场报的数。"))


WAYS = {"draw": Way(form=WitnessForm, verb=draws.draw), "supplement": Way(form=WitnessForm, verb=draws.supplement)}
serve_steps(blueprint, Panel, WAYS)

from portal.blueprints.panels import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
