"""One's own settings: which notices by which channel, the digest, quiet hours, the phone, the calendar's address."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for

from portal.blueprints.accounts import tokens
from portal.blueprints.edge import current_actor, done, page, perform, permits, reader, spoken
from portal.blueprints.notices import blueprint
from portal.blueprints.notices.forms import CodeForm, PhoneForm, SettingsForm
from portal.blueprints.words import public_url
from portal.extensions import limiter
from portal.kernel import channels, clock, outbox
from portal.kernel.channels import Channel, Kind, Pace
from portal.kernel.permissions import Permission as P
from portal.kernel.personal import masked
from portal.kernel.roles import Role
from portal.kernel.words import say
from portal.workflows import accounts, preferences

REPORTED_TO = {Role.LEADER, Role.SUPERVISOR}


@blueprint.route("/settings", methods=["GET", "POST"])
@permits(P.DESK_USE)
def settings():
    form = SettingsForm()
    if form.validate_on_submit():
        choices = form.chosen(_kinds(), phone=bool(accounts.own(reader(), current_actor()).phone))
        asked = {"choices": choices, "pace": Pace(form.pace.data), "quiet_from": form.quiet_from.data, "quiet_until": form.quiet_until.data}
        if perform(form, preferences.save, by=current_actor(), **asked):
            return done(say("通知设置已保存。"), url_for(".settings"))
    return _page(form=form)


@blueprint.post("/settings/phone")
@permits(P.DESK_USE)
@limiter.limit("10/hour")
def phone():
    form = PhoneForm(prefix="phone")
    if form.validate_on_submit() and perform(form, preferences.ask_phone, by=current_actor(), phone=form.phone.data):
        return done(say("验证码已发到这个手机号，十分钟内有效。"), url_for(".settings") + "#phone")
    return _page(phone_form=form), 422


@blueprint.post("/settings/phone/code")
@permits(P.DESK_USE)
@limiter.limit("30/hour")
def code():
    form = CodeForm(prefix="code")
    if form.validate_on_submit():
        tried = perform(form, preferences.confirm_phone, by=current_actor(), code=form.code.data, expected=tokens.phone_code)
        if tried and tried.value is None:
            return done(say("手机号确认好了，现在可以选短信和微信。"), url_for(".settings"))
        if tried:
            form.code.errors = [spoken(tried.value)]
    return _page(code_form=form), 422


@blueprint.post("/settings/phone/forget")
@permits(P.DESK_USE)
def forget_phone():
    perform(None, preferences.forget_phone, by=current_actor())
    return done(say("手机号已删除，不再往手机上发。"), url_for(".settings"))


@blueprint.post("/settings/calendar")
@permits(P.DESK_USE)
def calendar():
    """The address is on this answer and nowhere else: it is not stored, and the page before does not know it."""
    result = perform(None, preferences.new_calendar, by=current_actor())
    if result is None:
        return redirect(url_for(".settings"))
    return _page(address=public_url(url_for("calendars.own", token=result.value)))


@blueprint.post("/settings/calendar/end")
@permits(P.DESK_USE)
def end_calendar():
    if perform(None, preferences.end_calendar, by=current_actor()):
        return done(say("日历订阅地址已停用。"), url_for(".settings"))
    return redirect(url_for(".settings"))


# --- the page


def _page(**asked: Any) -> Any:
    """The settings page around the one form that was sent, if any."""
    session, actor = reader(), current_actor()
    row, user = channels.shown(session, actor.user_id or 0), accounts.own(session, actor)
    form = asked.get("form") or SettingsForm(formdata=None)
    if "form" not in asked or not form.is_submitted():
        form.show(row)
    waiting = bool(row.asked_phone and row.code_until and row.code_until > clock.now())
    return page(
        "notices/settings.html", form=form, phone_form=asked.get("phone_form") or PhoneForm(formdata=None, prefix="phone"),
        code_form=asked.get("code_form") or CodeForm(formdata=None, prefix="code"), user=user, row=row,
        asked_phone=masked(row.asked_phone or "") if waiting else "", phone=masked(user.phone or ""), kinds=_kinds(),
        failed=[_failure(message) for message in outbox.undelivered_to(session, user.id)], address=asked.get("address", ""),
    )  # fmt: skip


def _kinds() -> list[Kind]:
    """The kinds that this person can get at all."""
    reported = current_actor().role in REPORTED_TO
    return [kind for kind in channels.OPTIONAL if reported or kind is not Kind.ESCALATION]


def _failure(message: outbox.OutboxMessage) -> dict[str, Any]:
    return {
        "channel": Channel(message.kind).label,
        "at": message.available_at,
        "given_up": message.attempts >= outbox.GIVE_UP_AFTER,
    }
