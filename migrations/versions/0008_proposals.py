"""Proposals and submissions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import PathString, UtcDateTime, WholeNumber

revision = "0008_proposals"
down_revision = "0007_calls"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proposals",
        sa.Column("call_id", WholeNumber, nullable=False),
        sa.Column("lot_id", WholeNumber, nullable=False),
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("implementer_id", WholeNumber, nullable=True),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("draft_version", WholeNumber, nullable=False),
        sa.Column("draft_saved_at", UtcDateTime(), nullable=True),
        sa.Column("draft_saved_by_id", WholeNumber, nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.Column("amount_fen", WholeNumber, nullable=True),
        sa.Column("score", WholeNumber, nullable=True),
        sa.Column("rank", WholeNumber, nullable=True),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'withdrawn') OR opened_at IS NOT NULL",
            name=op.f("ck_proposals_opened_at_if_opened"),
        ),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_proposals_call_id")),
        sa.ForeignKeyConstraint(["draft_saved_by_id"], ["users.id"], name=op.f("fk_proposals_draft_saved_by_id")),
        sa.ForeignKeyConstraint(["implementer_id"], ["organizations.id"], name=op.f("fk_proposals_implementer_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_proposals_lot_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_proposals_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.UniqueConstraint("public_id", name=op.f("uq_proposals_public_id")),
    )
    op.create_index(op.f("ix_proposals_call_id"), "proposals", ["call_id"], unique=False)
    op.create_index("ix_proposals_lot_state", "proposals", ["lot_id", "state"], unique=False)
    op.create_index("ix_proposals_organization", "proposals", ["organization_id", "call_id"], unique=False)
    op.create_table(
        "submissions",
        sa.Column("proposal_id", WholeNumber, nullable=False),
        sa.Column("round", WholeNumber, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("package", sa.LargeBinary(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("arrived_at", UtcDateTime(), nullable=False),
        sa.Column("submitted_by_id", WholeNumber, nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_submissions_proposal_id")),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["users.id"], name=op.f("fk_submissions_submitted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("number", name=op.f("uq_submissions_number")),
        sa.UniqueConstraint("proposal_id", "round", name=op.f("uq_submissions_proposal_id_round")),
        sa.UniqueConstraint("public_id", name=op.f("uq_submissions_public_id")),
    )


def downgrade() -> None:
    op.drop_table("submissions")
    op.drop_index("ix_proposals_organization", table_name="proposals")
    op.drop_index("ix_proposals_lot_state", table_name="proposals")
    op.drop_index(op.f("ix_proposals_call_id"), table_name="proposals")
    op.drop_table("proposals")
