"""The outbox's handler "mail": words a letter in the reader's language and hands it to the gateway.

Links into accounts are made here, when the letter is sent: no secret ever lies in the outbox. Whether a notice is still
wanted is asked here too: who unsubscribed a minute ago gets no letter that was written before.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import current_app, g, render_template, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from portal.blueprints.accounts import tokens
from portal.blueprints.edge import spoken
from portal.blueprints.words import moment, public_url, record_url
from portal.domain.organizations import invitations
from portal.gateways.mail import Letter, mailer_of
from portal.kernel import channels
from portal.kernel.channels import Channel, Kind, Wishes
from portal.kernel.outbox import OutboxMessage, handles
from portal.kernel.people import User
from portal.kernel.words import Sentence
from portal.workflows import digests

Words = dict[str, Any]


class Stranger(NamedTuple):
    """Who is written to at an address and has no account that we know of."""

    locale: str
    name: str = ""
    active: bool = True


@handles("mail")
def send(session: Session, message: OutboxMessage) -> None:
    """Carry out one message; a person without an address simply reads it in the portal."""
    known = session.get(User, message.content["user_id"]) if "user_id" in message.content else None
    user: Any = known or (Stranger(message.content["locale"]) if "locale" in message.content else None)
    to = message.content.get("to") or (known.email if known else None)
    if user is None or not user.active or not to:
        return
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    outside = app.test_request_context(base_url=app.config["PORTAL_BASE_URL"])
    with app.app_context(), outside:  # a context of the letter's own: its reader's language is nobody else's
        g.locale = user.locale
        letter = _worded(session, message, user, to)
    if letter is not None:
        mailer_of(app.config).send(letter)


def _worded(session: Session, message: OutboxMessage, user: Any, to: str) -> Letter | None:
    words = WORDINGS[message.content.get("letter", "notice")](session, message.content, user)
    if words is None:
        return None
    shared = {
        "name": user.name, "portal": gettext(current_app.config["PORTAL_NAME"]), "lang": user.locale, "items": [], "served": "",
        "unsubscribe": "", "settings": public_url(url_for("notices.settings")),
    }  # fmt: skip
    words = {**shared, **words}
    html = render_template("notices/letter.html", **words)
    text = render_template("notices/letter.txt", **words)
    subject = f"[{words['portal']}] {words['subject']}"
    return Letter(message.key, to, subject, text, html, user.locale, words["unsubscribe"])


def _notice(session: Session, content: dict[str, Any], user: User) -> Words | None:
    kind, wishes = Kind(content.get("kind", Kind.PROGRESS)), channels.wishes_of(session, [user.id])[user.id]
    if not wishes.wants(kind, Channel.MAIL):
        return None
    sentence = spoken(Sentence(content["msgid"], **content["parts"]))
    path = record_url(content["subject_type"], content["subject_public_id"]) or url_for("notices.index")
    words = {"subject": sentence, "lines": [sentence], "link": public_url(path), "link_text": gettext("打开这条记录")}
    if kind is Kind.SERVED:
        return {**words, "served": spoken(content.get("served", ""))}
    return {**words, "unsubscribe": _stop(user, [kind]), "about": spoken(kind.label)}


def _digest(session: Session, content: dict[str, Any], user: User) -> Words | None:
    taken, wishes = digests.taken_by(session, user.id, content["digest"]), channels.wishes_of(session, [user.id])[user.id]
    wanted = [notice for notice in taken if wishes.wants(notice.kind, Channel.MAIL)]
    if not wanted:
        return None
    items = [
        {
            "at": notice.at,
            "sentence": spoken(Sentence(notice.msgid, **notice.parts)),
            "link": public_url(record_url(notice.subject_type, notice.subject_public_id) or url_for("notices.index")),
        }
        for notice in wanted
    ]
    return {
        "subject": gettext("通知汇总：%(num)s 条", num=len(items)),
        "lines": [gettext("上次汇总以来，您有 %(num)s 条还没看过的通知：", num=len(items))],
        "items": items, "link": public_url(url_for("notices.index")), "link_text": gettext("看全部通知"),
        "unsubscribe": _stop(user, _mailed(wishes)), "about": gettext("通知汇总"),
    }  # fmt: skip


def _mailed(wishes: Wishes) -> list[Kind]:
    return [kind for kind in channels.OPTIONAL if wishes.wants(kind, Channel.MAIL)]


def _stop(user: User, kinds: list[Kind]) -> str:
    return public_url(url_for("notices.mail", token=tokens.mail_token(user, kinds)))


def _reset(session: Session, content: dict[str, Any], user: User) -> Words:
    return {
        "subject": gettext("重设密码"),
        "lines": [gettext("有人（应该是您）要重设这个账号的密码。链接一小时内有效，只能用一次。"),
                  gettext("不是您要求的，就不用理会这封信，密码不会变。")],
        "link": public_url(url_for("accounts.reset", token=tokens.reset_token(user))),
        "link_text": gettext("设一个新密码"),
    }  # fmt: skip


def _confirm(session: Session, content: dict[str, Any], user: User) -> Words:
    return {
        "subject": gettext("确认邮箱"),
        "lines": [gettext("请点下面的链接，确认这个邮箱是您的。以后用它收通知、找回密码。链接三天内有效。"),
                  gettext("没有注册过，就不用理会这封信。")],
        "link": public_url(url_for("accounts.confirm", token=tokens.confirm_token(user, content["to"]))),
        "link_text": gettext("确认邮箱"),
    }  # fmt: skip


def _taken(session: Session, content: dict[str, Any], user: User) -> Words:
    return {
        "subject": gettext("这个邮箱已经有账号"),
        "lines": [gettext("有人用您的邮箱注册或改绑账号。这个邮箱已经绑在您的账号“%(login)s”上，没有变动。",
                          login=user.login),
                  gettext("忘了密码，可以点下面的链接重设。")],
        "link": public_url(url_for("accounts.forgot")),
        "link_text": gettext("找回密码"),
    }  # fmt: skip


def _moved(session: Session, content: dict[str, Any], user: User) -> Words:
    return {
        "subject": gettext("账号换了邮箱"),
        "lines": [gettext("您的账号“%(login)s”换了邮箱，以后的通知寄到新邮箱，这个邮箱不再收到。", login=user.login),
                  gettext("如果不是您换的，请马上登录修改密码，并联系平台。")],
        "link": public_url(url_for("accounts.security")),
        "link_text": gettext("看登录和安全"),
    }  # fmt: skip


def _invitation(session: Session, content: dict[str, Any], user: User) -> Words | None:
    """To an address that may have no account yet. What was answered or taken back meanwhile is not sent."""
    invitation = invitations.by_link(session, content["invitation"], content["letters"])
    if invitation is None:
        return None
    names = {"organization": invitation.organization.name, "role": spoken(invitation.role.label)}
    return {
        "subject": gettext("“%(organization)s”邀请您担任%(role)s", **names),
        "lines": [
            gettext("“%(organization)s”的负责人邀请您在门户上担任%(role)s。点下面的链接，登录或者注册账号以后答复。", **names),
            gettext("链接到%(moment)s为止有效，只能用一次，不要转给别人。不认识这个组织，就不用理会这封信。",
                    moment=moment(invitation.expires_at)),
        ],
        "link": public_url(url_for("invitations.link", token=tokens.invitation_token(invitation))),
        "link_text": gettext("看邀请"),
    }  # fmt: skip


WORDINGS = {"notice": _notice, "digest": _digest, "reset": _reset, "confirm": _confirm, "taken": _taken, "moved": _moved,
             "invitation": _invitation}  # fmt: skip
