"""For tests that push doors with all their weight: what somebody who may sends through each door, and is taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import Connection, and_, event, select
from sqlalchemy.orm import Session

from portal.domain.appointments.guards import OF_AN_ORGANIZATION
from portal.domain.incubators.models import Incubator, Room
from portal.domain.organizations.models import Organization
from portal.kernel import lifecycle
from portal.kernel.papers import Attachment
from portal.kernel.people import Appointment, in_force
from portal.kernel.roles import Role
from tests.doors import LOGINS, NOBODYS, Caller, Door, Reach, doors
from tests.formfill import forms_on, meant
from tests.photos import picture

PER_STATE = 3  # records of one state that are tried until one body is taken


@dataclass(frozen=True)
class Body:
    """``data`` was sent to ``address`` by ``login``; ``taken``: what it did was written."""

    login: str
    public_id: str
    address: str
    data: dict[str, Any]
    form: Any
    taken: bool

    def sent(self) -> dict[str, Any]:
        """To send it once more: a file that was read is at its end."""
        fresh = {name: (BytesIO(picture("PNG")), "picture.png") for name, value in self.data.items() if isinstance(value, tuple)}
        return {**self.data, **fresh}


@contextmanager
def taken_back(session: Session) -> Iterator[list[str]]:
    """Whatever happens inside has not happened. The list names what was written, and not rolled back by who wrote it."""
    session.commit()
    connection: Connection = session.connection()
    session.commit()
    wrote: list[str] = []
    pending: list[str] = []

    def note(_connection, cursor, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")) and cursor.rowcount:
            pending.append(" ".join(statement.split()[:3]))

    def kept(*_: object) -> None:
        wrote.extend(pending)
        pending.clear()

    def dropped(*_: object) -> None:
        pending.clear()

    heard = {"after_cursor_execute": note, "release_savepoint": kept, "rollback_savepoint": dropped}
    before = connection.begin_nested()
    for name, hearer in heard.items():
        event.listen(connection, name, hearer)
    try:
        yield wrote
    finally:
        for name, hearer in heard.items():
            event.remove(connection, name, hearer)
        session.rollback()
        before.rollback()
        session.expire_all()


def record_doors(app: Flask) -> list[tuple[Door, str]]:
    """(door, action): whatever is pushed on a record that its address names. Steps that time takes are nobody's."""
    return [
        (door, action)
        for door in doors(app)
        if "POST" in door.methods() and door.model is not None
        for action in door.actions()
        if not door.of_steps or sources(door, action)
    ]


def sources(door: Door, action: str) -> set[Any] | None:
    """The states that a step leaves by somebody's hand; ``None``: whatever state."""
    if not door.of_steps:
        return None
    steps = lifecycle.lifecycle_of(door.model).steps
    return {state for s in steps if s.action == action and not s.at for state in s.sources}


BELOW_THE_HEAD = (Role.CASE_OFFICER, Role.ACCOUNTANT)  # of an organization: whom its head may dismiss
#: What an address names behind its record: the first one that belongs to it.
BEHIND = {"file_id": "materials", "room_id": "rooms", "appointment_id": "members"}


class Bodies:
    """One body for each door and step of the city: a taken one where the city has a record that stands for it."""

    def __init__(self, app: Flask, session: Session):
        self._app, self.session = app, session
        self.known: dict[tuple[str, str], Body | None] = {}

    @cached_property
    def _callers(self) -> list[tuple[Caller, Reach]]:
        callers = [Caller(self._app, self.session, login) for login in (*LOGINS, "admin2") if login]
        return [(caller, Reach(self.session, caller.actor)) for caller in callers]

    def caller(self, login: str) -> Caller:
        return next(caller for caller, _ in self._callers if caller.login == login)

    def of(self, door: Door, action: str) -> Body | None:
        key = (door.rule.rule, action)
        if key not in self.known:
            self.known[key] = self._found(door, action)
        return self.known[key]

    def _found(self, door: Door, action: str) -> Body | None:
        best: Body | None = None
        for caller, reach in self._callers:
            for public_id in self._tried(door, action, reach):
                body = self.by(caller, door, action, public_id)
                if body.taken:
                    return body
                best = best or body
        return best

    def _tried(self, door: Door, action: str, reach: Reach) -> list[str]:
        if door.model is None:
            return [NOBODYS] if any(reach.holds(p) for p in door.wanted()) else []
        may, states, found = reach.of(door.model, *door.wanted(action)), sources(door, action), Counter()
        tried = []
        for public_id, state in reach.states(door.model).items():
            if public_id in may and (states is None or state in states) and found[state] < PER_STATE:
                found[state] += 1
                tried.append(public_id)
        return tried

    def by(self, caller: Caller, door: Door, action: str, public_id: str) -> Body:
        """What this person sends, having opened the door's page where it has one."""
        behind = {name: key for name, key in self.behind(door, public_id).items() if key is not None}
        address = door.address(self._app, public_id, action, **behind)
        forms = []
        if "GET" in door.methods():
            forms = [form for target, form in forms_on(caller, address, typed=False) if urlsplit(target).path == address]
        form = max(forms, key=lambda form: len(form.xpath(".//*[@name]")), default=None)
        data = meant(form) if form is not None else {}
        if door.model is not None:
            data["version"] = self.version(door.model, public_id)
        body = Body(caller.login, public_id, address, data, form, taken=False)
        with taken_back(self.session) as wrote:
            answer = caller.post(address, body.sent())
        taken = bool(wrote) and answer.status_code in (200, 302) and not caller.lands_at_login(answer)
        return replace(body, taken=taken)

    def version(self, model: Any, public_id: str) -> int | None:
        return self.session.scalar(select(model.version).where(model.public_id == public_id))

    def behind(self, door: Door, public_id: str) -> dict[str, Any]:
        """The file, room or office of that record which the address names as well; ``None`` where it has none."""
        names = {name: kind for name, kind in BEHIND.items() if name in door.rule.arguments}
        return {name: getattr(self, f"_{kind}_of")(door.model, public_id) for name, kind in names.items()}

    def _materials_of(self, model: Any, public_id: str) -> str | None:
        of_it = (Attachment.subject_type == model.__tablename__, Attachment.subject_id == model.id)
        stmt = select(Attachment.public_id).join(model, and_(*of_it)).where(model.public_id == public_id)
        return self.session.scalar(stmt.where(Attachment.removed_at.is_(None)).limit(1))

    def _rooms_of(self, _model: Any, public_id: str) -> str | None:
        return self.session.scalar(select(Room.public_id).join(Incubator).where(Incubator.public_id == public_id).limit(1))

    def _members_of(self, _model: Any, public_id: str) -> int | None:
        stmt = select(Appointment.id).join(Organization, Organization.id == Appointment.organization_id)
        appointed = (Organization.public_id == public_id, Appointment.role.in_(OF_AN_ORGANIZATION), in_force())
        return self.session.scalar(stmt.where(*appointed).limit(1))
