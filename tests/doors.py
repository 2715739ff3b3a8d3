"""For tests that try every door: a quick client behind any login, and one address for each endpoint and record."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import Headers
from werkzeug.routing import Rule
from werkzeug.test import TestResponse, create_environ
from werkzeug.wrappers import Request

from portal.kernel import access, lifecycle, people, sessions
from portal.kernel.engine import in_one_unit
from portal.kernel.people import VISITOR, Actor, User
from portal.kernel.permissions import Permission

#: One login for each role of the city; ``None`` is a visitor.
LOGINS = (
    None, "ngo", "ngo2", "accountant", "group", "acceptor", "examiner", "approver", "department", "finance", "street",
    "committee", "grid", "expert1", "evaluator", "incubator", "mentor", "supporter", "resident1", "keeper1", "leader",
    "supervisor", "admin",
)  # fmt: skip
NOBODYS = "zzzzzzzzzzzz"  # has the form of a public id; no record has it
CSRF = "0123456789abcdef0123456789abcdef01234567"
#: What an address needs besides a record.
OTHERS = {"file_id": NOBODYS, "room_id": NOBODYS, "appointment_id": 0, "notice_id": 0, "token": "nothing", "lang": "zh", "code": 404,
          "number": "雨〔2000〕0 号", "role": "ngo", "filename": "favicon.svg", "export_type": "csv"}  # fmt: skip


def _enter(session: Session, login: str) -> str:
    user = session.scalars(select(User).where(User.login == login)).one()
    return sessions.begin(session, user, device="a caller", network="127.0.0.1")


class Caller:
    """A browser without taste: it looks at no page, and enters without typing a password."""

    def __init__(self, app: Flask, session: Session, login: str | None):
        self._session = session
        self.login, self.actor = login or "visitor", people.actor_for(session, login) if login else VISITOR
        self.client = FlaskClient(app, app.response_class)
        self.token = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token").dumps(CSRF)
        session.commit()
        key = in_one_unit(session, partial(_enter, login=login)) if login else ""
        with self.client.session_transaction() as cookie:
            cookie["csrf_token"] = CSRF
            if key:
                cookie["_user_id"] = key
                cookie["_fresh"] = True

    def get(self, address: str, **kwargs: Any) -> TestResponse:
        return self._quietly("GET", address, **kwargs)

    def lands_at_login(self, response: TestResponse) -> bool:
        return urlsplit(response.location or "").path == "/login"

    def post(
        self, address: str, data: dict[str, Any] | None = None, *, token: bool = True, **kwargs: Any
    ) -> TestResponse:
        data = {**(data or {}), **({"csrf_token": self.token} if token else {})}
        return self._quietly("POST", address, data=data, **kwargs)

    def _quietly(self, method: str, address: str, **kwargs: Any) -> TestResponse:
        """A failure becomes the answer that people would get, so that one test names every one of them."""
        try:
            response = self.client.open(address, method=method, **kwargs)
        except Exception as error:  # in tests the application lets failures through
            response = TestResponse([repr(error).encode()], "500 Failed", Headers(), Request(create_environ()))
        self._session.expire_all()  # its rows may have been written by the application
        return response


@dataclass(frozen=True)
class Door:
    """One endpoint; ``model`` is the record that its address names, ``wanted`` who may call it."""

    rule: Rule
    access: Any

    @property
    def model(self) -> type | None:
        return self.access[1] if isinstance(self.access, tuple) else None

    @property
    def of_steps(self) -> bool:
        return isinstance(self.access, tuple) and self.access[0] == "steps"

    def methods(self) -> list[str]:
        return sorted((self.rule.methods or set()) & {"GET", "POST"})

    def actions(self) -> list[str]:
        return lifecycle.lifecycle_of(self.model).actions() if self.of_steps else [""]

    def wanted(self, action: str = "") -> tuple:
        if self.of_steps:
            return tuple(s.by for s in lifecycle.lifecycle_of(self.model).steps if s.action == action)
        return self.access[0] if isinstance(self.access, tuple) else ()

    def address(self, app: Flask, public_id: str = NOBODYS, action: str = "", **behind: Any) -> str:
        """``behind``: the file, room or line of that record, where the address names one."""
        known = {**OTHERS, "action": action, **behind}
        values = {name: known.get(name, public_id) for name in self.rule.arguments}
        built = self.rule.build(values, append_unknown=False)
        assert built is not None, self.rule
        return built[1]


def doors(app: Flask) -> list[Door]:
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static" and not rule.endpoint.endswith(".static"):
            found.append(Door(rule, getattr(app.view_functions[rule.endpoint], "access", "admin")))
    return sorted(found, key=lambda d: d.rule.rule)


class Reach:
    """Which records of a model one actor may use a permission on: plain sets of public ids, each asked for once."""

    def __init__(self, session: Session, actor: Actor):
        self._session, self._actor = session, actor
        self._known: dict[Any, Any] = {}

    def holds(self, permission: Permission) -> bool:
        return self._actor.holds(permission)

    def states(self, model: type) -> dict[str, Any]:
        """Public id → state, the newest first."""
        if model not in self._known:
            columns = [model.public_id, getattr(model, "state", model.version)]
            self._known[model] = dict(self._session.execute(select(*columns).order_by(model.id.desc())).all())
        return self._known[model]

    def of(self, model: type, *permissions: Permission) -> set[str]:
        """The records on which the actor may use one of the permissions; none named: those that it may read."""
        return set().union(*(self._of(model, p) for p in permissions or (access.declaration(model).read,)))

    def _of(self, model: type, permission: Permission) -> set[str]:
        if (model, permission) not in self._known:
            stmt = access.visible(select(model.public_id), self._actor, permission, model)
            self._known[model, permission] = set(self._session.scalars(stmt))
        return self._known[model, permission]

    def examples(
        self, model: type, wanted: tuple[Permission, ...], states: Any = None, only: Any = None
    ) -> dict[str, str]:
        """One record of each kind that the city has: ``may`` act on it, ``reads`` it only, ``foreign``."""
        found: dict[str, str] = {}
        may, reads = self.of(model, *wanted), self.of(model)
        for public_id, state in self.states(model).items():
            if (states is None or state in states) and (only is None or public_id in only):
                found.setdefault("may" if public_id in may else "reads" if public_id in reads else "foreign", public_id)
        return found


def without_chance(response: TestResponse, public_id: str) -> str:
    """An answer without its reference number and the address that was asked for."""
    text = re.sub(r"\b[0-9A-F]{8}\b", "", response.get_data(as_text=True))
    return f"{response.status_code} {response.location or ''} {text}".replace(public_id, "").replace(NOBODYS, "")
