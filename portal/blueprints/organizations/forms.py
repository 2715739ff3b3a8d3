"""What officers enter into the register after the entry."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, NumberRange, Optional

from portal.blueprints.accounts.forms import ADDRESS
from portal.blueprints.field_help import Help
from portal.blueprints.forms import ChoiceField, CodeField, VersionedForm, WholeField, at_most, required
from portal.domain.appointments.guards import OF_AN_ORGANIZATION
from portal.kernel.roles import Role

SEATS = _l("经办写申报书和记录，财务管收款；签字只有法定代表人能办。")


def addressed(form: FlaskForm, field: StringField) -> None:
    """An address is written like one; anything else is taken for a login."""
    if "@" in (field.data or ""):
        ADDRESS(form, field)


class KeepingForm(VersionedForm):
    rating = SelectField(_l("评估等级"), coerce=lambda value: int(value or 0),
                         choices=lambda: [(0, _l("没有参加评估")), *((n, f"{n}A") for n in range(1, 6))],
                         description=Help(_l("照民政部门的评估公告填，有效期 5 年。"), term="rating"))  # fmt: skip
    last_annual_report = WholeField(
        _l("最近一次按时报送的年度报告"), [Optional(), NumberRange(1990, 2100, _l("请填四位年份。"))],
        description=_l("填年份，例如：2025"),
    )  # fmt: skip
    full_time_staff = WholeField(
        _l("专职人员"), [InputRequired(_l("请填人数。")), NumberRange(0, 100_000, _l("请填 0 到 100000 之间的人数。"))],
        description=Help(_l("签了劳动合同、缴社保的人数，进承接目录要看。"), term="qualified"),
    )
    tax_exempt = BooleanField(_l("有免税资格"), description=_l("照财政、税务部门公布的免税资格名单填。"))

    def fields(self):
        return {**super().fields(), "rating": self.rating.data or None}


class InviteForm(FlaskForm):
    to = CodeField(_l("对方的邮箱或登录名"), [required(_l("请填对方的邮箱或登录名。")), at_most(254), addressed],
                   description=_l("填邮箱会寄一封邀请信，对方没有账号也能用信里的链接注册；填登录名，对方在待办里答复。"))  # fmt: skip
    role = ChoiceField(_l("岗位"), Role, members=OF_AN_ORGANIZATION, description=SEATS)


class RoleForm(FlaskForm):
    role = ChoiceField(_l("改任什么岗位"), Role, members=OF_AN_ORGANIZATION, description=SEATS)
