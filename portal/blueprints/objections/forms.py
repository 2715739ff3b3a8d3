"""Forms of objections: the facts and reasons, and the answers to them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField

from portal.blueprints.forms import at_most, required
from portal.blueprints.steps import StepForm


class ObjectionForm(FlaskForm):
    body = TextAreaField(_l("异议的事实和理由"), [required(_l("请写明异议的事实和理由。")), at_most(3000)],
                         description=_l("写清是哪一项、哪里不对、有什么依据。3000 字以内。"))  # fmt: skip


class AnswerForm(StepForm):
    answer = TextAreaField(_l("答复"), [required(_l("请写答复：对方会看到这段话。")), at_most(3000)],
                           description=_l("写清查到的事实、依据和结论。3000 字以内。"))  # fmt: skip


class AppealForm(StepForm):
    appeal = TextAreaField(_l("投诉的事实和理由"), [required(_l("请写明投诉的事实和理由。")), at_most(3000)],
                           description=_l("写清对答复哪里不服、有什么依据。3000 字以内。"))  # fmt: skip
