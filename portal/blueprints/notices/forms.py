"""Forms of the notice settings."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.validators import Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from portal.blueprints.field_help import Help
from portal.blueprints.forms import CodeField, Later, MobileField, required
from portal.kernel import channels
from portal.kernel.channels import Channel, Kind, NoticePreference, Pace

HOURS = [(hour, f"{hour}:00") for hour in range(24)]


class WaysField(SelectMultipleField):
    """The channels of one kind, as boxes; nothing ticked is an answer: in the portal only."""

    widget, option_widget = ListWidget(prefix_label=False), CheckboxInput()

    def __init__(self, label: Any, **kwargs: Any):
        super().__init__(label, [Later(), Optional()], choices=lambda: [(way.value, gettext(way.label)) for way in Channel], **kwargs)


def _hour(label: Any) -> SelectField:
    return SelectField(label, [required(_l("请选一项。"))], coerce=int, choices=HOURS)


class SettingsForm(FlaskForm):
    duty = WaysField(_l("轮到您办的事"), description=_l("有新的待办时。都不勾就只在门户里看。"))
    progress = WaysField(_l("您的申请、项目有了进展"), description=_l("有人办了一步、有了结果时。"))
    reminder = WaysField(_l("快到期和已逾期的提醒"),
                         description=Help(_l("到期前 %(before)s、逾期 %(overdue)s各提醒一次。"), before="reminder.before", overdue="reminder.overdue"))
    escalation = WaysField(_l("下级逾期未办的报告"), description=Help(_l("逾期 %(late)s还没办的，报告给上级。"), late="reminder.escalate"))
    pace = RadioField(_l("邮件什么时候发"), [required(_l("请选一项。"))],
                      choices=lambda: [(pace.value, gettext(pace.label)) for pace in Pace],
                      description=_l("汇总从早上 8 点起发，已经在门户里看过的不再寄。依法必须送达的不等汇总。"))  # fmt: skip
    quiet_from = _hour(_l("从"))
    quiet_until = _hour(_l("到"))

    def show(self, row: NoticePreference) -> None:
        """What holds now."""
        for kind in channels.OPTIONAL:
            self[kind.value].data = list(row.choices.get(kind.value, []))
        self.pace.data, self.quiet_from.data, self.quiet_until.data = row.pace.value, row.quiet_from, row.quiet_until

    def chosen(self, kinds: list[Kind], *, phone: bool) -> dict[Kind, set[Channel]]:
        """What was ticked; without a phone nothing goes there."""
        open_ways = set(Channel) if phone else {Channel.MAIL}
        return {kind: {Channel(way) for way in self[kind.value].data} & open_ways for kind in kinds}


class PhoneForm(FlaskForm):
    phone = MobileField(_l("手机号"), [required(_l("请填手机号。"))], description=_l("11 位手机号，会收到一条验证码短信。"))


class CodeForm(FlaskForm):
    code = CodeField(_l("短信里的验证码"), [required(_l("请填验证码。")), Regexp(r"^\d{6}$", message=_l("验证码是 6 位数字。"))],
                     render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 12},
                     description=_l("6 位数字；没收到可以重新发。"))  # fmt: skip
