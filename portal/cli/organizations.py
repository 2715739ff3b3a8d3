"""`flask import-organizations`: the register that was kept before the portal, from a table."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.documents import workbooks
from portal.domain.imports.models import ImportTarget
from portal.extensions import db
from portal.kernel import engine
from portal.kernel.columns import Fault, Line
from portal.kernel.people import SYSTEM
from portal.kernel.regions import ROOT
from portal.kernel.words import Refused
from portal.workflows import importing
from portal.workflows.import_targets import Place

AT_ONCE = 500


@click.command("import-organizations")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--region", "region_path", default=ROOT, show_default=True, help="Path of the region whose places may be named.")
@click.option("--update", is_flag=True, help="Change what is on the register already; else it is left as it is.")
@with_appcontext
def import_organizations(source: Path, region_path: str, update: bool) -> None:
    """Enter the organizations of SOURCE: xlsx or CSV, with the columns that portal/domain/organizations/imported.py names,
    under their labels, keys or synonyms. The same as the wizard under /imports, in one piece and without a second officer.

    All or nothing: when a line is wrong, every wrong line is named and nothing is written.
    """
    session = db.session()
    place = Place(session, ImportTarget.ORGANIZATIONS, region_path, twins=False)
    try:
        book = workbooks.opened(source.read_bytes())
        seen = importing.look(book, place.columns)
        lines = importing.lines_of(book.rows(seen.sheet), seen.found, seen.heading_row)
        place.overwrite = frozenset(column.key for column in place.columns if update)
        with engine.writing(session):
            written, known, faults = _write(place, lines)
            if faults:
                raise click.ClickException("Nothing was written.\n" + "\n".join(faults))
    except Refused as refusal:
        raise click.ClickException(str(refusal.sentence)) from None
    click.echo(f"{written} written, {known} known already.")


def _write(place: Place, lines) -> tuple[int, int, list[str]]:
    written, known, faults = 0, 0, []
    where: dict[str, int] = {}
    while some := list(islice(lines, AT_ONCE)):
        place.judge(some)
        importing.mark_repeated(some, where)
        faults += [named(place, line, fault) for line in some for fault in line.faults if fault.error]
        to_write = [line for line in some if line.known is None or line.changes]
        known += len(some) - len(to_write)
        written += len(to_write)
        if not faults:
            place.write(to_write, SYSTEM)
    return written, known, faults


def named(place: Place, line: Line, fault: Fault) -> str:
    column = next((c.label for c in place.columns if c.key == fault.column), "")
    return f"line {line.number}, {column or fault.column}: {fault.sentence}"


