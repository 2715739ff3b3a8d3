"""Calls, lots, criteria, questions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import PathString, UtcDateTime, WholeNumber

revision = "0007_calls"
down_revision = "0006_needs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calls",
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("department_id", WholeNumber, nullable=False),
        sa.Column("funding_source", sa.String(length=32), nullable=False),
        sa.Column("budget_fen", WholeNumber, nullable=False),
        sa.Column("cap_fen", WholeNumber, nullable=False),
        sa.Column("eligibility", sa.JSON(), nullable=False),
        sa.Column("aggregation", sa.String(length=32), nullable=False),
        sa.Column("panel_size", WholeNumber, nullable=False),
        sa.Column("pass_score", WholeNumber, nullable=False),
        sa.Column("tranche_plan", sa.JSON(), nullable=False),
        sa.Column("questions_until", UtcDateTime(), nullable=False),
        sa.Column("deadline_at", UtcDateTime(), nullable=False),
        sa.Column("opening_at", UtcDateTime(), nullable=False),
        sa.Column("publish_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("drafted_by_id", WholeNumber, nullable=True),
        sa.Column("approved_by_id", WholeNumber, nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("frozen_digest", sa.String(length=64), nullable=True),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'approved', 'cancelled') OR (published_at IS NOT NULL AND frozen_digest IS NOT NULL)",
            name=op.f("ck_calls_frozen_if_published"),
        ),
        sa.CheckConstraint("budget_fen > 0", name=op.f("ck_calls_budget_is_positive")),
        sa.CheckConstraint("cap_fen > 0 AND cap_fen <= budget_fen", name=op.f("ck_calls_cap_within_budget")),
        sa.CheckConstraint("opening_at >= deadline_at", name=op.f("ck_calls_opening_after_deadline")),
        sa.CheckConstraint("panel_size >= 3 AND panel_size % 2 = 1", name=op.f("ck_calls_panel_is_odd")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["users.id"], name=op.f("fk_calls_approved_by_id")),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_calls_department_id")),
        sa.ForeignKeyConstraint(["drafted_by_id"], ["users.id"], name=op.f("fk_calls_drafted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
        sa.UniqueConstraint("number", name=op.f("uq_calls_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_calls_public_id")),
    )
    op.create_index("ix_calls_state_deadline", "calls", ["state", "deadline_at"], unique=False)
    op.create_table(
        "criteria",
        sa.Column("call_id", WholeNumber, nullable=False),
        sa.Column("position", WholeNumber, nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("maximum", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.CheckConstraint("maximum > 0", name=op.f("ck_criteria_maximum_is_positive")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_criteria_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria")),
        sa.UniqueConstraint("call_id", "position", name=op.f("uq_criteria_call_id_position")),
    )
    op.create_table(
        "lots",
        sa.Column("call_id", WholeNumber, nullable=False),
        sa.Column("position", WholeNumber, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("budget_fen", WholeNumber, nullable=False),
        sa.Column("places", WholeNumber, nullable=False),
        sa.Column("guideline_id", WholeNumber, nullable=True),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.CheckConstraint("budget_fen > 0", name=op.f("ck_lots_budget_is_positive")),
        sa.CheckConstraint("places > 0", name=op.f("ck_lots_places_are_positive")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_lots_call_id")),
        sa.ForeignKeyConstraint(["guideline_id"], ["guidelines.id"], name=op.f("fk_lots_guideline_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lots")),
        sa.UniqueConstraint("call_id", "position", name=op.f("uq_lots_call_id_position")),
        sa.UniqueConstraint("public_id", name=op.f("uq_lots_public_id")),
    )
    op.create_index(op.f("ix_lots_guideline_id"), "lots", ["guideline_id"], unique=False)
    op.create_table(
        "questions",
        sa.Column("call_id", WholeNumber, nullable=False),
        sa.Column("asked_by_id", WholeNumber, nullable=False),
        sa.Column("organization_id", WholeNumber, nullable=True),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("department_id", WholeNumber, nullable=False),
        sa.Column("number", WholeNumber, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by_id", WholeNumber, nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("state != 'answered' OR answer IS NOT NULL", name=op.f("ck_questions_answer_if_answered")),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_questions_answered_at_if_answered")
        ),
        sa.ForeignKeyConstraint(["answered_by_id"], ["users.id"], name=op.f("fk_questions_answered_by_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["users.id"], name=op.f("fk_questions_asked_by_id")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_questions_call_id")),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_questions_department_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_questions_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sa.UniqueConstraint("call_id", "number", name=op.f("uq_questions_call_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_questions_public_id")),
    )


def downgrade() -> None:
    op.drop_table("questions")
    op.drop_index(op.f("ix_lots_guideline_id"), table_name="lots")
    op.drop_table("lots")
    op.drop_table("criteria")
    op.drop_index("ix_calls_state_deadline", table_name="calls")
    op.drop_table("calls")
