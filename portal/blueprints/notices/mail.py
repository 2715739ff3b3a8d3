"""The link at the foot of a letter: whoever holds it may stop these mails, and have them again, without logging in.

GET only shows, because programs that look into letters follow every link. One POST does it (RFC 8058): mail programs send
it without a cookie and without our token; the signed link is the proof.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from portal.blueprints.accounts import tokens
from portal.blueprints.edge import page, perform, public, reader
from portal.blueprints.notices import blueprint
from portal.extensions import csrf, limiter
from portal.kernel import channels
from portal.kernel.channels import Channel, Kind
from portal.kernel.people import User
from portal.workflows import preferences


@blueprint.get("/mail/<token>")
@public
@limiter.limit("60/minute")
def mail(token: str):
    return _answer(token, _asked(token))


@blueprint.post("/mail/<token>")
@public
@csrf.exempt
@limiter.limit("60/minute")
def stop_mail(token: str):
    return _turned(token, preferences.stop_mail)


@blueprint.post("/mail/<token>/again")
@public
@csrf.exempt
@limiter.limit("60/minute")
def resume_mail(token: str):
    return _turned(token, preferences.resume_mail)


def _turned(token: str, verb: Callable[..., None]) -> Any:
    asked = _asked(token)
    if asked is None:
        csrf.protect()  # a link that is not ours is a form like any other
    else:
        perform(None, verb, asked[0].public_id, asked[1])
    return _answer(token, asked)


def _asked(token: str) -> tuple[User, list[Kind]] | None:
    """Whose mails a link is about, and which; ``None`` for what is forged, too old, or of an account that was closed."""
    read = tokens.read_mail(token)
    user = preferences.by_public_id(reader(), read[0]) if read else None
    return (user, read[1]) if read and user else None


def _answer(token: str, asked: tuple[User, list[Kind]] | None) -> Any:
    if asked is None:
        return page("notices/mail_void.html"), 410
    user, kinds = asked
    row = channels.shown(reader(), user.id)
    on = any(Channel.MAIL.value in row.choices.get(kind.value, []) for kind in kinds)
    return page("notices/mail.html", token=token, kinds=kinds, on=on, to=_masked(user.email))


def _masked(email: str | None) -> str:
    """``g***@example.cn``: enough for its holder; a letter may have been handed on."""
    name, _, host = (email or "").partition("@")
    return f"{name[:1]}***@{host}" if host else ""
