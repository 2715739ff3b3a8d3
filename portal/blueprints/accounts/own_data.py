"""What the portal holds about oneself: what one agreed to, who looked, a copy of everything, and closing the account."""

from __future__ import annotations

from flask import abort, redirect, session, url_for

from portal.blueprints.accounts import blueprint
from portal.blueprints.accounts.forms import EmptyForm
from portal.blueprints.accounts.proof import shown_again
from portal.blueprints.accounts.sessions import MUST_AGREE
from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.blueprints.help.routes import text_of
from portal.blueprints.words import filesize, record_url, who_acted
from portal.extensions import limiter
from portal.kernel import consents, copies
from portal.kernel.consents import Purpose
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.personal import masked
from portal.kernel.words import say
from portal.workflows import accounts, closing, contacts, own_data, preferences


@blueprint.get("/account/data")
@permits(P.DESK_USE)
def data():
    user = accounts.own(reader(), current_actor())
    copy = copies.latest(reader(), user.id)
    looks = [(e.at, who_acted(e.payload.content) if e.payload else "", e.role, e.sentence,
              own_data.reason(e)) for e in contacts.looks_at(reader(), user)]  # fmt: skip
    standing = [(o.sentence, record_url(o.record.__tablename__, o.record.public_id) if o.record is not None else None)
                for o in closing.obstacles(reader(), user)]  # fmt: skip
    return page("accounts/data.html", user=user, phone=masked(user.phone or ""), consents=consents.of(reader(), user.id),
                looks=looks, copy=copy, copy_size=filesize(copy.size) if copy else "", kept=copies.KEPT.days, standing=standing,
                cooling=closing.COOLING_OFF.days)  # fmt: skip


# --- the privacy notice -----------------------------------------------------------------------------------------


@blueprint.route("/account/agree", methods=["GET", "POST"])
@permits(P.DESK_USE)
def agree():
    """Where the wording changed since the person agreed, or they never did: read it, then go on."""
    form, user = EmptyForm(), accounts.own(reader(), current_actor())
    if not consents.must_be_asked(reader(), user.id):
        session.pop(MUST_AGREE, None)
        return redirect("/desk")
    if form.validate_on_submit() and perform(form, _agreed, by=current_actor()):
        session.pop(MUST_AGREE, None)
        return done(say("已记下您同意了隐私说明。"), "/desk")
    text = text_of("privacy", "en" if user.locale == "en" else "zh")
    return page("accounts/agree.html", form=form, text=text,
                before=consents.latest(reader(), user.id, Purpose.NOTICE))  # fmt: skip


def _agreed(session, *, by: Actor) -> None:
    consents.say_yes(session, by.user_id or 0, Purpose.NOTICE)


@blueprint.post("/account/data/phone/forget")
@permits(P.DESK_USE)
def take_phone_back():
    """The one consent that is optional: without it the number is deleted, and nothing goes there any more."""
    perform(None, preferences.forget_phone, by=current_actor())
    return done(say("已撤回同意，手机号已删除，不再往手机上发。"), url_for(".data"))


# --- a copy of everything ---------------------------------------------------------------------------------------


@blueprint.post("/account/data/copy")
@permits(P.DESK_USE)
@shown_again
@limiter.limit("10/hour")
def ask_copy():
    if perform(None, own_data.ask_for_copy, by=current_actor()):
        return done(say("正在准备，一般几分钟就好，好了会通知您。"), url_for(".data") + "#copy")
    return redirect(url_for(".data"))


@blueprint.post("/account/data/copy/<public_id>")
@permits(P.DESK_USE)
@shown_again
@limiter.limit("20/hour")
def take_copy(public_id: str):
    """Nobody else's, and nothing after its week: both answer like one that never was."""
    packed = copies.content(reader(), current_actor().user_id or 0, public_id)
    if packed is None or not perform(None, own_data.note_download, by=current_actor()):
        abort(404)
    headers = {"Content-Disposition": 'attachment; filename="my-data.zip"', "Content-Type": "application/zip"}
    return packed, 200, headers


# --- closing the account ----------------------------------------------------------------------------------------


@blueprint.post("/account/closing")
@permits(P.DESK_USE)
@shown_again
@limiter.limit("10/hour")
def ask_closing():
    if perform(None, closing.ask, by=current_actor()):
        return done(say("已申请注销。%(days)s 天里随时可以撤回。", days=closing.COOLING_OFF.days), url_for(".data") + "#closing")
    return redirect(url_for(".data") + "#closing")


@blueprint.post("/account/closing/take-back")
@permits(P.DESK_USE)
def take_closing_back():
    if perform(None, closing.take_back, by=current_actor()):
        return done(say("撤回了，账号照常使用。"), url_for(".data"))
    return redirect(url_for(".data"))
