"""The record of one activity of a filed group."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, StringField, TextAreaField

from portal.blueprints.activities.forms import number
from portal.blueprints.field_help import Help
from portal.blueprints.forms import VersionedForm, at_most, required


class GroupActivityForm(VersionedForm):
    title = StringField(_l("活动名称"), [required(_l("请填活动名称。")), at_most(120)], description=_l("写做了什么，例如：重阳节义务理发。"))
    held_on = DateField(_l("日期"), [required(_l("请填日期，例如 2026-05-15。"))],
                        description=Help(_l("办过的活动才能记；上一年的，要在年底以后 %(settle)s内记完。"), settle="filing.activities-settle"))
    place = StringField(_l("地点"), [required(_l("请填地点。")), at_most(120)], description=_l("居委会凭它核对，例如：社区活动室二楼。"))
    attendances = number(_l("参加人次"), 1, 100000, description=_l("来的人都算，包括组织自己的成员。"))
    volunteers = number(_l("志愿者人数"), 0, 10000, default=0, description=_l("没有志愿者就填 0。"))
    note = TextAreaField(_l("情况说明"), [at_most(1000)], description=_l("确认后公开：不写个人的姓名、电话和住址。"))
