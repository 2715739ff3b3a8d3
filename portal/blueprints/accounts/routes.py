"""Log in and out, sign up, reset, one's own account. No answer tells whether somebody else has an account."""

from __future__ import annotations

from flask import g, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from portal.blueprints.accounts import blueprint, tokens
from portal.blueprints.accounts.forms import (
    EmptyForm,
    ForgotForm,
    LoginForm,
    OwnForm,
    PasswordForm,
    ResetForm,
    SignUpForm,
)
from portal.blueprints.accounts.sessions import enter
from portal.blueprints.edge import current_actor, done, page, perform, permits, public, reader
from portal.extensions import limiter
from portal.kernel import accounts as kernel_accounts
from portal.kernel.people import User, appointments_of
from portal.kernel.permissions import Permission as P
from portal.kernel.words import say
from portal.workflows import accounts


@blueprint.route("/login", methods=["GET", "POST"])
@public
@limiter.limit("30/minute", methods=["POST"])
def login():
    form = LoginForm(next=request.args.get("next", ""))
    if form.validate_on_submit():
        user = kernel_accounts.check(reader(), form.login.data, form.password.data)
        if user is not None and not kernel_accounts.is_paused(user):
            perform(None, kernel_accounts.logged_in, user, form.password.data)
            _begin_session(user)
            return redirect(own_page(form.next.data) or "/desk")
        if user is None:
            perform(None, kernel_accounts.failed, form.login.data)
        # One sentence for wrong, unknown, closed and paused: none of them can be told apart.
        form.form_errors.append(_("登录名或密码不对。连续输错 8 次，账号暂停登录十分钟；可以用“忘记密码”重设。"))
    return page("accounts/login.html", form=form)


def _begin_session(user: User) -> None:
    session.pop("appointment", None)
    session.setdefault("lang", user.locale)
    login_user(enter(user))
    session.permanent = True


def own_page(address: str | None) -> str | None:
    """An address on this site, or nothing: never a redirect to elsewhere."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return None
    return address if address.isprintable() and "\\" not in address else None


@blueprint.get("/logout")
@public
def leave():
    """Who types the address is asked: a link or a picture on another site must log nobody out."""
    if not current_actor().is_authenticated:
        return redirect("/")
    return page("accounts/logout.html", form=EmptyForm())


@blueprint.post("/logout")
@public
def logout():
    logout_user()
    session.pop("appointment", None)
    return redirect("/")


# --- without an account, or without its password ----------------------------------------------------------------


@blueprint.route("/signup", methods=["GET", "POST"])
@public
@limiter.limit("20/hour", methods=["POST"])
def signup():
    form = SignUpForm(next=request.args.get("next", ""))
    if form.validate_on_submit():
        fields = {name: form.data[name] for name in ("login", "name", "email", "password")}
        if result := perform(form, accounts.sign_up, **fields, locale=g.locale):
            _begin_session(result.value)
            return done(say("账号注册好了。给您的邮箱寄了一封信，请点信里的链接确认邮箱。"), own_page(form.next.data) or "/desk")
    return page("accounts/signup.html", form=form)


@blueprint.route("/forgot", methods=["GET", "POST"])
@public
@limiter.limit("10/minute;30/hour", methods=["POST"])
def forgot():
    form = ForgotForm()
    if form.validate_on_submit():
        perform(None, accounts.forgot, form.login.data)
        return done(say("如果有这个账号，重设密码的链接已经寄到它的邮箱，一小时内有效。"), url_for(".login"))
    return page("accounts/forgot.html", form=form)


@blueprint.route("/reset/<token>", methods=["GET", "POST"])
@public
@limiter.limit("30/minute", methods=["POST"])
def reset(token: str):
    asked = tokens.read_reset(token)
    user = accounts.by_link(reader(), *asked) if asked else None
    if asked is None or user is None:
        return page("accounts/void.html", again=url_for(".forgot")), 410
    form = ResetForm()
    if form.validate_on_submit() and perform(form, accounts.reset, *asked, form.password.data):
        logout_user()
        return done(say("密码改好了，请用新密码登录。别的设备都已退出。"), url_for(".login"))
    return page("accounts/reset.html", form=form)


@blueprint.route("/confirm/<token>", methods=["GET", "POST"])
@public
@limiter.limit("30/minute", methods=["POST"])
def confirm(token: str):
    """The link leads to a button: programs that look into letters do not press it."""
    asked = tokens.read_confirm(token)
    if asked is None:
        return page("accounts/void.html", again=url_for(".own")), 410
    form = EmptyForm()
    if form.validate_on_submit() and perform(form, accounts.confirm_email, *asked):
        return done(say("邮箱确认好了。"), url_for(".own") if current_actor().is_authenticated else url_for(".login"))
    return page("accounts/confirm.html", form=form, email=asked[1])


# --- one's own account ------------------------------------------------------------------------------------------


@blueprint.route("/account", methods=["GET", "POST"])
@permits(P.DESK_USE)
@limiter.limit("30/hour", methods=["POST"])
def own():
    user = accounts.own(reader(), current_actor())
    waiting = accounts.unconfirmed_email(reader(), user)
    form = OwnForm(obj=user)
    if not form.is_submitted():
        form.email.data = waiting or user.email
    if form.validate_on_submit():
        fields = {"name": form.name.data, "email": form.email.data or "", "locale": form.locale.data}
        if result := perform(form, accounts.update_own, current_actor(), **fields):
            session["lang"] = form.locale.data
            letter = say("已保存。新邮箱要点了信里的确认链接才换上。")
            return done(letter if result.value else say("已保存。"), url_for(".own"))
    return page("accounts/own.html", form=form, user=user, waiting=waiting, held=appointments_of(reader(), user.id))


@blueprint.route("/account/password", methods=["GET", "POST"])
@permits(P.DESK_USE)
@limiter.limit("10/minute", methods=["POST"])
def password():
    form = PasswordForm()
    if form.validate_on_submit():
        verb = accounts.change_password
        if result := perform(form, verb, current_actor(), form.current.data, form.password.data):
            _stay(result.value)
            return done(say("密码改好了，别的设备都已退出。"), url_for(".own"))
    return page("accounts/password.html", form=form)


def _stay(user: User) -> None:
    """Every open session ended with the old password; this one goes on."""
    if current_user.is_authenticated:
        login_user(enter(user))
