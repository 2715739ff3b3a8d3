"""Migrations are numbered, run up and down on both engines, and end where the models are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, inspect, text

import portal
from portal.extensions import db
from portal.kernel import people
from portal.kernel.base import Base
from tests.engines import ROOT, import_every_model, postgres_address, postgres_do

VERSIONS = sorted((ROOT / "migrations" / "versions").glob("*.py"))


@pytest.fixture
def empty_address(engine_kind, tmp_path, worlds):
    """The address of a database without a single table."""
    if engine_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'migrated.db'}"
        return
    name = f"migrated_{worlds.worker}"
    postgres_do(worlds._host(), f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}")
    yield postgres_address(worlds._host(), name)
    postgres_do(worlds._host(), f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def bare_app(empty_address, tmp_path):
    app = portal.create_app(
        {"TESTING": True, "PORTAL_ENV": "test", "PORTAL_DATA_DIR": str(tmp_path), "SQLALCHEMY_DATABASE_URI": empty_address}
    )
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_migrations_are_numbered_without_gaps_and_named_by_their_revision():
    numbers = [int(path.name[:4]) for path in VERSIONS]
    assert numbers == list(range(1, len(VERSIONS) + 1))
    for path in VERSIONS:
        assert re.search(rf"^revision = \"{path.stem}\"$", path.read_text(), re.MULTILINE), path.name


def test_there_is_one_line_of_migrations():
    assert len(ScriptDirectory(str(ROOT / "migrations")).get_heads()) == 1


def test_every_migration_goes_down_and_up_again(bare_app):
    upgrade()
    for path in reversed(VERSIONS):
        before = tables()
        downgrade(revision="-1")
        upgrade(revision="+1")
        assert tables() == before, path.name
        downgrade(revision="-1")
    assert tables() == {"alembic_version"}
    upgrade()


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names())


def described(engine) -> dict:
    """Everything that a database says of itself, in comparable form."""
    inspector = inspect(engine)
    return {table: _table(inspector, table) for table in inspector.get_table_names() if table != "alembic_version"}


def _table(inspector, table: str) -> dict:
    return {
        "columns": {c["name"]: (str(c["type"]), c["nullable"], getattr(c["type"], "collation", None))
                    for c in inspector.get_columns(table)},
        "checks": {c["name"]: _plain(c["sqltext"]) for c in inspector.get_check_constraints(table)},
        "unique": {c["name"]: tuple(c["column_names"]) for c in inspector.get_unique_constraints(table)},
        "foreign": {(tuple(c["constrained_columns"]), c["referred_table"]) for c in inspector.get_foreign_keys(table)},
        "indexes": {i["name"]: (tuple(i["column_names"]), bool(i["unique"]), _plain(str(_condition(i))))
                    for i in inspector.get_indexes(table)},
        "primary": tuple(inspector.get_pk_constraint(table)["constrained_columns"]),
    }  # fmt: skip


def _condition(index: dict) -> object:
    options = index.get("dialect_options", {})
    return options.get("sqlite_where", options.get("postgresql_where", ""))


def _plain(sql: str) -> str:
    return re.sub(r"[\s()\"]+", "", sql).lower()


def test_the_migrated_database_is_the_one_that_the_models_describe(bare_app, empty_address, engine_kind, tmp_path, worlds):
    upgrade()
    migrated = described(db.engine)
    import_every_model()
    if engine_kind == "sqlite":
        address = f"sqlite:///{tmp_path / 'created.db'}"
    else:
        name = f"created_{worlds.worker}"
        postgres_do(worlds._host(), f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}")
        address = postgres_address(worlds._host(), name)
    engine = create_engine(address)
    Base.metadata.create_all(engine)
    created = described(engine)
    engine.dispose()
    assert set(migrated) == set(created)
    for table in created:
        assert migrated[table] == created[table], table


def test_phones_that_were_there_are_sealed_and_readable_again_on_the_way_back(bare_app):
    upgrade(revision="0028_offices")
    add = "INSERT INTO users (id, public_id, created_at, version, login, name, phone, locale, active, session_epoch)" \
          " VALUES (:id, :login, '2026-05-15 04:00:00', 1, :login, :login, :phone, 'zh', :on, 0)"  # fmt: skip
    numbers = {"first": "13800000001", "second": "138-0000-0001", "third": None}
    with db.engine.connect().execution_options(write=True) as connection:
        for key, (login, phone) in enumerate(numbers.items(), 1):
            connection.execute(text(add), {"id": key, "login": login, "phone": phone, "on": True})
        connection.commit()
    upgrade(revision="0029_phones_sealed")
    stored = db.session.execute(text("SELECT phone, phone_mark FROM users ORDER BY id")).all()
    assert [bool(row.phone) for row in stored] == [True, True, False]
    assert not any("0001" in (row.phone or "") for row in stored)
    assert [bool(row.phone_mark) for row in stored] == [True, False, False]
    assert people.by_phone(db.session, "13800000001").phone == "13800000001"
    assert [user.phone for user in db.session.query(people.User).order_by(people.User.id)] == list(numbers.values())
    db.session.remove()
    downgrade(revision="0028_offices")
    assert db.session.execute(text("SELECT phone FROM users ORDER BY id")).scalars().all() == list(numbers.values())


def test_the_versions_folder_holds_migrations_only():
    others = [p.name for p in Path(ROOT / "migrations" / "versions").iterdir() if p.suffix != ".py" and p.name != "__pycache__"]
    assert others == []
