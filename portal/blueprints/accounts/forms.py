"""Forms of accounts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField

from portal.blueprints.forms import at_most, required


class LoginForm(FlaskForm):
    login = StringField(_l("登录名或邮箱"), [required(_l("请填登录名。")), at_most(254)],
                        render_kw={"autocomplete": "username"})
    password = PasswordField(_l("密码"), [required(_l("请填密码。")), at_most(200)],
                             render_kw={"autocomplete": "current-password"})
    next = HiddenField()
