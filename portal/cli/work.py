"""`flask work`: carries out the outbox and seals the journal; `flask tick`: takes the steps that time takes.

Neither ends because of one record: what fails is logged with its id and the rest is done. That something failed stands
in the exit code of ``--once`` and in ``/readyz``.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.extensions import db
from portal.gateways.heartbeat import Heartbeat
from portal.kernel import checkpoints, clock, deployment, engine, journal, outbox, policy
from portal.workflows.tick import done_in_spite
from portal.workflows.tick import tick as tick_once

log = logging.getLogger(__name__)


@click.command()
@click.option("--once", is_flag=True, help="Do what waits, then end.")
@click.option("--every", default=0.5, show_default=True, help="Seconds between two looks.")
@with_appcontext
def work(once: bool, every: float) -> None:
    """Send mails, render papers, seal the journal."""
    _repeat("work", _work_once, once, every)


@click.command()
@click.option("--once", is_flag=True, help="Look once, then end.")
@click.option("--every", default=60.0, show_default=True, help="Seconds between two looks.")
@with_appcontext
def tick(once: bool, every: float) -> None:
    """Take the steps whose moment has come: deadlines, ends of publicity; then look at what changes without a step."""
    _repeat("tick", _tick_once, once, every)


def _work_once() -> int:
    done = (_tried("the outbox", lambda: outbox.work(db.session())), _tried("the sealing of the journal", seal_all))
    return done.count(False) + outbox.in_trouble(db.session())


def _tick_once() -> int:
    signed = _tried("the daily checkpoint", _daily_checkpoint)
    ticked = tick_once(db.session())
    for record, step in ticked.steps:
        log.info("%s %s: %s", record.__tablename__, record.public_id, step.action)
    return ticked.failed + (not signed)


def _tried(what: str, act: Callable[[], object]) -> bool:
    return done_in_spite(db.session(), what, act)


def _daily_checkpoint() -> None:
    last = checkpoints.last_at(db.session())
    if last is None or clock.local(last).date() < clock.today():
        enqueue_checkpoint("daily")


def enqueue_checkpoint(occasion: str) -> None:
    """Once a day for each occasion, whether the worker has come to it or not, and had something new to sign or not."""
    key = f"checkpoint-{occasion}-{clock.today()}"
    with engine.writing(db.session()) as session:
        if not outbox.is_known(session, key):
            outbox.enqueue(session, "checkpoint", {"occasion": occasion}, key=key)


def seal_all() -> int:
    """Chain every committed row; returns how many."""
    total = 0
    while True:
        if not journal.has_unsealed(db.session()):
            return total
        with engine.writing(db.session()) as session:
            total += journal.seal(session)


def _repeat(name: str, look: Callable[[], int], once: bool, every: float) -> None:
    """Look again and again until a signal says stop; nothing that fails in a look is a reason to die."""
    stop = threading.Event()
    beat = Heartbeat(Path(current_app.config["PORTAL_DATA_DIR"]), name)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    while True:
        try:
            deployment.apply(db.session())
            failed = look()
        except Exception:  # no database, a full disk: whatever it is, it may be over at the next look
            log.exception("a look failed as a whole; trying again")
            failed = 1
        finally:
            policy.forget(db.session())
            db.session.remove()
        _tried("the heartbeat", partial(beat, clock.now(), failed))
        if once:
            raise SystemExit(1 if failed else 0)
        if stop.wait(every):
            return
