"""The registration form, the name check and the approval."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional, ValidationError

from portal.blueprints.field_help import Help
from portal.blueprints.forms import (
    ChoiceField,
    CodeField,
    Later,
    PhoneField,
    Positive,
    VersionedForm,
    WholeField,
    YuanField,
    at_most,
    required,
)
from portal.blueprints.steps import StepForm
from portal.domain.organizations.models import OrgField, OrgType
from portal.domain.organizations.naming import FORMS

LEGAL_PERSONS = (OrgType.SERVICE, OrgType.ASSOCIATION, OrgType.FOUNDATION)
MOST_PEOPLE = 100_000


def form_words() -> list[tuple[str, str]]:
    return [("", _l("请选择"))] + [(word, word) for kind in LEGAL_PERSONS for word in FORMS[kind]]


class NameParts:
    """The three parts of a name that people choose; the region comes first by itself."""

    fancy = StringField(_l("字号"), [required(_l("请填字号。")), at_most(10)],
                        description=_l("2 到 10 个汉字，例如：银杏树下"))
    field_words = StringField(
        _l("业务领域"), [required(_l("请填业务领域。")), at_most(12)],
        description=_l("例如：社区服务、儿童发展、邻里调解"),
    )  # fmt: skip
    form_word = SelectField(_l("组织形式"), [required(_l("请选组织形式。"))], choices=form_words,
                            description=Help(_l("社会团体用协会、学会等；社会服务机构用中心、服务社等；基金会就用基金会。"), term="organization"))


class NameCheckForm(NameParts, FlaskForm):
    """Asked by GET, without an account: nothing is changed."""

    region_path = SelectField(_l("登记地区"), [required(_l("请选地区。"))],
                              description=Help(_l("在哪一级登记，名称就用哪里的地名开头。"), term="registration"))

    class Meta:
        csrf = False


class RegistrationForm(NameParts, VersionedForm):
    org_type = ChoiceField(_l("组织类型"), OrgType, members=LEGAL_PERSONS,
                           description=Help(_l("社会团体由会员组成，社会服务机构直接提供服务，基金会用捐赠做公益。"), term="organization"))
    field = ChoiceField(
        _l("服务领域"), OrgField,
        description=_l("行业协会商会、科技、公益慈善、城乡社区服务四类直接登记，其他的要有业务主管单位。"),
    )  # fmt: skip
    region_path = SelectField(_l("住所所在社区"), [required(_l("请选社区。"))], description=_l("住所在哪个社区；由所在的区受理。"))
    authority = StringField(_l("业务主管单位"), [at_most(60)], description=_l("直接登记的四类不用填。"))
    legal_representative = StringField(_l("拟任法定代表人"), [Later(), at_most(30)], description=_l("拟任的人，填真实姓名；代表组织签字。"))
    phone = PhoneField(_l("联系电话"), needed=False, description=_l("手机或座机，只有办理的人看得到。"))
    address = StringField(_l("住所"), [Later(), at_most(120)], description=_l("和场所使用证明上的地址一致。"))
    purpose = TextAreaField(_l("宗旨和业务范围"), [Later(), at_most(1000)], description=_l("照章程写；以后只能在这个范围里活动。"))
    capital_fen = YuanField(_l("注册资金（开办资金）"), [Later(), Positive(0)],
                            description=Help(_l("社会服务机构至少 %(service)s，社会团体 %(association)s，基金会 %(foundation)s；和验资报告一致。"), service="registration.capital-service", association="registration.capital-association", foundation="registration.capital-foundation"))
    full_time_staff = WholeField(_l("专职人员"), [Later(), Optional(), Positive(0)],
                                 description=Help(_l("至少 %(staff)s 人。"), staff="registration.staff"))
    members = WholeField(_l("会员数"), [Optional(), Positive(0)], description=Help(_l("社会团体至少 %(members)s 名个人会员，其他类型不用填。"), members="registration.members"))
    raise_group = BooleanField(_l("由我负责的、已备案的社区社会组织升级登记，原来的活动和项目记录一起带过来"))

    def validate_full_time_staff(self, field: IntegerField) -> None:
        _plausible(field)

    def validate_members(self, field: IntegerField) -> None:
        _plausible(field)

    def fields(self):
        numbers = ("members", "full_time_staff", "capital_fen")
        return {**super().fields(), **{name: self[name].data or 0 for name in numbers}}


def _plausible(field: IntegerField) -> None:
    if field.data is not None and field.data > MOST_PEOPLE:
        raise ValidationError(_l("人数太多了，请核对。"))


class ApproveForm(StepForm):
    uscc = CodeField(
        _l("统一社会信用代码"), [required(_l("请填统一社会信用代码。")), at_most(30)],
        description=_l("照国家登记系统发的号码填，18 位。门户只核对，不编造。"),
    )  # fmt: skip
