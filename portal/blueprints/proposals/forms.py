"""The proposal's editor: a draft may have gaps, its figures must be figures."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, Form, FormField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional

from portal.blueprints.field_help import Help
from portal.blueprints.forms import Later, Positive, VersionedForm, WholeField, YuanField, at_most, required
from portal.blueprints.steps import ReasonForm, StepForm
from portal.domain.proposals.contents import TEXTS
from portal.intake import whole
from portal.kernel.base import random_id


class PlanForm(Form):
    title = StringField(_l("做什么"), [Later(), at_most(200)])
    when = StringField(_l("什么时候"), [Later(), at_most(200)], description=_l("例如：第 1 至 3 个月。协议里换成日期。"))
    place = StringField(_l("在哪里"), [Later(), at_most(200)])


class OutputForm(Form):
    name = StringField(_l("产出"), [Later(), at_most(200)])
    quantity = WholeField(_l("数量"), [Later(), Optional(), NumberRange(0, 10_000_000, _l("请填 0 到 1000 万的整数。"))])
    unit = StringField(_l("单位"), [Later(), at_most(20)])


class BudgetForm(Form):
    item = StringField(_l("支出项目"), [Later(), at_most(200)])
    basis = StringField(_l("怎么算的"), [Later(), at_most(200)])
    fen = YuanField(_l("金额"), [Later(), Positive(0)])


class ProposalForm(VersionedForm):
    editor = HiddenField(default=random_id, filters=[lambda text: (text or "")[:12]])  # this page, as long as it is open
    title = StringField(_l("项目名称"), [required(_l("请先起个名字，以后可以改。")), at_most(120)],
                        description=_l("例如：听雨社区独居老人守望。名称里不要写单位名：评审看不到是哪家申报的。"))
    implementer_id = SelectField(_l("实施组织"), coerce=lambda v: whole(v) or 0,
                                 description=_l("由依托本组织的社区社会组织实施时选它；自己实施就不选。"))
    summary = TextAreaField(_l("项目概述"), [Later(), at_most(TEXTS["summary"])],
                            description=_l("为什么做、为谁做、怎么做、做成什么样，3000 字以内。"))
    target_group = StringField(_l("服务对象"), [Later(), at_most(TEXTS["target_group"])],
                               description=_l("写哪些人、在哪里、怎么找到他们。"))
    beneficiaries = WholeField(_l("受益人数"), [Later(), Optional(), NumberRange(0, 10_000_000, _l("请填 0 到 1000 万的整数。"))],
                               description=Help(_l("同一个人只算一个；结项时按它验收。"), term="attendances"))
    plan = FieldList(FormField(PlanForm), _l("实施计划"), min_entries=3, max_entries=60,
                     description=_l("一行写一步：做什么、什么时候、在哪里。"))
    outputs = FieldList(FormField(OutputForm), _l("可衡量的产出"), min_entries=3, max_entries=40,
                        description=_l("一行写一项：产出、数量、单位。结项时按这里的数量验收。"))
    budget = FieldList(FormField(BudgetForm), _l("预算明细"), min_entries=4, max_entries=80,
                       description=_l("一行写一笔：支出项目、怎么算的、金额。合计应当等于申请资金加自筹。"))
    amount_fen = YuanField(_l("申请资金"), [Later(), Positive(0)],
                           description=Help(_l("向购买单位申请的钱，不超过公告的单个项目上限。"), term="purchaser"))
    own_funds_fen = YuanField(_l("自筹资金"), [Positive(0)], description=_l("本组织自己出或另外筹到的钱，没有就填 0。"))
    team = TextAreaField(_l("项目团队"), [Later(), at_most(TEXTS["team"])], description=_l("写分工和资质，不写单位名称。"))
    risks = TextAreaField(_l("风险和对策"), [Later(), at_most(TEXTS["risks"])], description=_l("写可能做不成的原因和准备怎样应对。"))


class SubmitForm(StepForm):
    draft_version = HiddenField(filters=[whole])


class CheckForm(StepForm):
    reason = TextAreaField(_l("说明"), [at_most(1000)], description=_l("按数据不符合、仍判定通过时，写明依据。"))


class FailForm(ReasonForm):
    """Which condition is not met, and why: the bidder reads it."""
