"""Bids that end without a decision, one bid of an organization in a lot, and the conditions as on the closing day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018_bids_that_end"
down_revision = "0017_draft_editors"
branch_labels = None
depends_on = None

CHECK, ONE = "ck_proposals_opened_at_if_opened", "uq_proposals_organization_id_lot_id"
BEFORE = "state IN ('draft', 'submitted', 'withdrawn') OR opened_at IS NOT NULL"
AFTER = "state IN ('draft', 'submitted', 'withdrawn', 'lapsed', 'void') OR opened_at IS NOT NULL"


def upgrade() -> None:
    with op.batch_alter_table("proposals") as proposals:
        proposals.add_column(sa.Column("closing_conditions", sa.JSON(), nullable=True))
        proposals.drop_constraint(op.f(CHECK), type_="check")
        proposals.create_check_constraint(op.f(CHECK), AFTER)
        proposals.create_unique_constraint(op.f(ONE), ["organization_id", "lot_id"])


def downgrade() -> None:
    op.execute("UPDATE proposals SET state = 'draft' WHERE state IN ('lapsed', 'void')")
    with op.batch_alter_table("proposals") as proposals:
        proposals.drop_constraint(op.f(ONE), type_="unique")
        proposals.drop_constraint(op.f(CHECK), type_="check")
        proposals.create_check_constraint(op.f(CHECK), BEFORE)
        proposals.drop_column("closing_conditions")
