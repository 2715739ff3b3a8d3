"""Proposing an appointment; leaving."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from portal.blueprints.edge import reader, spoken
from portal.blueprints.field_help import Help
from portal.blueprints.forms import ChoiceField, CodeField, at_most, required
from portal.domain.appointments import queries
from portal.domain.appointments.operations import GIVEN_HERE
from portal.kernel import clock
from portal.kernel.roles import Role


class ProposeForm(FlaskForm):
    login = CodeField(_l("登录名"), [required(_l("请填对方账号的登录名或邮箱。")), at_most(254)],
                      description=_l("对方先自己注册账号。"))
    role = ChoiceField(_l("角色"), Role, members=GIVEN_HERE,
                       description=Help(_l("决定能办哪些事；受理、审核、批准要由不同的人担任。"), term="accept"))
    place = SelectField(_l("管哪里"), [Optional()], validate_choice=False,
                        description=_l("部门经办选部门，平台管理员不用选，别的选一个地方；管到它下面的所有地方。"))
    title = StringField(_l("岗位名称"), [required(_l("请填岗位名称。")), at_most(120)],
                        description=_l("写单位和岗位，例如“区民政局 · 受理”。会显示在本人的页面和文书上。"))
    starts_on = DateField(_l("第一天"), [required(_l("请选第一天。"))], default=clock.today, description=_l("从这天起能办事；最早是今天。"))
    ends_on = DateField(_l("最后一天"), [Optional()], description=_l("没有约定就不填；每年要重新确认一次。"))
    basis = TextAreaField(_l("依据和理由"), [required(_l("请写明依据和理由。")), at_most(300)],
                          description=_l("写哪个单位、哪份决定，为什么由这个人担任；确认的人要看。"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.place.choices = [("", gettext("请选择")), *((key, spoken(name)) for key, name in queries.places(reader()))]


class LeaveForm(FlaskForm):
    reason = TextAreaField(_l("理由"), [required(_l("请写明理由：对方会看到这段话。")), at_most(1000)],
                           description=_l("例如调离、退休、辞职，从哪天起；写清依据。"))
