"""The outbox's handler "mail": words a letter in the reader's language and hands it to the gateway.

Links into accounts are made here, when the letter is sent: no secret ever lies in the outbox.
"""

from __future__ import annotations

from typing import Any

from flask import current_app, g, render_template, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from portal.blueprints.accounts import tokens
from portal.blueprints.edge import spoken
from portal.blueprints.words import record_url
from portal.gateways.mail import Letter, mailer_of
from portal.kernel.outbox import OutboxMessage, handles
from portal.kernel.people import User
from portal.kernel.words import Sentence


@handles("mail")
def send(session: Session, message: OutboxMessage) -> None:
    """Carry out one message; a person without an address simply reads it in the portal."""
    user = session.get(User, message.content["user_id"])
    to = message.content.get("to") or (user.email if user else None)
    if user is None or not user.active or not to:
        return
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    outside = app.test_request_context(base_url=app.config["PORTAL_BASE_URL"])
    with app.app_context(), outside:  # a context of the letter's own: its reader's language is nobody else's
        g.locale = user.locale
        letter = _worded(message, user, to)
    mailer_of(app.config).send(letter)


def _worded(message: OutboxMessage, user: User, to: str) -> Letter:
    words = WORDINGS[message.content.get("letter", "notice")](message.content, user)
    words |= {"name": user.name, "portal": gettext(current_app.config["PORTAL_NAME"]), "lang": user.locale}
    html = render_template("notices/letter.html", **words)
    text = render_template("notices/letter.txt", **words)
    return Letter(message.key, to, f"[{words['portal']}] {words['subject']}", text, html)


def _notice(content: dict[str, Any], user: User) -> dict[str, Any]:
    sentence = spoken(Sentence(content["msgid"], **content["parts"]))
    path = record_url(content["subject_type"], content["subject_public_id"]) or url_for("notices.index")
    return {"subject": sentence, "lines": [sentence], "link": _whole(path), "link_text": gettext("打开这条记录")}


def _reset(content: dict[str, Any], user: User) -> dict[str, Any]:
    return {
        "subject": gettext("重设密码"),
        "lines": [gettext("有人（应该是您）要重设这个账号的密码。链接一小时内有效，只能用一次。"),
                  gettext("不是您要求的，就不用理会这封信，密码不会变。")],
        "link": _whole(url_for("accounts.reset", token=tokens.reset_token(user))),
        "link_text": gettext("设一个新密码"),
    }  # fmt: skip


def _confirm(content: dict[str, Any], user: User) -> dict[str, Any]:
    return {
        "subject": gettext("确认邮箱"),
        "lines": [gettext("请点下面的链接，确认这个邮箱是您的。以后用它收通知、找回密码。链接三天内有效。"),
                  gettext("没有注册过，就不用理会这封信。")],
        "link": _whole(url_for("accounts.confirm", token=tokens.confirm_token(user, content["to"]))),
        "link_text": gettext("确认邮箱"),
    }  # fmt: skip


def _taken(content: dict[str, Any], user: User) -> dict[str, Any]:
    return {
        "subject": gettext("这个邮箱已经有账号"),
        "lines": [gettext("有人用您的邮箱注册或改绑账号。这个邮箱已经绑在您的账号“%(login)s”上，没有变动。",
                          login=user.login),
                  gettext("忘了密码，可以点下面的链接重设。")],
        "link": _whole(url_for("accounts.forgot")),
        "link_text": gettext("找回密码"),
    }  # fmt: skip


WORDINGS = {"notice": _notice, "reset": _reset, "confirm": _confirm, "taken": _taken}


def _whole(path: str) -> str:
    return f"{current_app.config['PORTAL_BASE_URL'].rstrip('/')}{path}"
