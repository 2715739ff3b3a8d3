"""What the virus scanner said of each file that was handed in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023_file_scans"
down_revision = "0022_tenancy_consent"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("attachments") as attachments:
        attachments.add_column(sa.Column("scan", sa.String(32), nullable=False, server_default="off"))
    with op.batch_alter_table("attachments") as attachments:
        attachments.alter_column("scan", existing_type=sa.String(32), existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("attachments") as attachments:
        attachments.drop_column("scan")
