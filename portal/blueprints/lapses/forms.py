"""What a group says for itself, before the decision and against it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from portal.blueprints.forms import at_most, required
from portal.blueprints.steps import StepForm


class StatementForm(StepForm):
    words = TextAreaField(_l("陈述和申辩"), [required(_l("请写明情况。")), at_most(2000)],
                          description=_l("写为什么活动少、哪些活动没有记、以后怎样做。2000 字以内，只能提交一次。"))  # fmt: skip


class AppealForm(StepForm):
    words = TextAreaField(_l("申诉的事实和理由"), [required(_l("请写明申诉的事实和理由。")), at_most(2000)],
                          description=_l("写清对决定哪里不服、有什么依据。2000 字以内，只能提交一次。"))  # fmt: skip
