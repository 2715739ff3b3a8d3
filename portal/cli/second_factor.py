"""`flask reset-second-factor`: for who lost authenticator, passkeys and recovery codes, and came in person."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from portal.extensions import db
from portal.kernel import engine
from portal.kernel.people import SYSTEM
from portal.kernel.words import Refused
from portal.workflows import entering


@click.command("reset-second-factor")
@click.argument("login")
@with_appcontext
def reset_second_factor(login: str) -> None:
    """Take authenticator and passkeys from the account LOGIN and end its sessions; the holder is told, the journal tells it."""
    try:
        with engine.writing(db.session()) as session:
            entering.reset_factor(session, login, SYSTEM)
    except Refused as refusal:
        raise click.ClickException(str(refusal.sentence)) from None
    click.echo(f"{login} enters with the password alone, and is asked to set up a second factor where the office needs one")
