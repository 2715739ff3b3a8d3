"""Log in, in one step or two, and out (with a passkey: ``passkeys``). Wrong, unknown, closed and slowed down cannot be told apart."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import NamedTuple

from flask import redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, logout_user

from portal.blueprints.accounts import blueprint, ceremonies, devices
from portal.blueprints.accounts.forms import CodeForm, EmptyForm, LoginForm, by_recovery_code
from portal.blueprints.accounts.sessions import begin
from portal.blueprints.edge import current_actor, page, perform, public, reader
from portal.extensions import limiter
from portal.kernel import accounts as kernel_accounts
from portal.kernel import clock, factors
from portal.kernel.people import User
from portal.workflows import accounts, entering

log = logging.getLogger(__name__)
HALF_WAY = "half_way"
HALF_WAY_LASTS = timedelta(minutes=10)


class HalfWay(NamedTuple):
    """Kept in the signed cookie between password and code."""

    public_id: str
    epoch: int
    until: int
    goal: str


@blueprint.route("/login", methods=["GET", "POST"])
@public
@limiter.limit("30/minute", methods=["POST"])
def login():
    form = LoginForm(next=request.args.get("next", ""))
    if form.validate_on_submit():
        here, goal = devices.client(), own_page(form.next.data) or ""
        user = _who(form.login.data, form.password.data, here)
        if user is not None and factors.ways(reader(), user.id):
            until = int((clock.outside() + HALF_WAY_LASTS).timestamp())
            session[HALF_WAY] = HalfWay(user.public_id, user.session_epoch, until, goal)
            return redirect(url_for(".code"))
        if user is not None:
            entered = perform(None, entering.enter, user, here, password=form.password.data)
            if entered:
                return let_in(entered.value, user, goal)
        form.form_errors.append(_("登录名或密码不对。连着输错几次，要等一会儿才能再试（最长 15 分钟）；可以用“忘记密码”重设。"))
    return page("accounts/login.html", form=form)


def _who(login: str, password: str, here: entering.Client) -> User | None:
    if entering.must_wait(reader(), login, here):
        return None
    user = kernel_accounts.check(reader(), login, password)
    if user is None:
        tried = perform(None, entering.password_failed, login, here)
        log.warning("a login failed: account %s", (tried and tried.value) or "unknown")  # never what was typed
    return user


def let_in(key: str, user: User, goal: str):
    """``key``: that of the session which has just begun."""
    begin(key, user.locale)
    return devices.remember(redirect(goal or "/desk"), user)


@blueprint.route("/login/code", methods=["GET", "POST"])
@public
@limiter.limit("30/minute", methods=["POST"])
def code():
    """The second step, by a code or by a passkey. A code that was given before is as wrong as any other."""
    found = _half_way()
    if found is None:
        return redirect(url_for(".login"))
    user, goal = found
    form, here, ways = CodeForm(), devices.client(), factors.ways(reader(), user.id)
    if not ways.codes:
        by_recovery_code(form.code)
    if form.validate_on_submit():
        answer = ceremonies.answer(form.passkey.data)
        if answer or not entering.must_wait_with_code(reader(), user, here):  # nobody guesses a passkey
            proof = entering.weigh(reader(), user, form.code.data, answer)
            entered = perform(None, entering.second_step, user, proof, here)
            if entered and entered.value:
                return let_in(entered.value, user, goal)
        log.warning("a second step failed: account %s", user.public_id)
        form.code.errors = [wrong_passkey() if answer else wrong_code()]
    return page("accounts/code.html", form=form, ways=ways)


def wrong_passkey() -> str:
    return _("这个通行密钥没有通过。请再试一次，或者填验证码、恢复码。")


def wrong_code() -> str:
    return _("验证码不对，或者用过了。等下一个再试；连着输错几次，要等一会儿才能再试（最长 15 分钟）。")


def _half_way() -> tuple[User, str] | None:
    state = session.get(HALF_WAY)
    if not state:
        return None
    state = HalfWay(*state)
    user = accounts.by_link(reader(), state.public_id, state.epoch)
    return (user, state.goal) if user and clock.outside().timestamp() <= state.until else None


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
    if current_user.is_authenticated:
        perform(None, entering.leave, current_actor(), current_user.standing.public_id)
    logout_user()
    session.pop("appointment", None)
    answer = redirect("/")
    answer.headers["Clear-Site-Data"] = '"storage"'  # drafts that could not be saved wait in the tab; the next person is another
    return answer
