"""Accounts that may be one person's twice, for administrators; organizations that may be on the register twice, for the acceptor."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("duplicates", __name__, url_prefix="/duplicates")

from portal.blueprints.duplicates import organizations, routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
