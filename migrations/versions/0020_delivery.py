"""What an open survey has published so far: the last batch of its answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020_delivery"
down_revision = "0019_panels_that_last"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("satisfaction_surveys") as surveys:
        surveys.add_column(sa.Column("published", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("satisfaction_surveys") as surveys:
        surveys.drop_column("published")
