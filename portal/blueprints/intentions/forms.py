"""The form of a procurement intention."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from portal.blueprints.field_help import Help
from portal.blueprints.forms import Positive, VersionedForm, YuanField, at_most, required


class IntentionForm(VersionedForm):
    department_id = SelectField(_l("购买单位"), [required(_l("请选购买单位。"))], coerce=str,
                                description=Help(_l("出钱、以后发公告的单位。"), term="purchaser"))
    title = StringField(_l("项目名称"), [required(_l("请填项目名称。")), at_most(60)], description=_l("以后公告用的名字，例如：人民调解驻点服务。"))
    item = SelectField(_l("购买服务目录里的哪一项"), default="", validate_choice=False,
                       description=_l("列的是现行目录的第三级；目录里没有的选“不在目录里”。"))
    outline = TextAreaField(_l("需求概况"), [required(_l("请写需求概况。")), at_most(1000)],
                            description=_l("要买什么、给谁用、多少数量、什么质量要求；不写个人的名字和号码。"))
    budget_fen = YuanField(_l("预算金额"), [required(_l("请填预算金额。")), Positive()], description=_l("照预算批复填；以公告为准。"))
    expected_on = SelectField(_l("预计哪个月发公告"), [required(_l("请选月份。"))],
                              description=Help(_l("意向一般要比公告早公开 %(ahead)s。"), ahead="intention.ahead"))
    remark = TextAreaField(_l("备注"), [Optional(), at_most(300)], description=_l("例如：面向社会组织和企业；是否预留份额。"))

    def fields(self) -> dict[str, Any]:
        data = super().fields()
        return {**data, "department_id": int(data["department_id"]), "expected_on": date.fromisoformat(f"{data['expected_on']}-01"),
                "item": data["item"] or ""}  # fmt: skip
