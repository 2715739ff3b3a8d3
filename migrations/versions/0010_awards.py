"""Publicity, awards, objections."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import PathString, UtcDateTime, WholeNumber

revision = "0010_awards"
down_revision = "0009_review"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "publicities",
        sa.Column("lot_id", WholeNumber, nullable=False),
        sa.Column("round", WholeNumber, nullable=False),
        sa.Column("call_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("sheet", sa.JSON(), nullable=False),
        sa.Column("experts", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_publicities_ends_after_start")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_publicities_call_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_publicities_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publicities")),
        sa.UniqueConstraint("lot_id", "round", name=op.f("uq_publicities_lot_id_round")),
        sa.UniqueConstraint("public_id", name=op.f("uq_publicities_public_id")),
    )
    op.create_index(op.f("ix_publicities_call_id"), "publicities", ["call_id"], unique=False)
    op.create_table(
        "awards",
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("proposal_id", WholeNumber, nullable=False),
        sa.Column("publicity_id", WholeNumber, nullable=False),
        sa.Column("call_id", WholeNumber, nullable=False),
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("amount_fen", WholeNumber, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("decided_by_id", WholeNumber, nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "state IN ('proposed', 'cancelled') OR (number IS NOT NULL AND decided_at IS NOT NULL)",
            name=op.f("ck_awards_number_if_confirmed"),
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_awards_amount_is_positive")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_awards_call_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f("fk_awards_decided_by_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_awards_organization_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_awards_proposal_id")),
        sa.ForeignKeyConstraint(["publicity_id"], ["publicities.id"], name=op.f("fk_awards_publicity_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awards")),
        sa.UniqueConstraint("number", name=op.f("uq_awards_number")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_awards_proposal_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_awards_public_id")),
    )
    op.create_index("ix_awards_call", "awards", ["call_id"], unique=False)
    op.create_index("ix_awards_organization", "awards", ["organization_id"], unique=False)
    op.create_table(
        "objections",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("award_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("raised_by_id", WholeNumber, nullable=False),
        sa.Column("organization_id", WholeNumber, nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by_id", WholeNumber, nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("appeal", sa.Text(), nullable=True),
        sa.Column("appeal_answer", sa.Text(), nullable=True),
        sa.Column("appeal_decided_by_id", WholeNumber, nullable=True),
        sa.Column("appeal_decided_at", UtcDateTime(), nullable=True),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "state NOT IN ('upheld', 'dismissed') OR answer IS NOT NULL", name=op.f("ck_objections_answer_if_answered")
        ),
        sa.ForeignKeyConstraint(["answered_by_id"], ["users.id"], name=op.f("fk_objections_answered_by_id")),
        sa.ForeignKeyConstraint(
            ["appeal_decided_by_id"], ["users.id"], name=op.f("fk_objections_appeal_decided_by_id")
        ),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name=op.f("fk_objections_award_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_objections_organization_id")),
        sa.ForeignKeyConstraint(["raised_by_id"], ["users.id"], name=op.f("fk_objections_raised_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objections")),
        sa.UniqueConstraint("number", name=op.f("uq_objections_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_objections_public_id")),
    )
    op.create_index("ix_objections_award", "objections", ["award_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_objections_award", table_name="objections")
    op.drop_table("objections")
    op.drop_index("ix_awards_organization", table_name="awards")
    op.drop_index("ix_awards_call", table_name="awards")
    op.drop_table("awards")
    op.drop_index(op.f("ix_publicities_call_id"), table_name="publicities")
    op.drop_table("publicities")
