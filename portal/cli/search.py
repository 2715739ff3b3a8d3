"""`flask search rebuild`: write the index of the search anew."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from portal.extensions import db
from portal.kernel import search


@click.group(name="search")
def search_group() -> None:
    """The index of the search."""


@search_group.command()
@with_appcontext
def rebuild() -> None:
    """Write every entry anew, after rows were changed beside the portal. People may go on working."""
    click.echo(f"{search.rebuild(db.session())} entries")
