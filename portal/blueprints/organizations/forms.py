"""What officers enter into the register after the entry."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, NumberRange, Optional

from portal.blueprints.forms import ChoiceField, VersionedForm, WholeField, at_most, required
from portal.domain.organizations.members import APPOINTED
from portal.kernel.permissions import Role


class KeepingForm(VersionedForm):
    rating = SelectField(_l("评估等级"), coerce=lambda value: int(value or 0),
                         choices=lambda: [(0, _l("没有参加评估")), *((n, f"{n}A") for n in range(1, 6))])  # fmt: skip
    last_annual_report = WholeField(
        _l("最近一次按时报送的年度报告"), [Optional(), NumberRange(1990, 2100, _l("请填四位年份。"))],
        description=_l("填年份，例如：2025"),
    )  # fmt: skip
    full_time_staff = WholeField(
        _l("专职人员"), [InputRequired(_l("请填人数。")), NumberRange(0, 100_000, _l("请填 0 到 100000 之间的人数。"))]
    )
    tax_exempt = BooleanField(_l("有免税资格"))

    def fields(self):
        return {**super().fields(), "rating": self.rating.data or None}


class MemberForm(VersionedForm):
    login = StringField(_l("登录名"), [required(_l("请填登录名。")), at_most(60)], description=_l("对方要先有账号。"))
    role = ChoiceField(_l("岗位"), Role, members=APPOINTED)
