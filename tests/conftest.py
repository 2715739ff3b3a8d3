"""Fixtures for all tests. Whatever uses ``session`` or ``client`` runs on SQLite and on PostgreSQL.

``app`` ``session`` ``client``   the base world (places, policy, people; no process yet); each test leaves it as it was
                                 (with ``demo_city``: the seeded city)
``real_app``                     a database of the test's own, where commits are real (locks, threads, processes)
``frozen_time``                  the portal's clock stands still; ``frozen_time("2026-05-15 10:00")`` moves it
``worker_outbox``                call it: what waits in the outbox is carried out now
``statements``                   the SQL statements that were executed while it was open
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher, profiles
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session
from xdist.remote import Producer

from portal.cli.catalogues import compile_catalogues
from portal.kernel import clock, deployment, outbox, passwords, people
from portal.kernel.people import Actor
from portal.kernel.roles import Role
from tests.browser import browser, live_server, named, page, phone  # noqa: F401 - fixtures for the journeys
from tests.engines import ENGINES, Postgres, World, Worlds, undone
from tests.pages import PageClient
from tests.scheduling import StoriesTogether

# Tests log in by the thousand: they hash with the least work that argon2id admits (tests/kernel/test_passwords.py holds
# the portal's own figures). Nothing in the portal can switch to this.
passwords._hasher = PasswordHasher.from_parameters(profiles.CHEAPEST)
passwords._NOBODY = passwords.hashed("nobody has this password")

NOON = "2026-05-15 12:00"


class Run:
    """What the processes of one test run share: a folder, and one PostgreSQL that starts when it is first needed."""

    def __init__(self, folder: str, host: str = ""):
        self.folder, self._host, self._postgres = Path(folder), host, None

    def host(self) -> str:
        if not self._host:
            self._postgres = Postgres()
            self._host = self._postgres.host
        return self._host

    def stop(self) -> None:
        if self._postgres:
            self._postgres.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


RUN = pytest.StashKey[Run]()


def pytest_configure(config: pytest.Config) -> None:
    given = getattr(config, "workerinput", None)
    if given:
        config.stash[RUN] = Run(given["run_folder"], given["postgres_host"])
    else:
        config.stash[RUN] = Run(tempfile.mkdtemp(prefix="portal-tests-"))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    run = node.config.stash[RUN]
    node.workerinput.update(run_folder=str(run.folder), postgres_host=run.host())


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and RUN in config.stash:
        config.stash[RUN].stop()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> StoriesTogether:
    return StoriesTogether(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys begin, being the longest: what is short fills the gaps at the end."""
    items.sort(key=lambda item: "journeys" not in item.path.parts)


@pytest.fixture(scope="session")
def worlds(pytestconfig: pytest.Config) -> Iterator[Worlds]:
    run = pytestconfig.stash[RUN]
    worker = getattr(pytestconfig, "workerinput", {}).get("workerid", "main")
    compile_catalogues(Flask("portal"))
    worlds = Worlds(run.folder, worker, run.host)
    yield worlds
    worlds.close()


@pytest.fixture(scope="session", params=ENGINES)
def engine_kind(request: pytest.FixtureRequest) -> str:
    """Every test that touches a database runs once for each."""
    return request.param


@pytest.fixture(autouse=True)
def _real_clock() -> Iterator[None]:
    """A demo city shifts the clock of its process; the next test starts at the true time again."""
    clock.shift(timedelta())
    yield
    clock.shift(timedelta())


@pytest.fixture
def demo_city() -> None:
    """Ask for it, and ``app``, ``session`` and ``client`` stand in the seeded city, on its day."""


@pytest.fixture
def world(request: pytest.FixtureRequest, worlds: Worlds, engine_kind: str) -> World:
    return worlds.kept(engine_kind, demo="demo_city" in request.fixturenames)


@pytest.fixture
def session(world: World) -> Iterator[Session]:
    """A session that may write. Commit freely: all of it is undone after the test."""
    with undone(world) as connection:
        info = {"of_the_test": True}
        with Session(connection, join_transaction_mode="create_savepoint", info=info) as session:
            if world.demo:
                deployment.apply(session)
            yield session


@pytest.fixture
def app(world: World, session: Session) -> Iterator[Flask]:
    """The application; its requests and the test's ``session`` see the same rows."""
    world.app.extensions.pop("portal_demo", None)  # the first request places the clock again
    world.app.extensions.pop("portal_seen", None)  # when the browsers of another test were written down is not ours
    world.app.test_client_class = PageClient
    return world.app


@pytest.fixture
def new_client(app: Flask, session: Session) -> Callable[[], PageClient]:
    """For tests with several people at once: each call is another browser."""

    def settled() -> None:
        session.commit()

    def make() -> PageClient:
        client = app.test_client()
        assert isinstance(client, PageClient)
        client.before_request = settled  # type: ignore[method-assign]
        client.after_request = session.expire_all  # type: ignore[method-assign]
        return client

    return make


@pytest.fixture
def client(new_client: Callable[[], PageClient]) -> PageClient:
    return new_client()


@pytest.fixture
def real_app(request: pytest.FixtureRequest, worlds: Worlds, engine_kind: str) -> Iterator[Flask]:
    """A database that is this test's alone: commits are commits, locks are locks."""
    world = worlds.fresh(engine_kind, demo="demo_city" in request.fixturenames)
    yield world.app
    worlds.discard(world)


TRAVELS: list[Any] = []


class Travel:
    """The clock in the test's hand; hours are those of China."""

    def __init__(self) -> None:
        self._held: AbstractContextManager[None] | None = None
        self(NOON)

    def __call__(self, moment: str | datetime) -> datetime:
        if isinstance(moment, str):
            moment = datetime.fromisoformat(moment)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=clock.LOCAL)
        self.end()
        # A travel that is dropped unfinished would put the clock back whenever it is collected: keep every one.
        TRAVELS.append(clock.travel(moment))
        TRAVELS[-1].__enter__()
        return clock.now()

    def end(self) -> None:
        """Let go now: a journey that is only forgotten would end whenever its memory is swept, in another test."""
        if self._held:
            self._held.__exit__(None, None, None)
            self._held = None

    def forward(self, **amount: float) -> datetime:
        """``frozen_time.forward(days=3, hours=2)``."""
        return self(clock.now() + timedelta(**amount))


@pytest.fixture(autouse=True)
def _devices_stay(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that moves the city's clock by days is still logged in afterwards: browsers do not travel with it."""
    if "devices_travel_too" not in request.fixturenames:
        monkeypatch.setattr(clock, "outside", lambda: datetime.now(UTC))


@pytest.fixture
def devices_travel_too() -> None:
    """Ask for it where sessions, codes and attempts are what the clock is moved for."""


@pytest.fixture
def frozen_time() -> Iterator[Travel]:
    with clock.travel(clock.now()):
        travel = Travel()
        yield travel
        travel.end()


@pytest.fixture
def worker_outbox(app: Flask, session: Session) -> Callable[[], int]:
    """Do now what ``flask work`` would do; returns how many messages were carried out."""

    def carry_out() -> int:
        session.commit()
        with app.app_context():  # the handlers read the application's settings
            return outbox.work(session)

    return carry_out


@pytest.fixture
def statements(world: World, session: Session) -> Callable:
    """``with statements() as executed: client.get("/calls")`` - then ``len(executed)``."""
    silent = ("PRAGMA", "SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "SET TRANSACTION")

    @contextmanager
    def counted() -> Iterator[list[str]]:
        executed: list[str] = []

        def note(_connection, _cursor, statement: str, *_: object) -> None:
            if not statement.upper().startswith(silent):
                executed.append(statement)

        session.commit()  # what the test has made is no part of what is counted
        event.listen(world.engine, "before_cursor_execute", note)
        try:
            yield executed
        finally:
            event.remove(world.engine, "before_cursor_execute", note)

    return counted


@pytest.fixture
def as_person(session: Session) -> Callable[..., Actor]:
    """``as_person("acceptor")``: the actor behind a demo login, from the first appointment (of that role)."""

    def find(login: str, role: Role | None = None) -> Actor:
        return people.actor_for(session, login, role)

    return find
