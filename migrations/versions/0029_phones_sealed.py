"""Phones of people are encrypted; of an account's phone a mark is kept, by which it is found and stands at one account only.
Consents, copies of one's own data, and accounts that ask to be closed get their place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import UtcDateTime, WholeNumber
from portal.kernel.personal import bare_phone
from portal.kernel.vault import Encrypted, Mark

revision = "0029_phones_sealed"
down_revision = "0028_offices"
branch_labels = None
depends_on = None

#: table, column, its length before, whether it may be NULL.
PHONES = (
    ("filings", "phone", 30, False),
    ("notice_preferences", "asked_phone", 20, True),
    ("organizations", "phone", 30, True),
    ("registrations", "phone", 30, False),
    ("tenancies", "phone", 30, False),
    ("users", "phone", 20, True),
)
UNIQUE = "uq_users_phone_mark"


def upgrade() -> None:
    _leave_nothing_behind()
    for table, column, length, nullable in PHONES:
        with op.batch_alter_table(table) as changed:
            changed.alter_column(column, existing_type=sa.String(length), type_=sa.Text(), existing_nullable=nullable)
        _rewrite(table, column, read=sa.Text(), write=Encrypted(f"{table}.{column}"))
    with op.batch_alter_table("users") as users:
        users.add_column(sa.Column("phone_mark", sa.String(length=64), nullable=True))
        users.add_column(sa.Column("closing_at", UtcDateTime(), nullable=True))
    _mark()
    with op.batch_alter_table("users") as users:
        users.create_unique_constraint(op.f(UNIQUE), ["phone_mark"])
    op.create_index(op.f("ix_users_closing_at"), "users", ["closing_at"])
    _tables()


def _rewrite(table: str, column: str, *, read: sa.types.TypeEngine, write: sa.types.TypeEngine) -> None:
    before = sa.table(table, sa.column("id", WholeNumber), sa.column(column, read))
    after = sa.table(table, sa.column("id", WholeNumber), sa.column(column, write))
    connection = op.get_bind()
    held = connection.execute(sa.select(before.c.id, before.c[column]).where(before.c[column].is_not(None))).all()
    for key, value in held:
        connection.execute(after.update().where(after.c.id == key).values({column: value}))


def _mark() -> None:
    """Of accounts that confirmed the same number, the first is found by it; the others keep it for their messages."""
    users = sa.table(
        "users", sa.column("id", WholeNumber), sa.column("phone", Encrypted("users.phone")),
        sa.column("phone_mark", Mark("users.phone")),
    )  # fmt: skip
    connection = op.get_bind()
    seen: set[str] = set()
    for key, phone in connection.execute(sa.select(users.c.id, users.c.phone).order_by(users.c.id)).all():
        bare = bare_phone(phone or "")
        if bare and bare not in seen:
            seen.add(bare)
            connection.execute(users.update().where(users.c.id == key).values(phone_mark=bare))


def _tables() -> None:
    op.create_table(
        "consents",
        sa.Column("user_id", WholeNumber, nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_consents_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index("ix_consents_user", "consents", ["user_id", "purpose", "id"])
    op.create_table(
        "data_copies",
        sa.Column("user_id", WholeNumber, nullable=False),
        sa.Column("ready_at", UtcDateTime(), nullable=True),
        sa.Column("size", WholeNumber, nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_data_copies_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_copies")),
        sa.UniqueConstraint("public_id", name=op.f("uq_data_copies_public_id")),
    )
    op.create_index(op.f("ix_data_copies_user_id"), "data_copies", ["user_id"])


def _leave_nothing_behind() -> None:
    """SQLite writes zeros over what was there, instead of leaving the numbers in pages that it only calls free."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("PRAGMA secure_delete = ON")


def downgrade() -> None:
    op.drop_table("data_copies")
    op.drop_table("consents")
    op.drop_index(op.f("ix_users_closing_at"), table_name="users")
    with op.batch_alter_table("users") as users:
        users.drop_constraint(op.f(UNIQUE), type_="unique")
        users.drop_column("closing_at")
        users.drop_column("phone_mark")
    for table, column, length, nullable in reversed(PHONES):
        _rewrite(table, column, read=Encrypted(f"{table}.{column}"), write=sa.Text())
        with op.batch_alter_table(table) as changed:
            changed.alter_column(column, existing_type=sa.Text(), type_=sa.String(length), existing_nullable=nullable)
