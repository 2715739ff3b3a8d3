"""Rectifications: what must be put right before money flows again."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from portal.blueprints.forms import at_most, required
from portal.blueprints.materials import serve_materials
from portal.blueprints.steps import StepForm, Way, serve_steps
from portal.domain.evaluation import operations as evaluations
from portal.domain.evaluation.models import Rectification, RectificationState
from portal.kernel.permissions import Permission as P


class RectificationForm(StepForm):
    report = TextAreaField(
        _l("整改情况"),
        [required(_l("请逐条写明怎样整改的。")), at_most(3000)],
        description=_l("对着整改要求一条一条写。"),
    )


EDITABLE = (RectificationState.OPEN, RectificationState.RETURNED)
WAYS = {
    "report": Way(form=RectificationForm, verb=evaluations.report_rectification,
                  prefill=lambda r: {"report": r.report or ""},
                  template="rectifications/report.html"),
}  # fmt: skip

blueprint = Blueprint("rectifications", __name__, url_prefix="/rectifications")
serve_steps(blueprint, Rectification, WAYS)
serve_materials(
    blueprint, Rectification, P.RECTIFICATION_REPORT, ("photo", "voucher", "other"), lambda r: r.state in EDITABLE
)

from portal.blueprints.rectifications import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
