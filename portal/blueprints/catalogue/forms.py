"""Forms of the catalogues."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from portal.blueprints.field_help import Help
from portal.blueprints.forms import ChoiceField, CodeField, VersionedForm, WholeField, at_most, required
from portal.domain.catalogue.models import CatalogueKind, TransferMode


class EditionForm(VersionedForm):
    kind = ChoiceField(_l("目录"), CatalogueKind,
                       description=Help(_l("职能转移目录列交给社会组织办的事；购买服务目录列可以花钱买的服务。"), term="transfer"))
    year = WholeField(_l("年份"), [InputRequired(_l("请填年份。"))], description=_l("目录管哪一年，四位数字。"))
    foreword = TextAreaField(_l("说明"), [at_most(2000)], description=_l("写给读者看：这一版和上一版有什么不同。"))
    copy = BooleanField(
        _l("带入现行版的全部事项，在它的基础上改"), default=True, description=_l("不带入就从空白开始；发布时，没有列进来的事项算取消。"),
    )


class TransferForm(VersionedForm):
    name = StringField(_l("事项"), [required(_l("请填事项名称。")), at_most(120)], description=_l("按三定方案或权责清单里的叫法写。"))
    mode = ChoiceField(
        _l("方式"), TransferMode,
        description=_l("转移：交给社会组织自己办；委托：以部门名义办；购买：部门付费。"),
    )  # fmt: skip
    legal_basis = TextAreaField(_l("依据"), [required(_l("请写法律、法规或者文件依据。")), at_most(500)],
                                description=_l("写到条款或文号，法制审核要查。"))
    takers = TextAreaField(_l("可以承接的组织"), [required(_l("请写谁可以承接、要什么条件。")), at_most(500)],
                           description=Help(_l("写类型和条件，例如：列入承接目录的社会团体。"), term="qualified"))
    cost_basis = TextAreaField(_l("经费依据"), [required(_l("请写经费从哪里来、怎样算。")), at_most(500)],
                               description=_l("费随事转：写明预算科目和测算方法。"))  # fmt: skip
    starts_on = DateField(_l("实施日期"), [InputRequired(_l("请填日期。"))], description=_l("从哪天起由社会组织办。"))


class ProposeForm(TransferForm):
    continues = SelectField(
        _l("接续上一版的事项"), default="", description=_l("选了就沿用原来的编号，两版可以逐项对照；新事项不选。")
    )


class ServiceForm(VersionedForm):
    """The eight fields; headings (levels one and two) need the name only."""

    name = StringField(_l("购买目录"), [required(_l("请填名称。")), at_most(120)],
                       description=Help(_l("本级的名称，照财政部门的指导性目录写。"), term="services"))
    kind = StringField(_l("种类"), [at_most(100)], description=_l("这项服务属于哪一种，例如：养老助餐。"))
    quantity = StringField(_l("数量"), [at_most(100)], description=_l("写数和单位，例如：每年 200 人次。"))
    scope = TextAreaField(_l("范围"), [at_most(500)], description=_l("在哪些地方、做到哪里为止。"))
    service_object = StringField(_l("对象"), [at_most(150)], description=_l("服务给谁，例如：65 岁以上独居老人。"))
    funding_source = StringField(_l("资金来源"), [at_most(150)], description=_l("哪一笔预算，例如：区级财政、福彩公益金。"))
    supervision = TextAreaField(_l("监督考核"), [at_most(500)], description=_l("谁来查、多久查一次、看什么。"))
    rewards = TextAreaField(_l("奖励惩罚"), [at_most(500)], description=_l("做得好、做得不好各怎样。"))


class NewServiceForm(ServiceForm):
    code = CodeField(
        _l("代码"), [required(_l("请填代码。")), at_most(5)],
        description=_l("一级写 A，二级写 A01，三级写 A0101；三级的八项都要填。"),
    )  # fmt: skip
