"""A guidance note."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField

from portal.blueprints.field_help import Help
from portal.blueprints.forms import at_most, required


class NoteForm(FlaskForm):
    title = StringField(_l("题目"), [required(_l("请填题目。")), at_most(60)], description=_l("一句话说是什么事。"))
    body = TextAreaField(_l("意见"), [required(_l("请写意见。")), at_most(2000)],
                         description=Help(_l("会员和民政局看得到，不公开。会员 %(note)s内答复，采不采纳由它决定。"), note="hub.note"))  # fmt: skip
