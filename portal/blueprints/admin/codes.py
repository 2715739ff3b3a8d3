"""What the codes of a journal row mean, from the table of the process that it belongs to."""

from __future__ import annotations

from flask_babel import gettext

from portal.kernel import lifecycle
from portal.kernel.journal import JournalEntry
from portal.kernel.lifecycle import Lifecycle


def worded(entry: JournalEntry, name: str) -> str:
    """The noun, the step or the state in words; a code that no table knows (any more) stays what it is."""
    code = getattr(entry, name) or ""
    if name == "subject_type":
        return gettext(lifecycle.titles()[code]) if code in lifecycle.titles() else code
    process = _processes().get(entry.subject_type)
    if process is None or not code:
        return code
    if name == "action":
        label = next((s.label for s in process.steps if s.action == code and s.label), "")
        return gettext(label) if label else code
    state = next((s for s in process.states if s.value == code), None)
    return gettext(state.label) if state is not None else code


CODES = ("subject_type", "action", "state_before", "state_after")


def _processes() -> dict[str, Lifecycle]:
    return {model.__tablename__: process for model, process in lifecycle.governed().items()}
