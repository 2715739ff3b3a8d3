"""The outbox's handlers "sms" and "wechat": one short line to the person's phone, in their language."""

from __future__ import annotations

from flask import current_app, g
from flask_babel import gettext
from sqlalchemy.orm import Session

from portal.blueprints.accounts import tokens
from portal.blueprints.edge import spoken
from portal.gateways.texting import Text, short, texter_of
from portal.kernel import channels, clock, reset_codes
from portal.kernel.channels import Channel, Kind
from portal.kernel.outbox import OutboxMessage, handles
from portal.kernel.people import User
from portal.kernel.words import Sentence


@handles("sms")
@handles("wechat")
def send(session: Session, message: OutboxMessage) -> None:
    """Carry out one message; who has no phone, or wants no such messages any more, reads it in the portal."""
    user, channel = session.get(User, message.content["user_id"]), Channel(message.kind)
    if user is None or not user.active:
        return
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    with app.app_context(), app.test_request_context(base_url=app.config["PORTAL_BASE_URL"]):
        g.locale = user.locale
        worded = WORDINGS[message.content.get("letter", "notice")](session, message, user, channel)
    if worded is not None:
        to, text = worded
        texter_of(app.config, channel).send(Text(channel.value, message.key, to, text))


def _notice(session: Session, message: OutboxMessage, user: User, channel: Channel) -> tuple[str, str] | None:
    content = message.content
    wishes = channels.wishes_of(session, [user.id])[user.id]
    if not user.phone or not wishes.wants(Kind(content["kind"]), channel):
        return None
    sentence = spoken(Sentence(content["msgid"], **content["parts"]))
    return user.phone, short(_portal(), sentence, gettext("。登录门户查看"))


def _code(session: Session, message: OutboxMessage, user: User, channel: Channel) -> tuple[str, str] | None:
    """The code of the number that was asked for last; what is too late is not sent."""
    row = channels.shown(session, user.id)
    stale = row.code_until is None or row.code_until < clock.now() or not message.key.endswith(f"-{int(row.code_until.timestamp())}")
    if stale or not row.asked_phone:
        return None
    return row.asked_phone, short(_portal(), gettext("验证码 %(code)s，十分钟内有效。不要告诉别人", code=tokens.phone_code(row)))


def _reset_code(session: Session, message: OutboxMessage, user: User, channel: Channel) -> tuple[str, str] | None:
    """The code of the last request alone, and only while it counts."""
    row = reset_codes.of(session, user.id)
    stale = row is None or row.until < clock.now() or not message.key.endswith(f"-{int(row.until.timestamp())}")
    if row is None or stale or not user.phone:
        return None
    code = tokens.reset_code(user, row.until)
    return user.phone, short(_portal(), gettext("重设密码的验证码 %(code)s，十分钟内有效。不是您要的，不用理会", code=code))


def _portal() -> str:
    return gettext(current_app.config["PORTAL_NAME"])


WORDINGS = {"notice": _notice, "code": _code, "reset-code": _reset_code}
