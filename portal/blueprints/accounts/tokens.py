"""Signed links for letters. Their age is measured by the portal's clock; nothing of them is stored."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from portal.kernel import clock
from portal.kernel.people import User

RESET_LIVES = timedelta(hours=1)
CONFIRM_LIVES = timedelta(days=3)


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


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"portal-{purpose}")


def _sign(purpose: str, data: list[Any], lives: timedelta) -> str:
    return str(_serializer(purpose).dumps([*data, int((clock.now() + lives).timestamp())]))


def _read(purpose: str, token: str, length: int) -> list[Any] | None:
    try:
        *data, until = _serializer(purpose).loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return data if len(data) == length and until >= clock.now().timestamp() else None
