"""`flask demo`: builds the demo city through the operations that people use, at this moment or at any other."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from time import perf_counter

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from portal.cli.inhabited import refuse_the_inhabited
from portal.extensions import db
from portal.kernel import clock
from seeds import city


@click.command()
@click.option("--at", "moment", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]),
              help="The city's today, with or without an hour; default: this moment.")  # fmt: skip
@click.option("--quiet", is_flag=True)
@with_appcontext
def demo(moment: datetime | None, quiet: bool) -> None:
    """Bring the schema up and build the city into an empty database. Refuses a database that is anything else."""
    if current_app.config["PORTAL_ENV"] == "production":
        raise click.ClickException("This is a production installation; a demo city has no place here.")
    refuse_the_inhabited(
        demo="The demo city is already here. For another one, take another PORTAL_DATA_DIR.",
        people="This database has users and is not a demo: nothing was changed.",
    )
    upgrade()
    started = perf_counter()
    say = (lambda line: None) if quiet else (lambda line: click.echo(f"  {line}"))
    built = city.build(db.session(), _distance(moment), say=say)
    click.echo(f"The city stands as of {built.today}, built in {perf_counter() - started:.1f} s.")
    for login, code in built.codes.items():
        click.echo(f"A one-time code for scoring a service ({login}): {current_app.config['PORTAL_BASE_URL']}/s/{code}")


def _distance(moment: datetime | None) -> timedelta:
    """How far a moment, as clocks in China show it, lies from now; of a day alone, its hour is the present one."""
    now = clock.local(clock.now()).replace(tzinfo=None, second=0, microsecond=0)
    if moment is None:
        return timedelta()
    return (moment if moment.time() != time(0) else datetime.combine(moment, now.time())) - now
