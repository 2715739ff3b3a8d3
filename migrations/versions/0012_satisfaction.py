"""Surveys, entitlements, tokens, ballots."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import PathString, UtcDateTime, WholeNumber

revision = "0012_satisfaction"
down_revision = "0011_projects"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "satisfaction_surveys",
        sa.Column("project_id", WholeNumber, nullable=False),
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("minimum_sample", WholeNumber, nullable=False),
        sa.Column("closes_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("minimum_sample > 0", name=op.f("ck_satisfaction_surveys_minimum_is_positive")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_satisfaction_surveys_organization_id")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_satisfaction_surveys_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_satisfaction_surveys")),
        sa.UniqueConstraint("project_id", name=op.f("uq_satisfaction_surveys_project_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_satisfaction_surveys_public_id")),
    )
    op.create_table(
        "ballots",
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("survey_id", WholeNumber, nullable=False),
        sa.Column("activity_id", WholeNumber, nullable=False),
        sa.Column("overall", WholeNumber, nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("proxy", sa.String(length=32), nullable=False),
        sa.CheckConstraint("overall BETWEEN 1 AND 5", name=op.f("ck_ballots_overall_in_range")),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_ballots_activity_id")),
        sa.ForeignKeyConstraint(["survey_id"], ["satisfaction_surveys.id"], name=op.f("fk_ballots_survey_id")),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_ballots")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_ballots_survey", "ballots", ["survey_id"], unique=False)
    op.create_table(
        "entitlements",
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("survey_id", WholeNumber, nullable=False),
        sa.Column("activity_id", WholeNumber, nullable=False),
        sa.Column("exchanged", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_entitlements_activity_id")),
        sa.ForeignKeyConstraint(["survey_id"], ["satisfaction_surveys.id"], name=op.f("fk_entitlements_survey_id")),
        sa.PrimaryKeyConstraint("code_digest", name=op.f("pk_entitlements")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_entitlements_activity", "entitlements", ["activity_id"], unique=False)
    op.create_index("ix_entitlements_survey", "entitlements", ["survey_id"], unique=False)
    op.create_table(
        "token_grants",
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("survey_id", WholeNumber, nullable=False),
        sa.Column("activity_id", WholeNumber, nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_token_grants_activity_id")),
        sa.ForeignKeyConstraint(["survey_id"], ["satisfaction_surveys.id"], name=op.f("fk_token_grants_survey_id")),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_token_grants")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_token_grants_survey_id"), "token_grants", ["survey_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_token_grants_survey_id"), table_name="token_grants")
    op.drop_table("token_grants")
    op.drop_index("ix_entitlements_survey", table_name="entitlements")
    op.drop_index("ix_entitlements_activity", table_name="entitlements")
    op.drop_table("entitlements")
    op.drop_index("ix_ballots_survey", table_name="ballots")
    op.drop_table("ballots")
    op.drop_table("satisfaction_surveys")
