"""Notes and tasks: the lists, and one of each. Their steps are served by their own mechanism."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.blueprints.edge import current_actor, page, permits, reader
from portal.blueprints.filters import chosen, one_of, typed, words
from portal.blueprints.steps import record_context
from portal.blueprints.supervision import notes, tasks
from portal.blueprints.supervision.forms import NOTE_WAYS, TASK_WAYS
from portal.blueprints.tables import Table, day, every, exported
from portal.blueprints.words import shows
from portal.domain.supervision import operations
from portal.domain.supervision.models import (
    NoteKind,
    NoteState,
    SupervisionNote,
    SupervisionTask,
    TaskState,
)
from portal.domain.supervision.offices import office_of
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

NOTES = Table(N_("监管记录"), (
    (N_("组织"), lambda n: n.organization.name), (N_("种类"), "kind"), (N_("内容"), "body"), (N_("写的部门"), "office_name"),
    (N_("日期"), day("created_at")), (N_("答复期限"), day("due_at")), (N_("答复"), "answer"), (N_("状态"), "state"),
))  # fmt: skip
TASKS = Table(N_("部门转办"), (
    (N_("组织"), lambda t: t.organization.name), (N_("事项"), "title"), (N_("转办的部门"), "office_name"), (N_("转给"), "of_name"),
    (N_("日期"), day("created_at")), (N_("办理期限"), day("due_at")), (N_("答复"), "answer"), (N_("状态"), "state"),
))  # fmt: skip


def _late() -> bool:
    return request.args.get("late") == "1"


def _notes_asked() -> dict[str, Any]:
    return {"state": chosen(NoteState, "state"), "kind": chosen(NoteKind, "kind"), "q": words(), "late": _late()}


@notes.get("/")
@permits(P.SUPERVISION_READ)
@exported(NOTES, lambda: every(operations.notes, **_notes_asked()),
          {"q": typed, "state": one_of(NoteState), "kind": one_of(NoteKind), "late": one_of("1")})  # fmt: skip
def notes_index():
    asked = _notes_asked()
    found = operations.notes(reader(), current_actor(), cursor=request.args.get("cursor"), **asked)
    return page("supervision/notes.html", found=found, asked=asked, states=list(NoteState), kinds=list(NoteKind),
                officer=current_actor().organization_id is None)  # fmt: skip


@notes.get("/<public_id>")
@shows(SupervisionNote)
@permits(P.SUPERVISION_READ, SupervisionNote)
def note(record: SupervisionNote):
    context = record_context(record, NOTE_WAYS)
    if office_of(current_actor()) not in (None, record.writer):
        context["actions"] = []  # another office's word: it follows it up
    return page("supervision/note_shown.html", note=record, officer=current_actor().organization_id is None, **context)


def _tasks_asked() -> dict[str, Any]:
    return {"state": chosen(TaskState, "state"), "q": words(), "ours": request.args.get("ours") == "1", "late": _late()}


@tasks.get("/")
@permits(P.SUPERVISION_READ)
@exported(TASKS, lambda: every(operations.tasks, **_tasks_asked()),
          {"q": typed, "state": one_of(TaskState), "ours": one_of("1"), "late": one_of("1")})  # fmt: skip
def tasks_index():
    asked = _tasks_asked()
    found = operations.tasks(reader(), current_actor(), cursor=request.args.get("cursor"), **asked)
    return page("supervision/tasks.html", found=found, asked=asked, states=list(TaskState),
                has_office=office_of(current_actor()) is not None)  # fmt: skip


@tasks.get("/<public_id>")
@shows(SupervisionTask)
@permits(P.SUPERVISION_READ, SupervisionTask)
def task(record: SupervisionTask):
    context, ours = record_context(record, TASK_WAYS), office_of(current_actor())
    context["actions"] = [  # who asked takes back, who was asked does: nobody is shown the other's buttons
        a for a in context["actions"] if ours == (record.asker if a["url"].endswith("/withdraw") else record.asked)
    ]
    return page("supervision/task_shown.html", task=record, **context)
