"""`flask journal verify`: recompute the chain and hold it against the checkpoints."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.extensions import db
from portal.kernel import checkpoints, engine, journal


@click.group(name="journal")
def journal_group() -> None:
    """The append-only journal."""


@journal_group.command()
@with_appcontext
def verify() -> None:
    """Name the first bad entry, or say how many are good. Exit code 1 when something is wrong."""
    folder = Path(current_app.config["PORTAL_DATA_DIR"])
    count, wrong = journal.verify(db.session())
    wrong = wrong or checkpoints.verify(db.session(), checkpoints.Signer(folder), folder)
    if wrong:
        raise click.ClickException(wrong)
    click.echo(f"{count} entries, chain and checkpoints whole")


@journal_group.command()
@click.option("--occasion", default="by hand", show_default=True)
@with_appcontext
def checkpoint(occasion: str) -> None:
    """Sign the end of the chain now."""
    folder = Path(current_app.config["PORTAL_DATA_DIR"])
    with engine.writing(db.session()) as session:
        while journal.seal(session):
            pass
        row = checkpoints.take(session, checkpoints.Signer(folder), folder, occasion)
        click.echo(f"checkpoint at entry {row.seq}" if row else "nothing new since the last checkpoint")
