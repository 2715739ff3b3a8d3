"""Sessions, second factors, recovery codes and failed attempts in the database; accounts are no longer paused."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import UtcDateTime, WholeNumber

revision = "0025_signing_in"
down_revision = "0024_notices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _sessions()
    _factors()
    op.create_table(
        "attempts",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("failures", WholeNumber, nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
        sa.UniqueConstraint("key", name=op.f("uq_attempts_key")),
    )
    op.create_index(op.f("ix_attempts_last_at"), "attempts", ["last_at"])
    with op.batch_alter_table("users") as users:
        users.drop_column("failed_logins")
        users.drop_column("locked_until")


def _sessions() -> None:
    op.create_table(
        "web_sessions",
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("user_id", WholeNumber, nullable=False),
        sa.Column("key_digest", sa.String(length=64), nullable=False),
        sa.Column("epoch", WholeNumber, nullable=False),
        sa.Column("strong", sa.Boolean(), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("proved_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("device", sa.String(length=300), nullable=False),
        sa.Column("network", sa.String(length=45), nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_web_sessions_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_sessions")),
        sa.UniqueConstraint("public_id", name=op.f("uq_web_sessions_public_id")),
        sa.UniqueConstraint("key_digest", name=op.f("uq_web_sessions_key_digest")),
    )
    op.create_index("ix_web_sessions_user", "web_sessions", ["user_id", "id"])
    op.create_index(op.f("ix_web_sessions_seen_at"), "web_sessions", ["seen_at"])


def _factors() -> None:
    op.create_table(
        "second_factors",
        sa.Column("user_id", WholeNumber, nullable=False),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("pending", sa.Text(), nullable=True),
        sa.Column("since", UtcDateTime(), nullable=True),
        sa.Column("last_step", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_second_factors_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_factors")),
        sa.UniqueConstraint("user_id", name=op.f("uq_second_factors_user_id")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("user_id", WholeNumber, nullable=False),
        sa.Column("hint", sa.String(length=2), nullable=False),
        sa.Column("code_hash", sa.String(length=200), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("id", WholeNumber, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_recovery_codes_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint("user_id", "hint", name=op.f("uq_recovery_codes_user_id_hint")),
    )


def downgrade() -> None:
    with op.batch_alter_table("users") as users:
        users.add_column(sa.Column("failed_logins", WholeNumber, nullable=False, server_default="0"))
        users.add_column(sa.Column("locked_until", UtcDateTime(), nullable=True))
    with op.batch_alter_table("users") as users:
        users.alter_column("failed_logins", existing_type=WholeNumber, server_default=None)
    for table in ("attempts", "recovery_codes", "second_factors", "web_sessions"):
        op.drop_table(table)
