"""Needs and guideline items."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import PathString, UtcDateTime, WholeNumber

revision = "0006_needs"
down_revision = "0005_catalogues"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "guidelines",
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("whom", sa.Text(), nullable=False),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "state = 'draft' OR published_at IS NOT NULL", name=op.f("ck_guidelines_published_at_if_published")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guidelines")),
        sa.UniqueConstraint("number", name=op.f("uq_guidelines_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_guidelines_public_id")),
    )
    op.create_table(
        "needs",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("group_served", sa.String(length=120), nullable=False),
        sa.Column("households", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("loop", sa.String(length=32), nullable=False),
        sa.Column("reporter_id", WholeNumber, nullable=True),
        sa.Column("recorded_by_id", WholeNumber, nullable=True),
        sa.Column("assigned_to", sa.String(length=120), nullable=False),
        sa.Column("handling", sa.Text(), nullable=False),
        sa.Column("feedback", sa.Text(), nullable=False),
        sa.Column("assessment", WholeNumber, nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("merged_into_id", WholeNumber, nullable=True),
        sa.Column("guideline_id", WholeNumber, nullable=True),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("state != 'guided' OR guideline_id IS NOT NULL", name=op.f("ck_needs_guideline_if_guided")),
        sa.CheckConstraint("state != 'merged' OR merged_into_id IS NOT NULL", name=op.f("ck_needs_target_if_merged")),
        sa.CheckConstraint("households >= 0", name=op.f("ck_needs_households_not_negative")),
        sa.ForeignKeyConstraint(["guideline_id"], ["guidelines.id"], name=op.f("fk_needs_guideline_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["needs.id"], name=op.f("fk_needs_merged_into_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_needs_recorded_by_id")),
        sa.ForeignKeyConstraint(["reporter_id"], ["users.id"], name=op.f("fk_needs_reporter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_needs")),
        sa.UniqueConstraint("number", name=op.f("uq_needs_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_needs_public_id")),
    )
    op.create_index("ix_needs_guideline", "needs", ["guideline_id"], unique=False)
    op.create_index("ix_needs_region_state", "needs", ["region_path", "state"], unique=False)
    op.create_index(op.f("ix_needs_reporter_id"), "needs", ["reporter_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_needs_reporter_id"), table_name="needs")
    op.drop_index("ix_needs_region_state", table_name="needs")
    op.drop_index("ix_needs_guideline", table_name="needs")
    op.drop_table("needs")
    op.drop_table("guidelines")
