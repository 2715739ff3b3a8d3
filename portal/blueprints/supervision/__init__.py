"""Joint supervision: the page that all offices of one organization share, notes, tasks between offices."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.steps import serve_steps
from portal.blueprints.supervision.forms import NOTE_WAYS, TASK_WAYS
from portal.domain.supervision.models import SupervisionNote, SupervisionTask

blueprint = Blueprint("supervision", __name__, url_prefix="/supervision")
notes = Blueprint("notes", __name__, url_prefix="/notes")
tasks = Blueprint("tasks", __name__, url_prefix="/tasks")
serve_steps(notes, SupervisionNote, NOTE_WAYS)
serve_steps(tasks, SupervisionTask, TASK_WAYS)

from portal.blueprints.supervision import records, routes  # noqa: E402,F401 - the routes hang themselves on the blueprints

blueprint.register_blueprint(notes)
blueprint.register_blueprint(tasks)
