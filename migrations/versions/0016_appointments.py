"""Appointments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import PathString, UtcDateTime, WholeNumber

revision = "0016_appointments"
down_revision = "0015_incubators"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appointments",
        sa.Column("user_id", WholeNumber, nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("region_path", PathString, nullable=True),
        sa.Column("organization_id", WholeNumber, nullable=True),
        sa.Column("department_id", WholeNumber, nullable=True),
        sa.Column("incubator_id", WholeNumber, nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=True),
        sa.Column("appointed_by_id", WholeNumber, nullable=True),
        sa.Column("id", WholeNumber, nullable=False),
        sa.CheckConstraint(
            "(CASE WHEN region_path IS NULL THEN 0 ELSE 1 END) + (CASE WHEN organization_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN department_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN incubator_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_appointments_one_scope"),
        ),
        sa.CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name=op.f("ck_appointments_ends_after_start")),
        sa.ForeignKeyConstraint(["appointed_by_id"], ["users.id"], name=op.f("fk_appointments_appointed_by_id")),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_appointments_department_id")),
        sa.ForeignKeyConstraint(["incubator_id"], ["incubators.id"], name=op.f("fk_appointments_incubator_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_appointments_organization_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_appointments_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
    )
    op.create_index("ix_appointments_organization", "appointments", ["organization_id"], unique=False)
    op.create_index("ix_appointments_role_region", "appointments", ["role", "region_path"], unique=False)
    op.create_index(op.f("ix_appointments_user_id"), "appointments", ["user_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_appointments_user_id"), table_name="appointments")
    op.drop_index("ix_appointments_role_region", table_name="appointments")
    op.drop_index("ix_appointments_organization", table_name="appointments")
    op.drop_table("appointments")
