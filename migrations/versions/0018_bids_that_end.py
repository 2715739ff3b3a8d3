"""Bids that end without a decision, and one bid of an organization in a lot."""

from __future__ import annotations

from alembic import op

revision = "0018_bids_that_end"
down_revision = "0017_draft_editors"
branch_labels = None
depends_on = None

BEFORE = "state IN ('draft', 'submitted', 'withdrawn') OR opened_at IS NOT NULL"
AFTER = "state IN ('draft', 'submitted', 'withdrawn', 'lapsed', 'void') OR opened_at IS NOT NULL"
CHECK = op.f("ck_proposals_opened_at_if_opened")


def upgrade() -> None:
    with op.batch_alter_table("proposals") as proposals:
        proposals.drop_constraint(CHECK, type_="check")
        proposals.create_check_constraint(CHECK, AFTER)
        proposals.create_unique_constraint(op.f("uq_proposals_organization_id_lot_id"), ["organization_id", "lot_id"])


def downgrade() -> None:
    op.execute("UPDATE proposals SET state = 'draft' WHERE state IN ('lapsed', 'void')")
    with op.batch_alter_table("proposals") as proposals:
        proposals.drop_constraint(op.f("uq_proposals_organization_id_lot_id"), type_="unique")
        proposals.drop_constraint(CHECK, type_="check")
        proposals.create_check_constraint(CHECK, BEFORE)
