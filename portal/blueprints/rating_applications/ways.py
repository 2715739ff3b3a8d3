"""How the steps of an application are taken on the web."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.blueprints.rating_applications.forms import CheckForm, PanelForm, ReplaceForm, VisitForm
from portal.blueprints.steps import Way
from portal.domain.ratings.conditions import conditions
from portal.domain.ratings.models import RatingApplication
from portal.kernel import clock, lifecycle
from portal.workflows import ratings as panels


def _visit(session, application: RatingApplication, *, on: date, who: str, note: str, **how: Any) -> lifecycle.Step:
    visit = {"on": on.isoformat(), "who": who.strip(), "note": note.strip()}
    return lifecycle.move(session, application, "visit", visit=visit, **how)


def _check(session, application: RatingApplication, *, note: str | None, **how: Any) -> lifecycle.Step:
    return lifecycle.move(session, application, "check", note=note or "", **how)


def _to_seat(session, form: PanelForm, application: RatingApplication) -> None:
    form.members.choices = [(c.user_id, c.name) for c in panels.candidates(session, application) if not c.why_not]


def _to_replace(session, form: ReplaceForm, application: RatingApplication) -> None:
    form.leaving.choices = panels.seated(session, application)
    form.substitute.choices = [(c.user_id, c.name) for c in panels.candidates(session, application) if not c.why_not]


def _left_out(session, application: RatingApplication) -> dict[str, Any]:
    return {"left_out": [c for c in panels.candidates(session, application) if c.why_not]}


def _as_of_today(session, application: RatingApplication) -> dict[str, Any]:
    return {"conditions": conditions(session, application.organization, application.round)}


WAYS = {
    "check": Way(form=CheckForm, verb=_check, shown=_as_of_today, template="rating_applications/check.html"),
    "panel": Way(form=PanelForm, verb=panels.seat, choices=_to_seat, shown=_left_out, template="rating_applications/panel.html"),
    "replace": Way(form=ReplaceForm, verb=panels.replace, choices=_to_replace),
    "visit": Way(form=VisitForm, verb=_visit, prefill=lambda application: {"on": clock.today(), **_kept(application)}),
}


def _kept(application: RatingApplication) -> dict[str, Any]:
    """The note of before, to be put right."""
    visit = application.visit or {}
    return {"on": date.fromisoformat(visit["on"]), "who": visit["who"], "note": visit["note"]} if visit else {}
