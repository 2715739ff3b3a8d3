"""Experts, conflicts, draws, panels, reviews."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import PathString, UtcDateTime, WholeNumber

revision = "0009_review"
down_revision = "0008_proposals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "experts",
        sa.Column("user_id", WholeNumber, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("unit", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_experts_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experts")),
        sa.UniqueConstraint("public_id", name=op.f("uq_experts_public_id")),
        sa.UniqueConstraint("user_id", name=op.f("uq_experts_user_id")),
    )
    op.create_table(
        "conflicts",
        sa.Column("expert_id", WholeNumber, nullable=False),
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.ForeignKeyConstraint(["expert_id"], ["experts.id"], name=op.f("fk_conflicts_expert_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_conflicts_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflicts")),
        sa.UniqueConstraint(
            "expert_id", "organization_id", "kind", name=op.f("uq_conflicts_expert_id_organization_id_kind")
        ),
    )
    op.create_index(op.f("ix_conflicts_organization_id"), "conflicts", ["organization_id"], unique=False)
    op.create_table(
        "panels",
        sa.Column("lot_id", WholeNumber, nullable=False),
        sa.Column("call_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("size", WholeNumber, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_panels_call_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_panels_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panels")),
        sa.UniqueConstraint("lot_id", name=op.f("uq_panels_lot_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_panels_public_id")),
    )
    op.create_table(
        "eligibility_checks",
        sa.Column("proposal_id", WholeNumber, nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("checked_by_id", WholeNumber, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.ForeignKeyConstraint(["checked_by_id"], ["users.id"], name=op.f("fk_eligibility_checks_checked_by_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_eligibility_checks_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_eligibility_checks")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_eligibility_checks_proposal_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_eligibility_checks_public_id")),
    )
    op.create_table(
        "expert_draws",
        sa.Column("panel_id", WholeNumber, nullable=False),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("excluded", sa.JSON(), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("committed_at", UtcDateTime(), nullable=False),
        sa.Column("whole_pool", sa.Boolean(), nullable=False),
        sa.Column("witness", sa.String(length=200), nullable=True),
        sa.Column("witness_name", sa.String(length=120), nullable=True),
        sa.Column("seed", sa.String(length=64), nullable=True),
        sa.Column("order", sa.JSON(), nullable=False),
        sa.Column("drawn_by_id", WholeNumber, nullable=True),
        sa.Column("drawn_at", UtcDateTime(), nullable=True),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.CheckConstraint(
            "(seed IS NULL) = (drawn_at IS NULL) AND (seed IS NULL) = (witness IS NULL)",
            name=op.f("ck_expert_draws_drawn_whole"),
        ),
        sa.ForeignKeyConstraint(["drawn_by_id"], ["users.id"], name=op.f("fk_expert_draws_drawn_by_id")),
        sa.ForeignKeyConstraint(["panel_id"], ["panels.id"], name=op.f("fk_expert_draws_panel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert_draws")),
        sa.UniqueConstraint("panel_id", name=op.f("uq_expert_draws_panel_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_expert_draws_public_id")),
    )
    op.create_table(
        "panel_seats",
        sa.Column("panel_id", WholeNumber, nullable=False),
        sa.Column("expert_id", WholeNumber, nullable=False),
        sa.Column("assignee_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("position", WholeNumber, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["assignee_id"], ["users.id"], name=op.f("fk_panel_seats_assignee_id")),
        sa.ForeignKeyConstraint(["expert_id"], ["experts.id"], name=op.f("fk_panel_seats_expert_id")),
        sa.ForeignKeyConstraint(["panel_id"], ["panels.id"], name=op.f("fk_panel_seats_panel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_seats")),
        sa.UniqueConstraint("panel_id", "expert_id", name=op.f("uq_panel_seats_panel_id_expert_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_panel_seats_public_id")),
    )
    op.create_index("ix_panel_seats_expert", "panel_seats", ["expert_id"], unique=False)
    op.create_table(
        "reviews",
        sa.Column("seat_id", WholeNumber, nullable=False),
        sa.Column("proposal_id", WholeNumber, nullable=False),
        sa.Column("assignee_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("total", WholeNumber, nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("state != 'submitted' OR total IS NOT NULL", name=op.f("ck_reviews_total_if_submitted")),
        sa.ForeignKeyConstraint(["assignee_id"], ["users.id"], name=op.f("fk_reviews_assignee_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_reviews_proposal_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["panel_seats.id"], name=op.f("fk_reviews_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("public_id", name=op.f("uq_reviews_public_id")),
        sa.UniqueConstraint("seat_id", "proposal_id", name=op.f("uq_reviews_seat_id_proposal_id")),
    )
    op.create_index("ix_reviews_proposal", "reviews", ["proposal_id"], unique=False)
    op.create_table(
        "scores",
        sa.Column("review_id", WholeNumber, nullable=False),
        sa.Column("criterion_id", WholeNumber, nullable=False),
        sa.Column("points", WholeNumber, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.CheckConstraint("points >= 0", name=op.f("ck_scores_points_not_negative")),
        sa.ForeignKeyConstraint(["criterion_id"], ["criteria.id"], name=op.f("fk_scores_criterion_id")),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_scores_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scores")),
        sa.UniqueConstraint("review_id", "criterion_id", name=op.f("uq_scores_review_id_criterion_id")),
    )


def downgrade() -> None:
    op.drop_table("scores")
    op.drop_index("ix_reviews_proposal", table_name="reviews")
    op.drop_table("reviews")
    op.drop_index("ix_panel_seats_expert", table_name="panel_seats")
    op.drop_table("panel_seats")
    op.drop_table("expert_draws")
    op.drop_table("eligibility_checks")
    op.drop_table("panels")
    op.drop_index(op.f("ix_conflicts_organization_id"), table_name="conflicts")
    op.drop_table("conflicts")
    op.drop_table("experts")
