"""The forms of an application's steps."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from portal.blueprints.field_help import Help
from portal.blueprints.forms import AtLeastOne, at_most, required
from portal.blueprints.steps import ReasonForm, StepForm
from portal.intake import whole


class CheckForm(StepForm):
    reports_in_order = BooleanField(_l("近两年的年度报告我核对过，没有不合格"), [required(_l("请先核对近两年的年度报告。"))],
                                    description=_l("门户里没有的年度，看组织附的材料。"))  # fmt: skip
    note = StringField(_l("初审意见"), [at_most(300)], description=_l("组织和评估组看得到，可以不填。"))


class MembersField(SelectMultipleField):
    """People to tick."""

    widget, option_widget = ListWidget(prefix_label=False), CheckboxInput()

    def __init__(self, label: Any, **kwargs: Any):
        super().__init__(label, coerce=lambda value: whole(value) or 0, **kwargs)
        self.type = "SelectMultipleField"  # the form's macros draw it by what it is, not by its own name


class PanelForm(StepForm):
    members = MembersField(_l("评估组成员"), validators=[AtLeastOne(_l("请选评估组成员。"))],
                           description=Help(_l("至少 %(least)s 人，单数。要回避的人不列在这里。"), least="rating.panel"))  # fmt: skip


class ReplaceForm(ReasonForm):
    leaving = SelectField(_l("谁退出"), [required(_l("请选退出的人。"))], coerce=lambda value: whole(value) or 0,
                          description=_l("只列还没有交评分表的人和已回避的人。"))  # fmt: skip
    substitute = SelectField(_l("谁接替"), [required(_l("请选接替的人。"))], coerce=lambda value: whole(value) or 0,
                             description=_l("要回避的人和已经在组里的人不列在这里。"))  # fmt: skip


class VisitForm(StepForm):
    on = DateField(_l("考察日期"), [required(_l("请选日期。"))], description=_l("今天或以前。"))
    who = StringField(_l("谁去的"), [required(_l("请写谁去考察。")), at_most(120)], description=_l("评估组几位、工作人员几位；不写每个人打的分。"))
    note = TextAreaField(_l("看到的情况"), [required(_l("请写看到的情况。")), at_most(2000)],
                         description=_l("看了哪些场所、抽查了什么、和谁谈话，与材料是否一致。"))  # fmt: skip
