"""Entering a rating that was given before the portal."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField

from portal.blueprints.field_help import Help
from portal.blueprints.forms import at_most, required
from portal.domain.ratings.scoring import LEVELS
from portal.intake import whole


class EarlierForm(FlaskForm):
    level = SelectField(_l("等级"), [required(_l("请选等级。"))], coerce=lambda value: whole(value) or 0,
                        choices=lambda: [("", _l("请选择")), *((level, f"{level}A") for level in reversed(LEVELS))],
                        description=Help(_l("照评估公告填。"), term="rating"))  # fmt: skip
    starts_on = DateField(_l("评定日期"), [required(_l("请选日期。"))],
                          description=Help(_l("公告或证书上的日期，有效期从这天起 %(valid)s。"), valid="rating.valid"))  # fmt: skip
    source = StringField(_l("评估公告"), [required(_l("请写明评估公告的名称和文号。")), at_most(200)],
                         description=_l("公告的名称和文号，会公开。"))  # fmt: skip
