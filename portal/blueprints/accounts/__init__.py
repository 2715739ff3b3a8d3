"""Accounts: log in and out, sign up, reset a password, a second factor, passkeys, open sessions."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)

from portal.blueprints.accounts import (  # noqa: E402 - they hang themselves on the blueprint
    entering,
    own_copy,
    own_data,
    passkeys,
    phones,
    routes,
    security,
    seen,
    sessions,
)

__all__ = [
    "blueprint", "entering", "own_copy", "own_data", "passkeys", "phones", "routes", "security", "seen", "sessions",
]  # fmt: skip
