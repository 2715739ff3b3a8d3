"""Filters that a person keeps: saved above a list, found again there and on the desk."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("saved_filters", __name__, url_prefix="/saved-filters")

from portal.blueprints.saved_filters import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
