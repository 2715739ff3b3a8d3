"""Forms of the catalogues."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from portal.blueprints.forms import ChoiceField, CodeField, VersionedForm, WholeField, at_most, required
from portal.domain.catalogue.models import CatalogueKind, TransferMode


class EditionForm(VersionedForm):
    kind = ChoiceField(_l("目录"), CatalogueKind)
    year = WholeField(_l("年份"), [InputRequired(_l("请填年份。"))])
    foreword = TextAreaField(_l("说明"), [at_most(2000)], description=_l("写给读者看：这一版和上一版有什么不同。"))
    copy = BooleanField(
        _l("带入现行版的全部事项，在它的基础上改"), default=True, description=_l("不带入就从空白开始；发布时，没有列进来的事项算取消。"),
    )


class TransferForm(VersionedForm):
    name = StringField(_l("事项"), [required(_l("请填事项名称。")), at_most(120)])
    mode = ChoiceField(
        _l("方式"), TransferMode,
        description=_l("转移：交给社会组织自己办；委托：以部门名义办；购买：部门付费。"),
    )  # fmt: skip
    legal_basis = TextAreaField(_l("依据"), [required(_l("请写法律、法规或者文件依据。")), at_most(500)])
    takers = TextAreaField(_l("可以承接的组织"), [required(_l("请写谁可以承接、要什么条件。")), at_most(500)])
    cost_basis = TextAreaField(_l("经费依据"), [required(_l("请写经费从哪里来、怎样算。")), at_most(500)],
                               description=_l("费随事转：写明预算科目和测算方法。"))  # fmt: skip
    starts_on = DateField(_l("实施日期"), [InputRequired(_l("请填日期。"))])


class ProposeForm(TransferForm):
    continues = SelectField(
        _l("接续上一版的事项"), default="", description=_l("选了就沿用原来的编号，两版可以逐项对照；新事项不选。")
    )


class ServiceForm(VersionedForm):
    """The eight fields; headings (levels one and two) need the name only."""

    name = StringField(_l("购买目录"), [required(_l("请填名称。")), at_most(120)])
    kind = StringField(_l("种类"), [at_most(100)])
    quantity = StringField(_l("数量"), [at_most(100)])
    scope = TextAreaField(_l("范围"), [at_most(500)])
    service_object = StringField(_l("对象"), [at_most(150)])
    funding_source = StringField(_l("资金来源"), [at_most(150)])
    supervision = TextAreaField(_l("监督考核"), [at_most(500)])
    rewards = TextAreaField(_l("奖励惩罚"), [at_most(500)])


class NewServiceForm(ServiceForm):
    code = CodeField(
        _l("代码"), [required(_l("请填代码。")), at_most(5)],
        description=_l("一级写 A，二级写 A01，三级写 A0101；三级的八项都要填。"),
    )  # fmt: skip
