"""The forms of tenancies and assessments."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal.blueprints.field_help import Help
from portal.blueprints.forms import AtLeastOne, ChoiceField, PhoneField, VersionedForm, YuanField, at_most, required
from portal.blueprints.steps import ReasonForm, StepForm
from portal.domain.incubators.models import RentKind, ServiceKind
from portal.intake import whole

HIGHEST_RENT_FEN = 10_000_000


class KindsField(SelectMultipleField):
    """Any of the six services, as boxes to tick."""

    widget, option_widget = ListWidget(prefix_label=False), CheckboxInput()

    def __init__(self, label: Any, **kwargs: Any):
        super().__init__(label, choices=lambda: [(kind.value, gettext(kind.label)) for kind in ServiceKind], **kwargs)
        self.type = "SelectMultipleField"  # the form's macros draw it by what it is, not by its own name


class ScoreField(StringField):
    """Typed with at most two decimals, held in hundredths."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        typed = valuelist[0].strip() if valuelist else ""
        if not typed:
            return
        try:
            points = Decimal(typed)
        except InvalidOperation:
            raise ValueError(gettext("请填 0 到 100 的分数，最多两位小数。")) from None
        if not points.is_finite() or not 0 <= points <= 100 or points != points.quantize(Decimal("0.01")):
            raise ValueError(gettext("请填 0 到 100 的分数，最多两位小数。"))
        self.data = int(points * 100)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data // 100}.{self.data % 100:02d}"


class TenancyForm(VersionedForm):
    title = StringField(_l("拟登记或备案的名称"), [required(_l("请填拟登记或备案的名称。")), at_most(60)], description=_l("还没有登记的填拟用名称；登记以后可以在这里关联。"))
    plan = TextAreaField(_l("入驻计划"), [required(_l("请写入驻计划。")), at_most(2000)],
                         description=_l("打算做什么、为谁做、半年内做到什么程度。2000 字以内。"))
    needs = KindsField(_l("需要的服务"), validators=[AtLeastOne(_l("请至少选一项服务。"))],
                       description=_l("基地提供的六类服务，可以多选；没有列的写进入驻计划。"))
    desks = IntegerField(_l("工位数"), [required(_l("请填工位数。")), NumberRange(1, 100, _l("请填 1 到 100 的整数。"))],
                         description=_l("需要几个工位，一人一个。"))
    months = IntegerField(_l("入驻月数"), [required(_l("请填入驻月数。")), NumberRange(6, 24, _l("请填 6 到 24 的整数。"))],
                          description=_l("首期 6 到 24 个月，考核合格可以续驻。"))
    phone = PhoneField(_l("联系电话"), description=_l("手机或座机，只有办理的人看得到。"))


class ApplyForm(TenancyForm):
    incubator = SelectField(_l("申请哪个基地"), [required(_l("请选基地。"))],
                            description=Help(_l("选离服务对象近的；初审要 %(check)s。"), term="incubator", check="tenancy.check"))


class PanelForm(ReasonForm):
    members = TextAreaField(_l("评审会成员"), [required(_l("请填评审会成员。")), at_most(500)],
                            description=_l("一行一位。初审人可以参加，但不计入最少人数。"))
    score = ScoreField(_l("评审得分"), [required(_l("请填得分。"))], description=_l("成员打分的平均分，0 到 100，最多两位小数。"))


def a_rent(form: Any, field: YuanField) -> None:
    if field.data is not None and not 0 <= field.data <= HIGHEST_RENT_FEN:
        raise ValidationError(gettext("每月租金在 0 到 100,000 元之间。"))


class AdmitForm(StepForm):
    room_id = SelectField(_l("房间"), [required(_l("请选房间。"))], coerce=lambda value: whole(value) or value,
                          description=_l("斜线前是空着的工位，后面是全部工位。"))
    desks = IntegerField(_l("工位数"), [required(_l("请填工位数。")), NumberRange(1, 100, _l("请填 1 到 100 的整数。"))],
                         description=_l("不超过房间里空着的工位。"))
    starts_on = DateField(_l("入驻日期"), [required(_l("请选日期。"))],
                          description=Help(_l("写进协议；签约后 %(move)s内入驻。"), move="tenancy.move-in"))
    rent_kind = ChoiceField(_l("租金怎么收"), RentKind, description=_l("免租和减租要写依据，写进协议。"))
    rent_fen = YuanField(_l("每月租金（元）"), [Optional(), a_rent], description=_l("免租填 0 或不填。"))
    rent_note = StringField(_l("减租或免租的依据"), [at_most(200)], description=_l("哪条办法、减到什么时候；写进协议。按标准收租不用填。"))

    def validate_rent_note(self, field: StringField) -> None:
        if self.rent_kind.data in (RentKind.FREE, RentKind.REDUCED) and not (field.data or "").strip():
            raise ValidationError(gettext("减租或免租要写明依据和期限，写进协议。"))


class SignForm(StepForm):
    agreed = BooleanField(_l("我看过上面的协议全文，同意签署"), [required(_l("请先确认看过协议全文。"))])


class RenewForm(StepForm):
    months = IntegerField(_l("续驻月数"), [required(_l("请填续驻月数。")), NumberRange(1, 24, _l("请填 1 到 24 的整数。"))],
                          description=Help(_l("连同以前，一共不超过 %(longest)s。"), longest="tenancy.longest"))


class HandOverForm(StepForm):
    room_cleared = BooleanField(_l("房间和工位已腾空交还"), [required(_l("房间还没有交还，不能完成交接。"))])
    keys_returned = BooleanField(_l("钥匙、门禁和设备已交还"), [required(_l("钥匙和设备还没有交还，不能完成交接。"))])
    deposit_settled = BooleanField(_l("押金和费用已结清（没有收过的也勾选）"), [required(_l("押金和费用还没有结清，不能完成交接。"))])
    note = StringField(_l("说明"), [at_most(200)], description=_l("退了多少押金、缺了什么，可以不填。"))


class AssessForm(ReasonForm):
    score = ScoreField(_l("得分"), [required(_l("请填得分。"))], description=_l("0 到 100，最多两位小数。90 优秀，80 良好，60 合格。"))


class ServiceForm(VersionedForm):
    kind = ChoiceField(_l("服务种类"), ServiceKind, description=_l("六类里选一类，统计时按它归类。"))
    given_on = DateField(_l("日期"), [required(_l("请选日期。"))], description=_l("提供服务的那天，在入驻以后、今天以前。"))
    minutes = IntegerField(_l("时长（分钟）"), [required(_l("请填时长。")), NumberRange(1, 60000, _l("请填 1 到 60000 的整数。"))],
                           description=_l("实际用了多久，半小时填 30。"))
    note = StringField(_l("说明"), [at_most(200)], description=_l("做了什么，谁来做的。"))
