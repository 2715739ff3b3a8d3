"""`flask bootstrap`: the first set-up of a real installation; `flask second-administrator`: who confirms what the first proposes."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from portal.cli.inhabited import refuse_the_inhabited
from portal.extensions import db
from portal.kernel import clock, engine
from portal.kernel.words import Refused
from portal.workflows import founding
from seeds import world

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--login", envvar="PORTAL_ADMIN_LOGIN", prompt="Login of the administrator")
@click.option("--name", envvar="PORTAL_ADMIN_NAME", prompt="Name")
@click.option("--email", envvar="PORTAL_ADMIN_EMAIL", prompt="E-mail")
@click.option("--password", envvar="PORTAL_ADMIN_PASSWORD", prompt=True, hide_input=True, confirmation_prompt=True)
@click.option("--regions", type=FILE, default=world.HERE / "regions.csv", show_default=True, help="Places, as CSV.")
@click.option("--policy", type=FILE, default=world.HERE / "policy.yaml", show_default=True, help="Periods and shares.")
@with_appcontext
def bootstrap(login: str, name: str, email: str, password: str, regions: Path, policy: Path) -> None:
    """Bring up the schema, load places and policy, make the first administrator. Refuses where somebody lives."""
    if current_app.config["PORTAL_ENV"] == "demo":
        raise click.ClickException("This is a demo (PORTAL_ENV). Set PORTAL_ENV=production for a real installation.")
    refuse_the_inhabited(
        demo="This database holds a demo city. A real installation begins with an empty one.",
        people="This database has people already: nothing was changed.",
    )
    upgrade()
    try:
        with engine.writing(db.session()) as session:
            world.load_regions(session, regions)
            world.load_policy(session, policy, clock.now())
            founding.first_administrator(session, login=login, name=name, email=email, password=password)
    except Refused as refusal:
        raise click.ClickException(str(refusal.sentence)) from None
    click.echo(f"Ready: {login} keeps the reference data under /admin/. Next: flask second-administrator, once that person signed up.")


@click.command("second-administrator")
@click.argument("login")
@with_appcontext
def second_administrator(login: str) -> None:
    """Make the account LOGIN an administrator, while there are fewer than two."""
    try:
        with engine.writing(db.session()) as session:
            founding.another_administrator(session, login=login)
    except Refused as refusal:
        raise click.ClickException(str(refusal.sentence)) from None
    click.echo(f"{login} is an administrator from now on. Two of them appoint everybody else under /appointments/.")
