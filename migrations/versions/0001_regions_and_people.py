"""Places, the calendar, departments, accounts, policy settings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import PathString, UtcDateTime, WholeNumber

revision = "0001_regions_and_people"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_days")),
    )
    op.create_table(
        "departments",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departments")),
        sa.UniqueConstraint("name", name=op.f("uq_departments_name")),
    )
    op.create_table(
        "deployment",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("clock_offset_seconds", WholeNumber, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deployment")),
    )
    op.create_table(
        "regions",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("path", PathString, nullable=False),
        sa.Column("parent_id", WholeNumber, nullable=True),
        sa.Column("id", WholeNumber, nullable=False),
        sa.CheckConstraint("path LIKE '/%/'", name=op.f("ck_regions_path_is_a_path")),
        sa.ForeignKeyConstraint(["parent_id"], ["regions.id"], name=op.f("fk_regions_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regions")),
        sa.UniqueConstraint("code", name=op.f("uq_regions_code")),
        sa.UniqueConstraint("path", name=op.f("uq_regions_path")),
    )
    op.create_index("ix_regions_parent", "regions", ["parent_id"], unique=False)
    op.create_table(
        "users",
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("session_epoch", WholeNumber, nullable=False),
        sa.Column("failed_logins", WholeNumber, nullable=False),
        sa.Column("locked_until", UtcDateTime(), nullable=True),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
        sa.UniqueConstraint("login", name=op.f("uq_users_login")),
        sa.UniqueConstraint("public_id", name=op.f("uq_users_public_id")),
    )
    op.create_table(
        "policy_settings",
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("amount", WholeNumber, nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column("statutory", WholeNumber, nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("valid_from", UtcDateTime(), nullable=False),
        sa.Column("set_by_id", WholeNumber, nullable=True),
        sa.Column("id", WholeNumber, nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_policy_settings_amount_is_not_negative")),
        sa.ForeignKeyConstraint(["set_by_id"], ["users.id"], name=op.f("fk_policy_settings_set_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_settings")),
        sa.UniqueConstraint("region_path", "key", "version", name=op.f("uq_policy_settings_region_path_key_version")),
    )


def downgrade() -> None:
    op.drop_table("policy_settings")
    op.drop_table("users")
    op.drop_index("ix_regions_parent", table_name="regions")
    op.drop_table("regions")
    op.drop_table("deployment")
    op.drop_table("departments")
    op.drop_table("calendar_days")
