"""Evaluations, sheets, rectifications."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import PathString, UtcDateTime, WholeNumber

revision = "0013_evaluation"
down_revision = "0012_satisfaction"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evaluations",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("project_id", WholeNumber, nullable=False),
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("round", WholeNumber, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("evaluators", sa.JSON(), nullable=False),
        sa.Column("self_report", sa.JSON(), nullable=True),
        sa.Column("reported_at", UtcDateTime(), nullable=True),
        sa.Column("score", WholeNumber, nullable=True),
        sa.Column("grade", sa.String(length=32), nullable=True),
        sa.Column("parts", sa.JSON(), nullable=True),
        sa.Column("demands", sa.Text(), nullable=False),
        sa.Column("conclusion", sa.Text(), nullable=False),
        sa.Column("graded_by_id", WholeNumber, nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "state != 'graded' OR (score IS NOT NULL AND grade IS NOT NULL)",
            name=op.f("ck_evaluations_grade_if_graded"),
        ),
        sa.ForeignKeyConstraint(["graded_by_id"], ["users.id"], name=op.f("fk_evaluations_graded_by_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_evaluations_organization_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_evaluations_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluations")),
        sa.UniqueConstraint("number", name=op.f("uq_evaluations_number")),
        sa.UniqueConstraint("project_id", "stage", "round", name=op.f("uq_evaluations_project_id_stage_round")),
        sa.UniqueConstraint("public_id", name=op.f("uq_evaluations_public_id")),
    )
    op.create_table(
        "evaluation_sheets",
        sa.Column("evaluation_id", WholeNumber, nullable=False),
        sa.Column("assignee_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("total", WholeNumber, nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["assignee_id"], ["users.id"], name=op.f("fk_evaluation_sheets_assignee_id")),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluations.id"], name=op.f("fk_evaluation_sheets_evaluation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_sheets")),
        sa.UniqueConstraint(
            "evaluation_id", "assignee_id", name=op.f("uq_evaluation_sheets_evaluation_id_assignee_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_evaluation_sheets_public_id")),
    )
    op.create_index("ix_evaluation_sheets_assignee", "evaluation_sheets", ["assignee_id"], unique=False)
    op.create_table(
        "rectifications",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("evaluation_id", WholeNumber, nullable=False),
        sa.Column("project_id", WholeNumber, nullable=False),
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("demands", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=True),
        sa.Column("reviewed_by_id", WholeNumber, nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluations.id"], name=op.f("fk_rectifications_evaluation_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_rectifications_organization_id")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_rectifications_project_id")),
        sa.ForeignKeyConstraint(["reviewed_by_id"], ["users.id"], name=op.f("fk_rectifications_reviewed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectifications")),
        sa.UniqueConstraint("evaluation_id", name=op.f("uq_rectifications_evaluation_id")),
        sa.UniqueConstraint("number", name=op.f("uq_rectifications_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_rectifications_public_id")),
    )
    op.create_index(op.f("ix_rectifications_project_id"), "rectifications", ["project_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_rectifications_project_id"), table_name="rectifications")
    op.drop_table("rectifications")
    op.drop_index("ix_evaluation_sheets_assignee", table_name="evaluation_sheets")
    op.drop_table("evaluation_sheets")
    op.drop_table("evaluations")
