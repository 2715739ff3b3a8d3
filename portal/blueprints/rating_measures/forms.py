"""The notice that a rating is to be lowered or taken away."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, TextAreaField

from portal.blueprints.field_help import Help
from portal.blueprints.forms import ChoiceField, at_most, required
from portal.domain.ratings.granted import MeasureKind
from portal.intake import whole


class MeasureForm(FlaskForm):
    kind = ChoiceField(_l("拟怎样处理"), MeasureKind, description=_l("降低的写降到哪一级；取消以后不再有等级。"))
    to_level = SelectField(_l("降到"), coerce=lambda value: whole(value) or None, description=_l("只在降低时选，要低于现在的等级。"))
    grounds = TextAreaField(_l("事实、理由和依据"), [required(_l("请写明事实、理由和依据：组织会看到这段话。")), at_most(2000)],
                            description=Help(_l("查到了什么、违反哪一条。组织有 %(reply)s可以陈述申辩。"), reply="rating.reply"))  # fmt: skip
