"""Alembic's environment: the app's own engine; one transaction per migration; a failing one rolls back whole."""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from portal.extensions import db

#: Tables that are not ours to migrate: Alembic's own, and those that FTS5 keeps for itself.
FOREIGN_TABLES = {"alembic_version", *(f"search_words{of}" for of in ("", "_config", "_data", "_docsize", "_idx"))}


def include_object(_object, name: str | None, type_: str, _reflected: bool, _compare_to) -> bool:
    return not (type_ == "table" and name in FOREIGN_TABLES)


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        include_object=include_object,
        compare_type=True,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def run() -> None:
    """On SQLite foreign keys are off while tables are rebuilt, checked before they are on again."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect().execution_options(write=True) as connection:
        on_sqlite = connection.dialect.name == "sqlite"
        if on_sqlite:
            _pragma(connection, "foreign_keys=OFF")
        try:
            migrate(connection)
            if on_sqlite:
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if broken:
                    raise RuntimeError(f"rows point to nothing after the migration: {broken[:5]}")
                connection.rollback()
        finally:
            if on_sqlite:
                _pragma(connection, "foreign_keys=ON")


def _pragma(connection: Connection, setting: str) -> None:
    """On the raw connection, outside any transaction: inside one SQLite ignores it."""
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.execute(f"PRAGMA {setting}")


run()
