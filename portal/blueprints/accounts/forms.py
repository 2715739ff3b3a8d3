"""Forms of accounts."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, PasswordField, RadioField, StringField
from wtforms.validators import EqualTo, Optional, Regexp, StopValidation

from portal.blueprints.forms import CodeField, Later, MobileField, at_most, required

ADDRESS = Regexp(r"^[^@\s<>\"']{1,64}@[^@\s<>\"']+\.[^@\s<>\"'.]{2,}$", message=_l("邮箱要写成 name@example.cn 这样。"))


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _new_password(label: Any, **kwargs: Any) -> PasswordField:
    return PasswordField(label, [required(_l("请设一个密码。")), at_most(200)],
                         description=_l("至少 12 个字符，可以是一句自己记得住的话。"),
                         render_kw={"autocomplete": "new-password"}, **kwargs)  # fmt: skip


def _again(label: Any) -> PasswordField:
    return PasswordField(label, [required(_l("请再输一遍。")), EqualTo("password", _l("两次输的密码不一样。"))],
                         render_kw={"autocomplete": "new-password"})  # fmt: skip


class LoginForm(FlaskForm):
    login = StringField(_l("登录名、邮箱或手机号"), [required(_l("请填登录名。")), at_most(254)],
                        render_kw={"autocomplete": "username"})
    password = PasswordField(_l("密码"), [required(_l("请填密码。")), at_most(200)],
                             render_kw={"autocomplete": "current-password"})
    next = HiddenField()


def _passkey() -> HiddenField:
    """Filled by the page's script with what the browser answered to a challenge."""
    return HiddenField(validators=[at_most(16_000)], render_kw={"data-passkey-answer": True})


def _or_passkey(form: FlaskForm, field: Any) -> None:
    """A passkey that is shown stands for what would be typed here."""
    shown = getattr(form, "passkey", None) or getattr(form, "proof_of_self_passkey", None)
    if shown is not None and shown.data:
        raise StopValidation


def _code(label: Any, hint: Any) -> StringField:
    return StringField(label, [_or_passkey, required(_l("请填验证码。")), at_most(40)], filters=[_stripped], description=hint,
                       render_kw={"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false"})  # fmt: skip


class CodeForm(FlaskForm):
    code = _code(_l("验证码"), _l("打开手机上的验证器应用，填它现在显示的 6 位数字。手机不在身边，就填一个恢复码。"))
    passkey = _passkey()


class FirstCodeForm(FlaskForm):
    code = _code(_l("验证码"), _l("填应用现在显示的 6 位数字。"))


def by_recovery_code(field: StringField) -> None:
    """Who has passkeys and no authenticator can type nothing else."""
    field.label.text, field.description = gettext("恢复码"), gettext("开通时抄下来的恢复码，每个只能用一次。")


class PasskeyLoginForm(FlaskForm):
    passkey = _passkey()
    next = HiddenField()


class PasskeyForm(FlaskForm):
    name = StringField(_l("给它起个名字"), [required(_l("请给它起个名字。")), at_most(60)], filters=[_stripped],
                       description=_l("以后认得出是哪一个，例如“办公室的电脑”“自己的手机”。"), render_kw={"autocomplete": "off"})
    passkey = _passkey()


#: The field that brings a proof along with another form's fields.
PROOF = "proof_of_self"


class ShowCodeForm(FlaskForm):
    proof_of_self = _code(_l("验证码"), _l("验证器应用现在显示的 6 位数字，或者一个恢复码。"))
    proof_of_self_passkey = _passkey()


class ShowPasswordForm(FlaskForm):
    proof_of_self = PasswordField(_l("密码"), [required(_l("请填密码。")), at_most(200)],
                                  render_kw={"autocomplete": "current-password"})


class SignUpForm(FlaskForm):
    login = StringField(_l("登录名"), [required(_l("请填登录名。")), at_most(40), Regexp(
        r"^[A-Za-z][A-Za-z0-9_.-]{2,39}$", message=_l("登录名用 3 到 40 个字母、数字、点、横线，以字母开头。"))],
        filters=[_stripped], description=_l("3 到 40 个字母或数字，以字母开头。登录用它，定了不能改。"),
        render_kw={"autocomplete": "username"})  # fmt: skip
    name = StringField(_l("姓名"), [required(_l("请填姓名。")), at_most(60)], filters=[_stripped],
                       description=_l("办事留痕和文件上用这个名字，请填真实姓名。"), render_kw={"autocomplete": "name"})
    email = StringField(_l("邮箱"), [Later(), Optional(), at_most(254), ADDRESS], filters=[_stripped],
                        description=_l("收通知、找回密码用。没有邮箱，就填手机号；两个都填也行。"),
                        render_kw={"autocomplete": "email", "type": "email"})  # fmt: skip
    phone = MobileField(_l("手机号"), [Later(), Optional()], description=_l("马上发一条短信验证码；确认以后可以用它登录、找回密码。"))
    password = _new_password(_l("密码"))
    again = _again(_l("再输一遍密码"))
    agreed = BooleanField(_l("我看过并同意隐私说明"), [required(_l("请先看隐私说明，同意后再注册。"))])
    next = HiddenField()


class ForgotForm(FlaskForm):
    login = StringField(_l("登录名、邮箱或手机号"), [required(_l("请填登录名、邮箱或手机号。")), at_most(254)], filters=[_stripped],
                        render_kw={"autocomplete": "username"}, description=_l("填注册时用的登录名，或者确认过的邮箱、手机号。"))


class ResetForm(FlaskForm):
    password = _new_password(_l("新密码"))
    again = _again(_l("再输一遍新密码"))


class ResetByCodeForm(ResetForm):
    code = CodeField(_l("短信里的验证码"), [required(_l("请填验证码。")), Regexp(r"^\d{6}$", message=_l("验证码是 6 位数字。"))],
                     description=_l("6 位数字；没收到可以重新发。"),
                     render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 12})  # fmt: skip


class PasswordForm(ResetForm):
    current = PasswordField(_l("现在的密码"), [required(_l("请填现在的密码。")), at_most(200)],
                            render_kw={"autocomplete": "current-password"})


class OwnForm(FlaskForm):
    name = StringField(_l("姓名"), [required(_l("请填姓名。")), at_most(60)], filters=[_stripped],
                       render_kw={"autocomplete": "name"}, description=_l("办事留痕和文件上用这个名字，请填真实姓名。"))
    email = StringField(_l("邮箱"), [Optional(), at_most(254), ADDRESS], filters=[_stripped],
                        description=_l("换邮箱要先点新邮箱里的确认链接。"),
                        render_kw={"autocomplete": "email", "type": "email"})
    locale = RadioField(_l("界面和邮件用什么语言"), [required(_l("请选一种语言。"))],
                        choices=[("zh", "中文"), ("en", "English")], description=_l("页面随时可以换；发给您的邮件用这里选的。"))  # official


class EmptyForm(FlaskForm):
    """A button alone, with its token."""
