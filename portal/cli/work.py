"""`flask work`: carries out the outbox and seals the journal; `flask tick`: takes the steps that time takes."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError

from portal.extensions import db
from portal.kernel import checkpoints, clock, deployment, engine, journal, lifecycle, outbox, policy

log = logging.getLogger(__name__)


@click.command()
@click.option("--once", is_flag=True, help="Do what waits, then end.")
@click.option("--every", default=0.5, show_default=True, help="Seconds between two looks.")
@with_appcontext
def work(once: bool, every: float) -> None:
    """Send mails, render papers, seal the journal."""
    _repeat(_work_once, once, every)


@click.command()
@click.option("--once", is_flag=True, help="Look once, then end.")
@click.option("--every", default=60.0, show_default=True, help="Seconds between two looks.")
@with_appcontext
def tick(once: bool, every: float) -> None:
    """Take the steps whose moment has come: deadlines, ends of publicity."""
    _repeat(_tick_once, once, every)


def _work_once() -> None:
    outbox.work(db.session())
    seal_all()


def _tick_once() -> None:
    _daily_checkpoint()
    for record, step in lifecycle.tick(db.session()):
        log.info("%s %s: %s", record.__tablename__, record.public_id, step.action)


def _daily_checkpoint() -> None:
    last = checkpoints.last_at(db.session())
    if last is None or clock.local(last).date() < clock.today():
        enqueue_checkpoint("daily")


def enqueue_checkpoint(occasion: str) -> None:
    with engine.writing(db.session()) as session:
        outbox.enqueue(session, "checkpoint", {"occasion": occasion}, key=f"checkpoint-{occasion}-{clock.today()}")


def seal_all() -> int:
    """Chain every committed row; returns how many."""
    total = 0
    while True:
        if not journal.has_unsealed(db.session()):
            return total
        with engine.writing(db.session()) as session:
            total += journal.seal(session)


def _repeat(look: Callable[[], None], once: bool, every: float) -> None:
    """Look again and again until a signal says stop; a busy database is no reason to die."""
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    while True:
        try:
            deployment.apply(db.session())
            look()
        except OperationalError:
            log.exception("the database did not answer; trying again")
        finally:
            policy.forget(db.session())
            db.session.remove()
        if once or stop.wait(every):
            return
