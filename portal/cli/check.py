"""`flask check`: what an installation lacks before people rely on it. `serve` refuses the first kind by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from portal import config
from portal.extensions import db, migrate
from portal.gateways.files import store_of
from portal.gateways.scanner import Unreachable, scanner_of
from portal.kernel import deployment


@click.command()
@with_appcontext
def check() -> None:
    """Say what is unsafe (ends with 1) and what is doubtful in this installation."""
    settings = current_app.config
    wrong = [*config.unsafe(settings), *_keys(settings), *_database(settings), *_gateways(settings)]
    for sentence in wrong:
        click.echo(f"unsafe    {sentence}")
    for sentence in config.doubtful(settings):
        click.echo(f"doubtful  {sentence}")
    if wrong:
        raise SystemExit(1)
    click.echo("Nothing unsafe was found.")


def _keys(settings: Mapping[str, Any]) -> Iterator[str]:
    """Keys are their owner's alone."""
    folder = Path(settings["PORTAL_DATA_DIR"]) / "keys"
    for path in [folder, *sorted(folder.rglob("*"))] if folder.exists() else []:
        if path.stat().st_mode & 0o077:
            yield f"{path} can be read by others: chmod go= it"


def _database(settings: Mapping[str, Any]) -> Iterator[str]:
    wanted = ScriptDirectory.from_config(migrate.get_config()).get_current_head()
    try:
        with db.engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
        if found != wanted:
            yield f"the database stands at {found or 'nothing'} instead of {wanted}: run `flask db upgrade` or `flask serve`"
        elif settings["PORTAL_ENV"] == "production" and (row := db.session.get(deployment.Deployment, 1)) and row.demo:
            yield "the database is a demo city, whose passwords everybody knows"
    except SQLAlchemyError as failure:
        yield f"the database does not answer: {type(failure).__name__}"


def _gateways(settings: Mapping[str, Any]) -> Iterator[str]:
    """What is configured must answer."""
    try:
        store = store_of(settings)
        store.open(store.put(b"flask check")).close()
    except Exception as failure:  # whatever a storage's library raises
        yield f"files cannot be kept: {type(failure).__name__}: {failure}"
    try:
        if (scanner := scanner_of(settings)) and scanner.look(b"flask check"):
            yield "the virus scanner finds harm in everything"
    except (Unreachable, ValueError) as failure:
        yield f"the virus scanner does not answer: {failure}"
