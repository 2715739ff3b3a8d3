"""What is to be changed: the form holds what the register says now, and people write over what is to become different."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from portal.blueprints.field_help import Help
from portal.blueprints.forms import Later, Positive, VersionedForm, YuanField, at_most
from portal.blueprints.registrations.forms import form_words


class AsItStands(Optional):
    """Left empty or as it is: not changed. So pages do not call it optional."""

    field_flags = {"optional": True, "at_submission": True}


class ChangeForm(VersionedForm):
    """What both kinds of organization have; each subclass names it as its people do."""

    region_path = SelectField(_l("所在社区"), [AsItStands()], description=_l("搬到别的社区才改；只能在同一个登记（备案）机关管的范围里。"))
    reason = TextAreaField(_l("变更的原因"), [Later(), at_most(500)], description=_l("写为什么变更、什么会议什么时候决定的。"))


class LegalPersonForm(ChangeForm):
    fancy = StringField(_l("新名称的字号"), [AsItStands(), at_most(10)],
                        description=_l("2 到 10 个汉字。不变更名称的，字号、业务领域、组织形式都空着；行政区划不变。"))
    field_words = StringField(_l("新名称的业务领域"), [AsItStands(), at_most(12)], description=_l("例如：社区服务、儿童发展、邻里调解"))
    form_word = SelectField(_l("新名称的组织形式"), [AsItStands()], choices=form_words,
                            description=Help(_l("社会团体用协会、学会等；社会服务机构用中心、服务社等；基金会就用基金会。"), term="organization"))
    legal_representative = StringField(_l("法定代表人"), [AsItStands(), at_most(30)],
                                       description=_l("填拟任的人，真实姓名。组织账号不会自动移交，准予变更以后由新任的人申请接任。"))
    address = StringField(_l("住所"), [AsItStands(), at_most(120)], description=_l("和场所使用证明上的地址一致。"))
    purpose = TextAreaField(_l("宗旨和业务范围"), [AsItStands(), at_most(1000)], description=_l("照新章程写；以后只能在这个范围里活动。"))
    capital_fen = YuanField(_l("注册资金（开办资金）"), [AsItStands(), Positive(0)],
                            description=Help(_l("社会服务机构至少 %(service)s，社会团体 %(association)s，基金会 %(foundation)s；和验资报告一致。"), service="registration.capital-service", association="registration.capital-association", foundation="registration.capital-foundation"))
    authority = StringField(_l("业务主管单位"), [AsItStands(), at_most(60)], description=_l("换业务主管单位的填新的，并上传它同意的文件。"))
    charter = TextAreaField(_l("章程改了什么"), [AsItStands(), at_most(1000)],
                            description=_l("章程有修改的，写改了第几条、怎么改，并上传新章程；没有修改的空着。"))


class GroupForm(ChangeForm):
    name = StringField(_l("名称"), [AsItStands(), at_most(60)], description=_l("例如：听雨社区晨风太极队。不能和名册上的重名。"))
    legal_representative = StringField(_l("负责人"), [AsItStands(), at_most(30)],
                                       description=_l("填新的负责人，真实姓名。组织账号不会自动移交，办好以后由新任的人申请接任。"))
    address = StringField(_l("活动地点"), [AsItStands(), at_most(120)], description=_l("平常在哪里活动。"))
    purpose = TextAreaField(_l("宗旨和活动内容"), [AsItStands(), at_most(1000)], description=_l("写平常做什么、为谁做。"))
