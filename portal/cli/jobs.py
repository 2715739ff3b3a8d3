"""What the worker does with the outbox's jobs: each kind of message and its gateway."""

from __future__ import annotations

from pathlib import Path

from flask import current_app
from sqlalchemy.orm import Session

from portal.gateways import printing
from portal.gateways.files import store_of
from portal.gateways.scanner import scanner_of
from portal.kernel import access, checkpoints, journal, papers, search
from portal.kernel.deployment import Deployment
from portal.kernel.engine import writing
from portal.kernel.outbox import OutboxMessage, handles
from portal.kernel.papers import Attachment, Paper


@handles("render-paper")
def print_paper(session: Session, message: OutboxMessage) -> None:
    """Print a paper before somebody asks for it. Idempotent: a printed paper stays as it is."""
    paper = session.get(Paper, message.content["paper_id"])
    row = session.get(Deployment, 1)
    if paper is not None:
        printing.print_paper(session, paper, current_app.config, demo=bool(row and row.demo))


@handles("scan-file")
def scan_file(session: Session, message: OutboxMessage) -> None:
    """Ask the scanner about a file that waits in quarantine. Silence is a failure: the outbox tries again later."""
    row = session.query(Attachment).filter_by(public_id=message.content["attachment"]).one()
    scanner, store = scanner_of(current_app.config), store_of(current_app.config)
    found = scanner.look(store.open(row.sha256).read()) if scanner else None
    with writing(session):
        row = session.get_one(Attachment, row.id, with_for_update=True)
        papers.settle_scan(session, row, access.subject_of(session, row), found)
    if found:
        store.remove(row.sha256)


@handles("checkpoint")
def take_checkpoint(session: Session, message: OutboxMessage) -> None:
    """Seal what is committed and sign the end of the chain."""
    folder = Path(current_app.config["PORTAL_DATA_DIR"])
    signer = checkpoints.Signer(folder)
    with writing(session):
        while journal.seal(session):
            pass
        checkpoints.take(session, signer, folder, message.content["occasion"])


@handles("rebuild-search")
def rebuild_search(session: Session, _message: OutboxMessage) -> None:
    """A migration changed what entries look like. Idempotent."""
    search.rebuild(session)
