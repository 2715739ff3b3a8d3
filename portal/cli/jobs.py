"""What the worker does with the outbox's jobs: each kind of message and its gateway."""

from __future__ import annotations

from pathlib import Path

from flask import current_app
from sqlalchemy.orm import Session

from portal.gateways import printing
from portal.kernel import checkpoints, journal
from portal.kernel.deployment import Deployment
from portal.kernel.engine import writing
from portal.kernel.outbox import OutboxMessage, handles
from portal.kernel.papers import Paper


@handles("render-paper")
def print_paper(session: Session, message: OutboxMessage) -> None:
    """Print a paper before somebody asks for it. Idempotent: a printed paper stays as it is."""
    paper = session.get(Paper, message.content["paper_id"])
    row = session.get(Deployment, 1)
    if paper is not None:
        printing.print_paper(session, paper, current_app.config, demo=bool(row and row.demo))


@handles("checkpoint")
def take_checkpoint(session: Session, message: OutboxMessage) -> None:
    """Seal what is committed and sign the end of the chain."""
    folder = Path(current_app.config["PORTAL_DATA_DIR"])
    signer = checkpoints.Signer(folder)
    with writing(session):
        while journal.seal(session):
            pass
        checkpoints.take(session, signer, folder, message.content["occasion"])
