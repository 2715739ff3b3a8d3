"""How a project's steps are taken on the web. What an evaluation decides is decided there, not by a button here."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, widgets

from portal.blueprints.forms import AtLeastOne
from portal.blueprints.steps import StepForm, Way
from portal.domain.evaluation import operations as evaluations
from portal.domain.evaluation.models import Stage


class TickField(SelectMultipleField):
    """A choice of several, as check boxes."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class OrderForm(StepForm):
    evaluators = TickField(
        _l("评估人"), [AtLeastOne(_l("请至少选一位评估人。"))], coerce=int, validate_choice=True,
        description=_l("第三方评估机构和评审专家；与承接方有任职关系的人不在名单里。一般 3 位。"),
    )  # fmt: skip


def _choices(session, form, project) -> None:
    form.evaluators.choices = evaluations.candidates(session, project)


def _order(stage: Stage):
    def verb(session, project, *, by, evaluators, expect=None, reason=""):
        return evaluations.order(session, project, stage, evaluators=evaluators, by=by, expect=expect)

    return verb


WAYS = {
    "begin-mid": Way(form=OrderForm, verb=_order(Stage.MID), choices=_choices),
    "begin-final": Way(form=OrderForm, verb=_order(Stage.FINAL), choices=_choices),
}
#: Taken by reactions only: the action bar does not offer them.
DECIDED_ELSEWHERE = ("pass-mid", "fail-mid", "resume", "close")
