"""One page for what keeps an account its holder's: password, second factor, passkeys, recovery codes, open sessions."""

from __future__ import annotations

import pyotp
import segno
from flask import current_app, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from portal.blueprints.accounts import blueprint, devices
from portal.blueprints.accounts.forms import FirstCodeForm
from portal.blueprints.accounts.proof import lacks_factor, needs_factor, shown_again
from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.blueprints.words import shows
from portal.extensions import limiter
from portal.kernel import clock, factors, passkeys, sessions
from portal.kernel.people import User
from portal.kernel.permissions import Permission as P
from portal.kernel.words import say
from portal.workflows import accounts, entering


@blueprint.get("/account/security")
@permits(P.DESK_USE)
@shows(User)
def security():
    """Leads notices about an account to what can be done about it."""
    user = accounts.own(reader(), current_actor())
    lines = [
        {
            "public_id": row.public_id, "device": devices.words(row.device), "network": row.network,
            "began_at": clock.inside(row.began_at), "seen_at": clock.inside(row.seen_at),
            "is_this": row.id == current_user.standing.id, "strong": row.strong,
        }
        for row in sessions.of(reader(), user, current_user.posts)
    ]  # fmt: skip
    factor = factors.of(reader(), user.id)
    keys = [
        {"public_id": key.public_id, "name": key.name, "added_at": clock.inside(key.added_at),
         "used_at": clock.inside(key.used_at) if key.used_at else None}
        for key in passkeys.of(reader(), user.id)
    ]  # fmt: skip
    return page("accounts/security.html", factor=factor, since=clock.inside(factor.since) if factor and factor.since else None,
                codes_left=factors.codes_left(reader(), user.id), lines=lines, limits=sessions.limits_of(current_user.posts),
                needed=needs_factor(), lacking=lacks_factor(), keys=keys)  # fmt: skip


# --- the second factor ------------------------------------------------------------------------------------------


@blueprint.post("/account/second-factor/begin")
@permits(P.DESK_USE)
@shown_again
@limiter.limit("20/hour")
def begin_factor():
    perform(None, entering.offer_factor, current_actor())
    return redirect(url_for(".second_factor"))


@blueprint.route("/account/second-factor", methods=["GET", "POST"])
@permits(P.DESK_USE)
@limiter.limit("20/minute", methods=["POST"])
def second_factor():
    """Scan, type the first code, read the recovery codes: they are shown here and never again."""
    user = accounts.own(reader(), current_actor())
    factor = factors.of(reader(), user.id)
    if factor is None or factor.pending is None:
        return redirect(url_for(".security"))
    form, secret = FirstCodeForm(), factor.pending
    if form.validate_on_submit():
        sheet = factors.new_sheet()
        if perform(form, entering.confirm_factor, current_actor(), current_user.standing.id, form.code.data, sheet):
            return page("accounts/codes.html", codes=sheet.codes, first=True)
    uri = pyotp.TOTP(secret).provisioning_uri(name=user.login, issuer_name=_(current_app.config["PORTAL_NAME"]))
    picture = segno.make(uri, error="m").svg_inline(border=2, scale=4, svgclass="qr", lineclass=None, omitsize=False)
    return page("accounts/second_factor.html", form=form, picture=Markup(picture),
                groups=[secret[at : at + 4] for at in range(0, len(secret), 4)])  # fmt: skip


@blueprint.post("/account/second-factor/codes")
@permits(P.DESK_USE)
@shown_again
@limiter.limit("20/hour")
def recovery_codes():
    sheet = factors.new_sheet()
    if perform(None, entering.renew_codes, current_actor(), sheet):
        return page("accounts/codes.html", codes=sheet.codes, first=False)
    return redirect(url_for(".security"))


@blueprint.post("/account/second-factor/remove")
@permits(P.DESK_USE)
@shown_again
def remove_factor():
    if perform(None, entering.remove_factor, current_actor(), needed=needs_factor()):
        kept = factors.ways(reader(), current_actor().user_id or 0)
        said = say("验证器关闭了，以后用通行密钥。") if kept else say("两步验证关闭了，以后登录只要密码。")
        return done(said, url_for(".security"))
    return redirect(url_for(".security"))


# --- sessions ---------------------------------------------------------------------------------------------------


@blueprint.post("/account/sessions/<public_id>/end")
@permits(P.DESK_USE)
def end_session(public_id: str):
    """Somebody else's is not found among one's own, and nothing happens."""
    perform(None, entering.end_session, current_actor(), public_id)
    return done(say("那台设备退出了登录。"), url_for(".security"))


@blueprint.post("/account/sessions/end-others")
@permits(P.DESK_USE)
def end_others():
    ended = perform(None, entering.end_others, current_actor(), current_user.standing.id)
    return done(say("%(n)s 台别的设备退出了登录。", n=ended.value if ended else 0), url_for(".security"))
