"""An account and its phone: the code that confirms it after signing up, the code that sets a new password."""

from __future__ import annotations

from flask import redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import logout_user

from portal.blueprints.accounts import blueprint, devices, tokens
from portal.blueprints.accounts.entering import own_page
from portal.blueprints.accounts.forms import ResetByCodeForm
from portal.blueprints.edge import current_actor, done, page, perform, permits, public, reader, spoken
from portal.blueprints.notices.forms import CodeForm
from portal.extensions import limiter
from portal.kernel import channels, clock
from portal.kernel.permissions import Permission as P
from portal.kernel.personal import masked
from portal.kernel.words import say
from portal.workflows import accounts, preferences

#: The number that a new password was asked for, in the signed cookie; whether it has an account stands nowhere.
RESET_PHONE = "reset_phone"


@blueprint.route("/account/phone", methods=["GET", "POST"])
@permits(P.DESK_USE)
@limiter.limit("30/hour", methods=["POST"])
def phone():
    """After signing up: the code that was sent."""
    row, goal = channels.shown(reader(), current_actor().user_id or 0), own_page(request.args.get("next")) or "/desk"
    if not row.asked_phone or not row.code_until or row.code_until < clock.now():
        return redirect(url_for("notices.settings") + "#phone")
    form, sent_to = CodeForm(), masked(row.asked_phone)
    if form.validate_on_submit():
        tried = perform(form, preferences.confirm_phone, by=current_actor(), code=form.code.data, expected=tokens.phone_code)
        if tried and tried.value is None:
            return done(say("手机号确认好了，以后可以用它登录和找回密码。"), goal)
        if tried:
            form.code.errors = [spoken(tried.value)]
    return page("accounts/phone.html", form=form, goal=goal, sent_to=sent_to, next=request.args.get("next"))


@blueprint.post("/account/phone/again")
@permits(P.DESK_USE)
@limiter.limit("10/hour")
def phone_again():
    """Another code to the same number; the one before is void."""
    row, here = channels.shown(reader(), current_actor().user_id or 0), url_for(".phone", next=request.args.get("next"))
    if row.asked_phone and perform(None, preferences.ask_phone, by=current_actor(), phone=row.asked_phone):
        return done(say("验证码已发到这个手机号，十分钟内有效。"), here)
    return redirect(here)


@blueprint.route("/forgot/code", methods=["GET", "POST"])
@public
@limiter.limit("10/minute;40/hour", methods=["POST"])
def reset_by_code():
    """A number without an account, a wrong code, one that is too old: one answer."""
    asked = session.get(RESET_PHONE)
    if not asked:
        return redirect(url_for(".forgot"))
    form = ResetByCodeForm()
    if form.validate_on_submit():
        tried = perform(form, accounts.reset_by_code, asked, form.code.data, form.password.data, tokens.reset_code)
        if tried and tried.value:
            logout_user()
            session.pop(RESET_PHONE, None)
            return devices.remember(done(say("密码改好了，请用新密码登录。别的设备都已退出。"), url_for(".login")), tried.value)
        if tried:
            form.code.errors = [_("验证码不对，或者过了时间。一个验证码最多试五次；要新的，回上一页再填一次手机号。")]
    return page("accounts/reset_by_code.html", form=form, sent_to=masked(asked))
