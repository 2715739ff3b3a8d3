"""Calls: the public list and page, the officers' editor, questions asked on the page."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.steps import Way, serve_steps
from portal.domain.calls.models import Call
from portal.workflows.announcements import call_facts

WAYS = {action: Way(facts=call_facts) for action in ("begin-review", "rank", "finish")}

blueprint = Blueprint("calls", __name__, url_prefix="/calls")
serve_steps(blueprint, Call, WAYS)

from portal.blueprints.calls import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint
