"""Accounts: log in and out, sign up, reset a password."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)

from portal.blueprints.accounts import routes, sessions  # noqa: E402,F401 - they hang themselves on the blueprint
