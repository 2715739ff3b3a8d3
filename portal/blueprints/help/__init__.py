"""Guides by role, how figures are computed, privacy, accessibility, the glossary."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("help", __name__, url_prefix="/help")

from portal.blueprints.help import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
