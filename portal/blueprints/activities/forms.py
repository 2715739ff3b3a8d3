"""The record of one activity, and how many codes to print."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional

from portal.blueprints.forms import ChoiceField, VersionedForm, YuanField, at_most, required
from portal.domain.projects.models import ActivityKind


def number(label, low: int, high: int, **kwargs) -> IntegerField:
    """A whole number within bounds, with the bounds in the error."""
    sentence = _l("请填 %(low)s 到 %(high)s 之间的整数。", low=low, high=high)
    return IntegerField(label, [required(sentence), NumberRange(low, high, message=sentence)], **kwargs)


class ActivityForm(VersionedForm):
    title = StringField(_l("活动名称"), [required(_l("请填活动名称。")), at_most(120)],
                        description=_l("公开页面上用这个名称，例如：七号楼独居老人助餐。"))
    kind = ChoiceField(_l("类型"), ActivityKind, description=_l("按主要内容选一类，统计时按它归类。"))
    held_on = DateField(
        _l("日期"),
        [required(_l("请填日期，例如 2026-05-15。"))],
        description=_l("办过的活动才能记录，日期要在合同期内。"),
    )
    region_path = SelectField(_l("所在社区"), [required(_l("请选社区。"))], description=_l("由这个社区的居委会确认。"))
    place = StringField(_l("地点"), [required(_l("请填地点。")), at_most(120)], description=_l("写到门牌或室，居委会凭它核对。"))
    minutes = number(_l("时长（分钟）"), 5, 1440, description=_l("从开始到结束，不算准备的时间。"))
    attendances = number(_l("服务人次"), 1, 100000, description=_l("来一次算一人次。"))
    beneficiaries = number(_l("受益人数"), 1, 100000, description=_l("同一个人只算一个。"))
    volunteers = number(_l("志愿者人数"), 0, 10000, default=0, description=_l("没有志愿者就填 0。"))
    cost_fen = YuanField(_l("花费"), [Optional()], description=_l("这次活动实际支出；没有就填 0。"))
    output = SelectField(_l("对应哪项计划产出"), validators=[], validate_choice=True,
                         description=_l("协议里写的产出，结项时按它累计；都不对应就不选。"))
    output_quantity = number(_l("完成数量"), 0, 1000000, default=0, description=_l("按这项产出的单位计。"))
    note = TextAreaField(_l("情况说明"), [at_most(1000)], description=_l("确认后公开：不写服务对象的姓名、电话和住址。"))


class CodesForm(FlaskForm):
    count = number(_l("印几个"), 1, 500, description=_l("来了多少人就印多少个，一人一码，一码评一次。"))
    paper = SelectField(
        _l("印成"), [required(_l("请点一项。"))], choices=[("slip", _l("小纸条：扫码或输网址评")), ("sheet", _l("纸质评价单：在纸上打勾，居委会录入"))],
        default="slip",
        description=_l("会用手机的给小纸条，不用手机的给评价单。"),
    )  # fmt: skip


class VoidCodesForm(FlaskForm):
    reason = TextAreaField(_l("理由"), [required(_l("请写明理由：对方会看到这段话。")), at_most(1000)],
                           description=_l("例如印坏了、丢失了；已经评过的不受影响。"))
