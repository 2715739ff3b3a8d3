"""Handing one's work to a colleague."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField

from portal.blueprints.forms import at_most, required
from portal.kernel import clock


class GiveForm(FlaskForm):
    delegate = SelectField(_l("请谁代办"), [required(_l("请选一位同事。"))], validate_choice=False,
                           description=_l("只列同单位、能办这个岗位的同事。"))
    starts_on = DateField(_l("第一天"), [required(_l("请选第一天。"))], default=clock.today,
                          description=_l("这天零点起由对方办；最早是今天。"))
    ends_on = DateField(_l("最后一天"), [required(_l("请选最后一天。"))], description=_l("过了这天自动结束；想早点结束，随时可以。"))
    reason = StringField(_l("理由"), [required(_l("请写明理由。")), at_most(300)], description=_l("例如年休假、出差、培训。"))
