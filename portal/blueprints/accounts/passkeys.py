"""Passkeys: come in with one, add one to the account, take one away.

The page's script asks for a challenge (JSON), lets the browser answer it, and sends the answer as a field of an ordinary
form: what follows is a page like any other.
"""

from __future__ import annotations

import logging

from flask import Response, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.blueprints.accounts import blueprint, ceremonies, devices
from portal.blueprints.accounts.entering import let_in, own_page
from portal.blueprints.accounts.forms import LoginForm, PasskeyForm, PasskeyLoginForm
from portal.blueprints.accounts.proof import needs_factor, shown_again
from portal.blueprints.edge import current_actor, done, page, perform, permits, public, reader
from portal.extensions import limiter
from portal.kernel import factors, passkeys
from portal.kernel.permissions import Permission as P
from portal.kernel.words import say
from portal.workflows import accounts, entering
from portal.workflows import passkeys as adding

log = logging.getLogger(__name__)


def _options(asked) -> Response:
    """``asked``: what the unit of work answered; a refusal was flashed and stands on the next page."""
    if asked is None:
        return Response(status=409)
    return Response(asked.value, content_type="application/json")


@blueprint.post("/login/passkey/challenge")
@public
@limiter.limit("60/minute")
def challenge():
    """For whoever shows a passkey: at the door, as the second step, before a grave act. Tells nothing of any account."""
    return _options(perform(None, passkeys.ask_to_show, ceremonies.party(), ceremonies.here()))


@blueprint.post("/login/passkey")
@public
@limiter.limit("30/minute")
def login_with_passkey():
    form = PasskeyLoginForm()
    goal, answer = own_page(form.next.data) or "", ceremonies.answer(form.passkey.data)
    if form.validate_on_submit() and answer is not None:
        entered = perform(None, entering.enter_with_passkey, answer, devices.client())
        if entered and entered.value:
            user, key = entered.value
            return let_in(key, user, goal)
        log.warning("a login with a passkey failed")
    retry = LoginForm(formdata=None, next=goal)
    retry.form_errors.append(_("这个通行密钥没有通过，可能已经从账号里去掉了。请再试一次，或者用密码登录。"))
    return page("accounts/login.html", form=retry)


@blueprint.post("/account/passkeys/begin")
@permits(P.DESK_USE)
@shown_again
def begin_passkey():
    return redirect(url_for(".new_passkey"))


@blueprint.post("/account/passkeys/challenge")
@permits(P.DESK_USE)
@shown_again
@limiter.limit("60/hour")
def passkey_challenge():
    actor = current_actor()
    return _options(perform(None, adding.begin_adding, actor, ceremonies.party(), ceremonies.here(actor.user_id)))


@blueprint.route("/account/passkeys/new", methods=["GET", "POST"])
@permits(P.DESK_USE)
@shown_again
@limiter.limit("30/hour", methods=["POST"])
def new_passkey():
    """The first second factor of an account comes with recovery codes, shown here and never again."""
    form, user = PasskeyForm(), accounts.own(reader(), current_actor())
    answer = ceremonies.answer(form.passkey.data, user.id)
    if form.validate_on_submit() and answer is not None:
        sheet = None if factors.ways(reader(), user.id) else factors.new_sheet()
        added = perform(form, adding.add, current_actor(), current_user.standing.id, form.name.data, answer, sheet)
        if added and added.value:
            if sheet is not None:
                return page("accounts/codes.html", codes=sheet.codes, first=True)
            return done(say("通行密钥添加好了，下次可以用它登录。"), url_for(".security"))
    if request.method == "POST" and not (form.errors or form.form_errors):
        form.form_errors.append(_("浏览器没有做成通行密钥，或者等得太久了。请再按一次“添加通行密钥”。"))
    if not form.is_submitted():
        form.name.data = devices.client().device_words
    return page("accounts/passkey.html", form=form)


@blueprint.post("/account/passkeys/<public_id>/remove")
@permits(P.DESK_USE)
@shown_again
def remove_passkey(public_id: str):
    """Somebody else's is not found among one's own, and nothing happens."""
    removed = perform(None, adding.remove, current_actor(), public_id, needed=needs_factor())
    if removed and removed.value:
        return done(say("通行密钥去掉了。设备里留着的那一份，请在设备的设置里也删掉。"), url_for(".security"))
    return redirect(url_for(".security"))
