"""The forms of rooms."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField
from wtforms.validators import NumberRange

from portal.blueprints.field_help import Help
from portal.blueprints.forms import VersionedForm, at_most, required

_DESKS = NumberRange(1, 500, _l("请填 1 到 500 的整数。"))


class RoomForm(VersionedForm):
    name = StringField(_l("房间名称"), [required(_l("请填房间名称。")), at_most(30)], description=_l("例如：302 室、路演厅。"))
    floor = IntegerField(_l("楼层"), [required(_l("请填楼层。")), NumberRange(-5, 200, _l("请填 -5 到 200 的整数。"))],
                         description=_l("地下填负数，例如 -1。"))
    area_m2 = IntegerField(_l("面积（平方米）"), [required(_l("请填面积。")), NumberRange(1, 100000, _l("请填 1 到 100000 的整数。"))],
                           description=_l("使用面积，填整数。"))
    desks = IntegerField(_l("工位数"), [required(_l("请填工位数。")), _DESKS],
                         description=Help(_l("最多放几个工位；入驻不会超过它。"), term="incubator"))


class DesksForm(VersionedForm):
    desks = IntegerField(_l("工位数"), [required(_l("请填工位数。")), _DESKS], description=_l("不能少于已经占用的工位。"))
