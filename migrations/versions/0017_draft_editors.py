"""Which open page saved a draft last."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017_draft_editors"
down_revision = "0016_appointments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("proposals") as proposals:
        proposals.add_column(sa.Column("draft_editor", sa.String(length=12), nullable=False, server_default=""))
    with op.batch_alter_table("proposals") as proposals:
        proposals.alter_column("draft_editor", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("proposals") as proposals:
        proposals.drop_column("draft_editor")
