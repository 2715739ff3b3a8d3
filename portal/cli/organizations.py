"""`flask import-organizations`: the register that was kept before the portal, from a CSV file."""

from __future__ import annotations

import csv
from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.domain.organizations import imported
from portal.extensions import db
from portal.kernel import engine
from portal.kernel.words import Invalid


@click.command("import-organizations")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def import_organizations(source: Path) -> None:
    """Enter the organizations of SOURCE: CSV, UTF-8, with the columns that portal/domain/organizations/imported.py names.

    All or nothing: when a line is wrong, every wrong line is named and nothing is entered. Known codes are left as they are.
    """
    with source.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    entered, faults = 0, []
    with engine.writing(db.session()) as session:
        for number, line in enumerate(lines, start=2):
            try:
                entered += imported.enter(session, line) is not None
            except Invalid as fault:
                faults.append(f"line {number}, {fault.field}: {fault.sentence}")
        if faults:
            raise click.ClickException("Nothing was entered.\n" + "\n".join(faults))
    click.echo(f"{entered} entered, {len(lines) - entered} known already.")
