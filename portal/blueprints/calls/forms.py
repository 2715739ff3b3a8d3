"""The editor of a call: its form, how it reads a call, and how it states its terms."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    Form,
    FormField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import NumberRange
from wtforms.validators import Optional as MayBeEmpty
from wtforms.widgets import CheckboxInput, ListWidget

from portal.blueprints.field_help import Help
from portal.blueprints.forms import (
    ChoiceField,
    LocalMoment,
    Positive,
    VersionedForm,
    WholeField,
    YuanField,
    at_most,
    required,
)
from portal.blueprints.words import points
from portal.domain.calls.models import Aggregation, Call, CallKind, FundingSource
from portal.domain.calls.operations import CriterionTerms, LotTerms, Terms
from portal.domain.funds.models import Trigger
from portal.domain.organizations.models import OrgField, OrgType

WHOLE = _l("请填整数。")
MOST_PLACES = 500


def _number(label: Any, low: int, high: int, *, may_be_empty: bool = False, **kwargs: Any) -> WholeField:
    first = MayBeEmpty() if may_be_empty else required(WHOLE)
    message = _l("请填 %(low)s 到 %(high)s 的整数。", low=low, high=high)
    return WholeField(label, [first, NumberRange(low, high, message)], **kwargs)


class LotForm(Form):
    title = StringField(_l("标段"), [required(_l("请填标段名称。")), at_most(60)])
    field = ChoiceField(_l("领域"), OrgField)
    guideline = SelectField(_l("回应哪条项目指引"), default="", validate_choice=False)
    service = TextAreaField(_l("服务谁、做什么"), [required(_l("请写服务谁、做什么。")), at_most(500)])
    budget_fen = YuanField(_l("标段预算"), [required(_l("请填标段预算。")), Positive()])
    places = _number(_l("名额"), 1, MOST_PLACES)


class CriterionForm(Form):
    title = StringField(_l("指标"), [required(_l("请填指标。")), at_most(40)])
    description = TextAreaField(_l("怎样给分"), [required(_l("请写怎样给分。")), at_most(500)])
    maximum = _number(_l("满分"), 1, 100)


class TrancheForm(Form):
    trigger = ChoiceField(_l("什么时候拨"), Trigger)
    percent = _number(_l("百分比"), 1, 100)


class CallForm(VersionedForm):
    kind = ChoiceField(_l("类型"), CallKind, description=Help(_l("定了适用哪一套规则：政府采购按政府采购法，其他按本区办法。"), term="venture"))
    title = StringField(_l("公告名称"), [required(_l("请填公告名称。")), at_most(60)],
                        description=_l("写年份、部门和事项，例如：2026 年雨花台区公益创投征集公告。"))
    summary = TextAreaField(_l("为什么征集"), [required(_l("请写为什么征集。")), at_most(2000)],
                            description=_l("写要解决什么问题、为谁、到什么程度；来自需求的写上依据。"))
    department_id = SelectField(_l("购买单位"), [required(_l("请选购买单位。"))], coerce=str,
                                description=Help(_l("出钱并和中选组织签协议的单位。"), term="purchaser"))
    funding_source = ChoiceField(_l("资金来源"), FundingSource, description=_l("照预算批复填，每笔拨款都记在它名下。"))
    budget_fen = YuanField(_l("资金总额"), [required(_l("请填资金总额。")), Positive()], description=_l("各标段预算加起来要正好等于它。"))
    cap_fen = YuanField(_l("单个项目上限"), [required(_l("请填单个项目上限。")), Positive()],
                        description=_l("一份申报书最多申请多少，不能超过资金总额。"))
    lots = FieldList(
        FormField(LotForm), _l("标段"), min_entries=1, max_entries=30, description=Help(_l("一行写一个标段：服务谁、做什么、多少钱、几个名额。各标段预算合计应等于资金总额。"), term="lot")
    )

    org_types = SelectMultipleField(
        _l("哪些组织可以申报"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False),
        choices=[(t.value, _l(t.label)) for t in OrgType if t.is_legal_person],
        description=_l("至少勾一类；没勾的不能申报。"),
    )  # fmt: skip
    min_months = _number(_l("登记满几个月"), 0, 240, default=0, description=_l("从登记日算到申报截止；0 就是不要求。"))
    max_per_organization = _number(_l("每家最多申报几个标段"), 1, 30, default=1, description=_l("同一家组织最多投几个标段。"))
    groups_with_sponsor = BooleanField(_l("接受社区社会组织由依托单位申报"),
                                       description=Help(_l("没有法人资格的队伍，由依托的组织申报、签约、收款。"), term="filing"))
    qualified_list = BooleanField(_l("要求列入承接目录"), description=_l("政府采购不能用这一条。"))
    min_rating = SelectField(
        _l("评估等级"),
        choices=[("", _l("不要求")), *((str(n), f"{n}A") for n in range(1, 6))],
        description=_l("政府采购不能用这一条。"),
    )
    min_staff = _number(_l("专职人员至少几人"), 0, 1000, default=0, description=_l("政府采购不能用这一条。"))
    local_only = BooleanField(_l("只限本区登记的组织"), description=_l("政府采购不能用这一条。"))

    criteria = FieldList(
        FormField(CriterionForm),
        _l("评分细则"),
        min_entries=1,
        max_entries=20,
        description=Help(_l("一行写一项：指标名称、怎样给分、满分。各项满分合计应是 100 分。"), term="rubric"),
    )
    aggregation = ChoiceField(_l("怎样汇总"), Aggregation,
                              description=Help(_l("公告发布后不能改。5 位以上评委才去掉一个最高分和一个最低分。"), term="rubric"))
    panel_size = _number(_l("评委人数"), 3, 15, default=5, description=_l("单数，至少 3 人；政府采购至少 5 人。"))
    pass_points = _number(_l("入围分数线"), 0, 100, default=60, description=Help(_l("低于这个分不能立项，满分 100。"), term="award"))
    tranches = FieldList(
        FormField(TrancheForm), _l("拨款计划"), min_entries=1, max_entries=3, description=Help(_l("一行写一期：什么时候拨、拨百分之几。各期合计应是 100%。"), term="tranche")
    )

    publish_on = DateField(_l("计划哪天发布"), [MayBeEmpty()], description=_l("只是计划，批准以后才能发布。"))
    questions_until = LocalMoment(_l("提问截止（北京时间）"), [required(_l("请填提问截止时间。"))],
                                  description=Help(_l("要早于申报截止，最好给答复留 %(answer)s。"), answer="call.answer"))
    deadline_at = LocalMoment(_l("申报截止（北京时间）"), [required(_l("请填申报截止时间。"))],
                              description=Help(_l("到点自动关门，以服务器的时间为准；此前申报书都封存着。"), term="seal"))
    opening_at = LocalMoment(
        _l("开启（北京时间）"), [required(_l("请填开启时间。"))], description=_l("至少比申报截止晚 10 分钟：最后一刻到达的申报要先入库。")
    )

    def terms(self) -> Terms:
        """What the form says, as the operation takes it."""
        d = self.data
        return Terms(
            kind=d["kind"], title=d["title"].strip(), summary=d["summary"].strip(),
            department_id=int(d["department_id"]), funding_source=d["funding_source"],
            budget_fen=d["budget_fen"], cap_fen=d["cap_fen"],
            eligibility=self._eligibility(), aggregation=d["aggregation"], panel_size=d["panel_size"],
            pass_score=d["pass_points"] * 100,
            tranche_plan=[{"trigger": row["trigger"].value, "percent": row["percent"]} for row in d["tranches"]],
            questions_until=self.questions_until.moment, deadline_at=self.deadline_at.moment,
            opening_at=self.opening_at.moment, publish_on=d["publish_on"],
            lots=[LotTerms(row["title"].strip(), row["field"], row["service"].strip(), row["budget_fen"], row["places"],
                           row["guideline"] or "") for row in d["lots"]],
            criteria=[CriterionTerms(row["title"].strip(), row["description"].strip(), row["maximum"])
                      for row in d["criteria"]],
        )  # fmt: skip

    def _eligibility(self) -> dict[str, Any]:
        d = self.data
        return {
            "org_types": list(d["org_types"] or []), "min_months": d["min_months"], "min_staff": d["min_staff"],
            "max_per_organization": d["max_per_organization"], "groups_with_sponsor": bool(d["groups_with_sponsor"]),
            "qualified_list": bool(d["qualified_list"]), "local_only": bool(d["local_only"]),
            "min_rating": int(d["min_rating"]) if d["min_rating"] else None,
        }  # fmt: skip


def values_of(call: Call) -> dict[str, Any]:
    """A call as the editor shows it."""
    rules = call.eligibility
    plain = ("kind", "title", "summary", "funding_source", "budget_fen", "cap_fen", "aggregation", "panel_size",
             "questions_until", "deadline_at", "opening_at", "publish_on", "version")  # fmt: skip
    return {
        **{name: getattr(call, name) for name in plain},
        **{k: rules.get(k) for k in ("org_types", "groups_with_sponsor", "qualified_list", "local_only")},
        **{k: rules.get(k) or 0 for k in ("min_months", "min_staff")},
        "max_per_organization": rules.get("max_per_organization") or 1,
        "min_rating": str(rules.get("min_rating") or ""),
        "department_id": str(call.department_id),
        "pass_points": int(points(call.pass_score).split(".")[0]),
        "lots": [
            {"title": lot.title, "field": lot.field, "service": lot.service, "budget_fen": lot.budget_fen,
             "places": lot.places, "guideline": lot.guideline.public_id if lot.guideline else ""} for lot in call.lots
        ],
        "criteria": [{"title": c.title, "description": c.description, "maximum": c.maximum} for c in call.criteria],
        "tranches": [{"trigger": Trigger(row["trigger"]), "percent": row["percent"]} for row in call.tranche_plan],
    }  # fmt: skip


def first_values() -> dict[str, Any]:
    """A new call: the usual tranche plan (50/30/20) and a rubric to start from."""
    return {
        "tranches": [
            {"trigger": Trigger.SIGNATURE, "percent": 50}, {"trigger": Trigger.MID, "percent": 30},
            {"trigger": Trigger.FINAL, "percent": 20},
        ],
        "aggregation": Aggregation.TRIMMED_MEAN, "org_types": [OrgType.SERVICE.value, OrgType.ASSOCIATION.value],
    }  # fmt: skip


class QuestionForm(FlaskForm):
    body = TextAreaField(
        _l("要问什么"),
        [required(_l("请写要问什么。")), at_most(1000)],
        description=_l("不显示单位名；答复发给所有人。请不要在问题里写出自己是谁。"),
    )
