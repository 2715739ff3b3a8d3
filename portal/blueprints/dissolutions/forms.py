"""What the organ decided, who liquidates, and how the liquidation came out."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, FieldList, Form, FormField, StringField, TextAreaField

from portal.blueprints.field_help import Help
from portal.blueprints.forms import ChoiceField, Later, VersionedForm, at_most, required
from portal.domain.organizations.exits import Cause


class LiquidatorForm(Form):
    name = StringField(_l("姓名"), [Later(), at_most(30)])
    duty = StringField(_l("分工"), [at_most(30)])


class DissolutionForm(VersionedForm):
    cause = ChoiceField(_l("注销的原因"), Cause, description=_l("照会议决议选。"))
    resolved_by = StringField(_l("作出决定的机构"), [Later(), at_most(60)],
                              description=_l("照章程写，例如：理事会、会员大会；社区社会组织写成员会议。"))
    resolved_on = DateField(_l("作出决定的日期"), [required(_l("请填日期，例如 2026-05-15。"))], description=_l("决议上的日期。"))
    statement = TextAreaField(_l("注销的理由"), [Later(), at_most(1000)], description=_l("写为什么注销，服务对象以后由谁照应。"))
    liquidators = FieldList(
        FormField(LiquidatorForm), _l("清算组"), min_entries=3, max_entries=20,
        description=_l("至少 3 个人，一行写一人；姓名只有申请人和办理的人看得到。"),
    )  # fmt: skip
    claims_to = StringField(
        _l("债权申报的地点和方式"), [Later(), at_most(200)],
        description=Help(_l("公告里公开，债权人有 %(period)s。写地址、时间和座机，不写个人的手机号。"), period="dissolution.announcement"),
    )  # fmt: skip
    outcome = TextAreaField(_l("清算结果和剩余财产的处理"), [Later(), at_most(2000)],
                            description=_l("债权债务怎么了结，剩余财产交给哪里；只能用于章程规定的公益目的。"))  # fmt: skip
