"""A team that reports to a community, and one service of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, DecimalField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange

from portal.blueprints.forms import ChoiceField, VersionedForm, WholeField, at_most, required
from portal.domain.organizations.models import OrgField
from portal.domain.organizations.volunteer_teams import TeamKind

MANY = NumberRange(1, 100_000, _l("请填 1 到 100000 之间的人数。"))


class TeamForm(VersionedForm):
    kind = ChoiceField(_l("怎样报到"), TeamKind, description=_l("党组织带党员报到选第一项；志愿者队伍报到选第二项。"))
    name = StringField(_l("队伍名称"), [required(_l("请填名称。")), at_most(60)], description=_l("例如：银杏树下助老志愿服务队。"))
    region_path = SelectField(_l("报到的社区"), [required(_l("请选社区。"))], description=_l("在哪个社区服务就选哪个，由它的居委会确认。"))
    leader = StringField(_l("队长"), [required(_l("请填队长姓名。")), at_most(30)], description=_l("社区有事找谁；只有管理部门和社区看得到。"))
    field = ChoiceField(_l("服务领域"), OrgField, description=_l("按能帮社区做得最多的事选一类。"))
    people = WholeField(_l("人数"), [InputRequired(_l("请填人数。")), MANY], description=_l("经常参加的人数。"))
    party_members = WholeField(_l("其中党员"), [InputRequired(_l("请填人数，没有填 0。")), NumberRange(0, 100_000, _l("请填 0 到 100000 之间的人数。"))],
                               description=_l("没有填 0。"))  # fmt: skip
    offer = TextAreaField(_l("能做什么"), [required(_l("请写能为社区做什么。")), at_most(500)], description=_l("写做什么、什么时候有空，例如：每周六上午上门理发。"))


class ServiceForm(VersionedForm):
    title = StringField(_l("做了什么"), [required(_l("请写做了什么。")), at_most(80)], description=_l("一句话，例如：给 12 位老人上门理发。"))
    held_on = DateField(_l("哪一天"), [InputRequired(_l("请填日期。"))], description=_l("服务的日期，不能早于报到。"))
    people = WholeField(_l("去了几人"), [InputRequired(_l("请填人数。")), MANY], description=_l("队伍里实际去的人数。"))
    hours = DecimalField(_l("每人几小时"), [InputRequired(_l("请填小时数。")), NumberRange(Decimal("0.5"), 24, _l("请填 0.5 到 24 之间的小时数。"))],
                         places=1, description=_l("每个人服务了多长时间，半小时填 0.5；社区确认以后按人数相乘计时长。"))  # fmt: skip

    def fields(self) -> dict[str, Any]:
        given = super().fields()
        hours = given.pop("hours")
        return {**given, "minutes": int(hours * 60)}
