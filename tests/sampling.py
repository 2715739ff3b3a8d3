"""Which pages there are: every door tried by every login, and the template that each answer was made of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, template_rendered
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.doors import LOGINS, Caller, Door, Reach, doors
from tests.pages import Page


@dataclass(frozen=True)
class Sample:
    """One page that one login can open; ``kind`` is what two samples share when they show the same sort of page."""

    login: str | None
    address: str
    template: str
    kind: tuple[Any, ...]
    answer: TestResponse = field(compare=False, repr=False)

    @property
    def page(self) -> Page:
        return Page(self.answer)

    def __str__(self) -> str:
        return f"{self.login or 'visitor'} {self.address} ({self.template})"


def one_of_each_template(app: Flask, session: Session) -> list[Sample]:
    """As few pages as show every template, each with the first login that meets it."""
    found: dict[str, Sample] = {}
    for sample in every_page(app, session, once=True):
        found.setdefault(sample.template, sample)
    return list(found.values())


def every_page(app: Flask, session: Session, *, once: bool = False, lang: str = "zh") -> Iterator[Sample]:
    """Every door for every login, with a record in each state that the login may open there. ``once``: a door that has
    shown its page to one login is not tried by the next."""
    shown: set[tuple[Any, ...]] = set()
    for login in LOGINS:
        caller = Caller(app, session, login)
        reach = Reach(session, caller.actor)
        for door in doors(app):
            if "GET" not in door.methods():
                continue
            for address, kind in addresses(app, door, reach):
                if once and kind in shown:
                    continue
                with _templates(app) as used:
                    answer = caller.get(f"{address}?lang={lang}")
                if answer.status_code == 200 and answer.mimetype == "text/html" and used:
                    shown.add(kind)
                    yield Sample(login, address, used[-1], (login is None, *kind), answer)


def addresses(app: Flask, door: Door, reach: Reach) -> Iterator[tuple[str, tuple[Any, ...]]]:
    if door.model is None:
        yield door.address(app), (door.rule.endpoint,)
        return
    for action in door.actions():
        states: dict[Any, str] = {}
        for public_id, state in reach.states(door.model).items():
            if public_id in reach.of(door.model, *door.wanted(action)):
                states.setdefault(state if isinstance(state, str) else "", public_id)
        for state, public_id in states.items():
            yield door.address(app, public_id, action), (door.rule.endpoint, action, state)


@contextmanager
def _templates(app: Flask) -> Iterator[list[str]]:
    """The templates that were rendered meanwhile, in order; the last one is the page's."""
    used: list[str] = []

    def note(_app: Flask, template: Any, **_: Any) -> None:
        if (template.name or "").endswith(".html"):
            used.append(template.name)

    with template_rendered.connected_to(note, app):
        yield used
