"""One form with every kind of control, and the resident's score."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    FieldList,
    Form,
    FormField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget


class LineForm(Form):
    what = StringField(_l("用在哪里"), [InputRequired(_l("请写这笔钱用在哪里")), Length(max=60)])
    amount = DecimalField(_l("金额"), [InputRequired(_l("请填金额，例如 1200.00"))])


class SampleForm(FlaskForm):
    title = StringField(
        _l("项目名称"),
        [InputRequired(_l("请填项目名称")), Length(max=40)],
        description=_l("40 个字以内，公示时就用这个名字"),
    )
    lot = SelectField(
        _l("申报标的"), [InputRequired()], choices=[("1", _l("一　独居老人守望")), ("2", _l("二　困境儿童陪伴"))]
    )
    start = DateField(_l("开始日期"), [InputRequired(_l("请选开始日期"))])
    plan = TextAreaField(_l("怎么做"), [Optional()])
    groups = SelectMultipleField(
        _l("服务谁"),
        [InputRequired(_l("请至少选一类服务对象"))],
        choices=[("old", _l("老人")), ("child", _l("儿童")), ("disabled", _l("残障人士"))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    before = RadioField(
        _l("以前做过类似的项目吗"), [InputRequired(_l("请选一个"))], choices=[("y", _l("做过")), ("n", _l("没做过"))]
    )
    grant = DecimalField(_l("申请金额"), [InputRequired(_l("请填申请金额"))])
    budget = FieldList(FormField(LineForm), _l("预算"), min_entries=2)
    charter = FileField(_l("章程"))
    promise = BooleanField(_l("以上内容真实，愿意公开接受监督"), [InputRequired(_l("勾选以后才能提交"))])


class ScoreForm(FlaskForm):
    came = RadioField(
        _l("这个月，他们每周都来看您吗？"),
        [InputRequired(_l("请选一个回答"))],
        choices=[("y", _l("来了")), ("n", _l("没来")), ("u", _l("记不清"))],
    )
    score = RadioField(
        _l("总的来说，您满意吗？"),
        [InputRequired(_l("请选一个满意程度"))],
        choices=[("5", _l("很满意")), ("4", _l("满意")), ("3", _l("一般")), ("2", _l("不满意")), ("1", _l("很不满意"))],
    )
    more = TextAreaField(_l("还想说点什么？"), [Optional(), Length(max=500)])
