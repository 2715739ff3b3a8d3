"""Objections against filings in their public days; drafts of guideline items that were given up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import PathString, UtcDateTime, WholeNumber

revision = "0021_filing_objections"
down_revision = "0020_delivery"
branch_labels = None
depends_on = None

CHECK = "ck_guidelines_published_at_if_published"
BEFORE, AFTER = (f"state {drafts} OR published_at IS NOT NULL" for drafts in ("= 'draft'", "IN ('draft', 'discarded')"))


def _published_at_unless(drafts: str) -> None:
    with op.batch_alter_table("guidelines") as guidelines:
        guidelines.drop_constraint(op.f(CHECK), type_="check")
        guidelines.create_check_constraint(op.f(CHECK), drafts)


def upgrade() -> None:
    op.create_table(
        "filing_objections",
        sa.Column("filing_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("raised_by_id", WholeNumber, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by_id", WholeNumber, nullable=True),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "state NOT IN ('upheld', 'dismissed') OR answer IS NOT NULL",
            name=op.f("ck_filing_objections_answer_if_answered"),
        ),
        sa.ForeignKeyConstraint(["filing_id"], ["filings.id"], name=op.f("fk_filing_objections_filing_id")),
        sa.ForeignKeyConstraint(["raised_by_id"], ["users.id"], name=op.f("fk_filing_objections_raised_by_id")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["users.id"], name=op.f("fk_filing_objections_answered_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing_objections")),
        sa.UniqueConstraint("public_id", name=op.f("uq_filing_objections_public_id")),
    )
    op.create_index("ix_filing_objections_filing", "filing_objections", ["filing_id"])
    op.create_index(op.f("ix_filing_objections_raised_by_id"), "filing_objections", ["raised_by_id"])
    _published_at_unless(AFTER)


def downgrade() -> None:
    op.execute("UPDATE guidelines SET state = 'draft' WHERE state = 'discarded'")
    op.execute("UPDATE catalogue_editions SET state = 'collecting' WHERE state = 'discarded'")
    op.execute("UPDATE qualified_lists SET state = 'draft' WHERE state = 'discarded'")
    _published_at_unless(BEFORE)
    op.drop_table("filing_objections")
