"""Accounts that may be one person's twice: for administrators."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("duplicates", __name__, url_prefix="/duplicates")

from portal.blueprints.duplicates import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
