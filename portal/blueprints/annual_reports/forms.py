"""The report's sections as forms, made from the list of questions; the forms of its steps."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional, StopValidation

from portal.blueprints.field_help import Help
from portal.blueprints.forms import (
    ChoiceField,
    Later,
    Positive,
    VersionedForm,
    WholeField,
    YuanField,
    at_most,
    required,
)
from portal.blueprints.steps import StepForm
from portal.domain.annual_reports import contents, operations, questions
from portal.domain.annual_reports.models import AnnualReport, Conclusion
from portal.domain.annual_reports.questions import Kind, Question, Section
from portal.domain.organizations.models import OrgType
from portal.kernel.base import random_id

ONE_LINE = 200  # a longer answer gets several lines


class OpenChoice(ChoiceField):
    """A choice that a draft may leave open."""

    def pre_validate(self, form: Any) -> None:
        return None


class OpenDay(DateField):
    """A day; what is none gets a sentence of ours."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("没看懂这个日期，请按“2026-05-15”的样子填。")) from None

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            raise StopValidation()


class SectionForm(VersionedForm):
    """``version``: of the section, not of the report: two people may fill two sections at the same time."""

    editor = HiddenField(default=random_id, filters=[lambda text: (text or "")[:12]])  # this page, as long as it is open

    def answers(self, but: tuple[str, ...] = ()) -> dict[str, Any]:
        """What was typed, by question; ``but``: left out."""
        return {name: value for name, value in self.fields().items() if name != "editor" and name not in but}


@cache
def form_class(section: Section, org_type: OrgType) -> type[SectionForm]:
    """One form class for a section and a kind of organization."""
    fields = {question.name: _field(question) for question in questions.of(section, org_type)}
    return type(f"{section.value.title()}Form", (SectionForm,), fields)


def _field(question: Question) -> Any:
    shown: dict[str, Any] = {"label": _l(question.label), "description": _l(question.help)}
    rules: list[Any] = [Later()] if question.needed else []
    if question.kind is Kind.COUNT:
        bounds = NumberRange(0, contents.MOST, _l("请填 0 到 1000 万的整数。"))
        return WholeField(validators=[*rules, Optional(), bounds], **shown)
    if question.kind is Kind.FEN:
        return YuanField(validators=[*rules, Positive(0)], **shown)
    if question.kind is Kind.BALANCE:
        return YuanField(validators=rules, **shown)
    if question.kind is Kind.DAY:
        return OpenDay(validators=[*rules, Optional()], **shown)
    if question.choice:
        return OpenChoice(enum_class=question.choice, validators=rules or [Optional()], **shown)
    kind = StringField if question.most <= ONE_LINE else TextAreaField
    return kind(validators=[*rules, at_most(question.most)], **shown)


for _section in Section:
    for _kind in OrgType:
        if _kind.is_legal_person:
            form_class(_section, _kind)


def first_values(report: AnnualReport, section: Section) -> dict[str, Any]:
    """The answers as a form takes them; days as days."""
    answers = report.content.get(section, {})
    asked = questions.of(section, report.organization.org_type)
    values = {q.name: answers[q.name] for q in asked if q.name in answers}
    for question in asked:
        if question.kind is Kind.DAY and question.name in values:
            values[question.name] = questions.day_of(values[question.name])
        if question.choice and question.name in values:
            values[question.name] = question.choice(values[question.name])
    return {**values, "version": operations.version_of(report, section)}


# --- steps --------------------------------------------------------------------------------------------------------


class SignForm(StepForm):
    declared = BooleanField(_l("报告内容真实、完整，由本人签字负责。"), [InputRequired(_l("请先确认内容真实、完整。"))])


class CheckForm(StepForm):
    opinion = TextAreaField(_l("初审意见"), [at_most(1000)], description=_l("给审定的人看；没有要说的可以不填。"))


class ConcludeForm(StepForm):
    conclusion = ChoiceField(_l("结论"), Conclusion, members=(Conclusion.BASIC, Conclusion.UNQUALIFIED),
                             description=Help(_l("会公开，并记入名册；不合格的进不了承接目录。"), term="qualified"))  # fmt: skip
    opinion = TextAreaField(_l("理由"), [required(_l("请写明结论的理由。")), at_most(1000)], description=_l("写清事实和依据，组织会看到。"))
    rectifications = TextAreaField(_l("整改要求"), [required(_l("请写明要整改什么。")), at_most(2000)],
                                   description=_l("一行写一条：改什么、改到什么程度。"))
    rectify_by_on = OpenDay(_l("整改期限"), [required(_l("请选整改期限。"))], description=_l("在这天以前完成并报告；选今天以后的日子。"))


class RectifyForm(StepForm):
    rectified = TextAreaField(_l("整改结果"), [required(_l("请写明怎样改的。")), at_most(3000)], description=_l("对照整改要求逐条写；证明材料在“材料”里上传。"))


class RemindForm(StepForm):
    """The button below the preview of whom it reaches."""
