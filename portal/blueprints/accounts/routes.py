"""Sign up, reset, one's own account. No answer tells whether somebody else has an account."""

from __future__ import annotations

from functools import partial

from flask import Response, g, request, session, url_for
from flask_login import current_user, logout_user

from portal.blueprints.accounts import blueprint, devices, tokens
from portal.blueprints.accounts.entering import own_page
from portal.blueprints.accounts.forms import EmptyForm, ForgotForm, OwnForm, PasswordForm, ResetForm, SignUpForm
from portal.blueprints.accounts.phones import RESET_PHONE
from portal.blueprints.accounts.proof import ask_again
from portal.blueprints.accounts.sessions import begin
from portal.blueprints.edge import afterwards, current_actor, done, page, perform, permits, public, reader
from portal.extensions import limiter
from portal.kernel import engine
from portal.kernel.people import appointments_of
from portal.kernel.permissions import Permission as P
from portal.kernel.personal import bare_phone, is_mobile
from portal.kernel.words import say
from portal.workflows import accounts, entering


@blueprint.after_request
def keep_nothing(response: Response) -> Response:
    """Pages of accounts hold tokens, names and codes: nothing between here and the person keeps them."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response


# --- without an account, or without its password ----------------------------------------------------------------


@blueprint.route("/signup", methods=["GET", "POST"])
@public
@limiter.limit("20/hour", methods=["POST"])
def signup():
    form = SignUpForm(next=request.args.get("next", ""))
    if form.validate_on_submit():
        fields = {name: form.data[name] for name in ("login", "name", "email", "phone", "password")}
        if result := perform(form, entering.sign_up, devices.client(), **fields, locale=g.locale):
            user, key = result.value
            begin(key, user.locale)
            return devices.remember(_signed_up(form), user)
    return page("accounts/signup.html", form=form)


def _signed_up(form: SignUpForm):
    """On to where they were going; by the page that takes the code, where a phone was named."""
    goal = own_page(form.next.data) or ""
    if form.phone.data:
        return done(say("账号注册好了。请填短信里的验证码，确认手机号。"), url_for(".phone", next=goal or None))
    return done(say("账号注册好了。给您的邮箱寄了一封信，请点信里的链接确认邮箱。"), goal or "/desk")


@blueprint.route("/forgot", methods=["GET", "POST"])
@public
@limiter.limit("10/minute;30/hour", methods=["POST"])
def forgot():
    """The answer is given before anybody looks whether there is such an account: it cannot take longer for one."""
    form = ForgotForm()
    if form.validate_on_submit():
        if is_mobile(form.login.data):
            session[RESET_PHONE] = bare_phone(form.login.data)
            answer = done(say("如果这个手机号有账号，验证码已经发过去，十分钟内有效。"), url_for(".reset_by_code"))
        else:
            answer = done(say("如果有这个账号，重设密码的链接已经寄到它的邮箱，一小时内有效。"), url_for(".login"))
        write = partial(accounts.forgot, address=form.login.data)
        return afterwards(answer, lambda: engine.in_one_unit(reader(), write), "a letter about a password could not be written")
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
        return devices.remember(done(say("密码改好了，请用新密码登录。别的设备都已退出。"), url_for(".login")), user)
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
        is_new = (form.email.data or "").lower() not in ("", (user.email or "").lower())
        if is_new and (asked := ask_again()) is not None:
            return asked
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
        strong = current_user.standing.strong
        if result := perform(form, entering.change_password, devices.client(), current_actor(), form.current.data,
                             form.password.data, strong):  # fmt: skip
            user, key = result.value
            begin(key, user.locale)
            return done(say("密码改好了，别的设备都已退出。"), url_for(".own"))
    return page("accounts/password.html", form=form)
