"""`flask retention --preview`: what has passed its period. Erasing it is for two administrators, under /retention/."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from portal.domain.retention import classes
from portal.extensions import db


@click.command()
@click.option("--preview", is_flag=True, required=True, help="Count only; nothing is ever erased by this command.")
@with_appcontext
def retention(preview: bool) -> None:
    """Say for each class of record how long it is kept and how many rows have passed that."""
    session = db.session()
    found = classes.counts(session)
    for kept in classes.CLASSES:
        setting, number = kept.setting(session), found.get(kept.key)
        some = f"  e.g. {', '.join(classes.examples(session, kept))}" if number else ""
        click.echo(f"{kept.key:20} {setting.amount:4} months  {'kept' if number is None else number}{some}")
    if sum(found.values()):
        click.echo("Two administrators erase what has passed its period, under /retention/.")
