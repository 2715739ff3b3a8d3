"""One command that runs the whole portal: web, worker and tick. One ends, all end.

A supervisor of our own, because a part that dies silently (a worker that sends no mail, a tick that opens no call) is
worse than a portal that stops and is started again by whoever watches over it.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, NamedTuple

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy import select

from portal.assets import build_assets
from portal.cli.catalogues import compile_catalogues
from portal.cli.logins import table
from portal.extensions import db
from portal.kernel import deployment
from portal.kernel.people import User

GRACE_SECONDS = 15
PR_SET_PDEATHSIG = 1


class Part(NamedTuple):
    name: str
    command: tuple[str, ...]
    ends_on: signal.Signals  # the signal on which it finishes what it is doing


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.pass_context
@with_appcontext
def serve(context: click.Context, host: str) -> None:
    """Bring the data folder up to date, then run web, worker and tick until one ends or a signal comes."""
    app, port = current_app._get_current_object(), int(current_app.config["PORTAL_PORT"])  # type: ignore[attr-defined]
    guard = _only_here(Path(app.config["PORTAL_DATA_DIR"]))
    _port_is_free(host, port)
    prepare(app, context)
    on_sqlite = db.engine.dialect.name == "sqlite"
    db.session.remove()
    db.engine.dispose()
    code = supervise(parts(host, port, on_sqlite), opened=lambda: _announce(host, port))
    guard.close()
    sys.exit(code)


def prepare(app: Flask, context: click.Context) -> None:
    """Database, assets, translations; the demo city where this is a demo and nobody lives here yet."""
    upgrade()
    build_assets(app)
    compile_catalogues(app)
    if app.config["PORTAL_ENV"] == "demo" and db.session.scalar(select(User.id).limit(1)) is None:
        click.echo("Building the demo city …")
        context.invoke(app.cli.commands["demo"])
    if deployment.apply(db.session()):
        click.echo("\n".join(["", *table(db.session()), "", "The password of every demo login is demo-2026.", ""]))


def parts(host: str, port: int, on_sqlite: bool) -> list[Part]:
    """SQLite has one writer: one web process with threads. PostgreSQL: a process for every core."""
    workers, threads = (1, 16) if on_sqlite else (os.cpu_count() or 1, 4)
    flask = (sys.executable, "-m", "flask", "--app", "wsgi")
    web = (
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--no-ws",
        "--workers", str(workers), "--blocking-threads", str(threads), "--backlog", "4096",
        "--workers-kill-timeout", "10s", "--log-level", "warning", "wsgi:app",
    )  # fmt: skip
    return [
        Part("web", web, signal.SIGTERM),
        Part("tick", (*flask, "tick", "--every", "60"), signal.SIGTERM),
        Part("work", (*flask, "work"), signal.SIGINT),
    ]


def supervise(wanted: list[Part], opened=lambda: True) -> int:
    """Start the parts; wait for a signal (0) or for the first part that ends (1); stop them all.

    ``opened`` is asked until it is true once: it tells the user that the portal answers.
    """
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    running = {part: _start(part) for part in wanted}
    told = False
    ended: list[Part] = []
    while not ended and not stop.wait(0.2):
        ended = [part for part, process in running.items() if process.poll() is not None]
        told = told or opened()
    for part in ended:
        click.echo(f"The part '{part.name}' ended ({running[part].returncode}); stopping the others.", err=True)
    _stop(running)
    return 1 if ended else 0


def _start(part: Part) -> subprocess.Popen[bytes]:
    """In a session of its own, so that Ctrl-C reaches the supervisor alone; it ends when the supervisor dies."""
    parent = os.getpid()

    def bound() -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, part.ends_on)
            if os.getppid() != parent:  # the supervisor died in between
                os._exit(1)

    environment = {**os.environ, "PORTAL_WARM_UP": "1" if part.name == "web" else "0"}
    return subprocess.Popen(part.command, env=environment, start_new_session=True, preexec_fn=bound)


def _stop(running: dict[Part, subprocess.Popen[bytes]]) -> None:
    for part, process in running.items():
        if process.poll() is None:
            process.send_signal(part.ends_on)
    deadline = time.monotonic() + GRACE_SECONDS
    for part, process in running.items():
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            click.echo(f"The part '{part.name}' did not end in {GRACE_SECONDS} s and is killed.", err=True)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _only_here(folder: Path) -> IO[str]:
    """One supervisor per data folder: two of them would be two writers on one database file."""
    guard = (folder / "serve.lock").open("w")
    try:
        fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise click.ClickException(f"Another portal runs in {folder}. Stop it, or set PORTAL_DATA_DIR.") from None
    return guard


def _port_is_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(f"Cannot listen on {host}:{port} ({error.strerror}). Set PORTAL_PORT.") from None


def _announce(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        if probe.connect_ex((host, port)):
            return False
    click.echo(f"The portal is open at http://{host}:{port}/ (Ctrl-C stops it).")
    return True
