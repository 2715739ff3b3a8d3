"""The forms of a need: recording it, and the steps that ask for more than a reason."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange
from wtforms.validators import Optional as MayBeEmpty

from portal.blueprints.edge import current_actor
from portal.blueprints.field_help import Help
from portal.blueprints.forms import ChoiceField, CodeField, at_most, required
from portal.blueprints.steps import StepForm, Way
from portal.domain.needs import operations, queries
from portal.domain.needs.models import Channel
from portal.domain.organizations.models import OrgField

MOST_HOUSEHOLDS = 100_000


class NeedForm(FlaskForm):
    title = StringField(
        _l("什么事"),
        [required(_l("请用一句话说是什么事。")), at_most(60)],
        description=_l("一句话，例如：七号楼独居老人没人照看一日三餐。"),
    )
    description = TextAreaField(
        _l("具体情况"),
        [required(_l("请写具体情况。")), at_most(1000)],
        description=_l("在哪里、什么时候、已经怎么办过。不要写别人的身份证号和病情。"),
    )
    region_path = SelectField(_l("在哪个社区"), [required(_l("请选社区。"))], description=_l("事情发生在哪个社区就选哪个，由它的街道受理。"))
    field = ChoiceField(_l("属于哪一类"), OrgField, description=_l("选最接近的一类，办理的人可以改。"))
    group_served = StringField(
        _l("为谁提"), [required(_l("请写为哪些人提的。")), at_most(60)], description=_l("例如：65 岁以上独居老人。")
    )
    households = IntegerField(
        _l("大约多少户"), [MayBeEmpty(), NumberRange(0, MOST_HOUSEHOLDS, _l("请填 0 到 100000 的整数。"))],
        description=_l("不清楚可以不填。"),
    )  # fmt: skip
    channel = ChoiceField(_l("从哪里来"), Channel, description=Help(_l("居民自己提的选本人，其他的照实选。"), term="need"))
    photo = FileField(_l("照片"), description=_l("JPG 或 PNG。只给办理的人看，请避开人脸。"))

    def fields(self) -> dict[str, Any]:
        values = {k: v for k, v in self.data.items() if k not in ("csrf_token", "photo")}
        return {**values, "households": values["households"] or 0}


class AssignForm(StepForm):
    assigned_to = StringField(
        _l("派给谁"),
        [required(_l("请写派给哪个单位或谁。")), at_most(60)],
        description=_l("单位、科室或社区工作人员，例如：街道城管科。"),
    )


class HandleForm(StepForm):
    handling = TextAreaField(_l("做了什么"), [required(_l("请写做了什么。")), at_most(1000)], description=_l("写哪天、谁、做了什么、结果怎样。"))


class FeedbackForm(StepForm):
    feedback = TextAreaField(
        _l("给提出人的答复"),
        [required(_l("请写答复。")), at_most(1000)],
        description=_l("写给提出人看：办成了什么，没办成的怎么办。这段话会公开。"),
    )


class AssessForm(StepForm):
    assessment = RadioField(
        _l("办得怎么样"),
        [InputRequired(_l("请在 1 到 5 分里选一个。"))],
        coerce=int,
        choices=[(5, _l("很满意")), (4, _l("满意")), (3, _l("一般")), (2, _l("不满意")), (1, _l("很不满意"))],
    )


class MergeForm(StepForm):
    target_number = CodeField(
        _l("并到哪一件"),
        [required(_l("请填另一件的编号。")), at_most(40)],
        description=_l("填另一件的编号，例如：雨需2026-0007。"),
    )


class GuideForm(StepForm):
    guideline = SelectField(
        _l("编入哪一条指引"),
        [required(_l("请选一条编制中的指引。"))],
        description=_l("列表里没有合适的，先到“项目指引”起草一条。"),
    )


def _draft_items(session: Any, form: GuideForm, need: Any) -> None:
    form.guideline.choices = queries.drafts(session, current_actor())


WAYS = {
    "assign": Way(AssignForm),
    "handle": Way(HandleForm, prefill=lambda need: {"handling": need.handling}),
    "feed-back": Way(FeedbackForm, prefill=lambda need: {"feedback": need.feedback or need.handling}),
    "assess": Way(AssessForm, verb=operations.assess),
    "merge": Way(MergeForm, verb=operations.merge),
    "guide": Way(GuideForm, verb=operations.guide, choices=_draft_items),
}
