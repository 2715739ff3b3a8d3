"""The ballot as it stands on a phone: big rows, nothing chosen for the resident."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired

from portal.blueprints.forms import at_most, required
from portal.domain.satisfaction.models import Proxy
from portal.domain.satisfaction.operations import COMMENT_LENGTH

SCALE = [(5, _l("很满意")), (4, _l("满意")), (3, _l("一般")), (2, _l("不满意")), (1, _l("很不满意"))]
ATTITUDE = [(5, _l("热心周到")), (3, _l("一般")), (1, _l("不好"))]
USEFUL = [(5, _l("帮得上")), (3, _l("有一点")), (1, _l("没帮上"))]


def scale(label, choices, sentence) -> RadioField:
    return RadioField(label, [InputRequired(sentence)], choices=choices, coerce=int)


class BeginForm(FlaskForm):
    token = HiddenField()


class AnswersForm(FlaskForm):
    overall = scale(_l("总的来说，您满意吗？"), SCALE, _l("请点一个分数。"))
    attitude = scale(_l("服务的人态度怎么样？"), ATTITUDE, _l("请点一项。"))
    useful = scale(_l("这次服务帮上忙了吗？"), USEFUL, _l("请点一项。"))
    proxy = RadioField(
        _l("谁在评？"), [InputRequired(_l("请点一项。"))], choices=[(p.value, _l(p.label)) for p in Proxy],
        coerce=Proxy, description=_l("替别人填的单独统计。"),
    )  # fmt: skip
    comment = TextAreaField(_l("还想说点什么？"), [at_most(COMMENT_LENGTH)], description=_l("请不要写姓名和电话。"))

    def answers(self) -> dict:
        return {
            "overall": self.overall.data, "attitude": self.attitude.data, "useful": self.useful.data,
            "comment": self.comment.data or "", "proxy": self.proxy.data,
        }  # fmt: skip


class BallotForm(AnswersForm):
    token = HiddenField()
    code = HiddenField()  # until the first ballot under the token; later the token alone opens it


class TokenForm(FlaskForm):
    token = StringField(
        _l("您保留的那串字"), [required(_l("请填那串字。")), at_most(40)], description=_l("20 位，空格和横线不用管。")
    )


class PaperForm(AnswersForm):
    code = StringField(
        _l("评价单上的码"), [required(_l("请填评价单上的码。")), at_most(40)], description=_l("12 位，横线不用填。")
    )
