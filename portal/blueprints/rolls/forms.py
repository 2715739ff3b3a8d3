"""A roll's term, one person on it, one of the staff. Numbers that identify are typed in, never shown back."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, StringField, TextAreaField
from wtforms.validators import Optional, Regexp

from portal.blueprints.field_help import Help
from portal.blueprints.forms import ChoiceField, CodeField, Later, VersionedForm, at_most, required
from portal.domain.organizations.officeholders import (
    Employment,
    IdKind,
    Occasion,
    Office,
    Political,
    PublicServant,
    SocialWorker,
)


class Perhaps(ChoiceField):
    """A choice that may be left open."""

    def __init__(self, label: Any, enum_class: type[Any], *rules: Any, **kwargs: Any):
        super().__init__(label, enum_class, [*rules, Optional()], **kwargs)

    def _choices(self) -> list[tuple[Any, str]]:
        return [("", gettext("没有、不填")), *super()._choices()[1:]]

    def pre_validate(self, form: Any) -> None:
        return None


class RollForm(VersionedForm):
    occasion = ChoiceField(
        _l("为什么报备"), Occasion,
        description=Help(_l("第一次报选“首次报备”；改选了一届选“换届”；任期中间换人选“届中变动”。"), term="officeholders"),
    )
    resolved_on = DateField(_l("会议日期"), [Later(), Optional()], description=_l("选出这些人的会员大会、理事会是哪一天开的；决议在“材料”里上传。"))
    term_from = DateField(_l("任期开始"), [Later(), Optional()], description=_l("这一届从哪一天起，照章程和决议填。"))
    term_until = DateField(_l("任期届满"), [Later(), Optional()],
                           description=Help(_l("这一届到哪一天止，最长 %(longest)s；届满前门户会提醒换届。"), longest="roll.term"))  # fmt: skip
    note = TextAreaField(_l("说明"), [at_most(500)], description=_l("有要向民政局说明的写在这里，例如谁离任、谁补选。"))


class PersonForm(VersionedForm):
    """What every person has; numbers left open stay as they are."""

    NUMBERS = ("identity_number", "phone")

    phone = CodeField(_l("联系电话"), [Optional(), Regexp(r"^[0-9 +\-]{7,20}$", message=_l("电话只能有数字、空格和横线。"))],
                      description=_l("加密保存，平时只显示头尾几位。已经填过的，不改就空着。"))  # fmt: skip
    employment = Perhaps(_l("怎样工作"), Employment, description=_l("在本组织领工资、签了劳动合同的选“专职”；只任职、不上班的不用填。"))
    social_worker = Perhaps(_l("社会工作者职业资格"), SocialWorker, description=_l("照全国统一的职业资格证书选。"))
    certificate = CodeField(_l("证书编号"), [at_most(40)], description=_l("有社会工作者证书的填证书上的管理号。"))
    accountant = BooleanField(_l("管会计或出纳"), description=_l("在本组织管账、管钱的勾上。"))
    political = Perhaps(_l("政治面貌"), Political, description=_l("可以不填；填了才能算出党员人数。只有本组织和民政局看得到。"))
    party_secretary = BooleanField(_l("本组织的党组织书记"), description=_l("本组织建立了党支部、由此人任书记的勾上。"))

    def fields(self) -> dict[str, Any]:
        return {name: None if value == "" else value for name, value in super().fields().items()}

    def hide_numbers(self) -> None:
        """What is kept encrypted does not travel back into the page."""
        for name in self.NUMBERS:
            if name in self._fields:
                self._fields[name].data = None


def _number(description: Any, *rules: Any) -> CodeField:
    return CodeField(_l("证件号码"), [*rules, at_most(30)], render_kw={"autocomplete": "off"}, description=description)


class SeatForm(PersonForm):
    """Somebody on a roll."""

    name = StringField(_l("姓名"), [required(_l("请填姓名。")), at_most(60)], description=_l("照身份证件填。"))
    office = ChoiceField(_l("职务"), Office, description=_l("一个人只写一行，兼几个职务的写最高的一个。"))
    legal_representative = BooleanField(_l("法定代表人"), description=_l("照章程由谁任法定代表人就勾谁，全名册只有一位。"))
    id_kind = Perhaps(_l("证件种类"), IdKind, Later(), description=_l("一般是居民身份证。"))
    identity_number = _number(
        _l("加密保存，平时只显示头尾两位；用来认出同一个人在几个组织任职。已经填过的，不改就空着。"), Later(),
    )  # fmt: skip
    public_servant = Perhaps(_l("公职人员兼职"), PublicServant, description=_l("在职公职人员、离退休领导干部兼职要先经批准，批准文件在“材料”里上传。"))


class StaffForm(PersonForm):
    """One of the staff or the volunteers."""

    name = StringField(_l("姓名"), [required(_l("请填姓名。")), at_most(60)], description=_l("照身份证件填。"))
    employment = ChoiceField(_l("怎样工作"), Employment, description=_l("签了劳动合同、按月领工资的是专职；其余按实际选。"))
    id_kind = Perhaps(_l("证件种类"), IdKind, description=_l("可以不填。"))
    identity_number = _number(_l("可以不填；填了，同时任理事的人不会算两次。已经填过的，不改就空着。"))
    since = DateField(_l("到岗日期"), [Optional()], description=_l("从哪一天开始在本组织工作。"))
    until = DateField(_l("离开日期"), [Optional()], description=_l("已经离开的填最后一天；还在岗的空着。"))
