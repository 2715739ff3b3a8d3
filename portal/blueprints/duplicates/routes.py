"""The list with what to do about each: ask the holder, close an account, open it again."""

from __future__ import annotations

from flask import redirect, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField

from portal.blueprints.accounts.proof import shown_again
from portal.blueprints.duplicates import blueprint
from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.blueprints.forms import at_most, required
from portal.kernel.permissions import Permission as P
from portal.kernel.words import say
from portal.workflows import duplicates


class CloseForm(FlaskForm):
    reason = TextAreaField(_l("理由"), [required(_l("请写明理由。")), at_most(300)],
                           description=_l("写怎么核实是同一个人的，本人同意停用哪一个。"))  # fmt: skip


@blueprint.get("/")
@permits(P.ADMIN_READ)
def index():
    found = duplicates.found(reader())
    everybody = [account for suspicion in found for account in suspicion.accounts]
    return page("duplicates/index.html", found=found, held=duplicates.offices_of(reader(), everybody))


@blueprint.post("/<public_id>/ask")
@permits(P.ADMIN_WRITE)
def ask(public_id: str):
    account = duplicates.account_of(reader(), public_id)
    if perform(None, duplicates.ask, account, by=current_actor()):
        return done(say("问过%(name)s了，本人会收到通知。", name=account.name), url_for(".index"))
    return redirect(url_for(".index"))


@blueprint.route("/<public_id>/close", methods=["GET", "POST"])
@permits(P.ADMIN_WRITE)
@shown_again
def close(public_id: str):
    account, form, actor = duplicates.account_of(reader(), public_id), CloseForm(), current_actor()
    if form.validate_on_submit() and perform(form, duplicates.close, account, by=actor, reason=form.reason.data):
        return done(say("%(login)s停用了，已登录的设备全部退出。", login=account.login), url_for(".index"))
    return page("duplicates/close.html", form=form, account=account, why_not=duplicates.why_not_close(reader(), account, actor))


@blueprint.post("/<public_id>/reopen")
@permits(P.ADMIN_WRITE)
@shown_again
def reopen(public_id: str):
    account = duplicates.account_of(reader(), public_id)
    if perform(None, duplicates.reopen, account, by=current_actor()):
        return done(say("%(login)s恢复了，可以登录。", login=account.login), url_for(".index"))
    return redirect(url_for(".index"))
