"""A note, a task, an answer; and how the steps that need more than a reason are taken."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from portal.blueprints.forms import ChoiceField, at_most, required
from portal.blueprints.steps import StepForm, Way
from portal.domain.supervision.models import NoteKind
from portal.kernel import lifecycle


class NoteForm(FlaskForm):
    kind = ChoiceField(_l("写什么"), NoteKind, description=_l("看到的情况记下来给几个部门共同看，选“情况记录”；要组织改正或说明，选“提醒”。"))
    body = TextAreaField(_l("内容"), [required(_l("请写内容。")), at_most(1000)],
                         description=_l("写清时间、地点、看到什么、要求什么；不写人的手机号和身份证号。"))  # fmt: skip
    shared = BooleanField(_l("组织也看得到"), description=_l("情况记录默认只给管理部门看；提醒总是发给组织。"))
    due_on = DateField(_l("答复期限"), [Optional()], description=_l("提醒要填：请组织在哪一天以前答复。情况记录不用填。"))


class TaskForm(FlaskForm):
    to = SelectField(_l("转给"), [InputRequired(_l("请选转给哪个部门。"))], description=_l("只能转给管这个组织的部门：登记管理机关、所在街道、业务主管单位。"))
    title = StringField(_l("事项"), [required(_l("请写是什么事。")), at_most(80)], description=_l("一句话，例如：请上门核实办公场所。"))
    body = TextAreaField(_l("具体要求"), [required(_l("请写具体要求。")), at_most(1000)],
                         description=_l("写清为什么、要核实或办什么、怎样答复；组织看不到。"))  # fmt: skip
    due_on = DateField(_l("办理期限"), [InputRequired(_l("请填期限。"))], description=_l("哪一天以前办完并答复；逾期会提醒对方，再逾期报告上级。"))


class AnswerForm(StepForm):
    answer = TextAreaField(_l("答复"), [required(_l("请写答复。")), at_most(1000)], description=_l("写清核实或办理的经过和结果；不写人的手机号和身份证号。"))


def _answer(action: str):
    def verb(session: Any, record: Any, *, by: Any, expect: int | None, reason: str, answer: str):
        return lifecycle.move(session, record, action, by=by, expect=expect, answer=answer)

    return verb


NOTE_WAYS = {"answer": Way(form=AnswerForm, verb=_answer("answer"))}
TASK_WAYS = {action: Way(form=AnswerForm, verb=_answer(action)) for action in ("answer", "report")}
