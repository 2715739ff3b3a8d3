"""Entering the pool, one's own page, a declaration of conflict."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from portal.blueprints.field_help import Help
from portal.blueprints.forms import AtLeastOne, ChoiceField, VersionedForm, at_most, required
from portal.domain.organizations.models import OrgField
from portal.domain.review.models import ConflictKind


def _fields() -> SelectMultipleField:
    return SelectMultipleField(
        _l("专业领域"), [AtLeastOne(_l("请至少选一个领域。"))], choices=lambda: [(f.value, gettext(f.label)) for f in OrgField],
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        description=_l("抽取评审专家时按标段的领域匹配。"),
    )  # fmt: skip


class EnterForm(FlaskForm):
    login = StringField(_l("登录名"), [required(_l("请填专家账号的登录名。")), at_most(60)], description=_l("专家自己注册的登录名。"))
    unit = StringField(_l("工作单位"), [required(_l("请填单位。")), at_most(120)],
                       description=Help(_l("写全称；和申报单位同单位的会自动回避。"), term="draw"))
    title = StringField(_l("职称或职务"), [required(_l("请填职称或职务。")), at_most(80)], description=_l("例如：高级社会工作师、副教授。"))
    fields_ = _fields()


class OwnForm(VersionedForm):
    """What experts keep themselves; the unit and whether they can be drawn are the officers' to change."""

    title = StringField(_l("职称或职务"), [required(_l("请填职称或职务。")), at_most(80)], description=_l("例如：高级社会工作师、副教授。"))
    fields_ = _fields()


class ExpertForm(OwnForm):
    unit = StringField(_l("工作单位"), [required(_l("请填单位。")), at_most(120)],
                       description=_l("换了单位，原单位三年内仍然要回避。"))
    active = BooleanField(_l("可以参加抽取"), description=_l("不勾就不会被抽到，已经抽到的不受影响。"))


class ConflictForm(FlaskForm):
    organization = StringField(_l("组织名称"), [required(_l("请填组织的全称。")), at_most(120)],
                               description=_l("写登记或备案的全称，可以从社会组织名册里复制。"))
    kind = ChoiceField(_l("关系"), ConflictKind, description=Help(_l("有疑问就选最接近的一项：申报了只会让您回避，不会扣分。"), term="draw"))
    note = StringField(_l("说明"), [at_most(200)], description=_l("例如：2024 年起任理事；只有经办的人看得到。"))
