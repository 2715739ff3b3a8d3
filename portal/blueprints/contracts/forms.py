"""Forms of contracts: the period and further terms, and the signature."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, TextAreaField

from portal.blueprints.edge import reader
from portal.blueprints.field_help import Help
from portal.blueprints.forms import at_most, required
from portal.blueprints.steps import StepForm
from portal.domain.awards.models import Award
from portal.domain.projects.contract_text import period_of
from portal.domain.projects.models import Contract
from portal.kernel import clock


class ContractForm(StepForm):
    starts_on = DateField(_l("实施开始"), [required(_l("请填开始日期，写成 2026-05-15 这样。"))],
                          description=Help(_l("实施的第一天；评估和监管的时间从它算起。"), term="contract"))
    ends_on = DateField(_l("实施结束"), [required(_l("请填结束日期，写成 2027-05-14 这样。"))],
                        description=Help(_l("实施期一般 %(months)s，写最后一天。"), months="project.months"))
    terms = TextAreaField(_l("补充约定"), [at_most(2000)],
                          description=_l("写进协议最后一条；金额、拨款计划和预算照立项的申报书，不能改。"))  # fmt: skip


class SignForm(StepForm):
    digest = HiddenField()
    agree = BooleanField(_l("我已看过协议全文，同意签署"), [required(_l("请先看过全文，再勾选同意。"))])


def first_period(award: Award) -> dict:
    starts_on, ends_on = period_of(reader(), award, clock.today())
    return {"starts_on": starts_on, "ends_on": ends_on}


def present_period(contract: Contract) -> dict:
    last = contract.facts["clauses"][-1]
    return {
        "starts_on": contract.starts_on, "ends_on": contract.ends_on,
        "terms": last["text"] if last["title"] == "补充约定" else "",  # official
    }  # fmt: skip


def shown_digest(contract: Contract) -> dict:
    return {"digest": contract.digest}
