"""The filing form: what the street wants to know of a group."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, Form, FormField, SelectField, StringField, TextAreaField

from portal.blueprints.field_help import Help
from portal.blueprints.forms import ChoiceField, Later, PhoneField, VersionedForm, at_most, required
from portal.domain.organizations.models import GroupKind, OrgField


class MemberForm(Form):
    name = StringField(_l("姓名"), [Later(), at_most(30)])
    duty = StringField(_l("分工"), [at_most(30)])


class FilingForm(VersionedForm):
    name = StringField(_l("组织名称"), [required(_l("请填名称。")), at_most(60)],
                       description=_l("一般写成“社区名＋特点＋队（社、会）”，例如：听雨社区晨风太极队。"))
    kind = ChoiceField(_l("类型"), GroupKind, description=Help(_l("会员型按会员人数备案，服务类按工作人员人数备案。"), term="filing"))
    field = ChoiceField(_l("服务领域"), OrgField, description=_l("按平时做得最多的事选一类。"))
    region_path = SelectField(_l("所在社区"), [required(_l("请选社区。"))], description=_l("平时在哪个社区活动就选哪个，由它的居委会核对材料。"))
    responsible_person = StringField(_l("负责人"), [Later(), at_most(30)],
                                     description=Help(_l("填真实姓名，备案公示时会公开。"), term="publicity"))
    phone = PhoneField(_l("联系电话"), needed=False, description=_l("手机或座机，只有办理的人看得到。"))
    meeting_place = StringField(_l("活动地点"), [Later(), at_most(120)], description=_l("写到门牌，例如：听雨社区活动室。"))
    purpose = TextAreaField(_l("宗旨和活动内容"), [Later(), at_most(1000)], description=_l("写为谁、做什么、多久一次。"))
    sponsor = StringField(_l("依托单位"), [at_most(60)],
                          description=_l("有登记的组织作依托的，填它的全称或代码；它同意的文件在“材料”里上传。"))
    roster = FieldList(FormField(MemberForm), _l("成员名册"), min_entries=3, max_entries=200,
                       description=Help(_l("会员型至少 %(members)s 人，服务类至少 %(staff)s 人；一行写一人。"), members="filing.members", staff="filing.staff"))
