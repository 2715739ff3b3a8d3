"""`flask demo`: builds the demo city through the operations that people use, at today or at any day."""

from __future__ import annotations

import time
from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from portal.extensions import db
from portal.kernel import clock
from portal.kernel.deployment import Deployment
from portal.kernel.people import User
from seeds import city


@click.command()
@click.option("--at", "day", type=click.DateTime(["%Y-%m-%d"]), help="The city's today; default: today.")
@click.option("--quiet", is_flag=True)
@with_appcontext
def demo(day: datetime | None, quiet: bool) -> None:
    """Build the city into an empty database. Refuses a database that is anything else."""
    if current_app.config["PORTAL_ENV"] == "production":
        raise click.ClickException("This is a production installation; a demo city has no place here.")
    if db.session.get(Deployment, 1) is not None:
        raise click.ClickException("The demo city is already here. For another one, take another PORTAL_DATA_DIR.")
    if db.session.scalar(select(User.id).limit(1)) is not None:
        raise click.ClickException("This database has users and is not a demo: nothing was changed.")
    started = time.perf_counter()
    today = day.date() if day else clock.today()
    built = city.build(db.session(), today, say=(lambda line: None) if quiet else (lambda line: click.echo(f"  {line}")))
    click.echo(f"The city stands as of {today}, built in {time.perf_counter() - started:.1f} s.")
    for login, code in built.codes.items():
        click.echo(f"A one-time code for scoring a service ({login}): {current_app.config['PORTAL_BASE_URL']}/s/{code}")
