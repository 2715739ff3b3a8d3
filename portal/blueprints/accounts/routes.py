"""Log in, log out."""

from __future__ import annotations

from flask import redirect, request, session
from flask_babel import gettext as _
from flask_login import login_user, logout_user

from portal.blueprints.accounts import blueprint
from portal.blueprints.accounts.forms import LoginForm
from portal.blueprints.accounts.sessions import enter
from portal.blueprints.edge import page, perform, public, reader
from portal.extensions import limiter
from portal.kernel import accounts


@blueprint.route("/login", methods=["GET", "POST"])
@public
@limiter.limit("30/minute", methods=["POST"])
def login():
    form = LoginForm(next=request.args.get("next", ""))
    if form.validate_on_submit():
        user = accounts.check(reader(), form.login.data, form.password.data)
        if accounts.is_paused(accounts.by_login(reader(), form.login.data)):
            form.form_errors.append(_("密码多次输错，这个账号暂停登录十分钟。可以用“忘记密码”重设。"))
        elif user is None:
            perform(None, accounts.failed, form.login.data)
            form.form_errors.append(_("登录名或密码不对。"))
        else:
            perform(None, accounts.logged_in, user, form.password.data)
            session.pop("appointment", None)
            login_user(enter(user))
            session.permanent = True
            return redirect(own_page(form.next.data) or "/desk")
    return page("accounts/login.html", form=form)


def own_page(address: str | None) -> str | None:
    """An address on this site, or nothing: never a redirect to elsewhere."""
    safe = address and address.startswith("/") and not address.startswith(("//", "/\\")) and "\n" not in address
    return address if safe else None


@blueprint.post("/logout")
@public
def logout():
    logout_user()
    session.pop("appointment", None)
    return redirect("/")
