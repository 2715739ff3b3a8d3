"""The filing form: what the street wants to know of a group."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, Form, FormField, SelectField, StringField, TextAreaField

from portal.blueprints.forms import ChoiceField, Later, PhoneField, VersionedForm, at_most, required
from portal.domain.organizations.models import GroupKind, OrgField


class MemberForm(Form):
    name = StringField(_l("姓名"), [Later(), at_most(30)])
    duty = StringField(_l("分工"), [at_most(30)])


class FilingForm(VersionedForm):
    name = StringField(_l("组织名称"), [required(_l("请填名称。")), at_most(60)],
                       description=_l("一般写成“社区名＋特点＋队（社、会）”，例如：听雨社区晨风太极队。"))
    kind = ChoiceField(_l("类型"), GroupKind)
    field = ChoiceField(_l("服务领域"), OrgField)
    region_path = SelectField(_l("所在社区"), [required(_l("请选社区。"))])
    responsible_person = StringField(_l("负责人"), [Later(), at_most(30)])
    phone = PhoneField(_l("联系电话"), needed=False)
    meeting_place = StringField(_l("活动地点"), [Later(), at_most(120)])
    purpose = TextAreaField(_l("宗旨和活动内容"), [Later(), at_most(1000)])
    sponsor = StringField(_l("依托单位"), [at_most(60)],
                          description=_l("有登记的组织作依托的，填它的全称或代码；它同意的文件在“材料”里上传。"))
    roster = FieldList(FormField(MemberForm), _l("成员名册"), min_entries=3, max_entries=200)
