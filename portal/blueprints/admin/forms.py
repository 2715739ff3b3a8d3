"""Forms of reference data."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField
from wtforms.validators import NumberRange, Optional, Regexp

from portal.blueprints.edge import reader
from portal.blueprints.forms import ChoiceField, at_most, required
from portal.kernel.regions import Level
from portal.workflows import reference

CODE = Regexp(r"^[0-9A-Za-z]{1,16}$", message=_l("代码只有数字和字母，最多 16 位。"))
WITHIN = NumberRange(0, 10**9, _l("请填 0 到 10 亿之间的整数。"))


class RegionForm(FlaskForm):
    code = StringField(_l("代码"), [required(_l("请填代码。")), CODE], description=_l("民政部公布的行政区划代码，照填。"))
    name = StringField(_l("名称"), [required(_l("请填名称。")), at_most(60)], description=_l("全称，例如：雨花街道。"))
    level = ChoiceField(_l("级别"), Level, description=_l("要正好比上级低一级。"))
    parent_code = StringField(_l("上级的代码"), [Optional(), CODE], description=_l("市一级不填，其他的填上一级的代码。"))


class RegionNameForm(FlaskForm):
    name = StringField(_l("名称"), [required(_l("请填名称。")), at_most(60)],
                       description=_l("代码、级别和上级不能改：岗位和记录都挂在上面。"))


class DepartmentForm(FlaskForm):
    name = StringField(_l("名称"), [required(_l("请填名称。")), at_most(120)], description=_l("写单位全称，文书上用它。"))
    region_code = StringField(_l("所在地的代码"), [required(_l("请填代码。")), CODE], description=_l("部门属于哪个区或市，就填哪里的代码。"))


class PolicyForm(FlaskForm):
    amount = IntegerField(_l("数值"), [required(_l("请填一个整数。")), WITHIN], description=_l("填整数，单位照这项规定；金额以分计。"))
    statutory = IntegerField(_l("法定数值"), [Optional(), WITHIN],
                             description=_l("和承诺不一样时才填。"))
    source = StringField(_l("依据"), [required(_l("请写依据。")), at_most(200)], description=_l("法规条款或者文件名和文号，会显示在用到它的每一页。"))
    valid_from = DateField(_l("从哪天起"), [required(_l("请选生效日期。"))],
                           description=_l("原来的版本保留；新版本从这天起管用。"))


class NewPolicyForm(PolicyForm):
    key = SelectField(_l("哪项规定"), [required(_l("请选一项。"))], description=_l("列的是门户用到的全部规定。"))
    region_code = StringField(_l("哪个地方（代码）"), [required(_l("请填代码。")), CODE],
                              description=_l("只管这个地方和它下面；别处不变。"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.key.choices = [(key, f"{name}（{key}）") for key, name in reference.policy_keys(reader())]


class DayForm(FlaskForm):
    day = DateField(_l("日期"), [required(_l("请选日期。"))], description=_l("要改的那一天。"))
    working = BooleanField(_l("这天要上班"), description=_l("调休上班勾选，放假不勾。"))
    source = StringField(_l("依据（通知文号）"), [required(_l("请写依据。")), at_most(200)],
                         description=_l("国务院办公厅放假通知或者本市通知的文号。"))
