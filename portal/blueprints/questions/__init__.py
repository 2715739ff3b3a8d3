"""Questions about calls: the officers' list, one page each, the answer as a step."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from portal.blueprints.forms import at_most, required
from portal.blueprints.steps import StepForm, Way, serve_steps
from portal.domain.calls.models import Question


class AnswerForm(StepForm):
    answer = TextAreaField(
        _l("答复"), [required(_l("请写答复。")), at_most(2000)], description=_l("发给所有人。不要写出是谁问的。")
    )


WAYS = {"answer": Way(AnswerForm, template="questions/answer.html")}
blueprint = Blueprint("questions", __name__, url_prefix="/questions")
serve_steps(blueprint, Question, WAYS)

from portal.blueprints.questions import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
