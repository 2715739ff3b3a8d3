"""Forms of a case: the proposal, what the organization says, the answers, removal and appeal."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, HiddenField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional

from portal.blueprints.edge import spoken
from portal.blueprints.field_help import Help
from portal.blueprints.forms import AtLeastOne, ChoiceField, VersionedForm, WholeField, YuanField, at_most, required
from portal.blueprints.steps import StepForm, Way
from portal.domain.sanctions.kinds import Ground, SanctionKind, consequences
from portal.domain.sanctions.models import AppealWay
from portal.domain.sanctions.operations import LONGEST_SUSPENSION, Content


class SanctionForm(VersionedForm):
    kind = ChoiceField(_l("拟作的处理"), SanctionKind, description=Help(_l("名单和处罚各有各的后果，写在下面。"), term="abnormal"))
    ground = ChoiceField(_l("事由"), Ground, description=_l("事由和处理要对得上；对不上的，提交时会指出。"))
    year = WholeField(_l("哪一年度的报告"), [Optional(), NumberRange(2000, 2200, _l("请填四位的年份。"))],
                      description=_l("只在事由是没有按规定报送年度工作报告时填。"))
    facts = TextAreaField(_l("事实"), [required(_l("请写明事实：组织会看到这段话，决定以后公开。")), at_most(3000)],
                          description=_l("时间、地点、做了什么、怎么查到的。不写个人的证件号和电话。"))
    basis = StringField(_l("依据"), [Optional(), at_most(300)],
                        description=_l("法律、法规、规章的名称和条款；空着的，按事由写上通常的名称。"))
    amount_fen = YuanField(_l("金额（元）"), [Optional()],
                           description=Help(_l("只在罚款和没收时填；%(large)s 以上的，组织可以要求听证。"), large="sanction.hearing-fine"))
    term_months = WholeField(_l("停止活动几个月"), [Optional(), NumberRange(1, LONGEST_SUSPENSION, _l("1 到 6 个月。"))],
                             description=_l("只在限期停止活动时填，1 到 6 个月。"))

    def content(self) -> Content:
        fields = {k: v for k, v in self.fields().items() if v not in (None, "")}
        return Content(**{"basis": "", **fields})


class LateForm(FlaskForm):
    """Several organizations that did not send the report of one year."""

    year = HiddenField()
    organizations = SelectMultipleField(_l("哪些组织"), [AtLeastOne(_l("请至少选一个组织。"))], validate_choice=False,
                                        description=_l("逐个立案，逐个告知，逐个听取意见。"))
    facts = TextAreaField(_l("事实"), [required(_l("请写明事实：组织会看到这段话，决定以后公开。")), at_most(1000)],
                          description=_l("对选中的每一个组织都这样写。"))


class StatementForm(StepForm):
    statement = TextAreaField(_l("陈述和申辩"), [required(_l("请写明意见；没有意见的，请写“没有意见”。")), at_most(5000)],
                              description=Help(_l("写哪些事实不对、为什么、已经怎么改了。期限 %(period)s，从告知那天的第二天起算。"),
                                               period="sanction.statement"))  # fmt: skip
    wants_hearing = BooleanField(_l("要求听证"), description=Help(
        _l("只有较重的处罚可以要求听证，期限 %(period)s；勾选以后由登记机关通知时间和地点。"), period="sanction.hearing"))  # fmt: skip


class ExamineForm(StepForm):
    hearing_on = DateField(_l("听证日期"), [Optional()], description=_l("组织要求听证的，先举行听证再填；没有要求的空着。"))
    answer = TextAreaField(_l("复核意见"), [required(_l("请写明复核意见：组织会看到这段话。")), at_most(5000)],
                           description=_l("逐条回应组织的意见，写明采纳还是不采纳、为什么；没有提出意见的，写明核对了什么。"))


class DecisionForm(StepForm):
    decision = TextAreaField(_l("决定的理由"), [required(_l("请写明决定的理由：它会写进决定书，并且公开。")), at_most(3000)],
                             description=_l("写进决定书，并且公开。不写个人的证件号和电话。"))


class RepairForm(VersionedForm):
    statement = TextAreaField(_l("改正的情况"), [required(_l("请写明情况。")), at_most(3000)],
                              description=_l("写已经做了什么、什么时候做的；下一步上传证明。"))


class TermForm(FlaskForm):
    statement = TextAreaField(_l("提出移出的理由"), [required(_l("请写明情况。")), at_most(3000)],
                              description=_l("写列入的期间已满、没有需要改正或者履行的事项，怎么核对的。"))


class FindingForm(StepForm):
    finding = TextAreaField(_l("核查情况"), [required(_l("请写明核查到的情况：组织会看到这段话，准予移出的写进决定书。")), at_most(3000)],
                            description=_l("写怎么核查的、查到什么；准予移出的写进移出决定书。"))


class AppealForm(FlaskForm):
    way = ChoiceField(_l("申诉的途径"), AppealWay, description=Help(
        _l("申诉和行政复议在 %(review)s 内提出，行政诉讼在 %(suit)s 内；复议和诉讼在门户外办理，这里登记并执行结果。"),
        review="sanction.appeal-within", suit="sanction.sue-within"))  # fmt: skip
    body = TextAreaField(_l("申诉的事实和理由"), [required(_l("请写明申诉的事实和理由。")), at_most(5000)],
                         description=_l("写对决定哪里不服、有什么依据；代为登记的，写明收到的文书和日期。"))


class AppealAnswerForm(StepForm):
    answer = TextAreaField(_l("决定和理由"), [required(_l("请写明决定和理由：对方会看到这段话。")), at_most(5000)],
                           description=_l("写查到的事实、依据和结论；复议、诉讼的，写文书的机关、编号和日期。"))


def _following(_session: Any, sanction: Any) -> dict[str, Any]:
    return {"follows": [spoken(words) for words in consequences(sanction.kind)]}


def _only_with_a_right_to_it(_session: Any, form: Any, sanction: Any) -> None:
    if sanction.hearing_until is None:
        del form.wants_hearing


def _only_when_asked_for(_session: Any, form: Any, sanction: Any) -> None:
    if not sanction.wants_hearing:
        del form.hearing_on


CASE = "sanctions/step.html"
WAYS = {
    "state": Way(form=StatementForm, template=CASE, shown=_following, choices=_only_with_a_right_to_it),
    "examine": Way(form=ExamineForm, template=CASE, shown=_following, choices=_only_when_asked_for),
    "impose": Way(form=DecisionForm, template=CASE, shown=_following),
    "notify": Way(template=CASE, shown=_following),
}
REPAIR_WAYS = {"check": Way(form=FindingForm, template="sanctions/repair_step.html")}
APPEAL_WAYS = {action: Way(form=AppealAnswerForm, template="sanctions/appeal_step.html") for action in ("dismiss", "uphold")}
