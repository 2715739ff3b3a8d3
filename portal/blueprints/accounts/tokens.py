"""Signed links for letters. Their age is measured by the portal's clock; nothing of them is stored."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from portal.domain.organizations.membership import Invitation
from portal.kernel import clock
from portal.kernel.channels import Kind, NoticePreference
from portal.kernel.people import User

RESET_LIVES = timedelta(hours=1)
CONFIRM_LIVES = timedelta(days=3)
MAIL_LIVES = timedelta(days=180)  # a letter is found again months later, and its reader has had enough of them


def reset_token(user: User) -> str:
    """Opens the reset page once: the password that it sets raises ``session_epoch``, and the link is void."""
    return _sign("reset", [user.public_id, user.session_epoch], RESET_LIVES)


def read_reset(token: str) -> tuple[str, int] | None:
    data = _read("reset", token, 2)
    return (data[0], data[1]) if data else None


def confirm_token(user: User, email: str) -> str:
    return _sign("confirm", [user.public_id, email], CONFIRM_LIVES)


def read_confirm(token: str) -> tuple[str, str] | None:
    data = _read("confirm", token, 2)
    return (data[0], data[1]) if data else None


def mail_token(user: User, kinds: list[Kind]) -> str:
    """Stops and resumes the mails about these kinds, and nothing else."""
    return _sign("mail", [user.public_id, ",".join(kinds)], MAIL_LIVES)


def read_mail(token: str) -> tuple[str, list[Kind]] | None:
    data = _read("mail", token, 2)
    return (data[0], [Kind(kind) for kind in data[1].split(",")]) if data else None


def invitation_token(invitation: Invitation) -> str:
    """Answers one invitation once: its answer, or a later letter, makes the link void."""
    return _sign("invitation", [invitation.public_id, invitation.letters], invitation.expires_at - clock.now())


def read_invitation(token: str) -> tuple[str, int] | None:
    data = _read("invitation", token, 2)
    return (data[0], data[1]) if data else None


def phone_code(row: NoticePreference) -> str:
    """The six digits that confirm the number a person asked for; they are stored nowhere."""
    return _six_digits(f"phone:{row.user_id}:{row.asked_phone}:{int(row.code_until.timestamp()) if row.code_until else 0}")


def reset_code(user: User, until: datetime) -> str:
    """The six digits that set a new password; a password that was set meanwhile makes them void."""
    return _six_digits(f"reset:{user.public_id}:{user.session_epoch}:{int(until.timestamp())}")


def _six_digits(said: str) -> str:
    digest = hmac.new(str(current_app.config["SECRET_KEY"]).encode(), said.encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 1_000_000:06d}"


def _serializer(purpose: str) -> URLSafeSerializer:
    signing = {"digest_method": hashlib.sha256}
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"portal-{purpose}", signer_kwargs=signing)


def _sign(purpose: str, data: list[Any], lives: timedelta) -> str:
    return str(_serializer(purpose).dumps([*data, int((clock.now() + lives).timestamp())]))


def _read(purpose: str, token: str, length: int) -> list[Any] | None:
    try:
        *data, until = _serializer(purpose).loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return data if len(data) == length and until >= clock.now().timestamp() else None
